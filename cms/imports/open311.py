"""Reads service requests of Open311 GeoReport v2, as JSON or XML, as the rows of a table.

Three columns are ours. A request has notes and a time of its last change also while it is open, so `closing_notes` and `closed_datetime`
hold them only when it is closed; `name` puts first and last name together. http://wiki.open311.org/GeoReport_v2 describes the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from cms.cases.importers.lines import LINE_LIMIT_BYTES, Problem, UnreadableFileError

SIZE_LIMIT_BYTES = 50_000_000
FIELDS = (
    "service_request_id", "description", "closing_notes", "closed_datetime", "status", "status_notes", "service_name", "service_code",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id",
    "zipcode", "lat", "long", "media_url", "name", "email", "phone",
)  # fmt: skip
"""The columns, in order. Anything else in a request is left out."""
_READ = frozenset(FIELDS) | {"first_name", "last_name"}


def looks_like_open311(start: bytes) -> bool:
    """Whether the file begins as JSON or XML does, and not as a web page."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text[:1] in {b"[", b"{", b"<"} and not text[:15].lower().startswith((b"<!doctype html", b"<html"))


def request_rows(path: Path) -> Iterator[tuple[int, list[Any] | Problem]]:
    """The names of the columns as line 1, and every request as a line after it.

    Raises:
        UnreadableFileError: it is too large, or no list of Open311 requests.
    """
    if path.stat().st_size > SIZE_LIMIT_BYTES:
        raise UnreadableFileError(
            _("The requests are more than %(limit)d MB. Ask for fewer days at a time.")
            % {"limit": SIZE_LIMIT_BYTES // 1_000_000}
        )
    yield 1, list(FIELDS)
    for number, request in enumerate(_requests(path), start=2):
        values = _values(request)
        if sum(map(len, values)) > LINE_LIMIT_BYTES:
            yield (
                number,
                Problem(number, _("The line is longer than %(limit)d kB.") % {"limit": LINE_LIMIT_BYTES // 1000}),
            )
        else:
            yield number, values


def _requests(path: Path) -> Iterator[dict[str, str]]:
    with path.open("rb") as file:
        start = file.read(200).removeprefix(b"\xef\xbb\xbf").lstrip()
    yield from _from_xml(path) if start.startswith(b"<") else _from_json(path)


def _from_json(path: Path) -> Iterator[dict[str, str]]:
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(_("The file is not JSON: %(error)s.") % {"error": error}) from error
    if isinstance(given, dict):
        given = given.get("service_requests", given.get("requests"))
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise UnreadableFileError(_("The file is JSON, but no list of Open311 service requests (GeoReport v2)."))
    for request in given:
        yield {name: _text(value) for name, value in request.items() if name in _READ}


def _text(value: Any) -> str:
    """A value as text; what is made of parts has none, and what says false or nothing neither."""
    return "" if value is None or isinstance(value, bool | dict | list) else str(value).strip()


def _from_xml(path: Path) -> Iterator[dict[str, str]]:
    above: list[Element] = []
    found = False
    try:
        for event, element in iterparse(path, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                above.append(element)
                if len(above) == 1 and _name(element) not in {"service_requests", "requests"}:
                    break
                found = True
                continue
            above.pop()
            if len(above) == 1:
                if _name(element) in {"request", "service_request"}:
                    yield {_name(each): (each.text or "").strip() for each in element if _name(each) in _READ}
                above[0].remove(element)
    except DefusedXmlException as error:
        raise UnreadableFileError(
            _("The XML defines a document type or entities, which no list of requests needs.")
        ) from error
    except ParseError as error:
        raise UnreadableFileError(_("The file is not XML: %(error)s.") % {"error": error}) from error
    if not found:
        raise UnreadableFileError(_("The file is XML, but no list of Open311 service requests (GeoReport v2)."))


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _values(request: dict[str, str]) -> list[Any]:
    is_closed = request.get("status", "").lower() == "closed"
    ours = {
        "closing_notes": request.get("status_notes", "") if is_closed else "",
        "closed_datetime": request.get("updated_datetime", "") if is_closed else "",
        "name": request.get("name") or " ".join(filter(None, (request.get("first_name"), request.get("last_name")))),
    }
    return [(request | ours).get(name, "") for name in FIELDS]
