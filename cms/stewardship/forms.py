"""The forms of the office's own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.publication.models import WithdrawalReason

BY_PEOPLE = [choice for choice in WithdrawalReason.choices if choice[0] != WithdrawalReason.RETENTION]


class DecisionForm(forms.Form):
    """One decision about a removal request."""

    DECISIONS = (("take", "take"), ("withdraw", "withdraw"), ("corrected", "corrected"), ("rejected", "rejected"))
    decision = forms.ChoiceField(choices=DECISIONS)
    reason = forms.ChoiceField(choices=BY_PEOPLE, required=False, label=_("Reason to withdraw"))
    words = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), label=_("The decision in words")
    )

    def clean(self) -> dict[str, Any]:
        """A withdrawal needs its reason."""
        data = super().clean() or {}
        if data.get("decision") == "withdraw" and not data.get("reason"):
            self.add_error("reason", _("Choose the reason."))
        return data


class WithdrawForm(forms.Form):
    """Why an item is withdrawn."""

    reason = forms.ChoiceField(choices=BY_PEOPLE, label=_("Reason"))
    comment = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Comment"),
        help_text=_("For colleagues. Don't repeat what had to go."),
    )


class KeepForm(forms.Form):
    """Why something that the detector stops at may stay."""

    why = forms.CharField(max_length=300, label=_("Why it may stay"))
