"""The pages for people outside: the form, its review, the receipt, and the answer by receipt code. They set no cookie."""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cms.cases.models import Case
from cms.cases.states import State
from cms.intake import abuse, units
from cms.intake.actions import receive
from cms.intake.attachments import MOST_BYTES, MOST_FILES, FileNotAllowedError
from cms.intake.form import KINDS, LONGEST_TEXT, SALT, FeedbackForm, clean_files, kind_name
from cms.intake.models import FormTexts, Submission
from cms.intake.receipts import as_typed, fingerprint, is_same, read_code
from cms.intake.shown import is_closed, shown
from cms.organisation.models import Municipality, OrganisationUnit
from cms.privacy import SenderDetails
from portal.preview import site_style_sheet

BURST, BURST_SECONDS = 40, 20
"""Requests of one network that are read at all: more than a room full of people at one address, less than a machine."""
CHECKS_PER_MINUTE = 40
WRONG_CODE, WRONG_CODES_PER_HOUR = "feedback:code", 20
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
            return _busy()
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REQUEST:
            return _refused(_("The files are too large together. Go back and attach fewer."), 413)
        if abuse.comes_from_another_site(request):
            return _refused(_("This form was sent from another website. Open it here and send it again."), 403)
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
        files = clean_files(request.FILES.getlist("files")) if FormTexts.load().files_allowed else []
    except FileNotAllowedError as error:
        return _review_page(request, form, problem=str(error), status=422)
    if problem := _limit(request):
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
    return _page(request, "intake/thanks.html", context)


def _limit(request: HttpRequest) -> str:
    """Why this cannot be taken in just now; empty when it can. What was written stays in the page."""
    if abuse.is_too_many(request, "feedback", most=settings.FORM_PER_HOUR, seconds=abuse.HOUR_SECONDS):
        return _("Much came from your network just now. What you wrote is still here: send it again in an hour.")
    if abuse.is_too_many_in_all("feedback", most=settings.FORM_PER_MINUTE, seconds=abuse.MINUTE_SECONDS):
        return _("Very many write just now. What you wrote is still here: send it again in a minute.")
    return ""


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
    return _page(request, "intake/form.html", context, status=status)


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
    return _page(request, "intake/review.html", context, status=status)


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


@never_cache
@csrf_exempt
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str = "") -> HttpResponse:
    """The answer, or how far the case has come, for whoever has the receipt code."""
    with translation.override(abuse.language_of(request)):
        typed = code or request.POST.get("code", "")
        if not typed.strip():
            return _page(request, "intake/code.html", {"problem": ""})
        if abuse.comes_from_another_site(request) and request.method == "POST":
            return _refused(_("This form was sent from another website. Open it here and send it again."), 403)
        if abuse.was_too_many(request, WRONG_CODE, most=WRONG_CODES_PER_HOUR):
            problem = _("Too many codes were tried from your network. Try again in an hour.")
            return _page(request, "intake/code.html", {"problem": problem}, status=429)
        case = _case_with(read_code(typed))
        if case is None:
            abuse.is_too_many(request, WRONG_CODE, most=WRONG_CODES_PER_HOUR, seconds=abuse.HOUR_SECONDS)
            problem = _("We know no such code. Look at it again: it has 26 letters and digits.")
            return _page(request, "intake/code.html", {"problem": problem}, status=404)
        context = {
            "case": case,
            "kind": kind_name(case.kind),
            "is_answered": case.state == State.CLOSED and bool(case.answer),
        }
        return _page(request, "intake/answer.html", context)


def _case_with(code: str) -> Case | None:
    """The case that the code was given out for. Looked up by hash, then compared in constant time."""
    found = Submission.objects.filter(code_sha256=fingerprint(code)).select_related("case__unit", "case__kind").first()
    return found.case if found and is_same(found.code_sha256, code) else None


# ------------------------------------------------------------------------------------------------------------ the look


@lru_cache(maxsize=4)
def _style_sheet(colour: str) -> tuple[str, str]:
    """The public site's own style sheet in the municipality's colour, and a short name of its content."""
    sheet = site_style_sheet(colour)
    return sheet, hashlib.sha256(sheet.encode()).hexdigest()[:12]


@require_GET
def style_sheet(request: HttpRequest) -> HttpResponse:
    """The look of the public site."""
    sheet, _name = _style_sheet(Municipality.load().accent_colour)
    return HttpResponse(
        sheet,
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"},
    )


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    municipality = Municipality.load()
    language = translation.get_language() or settings.LANGUAGE_CODE
    unit = request.GET.get("enhet", "")[:20]
    common = {
        "municipality": municipality,
        "site_url": settings.SITE_URL,
        "language": language,
        "others": abuse.other_languages(language),
        "unit_code": unit if unit.isalnum() else "",
        "style_name": _style_sheet(municipality.accent_colour)[1],
    }
    return abuse.guarded(render(request, template, common | context, status=status))


def _busy() -> HttpResponse:
    """The shortest answer there is: it is given when somebody sends more than can be read."""
    return abuse.guarded(
        HttpResponse(
            _("Too much came from your network just now. Wait half a minute, go back, and send it again."),
            status=429,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": str(BURST_SECONDS)},
        )
    )


def _refused(why: str, status: int) -> HttpResponse:
    return abuse.guarded(HttpResponse(why, status=status, content_type="text/plain; charset=utf-8"))


urls = [
    path("synpunkt/", feedback, name="feedback"),
    path("synpunkt/kontroll/", check, name="feedback_check"),
    path("synpunkt/utseende.css", style_sheet, name="feedback_style"),
    path("synpunkt/svar/", answer, name="feedback_code"),
    path("synpunkt/svar/<str:code>/", answer, name="feedback_answer"),
]
