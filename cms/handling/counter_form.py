"""The blank form for the counter, on one sheet of paper: what the public form asks, for who would rather write by hand."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from cms.cases.models import Kind
from cms.handling.registering import MAY_REGISTER
from cms.intake.models import FormTexts
from cms.organisation.models import Municipality
from portal.preview import render_printed

LANGUAGE = "sv"
LINES = 10
STYLE = "handling/counter_form.css"


def counter_form(request: HttpRequest) -> HttpResponse:
    """The form as a tagged PDF; as a page to print from the browser where no PDF can be drawn."""
    if not request.user.has_perm(MAY_REGISTER):
        raise PermissionDenied
    page = counter_form_html()
    data = render_printed(page)
    if data is None:
        return HttpResponse(page)
    headers = {"Content-Disposition": 'inline; filename="synpunkt-blankett.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def counter_form_html() -> str:
    """The form as one page that loads nothing."""
    today, municipality = timezone.localdate(), Municipality.load()
    picture = municipality.picture()
    address = municipality.feedback_url or settings.FORM_URL
    style = finders.find(STYLE)
    with translation.override(LANGUAGE):
        context = {
            "municipality": municipality,
            "logo": f"data:{picture.type};base64,{b64encode(picture.data).decode('ascii')}" if picture else "",
            "kinds": [kind for kind in Kind.objects.all() if kind.is_valid_on(today)],
            "notice": FormTexts.load().words("notice", LANGUAGE),
            "address": address,
            "shown_address": address.partition("://")[2].rstrip("/"),
            "lines": range(LINES),
            "square": segno.make(address, error="m").svg_data_uri(border=0),
            "style": _style_sheet(str(style)),
        }
        return render_to_string("handling/counter_form.html", context)


def _style_sheet(path: str) -> SafeString:
    return mark_safe(Path(path).read_text("utf-8"))  # noqa: S308 - a file of ours
