"""The API: released content as static JSON files under `/api/v1/`, described by `openapi.json`.

Records lie twenty-five to a file: a file each would be three files more for each of 100,000 items, its compressed copies included;
this is a tenth of that.
"""

from __future__ import annotations

from typing import Any

import msgspec

from portal.contract import Organisation, Record, Statistics, Terms, Tombstone
from portal.corpus import Entry
from portal.plugins.catalogue import LICENCES
from portal.press import Press, digests
from portal.site import data_path, json_bytes

API = "api/v1"
VERSION = "1.0.0"


class RecordPage(msgspec.Struct):
    """Up to twenty-five records, by number."""

    records: list[Record]


class Tombstones(msgspec.Struct):
    """Every withdrawn item, by number."""

    tombstones: list[Tombstone]


class YearPages(msgspec.Struct):
    """The files of one year's records."""

    year: str
    pages: list[str]


class Index(msgspec.Struct):
    """Where everything lies."""

    records: list[YearPages]
    units: str
    terms: str
    measures: str
    tombstones: str
    openapi: str
    licence: str


def write_data(press: Press) -> None:
    """Every file of the API."""
    years = _write_records(press)
    released = press.portal.released
    lines = [line for line in (released / "tombstones.jsonl").read_bytes().splitlines() if line]
    press.output.file(f"{API}/tombstones.json", b'{"tombstones":[\n' + b",\n".join(lines) + b"\n]}\n")
    for name, source in (("units", "organisation"), ("terms", "terms"), ("measures", "statistics")):
        press.output.file(f"{API}/{name}.json", (released / f"{source}.json").read_bytes())
    addresses = {name: f"/{API}/{name}.json" for name in ("units", "terms", "measures", "tombstones", "openapi")}
    licence = LICENCES.get(press.portal.site.licence, press.portal.site.licence)
    press.output.file(
        f"{API}/index.json", msgspec.json.encode(Index(records=years, licence=licence, **addresses)) + b"\n"
    )
    press.output.file(f"{API}/openapi.json", json_bytes(openapi(press)))


def _write_records(press: Press) -> list[YearPages]:
    files: dict[str, list[Entry]] = {}
    for entry in press.portal.corpus.entries.values():
        files.setdefault(data_path(entry.id)[1:], []).append(entry)
    years: dict[str, list[str]] = {}
    for path, entries in files.items():
        years.setdefault(path.split("/")[3], []).append(f"/{path}")
        if press.output.needs(path, press.fingerprint(b"data", digests(entries))):
            lines = [press.portal.corpus.line(entry) for entry in entries]
            press.output.write(path, b'{"records":[\n' + b",\n".join(lines) + b"\n]}\n")
    return [YearPages(year, sorted(paths, key=_page_number)) for year, paths in sorted(years.items())]


def _page_number(path: str) -> int:
    return int(path.rpartition("/")[2].removesuffix(".json"))


def openapi(press: Press) -> dict[str, Any]:
    """The description of the API (OpenAPI 3.1). Shapes are those that the site itself is read from."""
    gettext, site = press.words.gettext, press.portal.site
    shapes = (Index, RecordPage, Organisation, Terms, Statistics, Tombstones)
    found, components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    references = dict(zip(shapes, found, strict=True))
    number = {"in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    paths = {
        "/api/v1/index.json": _path("getIndex", gettext("Where everything lies"), references[Index]),
        "/api/v1/records/{year}/{page}.json": {
            **_path("getRecords", gettext("Published items, twenty-five a page"), references[RecordPage]),
            "parameters": [
                {"name": "year", "description": gettext("The first part of the item’s number."), **number},
                {
                    "name": "page",
                    "description": gettext("The second part divided by 25, rounded down, plus 1."),
                    **number,
                },
            ],
        },
        "/api/v1/units.json": _path("getUnits", gettext("Units and boards"), references[Organisation]),
        "/api/v1/terms.json": _path("getTerms", gettext("Kinds, subjects, outcomes, reasons"), references[Terms]),
        "/api/v1/measures.json": _path("getMeasures", gettext("Every figure of the site"), references[Statistics]),
        "/api/v1/tombstones.json": _path("getTombstones", gettext("Withdrawn items"), references[Tombstones]),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site.name}: {gettext('Open data')}",
            "description": gettext("Static files: no key, no limit, no query. Every address answers GET and HEAD."),
            "version": VERSION,
            "license": {"name": site.licence, "url": LICENCES.get(site.licence, press.portal.site_url)},
        },
        "servers": [{"url": press.portal.site_url}],
        "paths": paths,
        "components": {"schemas": components},
    }


def _path(operation: str, summary: str, shape: dict[str, Any]) -> dict[str, Any]:
    answers = {
        "200": {"description": summary, "content": {"application/json": {"schema": shape}}},
        "404": {"description": "Not found"},
    }
    return {"get": {"operationId": operation, "summary": summary, "responses": answers}}
