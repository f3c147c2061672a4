"""The public form “Anmäl innehåll”: plain HTML, no script, no account, and nothing personal asked for.

What keeps machines away without troubling people is shared with the form for feedback: `cms.intake.abuse`.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.intake import abuse
from cms.intake.pages import page
from cms.organisation.models import Municipality
from cms.publication.models import PublicRecord
from cms.stewardship import requests
from cms.stewardship.models import Concern

NUMBER = re.compile(r"\d{4}-\d{4,6}")
PER_HOUR, PER_HOUR_IN_ALL = 6, 300
SALT = "stewardship.public_form"


class ReportForm(forms.Form):
    """What somebody tells about a published item."""

    public_id = forms.CharField(
        required=False,
        max_length=20,
        label=gettext_lazy("Number of the item"),
        help_text=gettext_lazy("It stands on the page, such as 2026-0123."),
    )
    concern = forms.ChoiceField(choices=Concern.choices, widget=forms.RadioSelect, label=gettext_lazy("What is wrong?"))
    message = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        label=gettext_lazy("Tell us more (if you like)"),
        help_text=gettext_lazy("Say which words. You need not say who you are or why."),
    )
    contact = forms.EmailField(
        required=False,
        label=gettext_lazy("E-mail (if you want an answer)"),
        help_text=gettext_lazy("We use it only to answer you, and erase it afterwards."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_public_id(self) -> str:
        """A number as items have them, or nothing."""
        number = "".join(self.cleaned_data["public_id"].split())
        if number and not NUMBER.fullmatch(number):
            raise forms.ValidationError(
                _("Write the number as it stands on the page, such as 2026-0123, or leave it empty.")
            )
        return number

    def clean(self) -> dict[str, Any]:
        """Without a number, words must say what it is about."""
        data = super().clean() or {}
        if "public_id" in data and not data["public_id"] and not data.get("message", "").strip():
            self.add_error("message", _("Write the item's number, or which page you mean."))
        return data

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get("website"))


@never_cache
@csrf_exempt  # no cookie, no rights to borrow; forms that other sites send are refused (docs/decisions/0025)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form, and what happens when it is sent."""
    municipality = Municipality.load()
    if municipality.report_url:
        return redirect(municipality.report_url)
    with translation.override(abuse.language_of(request)):
        return _respond(request, municipality)


def _respond(request: HttpRequest, municipality: Municipality) -> HttpResponse:
    if request.method == "GET":
        number = request.GET.get("synpunkt", "")[:20]
        form = ReportForm(
            initial={"public_id": number if NUMBER.fullmatch(number) else "", "opened": abuse.stamp(SALT)}
        )
        return _page(request, municipality, form)
    if abuse.comes_from_another_site(request):
        raise PermissionDenied
    form = ReportForm(request.POST)
    if form.is_from_a_machine:
        return _page(request, municipality, None)  # a machine need not learn that it was seen
    if not form.is_valid():
        return _page(request, municipality, form, status=422)
    if problem := abuse.time_problem(SALT, form.cleaned_data["opened"]):
        form = _again(request)
        form.add_error(None, problem)
        return _page(request, municipality, form, status=422)
    if _is_too_many(request):
        form.add_error(
            None,
            _("Many reports came from your network just now. Try again in an hour, or write to %(email)s.")
            % {"email": municipality.email},
        )
        return _page(request, municipality, form, status=429)
    data = form.cleaned_data
    requests.receive(
        public_id=data["public_id"],
        concern=data["concern"],
        message=data["message"].strip(),
        contact=data["contact"],
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    return _page(request, municipality, None)


def _again(request: HttpRequest) -> ReportForm:
    """The form as it was sent, with a new time."""
    data = request.POST.copy()
    data["opened"] = abuse.stamp(SALT)
    form = ReportForm(data)
    form.is_valid()
    return form


def _is_too_many(request: HttpRequest) -> bool:
    """Count this report; whether too many came from its network, or in all, within the hour."""
    from_network = abuse.is_too_many(request, "report", most=PER_HOUR, seconds=abuse.HOUR_SECONDS)
    return from_network or abuse.is_too_many_in_all("report", most=PER_HOUR_IN_ALL, seconds=abuse.HOUR_SECONDS)


def _page(
    request: HttpRequest, municipality: Municipality, form: ReportForm | None, *, status: int = 200
) -> HttpResponse:
    """The form with what is wrong in it; without a form, the thanks."""
    item = None
    if form is not None and NUMBER.fullmatch(number := str(form["public_id"].value() or "")):
        item = (
            number if PublicRecord.objects.filter(public_id=number, first_published_on__isnull=False).exists() else None
        )
    context = {
        "form": form,
        "item": item,
        "number": request.GET.get("synpunkt", ""),
        "days": settings.REMOVAL_REQUEST_WORKING_DAYS,
    }
    return page(request, "stewardship/report.html", context, status=status)
