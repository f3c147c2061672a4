"""The public form: what is asked, and what makes an answer to it complete."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.cases.models import Kind
from cms.intake import abuse, units
from cms.intake.attachments import MOST_FILES, CleanFile, FileNotAllowedError, cleaned
from cms.intake.lists import once_a_minute

SALT = "intake.form"
LONGEST_TEXT = 10_000

# The kinds that ship, in the reader's language; a municipality's own kinds have the name it gave them.
KINDS: dict[str, str | Promise] = {
    "complaint": gettext_lazy("Complaint"),
    "praise": gettext_lazy("Praise"),
    "suggestion": gettext_lazy("Suggestion"),
    "question": gettext_lazy("Question"),
}
YES_OR_NO = [
    ("yes", gettext_lazy("Yes, it may be published without my name")),
    ("no", gettext_lazy("No, do not publish it")),
]


def kind_name(kind: Kind) -> str:
    """The kind in the reader's language."""
    return str(KINDS.get(kind.code, kind.name))


def _kinds() -> list[Kind]:
    return once_a_minute("kinds", lambda: list(Kind.objects.all()))


class GuardedForm(forms.Form):
    """A form for people outside: with a field that nobody sees, and the day and hour when it was opened."""

    extra = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields([name for name in self.fields if name not in GuardedForm.base_fields])

    def clean_extra(self) -> str:
        """The field that nobody sees. Whoever filled it in is asked again, because a browser may have."""
        if self.cleaned_data["extra"]:
            raise forms.ValidationError(_("Empty the last field, which is there against machines, and send it again."))
        return ""


class FeedbackForm(GuardedForm):
    """What somebody tells the municipality."""

    kind = forms.ChoiceField(widget=forms.RadioSelect, label=gettext_lazy("What do you want to leave?"))
    unit = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("What does it concern?"),
        help_text=gettext_lazy("Write the name of a school, a home for older people, a library, a department …"),
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
    )
    unit_code = forms.CharField(required=False, max_length=20)
    unit_unknown = forms.BooleanField(
        required=False, label=gettext_lazy("I don't know, or the municipality in general")
    )
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        label=gettext_lazy("What do you want to say?"),
        help_text=gettext_lazy(
            "Tell what happened, where and when. Do not write who you or others are: we rarely need it."
        ),
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    publication = forms.ChoiceField(
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
        label=gettext_lazy("May your feedback and our answer be read on our website?"),
        help_text=gettext_lazy(
            "Two people remove what points at somebody before anything is published. We decide in the end."
        ),
    )
    name = forms.CharField(
        required=False,
        max_length=160,
        label=gettext_lazy("Name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        required=False,
        max_length=60,
        label=gettext_lazy("Telephone"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.kinds = {each.code: each for each in _kinds() if each.is_valid_on(today)}
        self.fields["kind"].choices = [(code, kind_name(kind)) for code, kind in self.kinds.items()]  # type: ignore[attr-defined]
        self.suggestions: list[units.Choice] = []
        for name, message in (
            ("kind", _("Choose what you want to leave.")),
            ("text", _("Write what you want to say.")),
            ("publication", _("Choose yes or no.")),
        ):
            self.fields[name].error_messages["required"] = message

    def clean_text(self) -> str:
        """Words, and not spaces alone."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any]:
        """Find the unit that is meant, or say that it is not known."""
        data = super().clean() or {}
        data["choice"] = None
        if data.get("unit_unknown"):
            return data
        if data.get("unit_code") and (choice := units.by_code(data["unit_code"])):
            data["choice"] = choice
            return data
        found = units.matching(data.get("unit", ""))
        if len(found) == 1:
            data["choice"] = found[0]
        elif found:
            self.suggestions = found
            self.add_error("unit", _("Choose which one you mean."))
        elif data.get("unit"):
            self.add_error(
                "unit", _("We found no unit of that name. Write it another way, or say that you don't know.")
            )
        else:
            self.add_error("unit", _("Write what it concerns, or say that you don't know."))
        return data

    @property
    def is_fresh(self) -> bool:
        """Whether the form was opened a sensible while ago."""
        return not abuse.time_problem(SALT, str(self.data.get("opened", "")))


def clean_files(files: list[UploadedFile]) -> list[CleanFile]:
    """The attached files as they are kept.

    Raises:
        FileNotAllowedError: one of them cannot be taken, or there are too many.
    """
    given = [file for file in files if file.size]
    if len(given) > MOST_FILES:
        message = ngettext("Attach at most %(count)d file.", "Attach at most %(count)d files.", MOST_FILES)
        raise FileNotAllowedError(message % {"count": MOST_FILES})
    return [cleaned(file, file.size or 0) for file in given]  # type: ignore[arg-type]
