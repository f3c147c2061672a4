"""The form for people outside, its review, and its receipt. They set no cookie."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from cms.intake import abuse, units
from cms.intake.actions import receive
from cms.intake.attachments import MOST_BYTES, MOST_FILES, FileNotAllowedError
from cms.intake.form import KINDS, LONGEST_TEXT, SALT, FeedbackForm, clean_files, kind_name
from cms.intake.models import FormTexts
from cms.intake.pages import BURST, BURST_SECONDS, busy, logo, page, refused, style_sheet, too_much
from cms.intake.receipt_page import answer
from cms.intake.receipts import as_typed
from cms.intake.shown import is_closed, shown
from cms.organisation.models import OrganisationUnit
from cms.privacy import SenderDetails

CHECKS_PER_MINUTE = 40
LARGEST_REQUEST = MOST_FILES * MOST_BYTES + 1_000_000
KEPT = ("kind", "unit", "unit_code", "unit_unknown", "text", "publication", "name", "email", "phone", "opened")


@never_cache
@csrf_exempt  # no cookie, no rights to borrow; forms that other sites send are refused (docs/decisions/0025)
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """The form, the review of what was written, and what happens when it is sent."""
    with translation.override(abuse.language_of(request)):
        if request.method == "GET":
            return _form_page(request, FeedbackForm(initial=_initial(request)))
        if abuse.is_too_many(request, "feedback:burst", most=BURST, seconds=BURST_SECONDS):
            return busy()
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REQUEST:
            return refused(_("The files are too large together. Go back and attach fewer."), 413)
        if abuse.comes_from_another_site(request):
            return refused(_("This form was sent from another website. Open it here and send it again."), 403)
        return _posted(request)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """A fresh form, with the unit of the page that led here."""
    choice = units.by_code(request.GET.get("enhet", "")[:20])
    kind = request.GET.get("typ", "")
    return {
        "opened": abuse.stamp(SALT, secrets.token_urlsafe(16)),
        "unit": choice.label if choice else "",
        "kind": kind if kind in KINDS else "",
    }


def _posted(request: HttpRequest) -> HttpResponse:
    form, step = FeedbackForm(request.POST), request.POST.get("step", "review")
    valid = form.is_valid()
    if step == "edit" or not valid:
        return _form_page(request, form, shows_errors=step != "edit", status=200 if step == "edit" else 422)
    if step != "send":
        return _review_page(request, form)
    if problem := abuse.time_problem(SALT, form.cleaned_data["opened"]):
        return _review_page(request, form, problem=problem, restamped=True, status=422)
    try:
        sent = request.FILES.getlist("files")
        files = clean_files(sent) if sent and FormTexts.load().files_allowed else []
    except FileNotAllowedError as error:
        return _review_page(request, form, problem=str(error), status=422)
    if problem := too_much(request):
        return _review_page(request, form, problem=problem, status=429)
    data = form.cleaned_data
    received = receive(
        nonce=abuse.stamped_value(SALT, data["opened"]),
        kind=form.kinds[data["kind"]],
        unit_code=data["choice"].code if data["choice"] else None,
        text=data["text"],
        language=translation.get_language() or settings.LANGUAGE_CODE,
        name=data["name"],
        email=data["email"],
        phone=data["phone"],
        wants_publication=data["publication"] == "yes",
        files=files,
    )
    context = {"received": received, "code": as_typed(received.code), "plain_code": received.code}
    return page(request, "intake/thanks.html", context)


def _form_page(
    request: HttpRequest, form: FeedbackForm, *, shows_errors: bool = True, status: int = 200
) -> HttpResponse:
    texts, language = FormTexts.load(), translation.get_language() or ""
    known = units.choices()
    context = {
        "form": form,
        "shows_errors": shows_errors and form.is_bound and bool(form.errors),
        "units": known,
        "texts": {name: texts.words(name, language) for name in ("intro", "notice", "faults", "deviations", "appeals")},
        "addresses": texts,
        "longest": LONGEST_TEXT,
    }
    return page(request, "intake/form.html", context, status=status)


def _review_page(
    request: HttpRequest, form: FeedbackForm, *, problem: str = "", restamped: bool = False, status: int = 200
) -> HttpResponse:
    data = form.cleaned_data
    sender = SenderDetails(name=data["name"], email=data["email"], phone=data["phone"])
    unit = OrganisationUnit.objects.filter(code=data["choice"].code).first() if data["choice"] else None
    values = {name: str(form.data.get(name, "")) for name in KEPT}
    if restamped:
        values["opened"] = abuse.stamp(SALT, abuse.stamped_value(SALT, values["opened"]) or secrets.token_urlsafe(16))
    context = {
        "data": data,
        "kind": kind_name(form.kinds[data["kind"]]),
        "unit": data["choice"],
        "is_closed": bool(unit and is_closed(unit)),
        "wants_publication": data["publication"] == "yes",
        "is_anonymous": not (data["name"] or data["email"] or data["phone"]),
        "shown": shown(data["text"], sender),
        "values": values,
        "problem": problem,
        "files_allowed": FormTexts.load().files_allowed,
        "most_files": MOST_FILES,
    }
    return page(request, "intake/review.html", context, status=status)


@never_cache
@csrf_exempt
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What the detector finds in a text that is being written, for the form's own script. Nothing is kept."""
    if abuse.comes_from_another_site(request) or abuse.is_too_many(
        request, "feedback:check", most=CHECKS_PER_MINUTE, seconds=abuse.MINUTE_SECONDS
    ):
        return abuse.guarded(JsonResponse({"warnings": []}, status=429))
    with translation.override(abuse.language_of(request)):
        found = shown(request.POST.get("text", "")[:LONGEST_TEXT])
        told = [{"words": words, "what": str(what)} for words, what in found.warnings]
        return abuse.guarded(JsonResponse({"warnings": told}))


urls = [
    path("synpunkt/", feedback, name="feedback"),
    path("synpunkt/kontroll/", check, name="feedback_check"),
    path("synpunkt/utseende.css", style_sheet, name="feedback_style"),
    path("synpunkt/logotyp", logo, name="feedback_logo"),
    path("synpunkt/svar/", answer, name="feedback_code"),
    path("synpunkt/svar/<str:code>/", answer, name="feedback_answer"),
]
