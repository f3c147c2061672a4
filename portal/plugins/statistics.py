"""The figures from statistics.json as tables, each with its definition and its SQL."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from portal.contract import Measure, Statistics, Unit
from portal.press import Press

ORGANISATION_COLUMNS = ("department", "area", "unit")


def write_statistics(press: Press) -> None:
    """`/statistik/`: every measure that is about the whole municipality."""
    measures = press.portal.statistics.measures
    tables = [table(press, name, measure) for name, measure in measures.items() if is_overall(measure)]
    press.page("/statistik/", "statistics.html", tables=tables)


def is_overall(measure: Measure) -> bool:
    """Whether a measure belongs on the statistics page: one row per area or unit is for their own pages."""
    return not measure.columns or measure.columns[0] not in ("area", "unit")


def rows_about(statistics: Statistics, unit: Unit) -> list[tuple[str, Measure]]:
    """The measures that have rows about one unit (the first column holds its code), without that column."""
    found = []
    for name, measure in statistics.measures.items():
        if not measure.columns or measure.columns[0] not in ORGANISATION_COLUMNS:
            continue
        rows = [row[1:] for row in measure.rows if row and row[0] == unit.code]
        if rows:
            part = Measure(measure.title, measure.definition, measure.unit, measure.sql, measure.columns[1:], rows)
            found.append((name, part))
    return found


def table(press: Press, name: str, measure: Measure) -> dict[str, Any]:
    """One measure, ready to show."""
    headings = _column_names(press)
    return {
        "name": name,
        "title": measure.title,
        "definition": measure.definition,
        "sql": measure.sql,
        "columns": [
            {"name": headings.get(column, column.replace("_", " ").capitalize()), "is_number": _is_number(measure, at)}
            for at, column in enumerate(measure.columns)
        ],
        "rows": [
            [_cell(press, column, value) for column, value in zip(measure.columns, row, strict=True)]
            for row in measure.rows
        ],
    }


def _is_number(measure: Measure, at: int) -> bool:
    values = [row[at] for row in measure.rows if row[at] is not None]
    is_year = measure.columns[at] in ("year", "month", "period")
    return not is_year and bool(values) and all(isinstance(value, (int, float)) for value in values)


def _cell(press: Press, column: str, value: Any) -> Markup | str:
    """A value as people read it: names behind codes, numbers grouped, a dash for what is unknown."""
    labels, words = press.portal.labels, press.words
    if value is None or value == "":
        return Markup('<span class="unknown">–</span>')
    if isinstance(value, bool):
        return words.gettext("Yes") if value else words.gettext("No")
    if column in ORGANISATION_COLUMNS and value in labels.units:
        unit = labels.units[value]
        return Markup(f'<a href="{escape(unit.path)}">{escape(unit.name)}</a>')
    if column in ("kind", "category"):
        terms, place = (labels.kinds, "typ") if column == "kind" else (labels.categories, "amne")
        term = terms.get(value)
        listings = press.portal.listings.kinds if column == "kind" else press.portal.listings.categories
        if term is None:
            return str(value)
        name = term.plural or term.name
        if not listings[value].items and column == "category":
            return name
        return Markup(f'<a href="/{place}/{escape(term.slug)}/">{escape(name)}</a>')
    for group in ("outcome", "reason", "withholding_reason", "withdrawal_reason"):
        if column == group and isinstance(value, str):
            return _reason_name(press, value)
    if isinstance(value, (int, float)) and column not in ("year", "period"):
        if "share" in column:
            return f"{words.number(round(float(value) * 100, 1))}\N{NO-BREAK SPACE}%"
        return words.number(round(value, 1) if isinstance(value, float) else value)
    return str(value)


def _reason_name(press: Press, code: str) -> str:
    labels = press.portal.labels
    for group in (labels.outcomes, labels.withholding_reasons, labels.withdrawal_reasons):
        if code in group:
            return group[code].name
    return code


def _column_names(press: Press) -> dict[str, str]:
    gettext = press.words.gettext
    return {
        "department": gettext("Department"),
        "area": gettext("Area"),
        "unit": gettext("Unit"),
        "kind": gettext("Kind"),
        "category": gettext("Subject"),
        "year": gettext("Year"),
        "month": gettext("Month"),
        "outcome": gettext("What it led to"),
        "channel": gettext("Channel"),
        "state": gettext("State"),
        "reason": gettext("Reason"),
        "received": gettext("Received"),
        "cases": gettext("Cases"),
        "open": gettext("Open"),
        "answered": gettext("Answered"),
        "rejected": gettext("Rejected"),
        "sent_elsewhere": gettext("Sent elsewhere"),
        "published": gettext("Published"),
        "awaiting": gettext("Awaiting review"),
        "withheld": gettext("Withheld"),
        "withdrawn": gettext("Withdrawn"),
        "median_working_days": gettext("Median, working days"),
        "median_calendar_days": gettext("Median, calendar days"),
        "share_within_promise": gettext("Share within the promise"),
        "promise_kept": gettext("Promise kept"),
        "total": gettext("Total"),
        "count": gettext("Number"),
    }
