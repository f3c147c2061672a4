"""The public facts: one de-identified row per registered case, as CSV per year received. Every figure is computed from them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Set
from datetime import datetime

from publish.files import ContentFolder, json_bytes, mark
from publish.small_numbers import LEVELS, Protection, Row
from publish.source import Source

COLUMNS = (
    "row",
    "id",
    "year",
    "department",
    "department_name",
    "area",
    "area_name",
    "unit",
    "unit_name",
    "kind",
    "category",
    "category_scheme",
    "channel",
    "received",
    "month",
    "state",
    "publication",
    "reason",
    "outcome",
    "answered",
    "published",
    "withdrawn",
    "reaction_working_days",
    "reaction_calendar_days",
    "working_days",
    "calendar_days",
    "excluded",
    "promise",
    "promise_kept",
    "reaction_promise",
    "reaction_promise_kept",
)
NUMBERS = frozenset({"row", "year", "reaction_working_days", "reaction_calendar_days", "working_days", "calendar_days"})
DENOMINATOR_COLUMNS = ("unit", "year", "basis", "number", "source")


def facts_marks(source: Source, now: datetime, code: str) -> dict[str, str]:
    """For each file of facts, by its name, a fingerprint of all that it is made from: the rows of its year, rules, our code.

    Blanking looks at the rows of one year together and at nothing else, so equal fingerprints mean equal bytes.
    """
    common = (promises_confined_to(source), code)
    return {_name(year): mark(rows, *common) for year, rows in source.facts_marks(now).items()}


def _name(year: object) -> str:
    return str(year or "unknown")


def write_facts(source: Source, content: ContentFolder, now: datetime, wanted: Set[str] | None = None) -> None:
    """Write facts/<year>.csv, the rows of a year ordered by what they say: neither order nor `row` tells when a case came in.

    Coarsening and blanking come first, so that no later step knows more than the files say.

    Args:
        wanted: the years to write, "unknown" among them; None for all.
    """
    years: dict[str, list[Row]] = defaultdict(list)
    chosen = None if wanted is None else {int(year) if year.isdigit() else None for year in wanted}
    for fact in source.fact_rows(now, chosen):
        row = dict(zip(fact._fields, map(cell, fact), strict=True))
        years[_name(row["year"])].append(row)
    policies = source.fact_policies()
    protection = Protection(policies.policies, policies.secret, promises_confined_to(source))
    for year in sorted(years):
        protection.apply(years[year])
        rows = sorted(tuple(row[name] for name in COLUMNS[1:]) for row in years[year])
        content.write(f"facts/{year}.csv", csv_bytes(COLUMNS, ((number, *row) for number, row in enumerate(rows, 1))))


def promises_confined_to(source: Source) -> str:
    """The innermost level at which a promise holds for some places and not for others; empty when all hold for all."""
    levels = {unit["code"]: unit["level"] for unit in source.organisation()["units"]}
    found = {levels[code] for promise in source.terms().get("promises", ()) for code in promise["departments"]}
    return next((level for level in reversed(LEVELS) if level in found), "")


def write_notes(source: Source, content: ContentFolder) -> None:
    """What figures are read with: notes.json, and the denominators as a table that queries can read."""
    notes = source.statistics_notes()
    content.write("notes.json", json_bytes(notes))
    rows = ([row[name] for name in DENOMINATOR_COLUMNS] for row in notes["denominators"])
    content.write("denominators.csv", csv_bytes(DENOMINATOR_COLUMNS, rows))


def csv_bytes(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A table as CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def cell(value: object) -> str:
    """A value as the contract writes it: nothing for unknown, true and false in small letters."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def link_facts(content: ContentFolder, years: Iterable[str]) -> None:
    """Take over the facts of some years from the previous release."""
    for name in sorted(f"facts/{year}.csv" for year in years):
        if name in content.previous_files:
            content.link(name)


def link_figures(content: ContentFolder) -> None:
    """Take over everything that is computed from the facts."""
    for name in ("notes.json", "denominators.csv", "statistics.json", "recompute.py"):
        content.link(name)
