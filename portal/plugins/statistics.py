"""The figures from statistics.json as tables, each with its definition and its SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from portal.contract import Measure, Statistics, Term, Unit
from portal.press import Press
from portal.words import MONTHS

ORGANISATION_COLUMNS = ("department", "area", "unit")
PERIOD_COLUMNS = ("year", "month", "period")
FIRST_MEASURES = ("ledger", "kind_by_year", "department_by_kind", "handling_time", "outcomes")
_SPREAD_COLUMNS = ("kind", "outcome", "channel", "state", "reason")


def write_statistics(press: Press) -> None:
    """`/statistik/`: every measure that is about the whole municipality."""
    measures = press.portal.statistics.measures
    overall = [name for name, measure in measures.items() if is_overall(measure) and not is_figures(measure)]
    overall.sort(key=lambda name: (FIRST_MEASURES.index(name) if name in FIRST_MEASURES else len(FIRST_MEASURES), name))
    figures = [
        table(press, name, measure) for name, measure in measures.items() if is_overall(measure) and is_figures(measure)
    ]
    tables = [table(press, name, measures[name]) for name in overall]
    press.page("/statistik/", "statistics.html", figures=figures, tables=tables, has_reports=has_reports(press))


def has_reports(press: Press) -> bool:
    """Whether there is a period report to lead to."""
    return (press.portal.released / "reports").is_dir()


def is_overall(measure: Measure) -> bool:
    """Whether a measure belongs on the statistics page: rows per area or unit are for their own pages."""
    return not {"area", "unit"} & set(measure.columns)


def is_figures(measure: Measure) -> bool:
    """Whether a measure is one row of figures, without anything it is divided by."""
    return len(measure.rows) == 1 and all(value is None or isinstance(value, (int, float)) for value in measure.rows[0])


def measures_about(statistics: Statistics, unit: Unit) -> list[tuple[str, Measure]]:
    """The measures with rows about one unit, without the column that names it."""
    found = []
    for name, measure in statistics.measures.items():
        for column in ORGANISATION_COLUMNS:
            if column not in measure.columns:
                continue
            at = measure.columns.index(column)
            rows = [[*row[:at], *row[at + 1 :]] for row in measure.rows if row[at] == unit.code]
            if rows:
                columns = [*measure.columns[:at], *measure.columns[at + 1 :]]
                part = Measure(measure.title, measure.definition, measure.unit, measure.sql, columns, rows)
                found.append((name, part))
                break
    return found


def table(press: Press, name: str, measure: Measure) -> dict[str, Any]:
    """One measure, ready to show."""
    shown = _spread(press, measure)
    headings, *rows = shown
    # Units or kinds year by year: the year is said once, above its rows.
    by_year = len(measure.columns) > 2 and measure.columns[0] == "year" and len({row[0] for row in rows}) < len(rows)
    groups: dict[str, list[list[Any]]] = {str(row[0]) if by_year else "": [] for row in rows}
    for row in rows:
        groups[str(row[0]) if by_year else ""].append(row[1:] if by_year else row)
    headings = headings[1:] if by_year else headings
    everything = [row for group in groups.values() for row in group]
    numbers = [_is_number(everything, at) for at in range(len(headings))]
    return {
        "name": name,
        "title": measure.title,
        "definition": measure.definition,
        "sql": measure.sql,
        "is_figures": is_figures(measure),
        "columns": [{"name": heading, "is_number": number} for heading, number in zip(headings, numbers, strict=True)],
        "groups": [
            {"title": title, "rows": [[_written(press, value) for value in row] for row in group]}
            for title, group in groups.items()
        ],
    }


def _is_number(rows: list[list[Any]], at: int) -> bool:
    values = [row[at] for row in rows if row[at] is not None]
    return bool(values) and all(isinstance(value, (int, float)) for value in values)


def _spread(press: Press, measure: Measure) -> list[list[Any]]:
    """Headings and rows. Long tables are turned: months against years, and kinds or outcomes side by side."""
    columns, rows = measure.columns, measure.rows
    if len(columns) == 2 and columns[0] == "month":
        return _months(press, rows)
    names = _column_names(press)
    if len(columns) > 2 and columns[-2] in _SPREAD_COLUMNS and not any(row[-1] is None for row in rows):
        return _turned(press, columns, rows, names)
    heads = [names.get(column, column.replace("_", " ").capitalize()) for column in columns]
    return [heads, *(_named(press, columns, row) for row in _newest_first(columns, rows))]


def _turned(press: Press, columns: list[str], rows: list[list[Any]], names: dict[str, str]) -> list[list[Any]]:
    kept, spread = columns[:-2], columns[-2]
    order = list(_terms(press, spread))
    codes = sorted({row[-2] for row in rows}, key=lambda code: order.index(code) if code in order else len(order))
    groups: dict[tuple[Any, ...], dict[Any, Any]] = {}
    for row in rows:
        groups.setdefault(tuple(row[:-2]), {})[row[-2]] = row[-1]
    heads = [names.get(column, column) for column in kept] + [_name(press, spread, code) for code in codes]
    newest_first = _newest_first(kept, [list(key) for key in groups])
    body = [_named(press, kept, key) + [groups[tuple(key)].get(code, 0) for code in codes] for key in newest_first]
    return [heads, *body]


def _months(press: Press, rows: list[list[Any]]) -> list[list[Any]]:
    """A row per month, a column per year, so that the same month stands side by side. The five latest years."""
    counts = {str(month): count for month, count in rows}
    if not counts:
        return [[press.words.gettext("Month")]]
    years = sorted({month[:4] for month in counts})[-5:]
    first, last = min(counts), max(counts)
    body: list[list[Any]] = []
    for number, month in enumerate(MONTHS, start=1):
        keys = [f"{year}-{number:02}" for year in years]
        values = [counts.get(key, 0 if first <= key <= last else None) for key in keys]
        body.append([press.words.gettext(month), *values])
    return [[press.words.gettext("Month"), *years], *body]


def _newest_first(columns: list[str], rows: list[list[Any]]) -> list[list[Any]]:
    if not columns or columns[0] not in PERIOD_COLUMNS:
        return rows
    return sorted(rows, key=lambda row: str(row[0]), reverse=True)


def _named(press: Press, columns: list[str], row: list[Any]) -> list[Any]:
    return [_name(press, column, value) for column, value in zip(columns, row, strict=False)]


class Share(float):
    """A part of one, shown as per cent."""


def _name(press: Press, column: str, value: Any) -> Any:
    """A value with its name: codes become words and links, parts of one become shares."""
    if isinstance(value, (int, float)) and ("share" in column):
        return Share(value)
    if column in ORGANISATION_COLUMNS:
        unit = press.portal.labels.units.get(value)
        return Markup('<a href="{}">{}</a>').format(unit.path, unit.name) if unit else press.words.gettext("Not stated")
    terms = _terms(press, column)
    if not terms:
        return value
    if value is None:
        return press.words.gettext("All kinds") if column == "kind" else press.words.gettext("Not stated")
    term = terms.get(value)
    return value if term is None else term.plural or term.name


def _terms(press: Press, column: str) -> dict[str, Term]:
    labels = press.portal.labels
    groups: dict[str, Callable[[], dict[str, Term]]] = {
        "kind": lambda: labels.kinds,
        "category": lambda: labels.categories,
        "outcome": lambda: labels.outcomes,
        "reason": lambda: labels.withholding_reasons | labels.withdrawal_reasons,
    }
    return groups[column]() if column in groups else {}


def _written(press: Press, value: Any) -> Markup | str:
    """A value as people read it: numbers grouped, a dash for what is unknown."""
    if value is None or value == "":
        return Markup('<span aria-hidden="true">–</span><span class="visually-hidden">{}</span>').format(
            press.words.gettext("no figure")
        )
    if isinstance(value, Share):
        return f"{press.words.number(round(value * 100, 1))}\N{NO-BREAK SPACE}%"
    if isinstance(value, (int, float)):
        return press.words.number(round(value, 1))
    return value if isinstance(value, Markup) else str(value)


def _column_names(press: Press) -> dict[str, str]:
    gettext = press.words.gettext
    return {
        "department": gettext("Department"),
        "kind": gettext("Kind"),
        "category": gettext("Subject"),
        "year": gettext("Year"),
        "month": gettext("Month"),
        "outcome": gettext("What it led to"),
        "channel": gettext("Channel"),
        "state": gettext("State"),
        "reason": gettext("Reason"),
        "cases": gettext("Cases"),
        "received": gettext("Cases received"),
        "open": gettext("Open"),
        "answered": gettext("Cases answered"),
        "rejected": gettext("Rejected"),
        "sent_elsewhere": gettext("Sent elsewhere"),
        "published": gettext("Cases published"),
        "awaiting": gettext("Awaiting review"),
        "withheld": gettext("Withheld"),
        "withdrawn": gettext("Cases withdrawn"),
        "median_days": gettext("Median, working days"),
        "p90_days": gettext("Nine in ten within, working days"),
        "promised": gettext("With a promise"),
        "kept": gettext("Promise kept"),
        "share_kept": gettext("Share within the promise"),
    }
