"""The public facts: one de-identified row per registered case, as CSV per year received. Every figure is computed from them."""

import csv
import io
from collections import defaultdict
from datetime import datetime

from publish.files import ContentFolder
from publish.source import Source

COLUMNS = (
    "row",
    "id",
    "department",
    "area",
    "unit",
    "kind",
    "category",
    "channel",
    "received_month",
    "state",
    "publication",
    "reason",
    "outcome",
    "working_days",
    "calendar_days",
    "promise",
    "promise_kept",
    "published_month",
)


def write_facts(source: Source, content: ContentFolder, now: datetime) -> None:
    """Write facts/<year>.csv, the rows of a year ordered by what they say: neither order nor `row` tells when a case came in."""
    years: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for fact in source.fact_rows(now):
        row = tuple([each if each.__class__ is str else cell(each) for each in fact[1:]])
        years[str(fact.year or "unknown")].append(row)
    for year in sorted(years):
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((number, *row) for number, row in enumerate(sorted(years[year]), start=1))
        content.write(f"facts/{year}.csv", buffer.getvalue().encode())


def cell(value: object) -> str:
    """A value as the contract writes it: nothing for unknown, true and false in small letters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def link_facts(content: ContentFolder) -> None:
    """Take over the facts and figures of the previous release."""
    for name in [*content.previous_names("facts"), "statistics.json"]:
        content.link(name)
