"""Which files can be downloaded from a release, and what each is made from. Addresses are stable: docs/open-data.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from publish.files import ContentFolder, json_bytes
from publish.open_data.fields import (
    CODES,
    DENOMINATORS,
    FACTS_TABLE,
    PROMISES,
    RECORDS,
    REPORTS,
    SUCCESSIONS,
    TABLES,
    TOMBSTONES,
    UNITS,
    Table,
    described,
)

FOLDER = "oppna-data"
LIST = "open_data.json"
VERSION = "1.0"
# Newest first. A column that is added raises the second number, one that is taken away or means something else the first.
CHANGES = (("1.0", "2026-11-26", _("The first version.")),)
# Numbered from the oldest like listings, so that a full workbook never changes: 2,500 rows take 0.6 s, a whole year of
# 15,000 takes 3.6 s. The most that an ordinary municipality receives in a year fits one workbook.
CASES_A_WORKBOOK = 2_500
MEDIA_TYPES = {
    "csv": "text/csv",
    "excel-csv": "text/csv",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "json": "application/json",
    "text": "text/plain",
    "python": "text/x-python",
}
SMALL_TABLES = {
    UNITS: "organisation",
    SUCCESSIONS: "omorganisationer",
    CODES: "kodlistor",
    PROMISES: "loften",
    DENOMINATORS: "denominators",
    REPORTS: "rapporter",
    TOMBSTONES: "avpublicerade",
}
PROGRAM = "recompute.py"
# Every figure, and the rules and breaks that figures are read with: what recompute.py and readers need beside the facts.
FIGURES = ("statistics.json", "notes.json")
WHOLE = ("csv", "jsonl", "parquet", "xlsx")
FACT_FORMS = ("csv", "jsonl", "parquet", "xlsx")


@dataclass(frozen=True)
class Download:
    """One file.

    Args:
        path: its address, without the first slash.
        table: what it holds; empty for what is about the files themselves.
        period: the year, empty when it holds every year.
        form: a key of MEDIA_TYPES.
        source: the released file it is made from, empty when it is made from several.
        part: which workbook of its year, from 1.
        holds: for an archive, the form of its tables.
    """

    path: str
    table: str
    period: str
    form: str
    source: str = ""
    part: int = 1
    holds: str = ""


def workbook(public_id: str) -> int:
    """The part of a year's workbooks that an item stands in, from 1."""
    return (int(public_id.partition("-")[2]) - 1) // CASES_A_WORKBOOK + 1


def plan(released: Iterable[str], ids: Iterable[str]) -> list[Download]:
    """Every download of a release.

    Args:
        released: the files of the released folder.
        ids: the published items.
    """
    names = sorted(released)
    parts: dict[str, set[int]] = {}
    for public_id in ids:
        parts.setdefault(public_id[:4], set()).add(workbook(public_id))
    found = [*_records(names, parts), *_facts(names), *_small(), *_reports(names)]
    found += [Download(f"{FOLDER}/alla/synpunkter-{form}.zip", "records", "", "zip", holds=form) for form in WHOLE]
    if PROGRAM in names:
        found.append(Download(f"{FOLDER}/{PROGRAM}", "", "", "python", PROGRAM))
    found += [Download(f"{FOLDER}/{name}", "", "", "json", name) for name in FIGURES if name in names]
    return found + list(_about())


def _records(names: list[str], parts: dict[str, set[int]]) -> Iterator[Download]:
    for name in names:
        if not name.startswith("records/"):
            continue
        year = name.removeprefix("records/").removesuffix(".jsonl")
        start = f"{FOLDER}/synpunkter/{year}"
        yield Download(f"{start}.csv", "records", year, "csv", name)
        yield Download(f"{start}-excel.csv", "records", year, "excel-csv", name)
        yield Download(f"{start}.jsonl", "records", year, "jsonl", name)
        yield Download(f"{start}.parquet", "records", year, "parquet", name)
        for part in sorted(parts.get(year, ())):
            ending = "" if part == 1 else f"-{part}"
            yield Download(f"{start}{ending}.xlsx", "records", year, "xlsx", name, part)


def _facts(names: list[str]) -> Iterator[Download]:
    for name in names:
        if name.startswith("facts/"):
            year = name.removeprefix("facts/").removesuffix(".csv")
            for form in FACT_FORMS:
                yield Download(f"{FOLDER}/facts/{year}.{form}", "facts", year, form, name)


def _small() -> Iterator[Download]:
    for table, name in SMALL_TABLES.items():
        yield Download(f"{FOLDER}/{name}.csv", table.name, "", "csv")


def _reports(names: list[str]) -> Iterator[Download]:
    for name in names:
        if name.startswith("reports/"):
            slug = name.removeprefix("reports/").removesuffix(".json")
            yield Download(f"{FOLDER}/rapporter/{slug}.json", "reports", slug, "json", name)


def _about() -> Iterator[Download]:
    yield Download(f"{FOLDER}/dataordlista.csv", "", "", "csv")
    for table in TABLES:
        yield Download(f"{FOLDER}/schema/{table.name}.json", "", "", "json")
    yield Download(f"{FOLDER}/datapackage.json", "", "", "json")
    yield Download(f"{FOLDER}/SHA256SUMS", "", "", "text")


def write_list(content: ContentFolder, downloads: list[Download], language: str) -> None:
    """Write open_data.json: the dictionary and the files, for the portal's pages."""
    with translation.override(language):
        value: dict[str, Any] = {
            "version": VERSION,
            "changes": [{"version": version, "on": on, "what": str(what)} for version, on, what in CHANGES],
            "tables": [described(table) for table in TABLES],
            "files": [
                {
                    "path": f"/{each.path}",
                    "table": each.table,
                    "period": each.period,
                    "format": each.form,
                    "holds": each.holds,
                    "part": each.part,
                    "media_type": MEDIA_TYPES[each.form],
                }
                for each in downloads
            ],
        }
    with translation.override("en"):
        value["tables_en"] = [described(table) for table in TABLES]
    content.write(LIST, json_bytes(value))


def table_named(name: str) -> Table:
    """A table of the dictionary."""
    return next(table for table in (RECORDS, FACTS_TABLE, *SMALL_TABLES) if table.name == name)
