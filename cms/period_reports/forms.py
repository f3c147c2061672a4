"""Forms of period reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.period_reports.models import SLOTS, Commentary, PeriodReport, WithdrawnBecause
from cms.period_reports.periods import Period


class MonthField(forms.DateField):
    """A month, as browsers' month fields send it: `2026-03`. Its value is the first day."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    input_formats = ["%Y-%m"]


class DayField(forms.DateField):
    """A day, as browsers' date fields send it: `2026-03-15`."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ["%Y-%m-%d"]


class PeriodForm(forms.Form):
    """Which period to draft a report on."""

    KINDS = (
        ("month", gettext_lazy("month")),
        ("quarter", gettext_lazy("quarter")),
        ("tertial", gettext_lazy("four-month period")),
        ("year", gettext_lazy("year")),
        ("free", gettext_lazy("other months")),
        ("days", gettext_lazy("from one day to another")),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of period"), choices=KINDS)
    first = MonthField(
        label=gettext_lazy("Month in the period"),
        required=False,
        help_text=gettext_lazy("Any month of the quarter or year, or the first one of other months. Such as 2026-03."),
    )
    last = MonthField(
        label=gettext_lazy("Last month"), required=False, help_text=gettext_lazy("For other months only.")
    )
    first_day = DayField(
        label=gettext_lazy("First day"),
        required=False,
        help_text=gettext_lazy(
            "For a period of days only. Where the rules tell months and no days, whole months say more."
        ),
    )
    last_day = DayField(label=gettext_lazy("Last day"), required=False)

    def clean(self) -> dict[str, Any]:
        """Find the period, and refuse one that is not over."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind, first, last = data.get("kind"), data.get("first"), data.get("last")
        if not kind or self.errors:
            return data
        if kind == "days":
            data["period"] = _of_days(data.get("first_day"), data.get("last_day"))
        elif not isinstance(first, date):
            raise ValidationError({"first": _("Choose a month.")})
        elif kind != "free":
            data["period"] = Period.containing(kind, first)
        elif not last:
            raise ValidationError({"last": _("Choose the last month.")})
        elif last < first:
            raise ValidationError({"last": _("The last month cannot come before the first.")})
        else:
            data["period"] = Period.of_months(first, (last.year - first.year) * 12 + last.month - first.month + 1)
        if not data["period"].is_over(timezone.localdate()):
            raise ValidationError(_("The period is not over yet. Its figures would be those of a part of it."))
        return data


def _of_days(first: date | None, last: date | None) -> Period:
    if not first or not last:
        raise ValidationError({"first_day" if not first else "last_day": _("Choose the first and the last day.")})
    if last <= first:
        raise ValidationError({"last_day": _("The last day has to come after the first.")})
    return Period(first, last)


def _plain_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": 4000})


class IntroductionForm(forms.ModelForm[PeriodReport]):
    """About the municipality as a whole."""

    class Meta:
        model = PeriodReport
        fields = ["introduction"]
        widgets = {"introduction": _plain_text(6)}


class CommentaryForm(forms.ModelForm[Commentary]):
    """What a board says about its figures."""

    class Meta:
        model = Commentary
        fields = list(SLOTS)
        widgets = {name: _plain_text(3) for name in SLOTS}


class ApproveForm(forms.Form):
    """What an approval is given with. The edition says which wording was read."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    what_changed = forms.CharField(
        label=gettext_lazy("What is corrected"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Shown to readers beside the new version. Needed from the second version on."),
    )
    kept_findings = forms.CharField(label=gettext_lazy("Why the places found may stay"), required=False, max_length=300)
    hide_earlier = forms.BooleanField(
        label=gettext_lazy("Take the wording of earlier versions off the site at once"), required=False
    )


class ReturnForm(forms.Form):
    """A comment on what must change."""

    comment = forms.CharField(label=gettext_lazy("What must change"), widget=_plain_text(2))


class WithdrawForm(forms.Form):
    """Why a report is taken off the site."""

    because = forms.ChoiceField(label=gettext_lazy("Reason"), choices=WithdrawnBecause.choices)
