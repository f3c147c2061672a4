"""Registering on behalf of somebody: one page, by keyboard, in under a minute."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cms.cases.actions import heading_from
from cms.cases.models import Case, Channel, Kind
from cms.handling import actions
from cms.handling.case_page import similar_cases
from cms.handling.forms import DayInput, category_field
from cms.handling.units import UnitField, unit_labels
from cms.organisation.models import OrganisationUnit
from cms.organisation.selectors import municipality_root

BY_HAND = [choice for choice in Channel.choices if choice[0] not in {Channel.WEB, Channel.IMPORT}]
MAY_REGISTER = "cases.add_case"
SHORTEST_COMPARED = 15


class RegisterForm(forms.Form):
    """What somebody said, and how."""

    channel = forms.ChoiceField(choices=BY_HAND, widget=forms.RadioSelect, label=gettext_lazy("Channel"))
    kind = forms.ModelChoiceField(
        Kind.objects.all(), empty_label=None, widget=forms.RadioSelect, label=gettext_lazy("Kind")
    )
    text = forms.CharField(
        label=gettext_lazy("What the person said"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 5, "data-compare": ""}),
        help_text=gettext_lazy(
            "In their own words. Write nothing about health or other people that the matter does not need."
        ),
    )
    received_on = forms.DateField(label=gettext_lazy("Received"), widget=DayInput())
    sender_name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=160)
    sender_email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    sender_phone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=60)
    sender_address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=250)
    wants_publication = forms.BooleanField(
        label=gettext_lazy("The person agrees to publication"), required=False, initial=True
    )
    language = forms.ChoiceField(
        choices=[("sv", gettext_lazy("Swedish")), ("en", gettext_lazy("English"))],
        label=gettext_lazy("Language of letters to the person"),
    )

    def __init__(self, labels: dict[str, OrganisationUnit], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"] = UnitField(
            labels,
            required=False,
            label=_("Unit"),
            help_text=_("Type part of the name. Leave it empty when you do not know: the registrar finds it."),
        )
        self.fields["category"] = category_field(None)

    def clean_received_on(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean_text(self) -> str:
        """There are words."""
        text = str(self.cleaned_data["text"]).strip()
        if not text:
            raise forms.ValidationError(_("Write what the person said."))
        return text


def register_page(request: HttpRequest) -> HttpResponse:
    """The form, and what happens when it is sent. The next one begins with the same channel and day."""
    user: Any = request.user
    if not user.has_perm(MAY_REGISTER):
        raise PermissionDenied
    labels = unit_labels(timezone.localdate())
    if request.method != "POST":
        before = request.session.get("registered_channel", Channel.PHONE)
        first = Kind.objects.order_by("position").values_list("pk", flat=True).first()
        form = RegisterForm(
            labels,
            initial={"channel": before, "kind": first, "received_on": timezone.localdate(), "language": "sv"},
        )
        return _page(request, form, labels)
    form = RegisterForm(labels, request.POST)
    if not form.is_valid():
        return _page(request, form, labels, status=422)
    values = form.cleaned_data
    unit = values.pop("unit") or municipality_root()
    if unit is None:
        form.add_error("unit", _("There is no organisation yet. Make the municipality first."))
        return _page(request, form, labels, status=422)
    distribute = request.POST.get("then") == "distribute" and user.has_perm("cases.distribute_case")
    case = actions.take_down(user, unit=unit, distribute=distribute, **values)
    request.session["registered_channel"] = values["channel"]
    messages.success(request, _told(case, distribute))
    if request.POST.get("then") == "next" or not user.has_perm("cases.view_case"):
        return redirect("cases:register")
    return redirect("cases:inspect", case.pk)


def _told(case: Case, distributed: bool) -> str:
    told = _("%(number)s is registered and distributed.") if distributed else _("%(number)s is registered.")
    if case.sender_email:
        told = f"{told} {_('An acknowledgement is on its way.')}"
    return told % {"number": case.number}


def _page(
    request: HttpRequest, form: RegisterForm, labels: dict[str, OrganisationUnit], *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "units": labels,
        "may_distribute": request.user.has_perm("cases.distribute_case"),
        "may_read": request.user.has_perm("cases.view_case"),
    }
    return render(request, "handling/register.html", context, status=status)


@require_POST
def similar_while_typing(request: HttpRequest) -> HttpResponse:
    """Earlier cases like the words so far, as a part of the page. Sent as a form, so that no log of addresses holds the words."""
    user: Any = request.user
    if not user.has_perm(MAY_REGISTER) or not user.has_perm("cases.view_case"):
        raise PermissionDenied
    text = request.POST.get("text", "")[:5_000].strip()
    if len(text) < SHORTEST_COMPARED:
        return render(request, "handling/_similar.html", {"similar": [], "too_short": True})
    return render(
        request, "handling/_similar.html", {"similar": similar_cases(user, Case(heading=heading_from(text), text=text))}
    )
