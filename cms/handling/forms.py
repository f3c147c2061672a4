"""One form for each move and act: what it asks for, and what it hands to the action."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.accounts.models import User
from cms.cases.html import clean_answer, html_from_text, text_from_html
from cms.cases.models import Case, Category, Kind, Outcome
from cms.handling.models import PlannedAction
from cms.handling.people import investigators_of
from cms.handling.units import UnitField
from cms.organisation.models import OrganisationUnit

REPLY_DAYS = 14


class DayInput(forms.DateInput):
    """The browser's own field for a day: works without JavaScript, by keyboard and read aloud."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CaseForm(forms.Form):
    """What every form of the case page knows."""

    def __init__(self, case: Case, user: User, labels: dict[str, OrganisationUnit], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case, self.user, self.labels = case, user, labels
        self.ask()

    def ask(self) -> None:
        """Add what depends on the case."""

    def comment_field(self, label: Any, *, required: bool = False, rows: int = 2) -> None:
        """A comment for colleagues."""
        self.fields["comment"] = forms.CharField(
            label=label, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": rows})
        )

    def words_field(self, label: Any, *, required: bool, initial: str = "") -> None:
        """What the person is told, by letter when there is an address."""
        where = (
            _("Sent to the person by e-mail.")
            if self.case.sender_email
            else _("There is no e-mail address: it stands in the history, and with the receipt code.")
        )
        self.fields["words"] = forms.CharField(
            label=label,
            required=required,
            initial=initial,
            max_length=10_000,
            help_text=where,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def investigator_field(self, unit: OrganisationUnit, empty: str) -> None:
        """Who is to investigate."""
        people = investigators_of(unit)
        field = forms.ModelChoiceField(
            User.objects.filter(pk__in=[person.pk for person in people]), required=False, label=_("Investigator")
        )
        field.choices = [("", empty), *((each.pk, each.get_full_name() or each.get_username()) for each in people)]
        self.fields["investigator"] = field

    def values(self) -> dict[str, Any]:
        """What the action is given: everything that was asked."""
        return dict(self.cleaned_data)


class PlaceForm(CaseForm):
    """Categorise and give to a unit."""

    def ask(self) -> None:
        """Kind, category, unit, and who."""
        self.fields["unit"] = UnitField(self.labels, label=_("Unit"), initial=self.case.unit)
        self.fields["kind"] = forms.ModelChoiceField(
            Kind.objects.all(), initial=self.case.kind, empty_label=None, label=_("Kind")
        )
        self.fields["category"] = category_field(self.case.received_on, self.case.category)
        self.investigator_field(self.case.unit, _("the unit decides"))
        self.comment_field(_("Comment to the unit"))


class TurnAwayForm(CaseForm):
    """Reject, or send elsewhere: why, and what the person is told."""

    def ask(self) -> None:
        """The two texts."""
        self.words_field(_("To the person"), required=bool(self.case.sender_email))
        self.comment_field(_("Why, and where to (for the history)"), required=True)


class TakeForm(CaseForm):
    """Start the investigation."""

    def ask(self) -> None:
        """Who."""
        self.investigator_field(self.case.unit, _("me"))


class AskForm(CaseForm):
    """Ask the person something, and stop the clock that pauses."""

    def ask(self) -> None:
        """The question, the reason, and until when."""
        self.words_field(_("Question to the person"), required=True)
        self.comment_field(_("Why the case waits"), required=True, rows=1)
        self.fields["reply_by"] = forms.DateField(
            label=_("Answer wanted by"),
            required=False,
            initial=timezone.localdate() + timedelta(days=REPLY_DAYS),
            widget=DayInput(),
        )


class ResumeForm(CaseForm):
    """Go on."""

    def ask(self) -> None:
        """What came in."""
        self.comment_field(_("What the person said"))


class AnswerForm(CaseForm):
    """The answer, what it led to, and what is planned."""

    def ask(self) -> None:
        """The answer begins with its draft."""
        case = self.case
        self.fields["answer"] = forms.CharField(
            label=_("The answer"),
            initial=case.answer_draft or text_for_editing(case.answer),
            max_length=100_000,
            help_text=_("Blank lines part paragraphs, lines that begin with “- ” are a list."),
            widget=forms.Textarea(attrs={"rows": 10, "data-answer": ""}),
        )
        self.fields["outcome"] = forms.ChoiceField(
            label=_("What it led to"), choices=[("", "–"), *Outcome.choices], initial=case.outcome
        )
        self.fields["outcome_text"] = forms.CharField(
            label=_("What it led to, in words"), required=False, max_length=400, initial=case.outcome_text
        )
        self.fields["answered_by_role"] = forms.CharField(
            label=_("Answered by (role)"),
            max_length=120,
            initial=case.answered_by_role or self.user.job_title,
            help_text=_("A role, never a name."),
        )
        self.fields["planned_text"] = forms.CharField(
            label=_("We will …"),
            required=False,
            max_length=400,
            help_text=_("A planned action is followed up on its day. Leave both empty when nothing is planned."),
        )
        self.fields["planned_due"] = forms.DateField(label=_("… by"), required=False, widget=DayInput())

    def clean_answer(self) -> str:
        """An answer has words."""
        text = str(self.cleaned_data["answer"])
        if not clean_answer(text):
            raise forms.ValidationError(_("Write the answer."))
        return text

    def clean(self) -> dict[str, Any]:
        """A planned action has both words and a day that has not passed; an outcome “planned” has an action."""
        data = super().clean() or {}
        text, due = data.get("planned_text"), data.get("planned_due")
        if text and not due:
            self.add_error("planned_due", _("Choose the day by which it is to be done."))
        if due and not text:
            self.add_error("planned_text", _("Write what is to be done."))
        if due and due < timezone.localdate():
            self.add_error("planned_due", _("Choose a day that has not passed."))
        planned_before = self.case.pk and self.case.planned_actions.filter(result=PlannedAction.Result.OPEN).exists()
        if data.get("outcome") == Outcome.PLANNED and not text and not planned_before:
            self.add_error("planned_text", _("Write what is planned, and by when."))
        return data

    def values(self) -> dict[str, Any]:
        """The answer, with the planned action as one value."""
        data = dict(self.cleaned_data)
        text, due = data.pop("planned_text"), data.pop("planned_due")
        return data | {"planned": {"text": text, "due_on": due} if text else None}


class ReturnForm(CaseForm):
    """Give the answer back to the one who wrote it."""

    def ask(self) -> None:
        """What must change."""
        self.comment_field(_("What must change"), required=True)


class CloseForm(CaseForm):
    """Release the reply: nothing to fill in."""


class ThankForm(CaseForm):
    """Thank for praise."""

    def ask(self) -> None:
        """The words, and who says them."""
        self.words_field(_("Thanks to the person"), required=False)
        self.fields["answered_by_role"] = forms.CharField(
            label=_("Thanked by (role)"), required=False, max_length=120, initial=self.user.job_title
        )

    def values(self) -> dict[str, Any]:
        """The words are the answer too, so that praise can be published with its thanks."""
        return dict(self.cleaned_data) | {"answer": self.cleaned_data["words"]}


class ReopenForm(CaseForm):
    """Open again, for a follow-up question."""

    def ask(self) -> None:
        """What the person asked."""
        self.comment_field(_("The follow-up question, or why it is opened again"), required=True)


class InformForm(CaseForm):
    """Tell the person how far it has come."""

    def ask(self) -> None:
        """The words, and when an answer can be expected."""
        self.words_field(_("To the person"), required=True)
        self.fields["expected_on"] = forms.DateField(label=_("Answer expected by"), required=False, widget=DayInput())


class PlanForm(CaseForm):
    """Plan an action."""

    def ask(self) -> None:
        """What, by when, by whom."""
        self.fields["text"] = forms.CharField(label=_("We will …"), max_length=400)
        self.fields["due_on"] = forms.DateField(label=_("To be done by"), widget=DayInput())
        self.investigator_field(self.case.unit, _("the investigator"))
        self.fields["responsible"] = self.fields.pop("investigator")
        self.fields["responsible"].label = _("Responsible")


class FollowUpForm(CaseForm):
    """Say what became of an action."""

    result = forms.ChoiceField(choices=PlannedAction.Result.choices[1:], label=gettext_lazy("Result"))
    note = forms.CharField(required=False, max_length=400, label=gettext_lazy("What became of it"))
    planned = forms.IntegerField(widget=forms.HiddenInput)


class FlagForm(CaseForm):
    """What the case is marked as."""

    def ask(self) -> None:
        """The flags as the model has them."""
        for name in ("serious", "deviation_considered", "in_registry", "registry_number"):
            self.fields[name] = fields_for_model(Case, fields=[name])[name]
            self.fields[name].initial = getattr(self.case, name)

    def clean(self) -> dict[str, Any]:
        """What belongs in the registry has a number there."""
        data = super().clean() or {}
        if data.get("in_registry") and not str(data.get("registry_number", "")).strip():
            self.add_error("registry_number", _("Write the registry number."))
        return data


class NoteForm(CaseForm):
    """Internal notes."""

    def ask(self) -> None:
        """The notes so far."""
        self.fields["text"] = forms.CharField(
            label=_("Internal notes"),
            required=False,
            initial=self.case.internal_notes,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Nobody outside reads them. They are public records like everything else."),
        )


MOVE_FORMS: dict[str, type[CaseForm]] = {
    "distribute": PlaceForm,
    "redirect": PlaceForm,
    "reject": TurnAwayForm,
    "send_elsewhere": TurnAwayForm,
    "take": TakeForm,
    "ask": AskForm,
    "resume": ResumeForm,
    "answer": AnswerForm,
    "return_answer": ReturnForm,
    "close": CloseForm,
    "thank": ThankForm,
    "reopen": ReopenForm,
}
ACT_FORMS: dict[str, type[CaseForm]] = {
    "inform": InformForm,
    "plan": PlanForm,
    "follow_up": FollowUpForm,
    "flag": FlagForm,
    "note": NoteForm,
}


def category_field(day: date | None, initial: Category | None = None) -> forms.ModelChoiceField:
    """Categories of the schemes that hold on the day, and the one chosen before."""
    known = Category.objects.select_related("scheme")
    day = day or timezone.localdate()
    valid = [each for each in known if each.scheme.is_valid_on(day) and not each.scheme.imported]
    if initial is not None and initial not in valid:
        valid.append(initial)
    field = forms.ModelChoiceField(
        Category.objects.filter(pk__in=[each.pk for each in valid]),
        required=False,
        initial=initial,
        label=_("Category"),
    )
    schemes = {each.scheme_id for each in valid}
    names = [(each.pk, each.name if len(schemes) == 1 else f"{each.name} ({each.scheme})") for each in valid]
    field.choices = [("", "–"), *names]
    return field


def text_for_editing(markup: str) -> str:
    """An answer as plain text when nothing is lost by that, otherwise its HTML."""
    if not markup:
        return ""
    spaced = markup.replace("<ul>", "\n").replace("</ul>", "\n\n").replace("<li>", "- ").replace("</p>", "</p>\n\n")
    lines = (text_from_html(line.replace("<br>", "\n")) for line in spaced.replace("</li>", "\n").split("\n"))
    text = "\n".join(lines).strip()
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text if html_from_text(text) == markup else markup
