"""What every page for people outside has: the municipality's look, the safe headers, and the answers to too much."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cms.intake import abuse
from cms.organisation.models import Municipality
from portal.preview import site_style_sheet

BURST, BURST_SECONDS = 40, 20
"""Requests of one network that are read at all: more than a room full of people at one address, less than a machine."""


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


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The template in the municipality's look, in the language that holds now."""
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


def too_much(request: HttpRequest) -> str:
    """Why this cannot be taken in just now; empty when it can. What was written stays in the page."""
    if abuse.is_too_many(request, "feedback", most=settings.FORM_PER_HOUR, seconds=abuse.HOUR_SECONDS):
        return _("Much came from your network just now. What you wrote is still here: send it again in an hour.")
    if abuse.is_too_many_in_all("feedback", most=settings.FORM_PER_MINUTE, seconds=abuse.MINUTE_SECONDS):
        return _("Very many write just now. What you wrote is still here: send it again in a minute.")
    return ""


def busy() -> HttpResponse:
    """The shortest answer there is: it is given when somebody sends more than can be read."""
    return abuse.guarded(
        HttpResponse(
            _("Too much came from your network just now. Wait half a minute, go back, and send it again."),
            status=429,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": str(BURST_SECONDS)},
        )
    )


def refused(why: str, status: int) -> HttpResponse:
    """A refusal in one sentence."""
    return abuse.guarded(HttpResponse(why, status=status, content_type="text/plain; charset=utf-8"))
