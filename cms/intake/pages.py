"""What every page for people outside has: the municipality's look, the safe headers, and the answers to too much."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cms.intake import abuse
from cms.organisation.logo import Picture
from cms.organisation.models import Municipality
from portal.preview import site_style_sheet

BURST, BURST_SECONDS = 40, 20
"""Requests of one network that are read at all: more than a room full of people at one address, less than a machine."""


CACHED = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
"""For what stands under a name of its content."""


@lru_cache(maxsize=4)
def _style_sheet(accent_colour: str, band_colour: str) -> tuple[str, str]:
    """The public site's own style sheet in the municipality's colours, and a short name of its content."""
    sheet = site_style_sheet(accent_colour, band_colour)
    return sheet, _name(sheet.encode())


@lru_cache(maxsize=4)
def _logo(file: str) -> tuple[Picture, str] | None:
    """The municipality's logo and a short name of its content. A logo that is exchanged gets another file."""
    picture = Municipality.load().picture() if file else None
    return (picture, _name(picture.data)) if picture else None


def _name(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


@require_GET
def style_sheet(request: HttpRequest) -> HttpResponse:
    """The look of the public site."""
    municipality = Municipality.load()
    sheet, _short = _style_sheet(municipality.accent_colour, municipality.band_colour)
    return HttpResponse(sheet, content_type="text/css; charset=utf-8", headers=CACHED)


@require_GET
def logo(request: HttpRequest) -> HttpResponse:
    """The logo in the header, as the public site has it."""
    found = _logo(Municipality.load().logo.name or "")
    if found is None:
        raise Http404
    return abuse.guarded(HttpResponse(found[0].data, content_type=found[0].type, headers=CACHED))


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
        "style_name": _style_sheet(municipality.accent_colour, municipality.band_colour)[1],
        "logo": _logo(municipality.logo.name or ""),
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
