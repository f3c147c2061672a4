"""Charts of a period report: a bar for each subject and for each department, divided by kind. The same in every form."""

from __future__ import annotations

from portal.charts import Series, across
from portal.reports.view import ReportView, Table
from portal.words import Words

FEWEST_CASES = 10
MOST_KINDS = 6  # as many as there are patterns
BESIDE_KINDS = 2
"""The last two columns of a table by kind: the sum, and the year before."""


def drawn_tables(view: ReportView) -> dict[str, tuple[list[str], list[Series]]]:
    """Table name to names and numbers of its bars.

    A table with a figure that is not told, or with very little in it, has none: a bar would say too much.
    """
    return {table.name: _drawn(table) for table in view.tables if _is_worth_drawing(table)}


def report_charts(view: ReportView) -> dict[str, str]:
    """Table name to drawing."""
    titles = {table.name: f"{table.title}, {view.report.name}" for table in view.tables}
    number, accent = view.words.number, view.site.accent_colour
    return {name: across(titles[name], *bars, number, accent) for name, bars in drawn_tables(view).items()}


def chart_text(words: Words) -> str:
    """What a chart shows, for those who do not see it."""
    return words.gettext("A bar for each row of the table, divided by kind. The figures are in the table above.")


def _is_worth_drawing(table: Table) -> bool:
    sums = [row for row in table.rows if row.is_sum]
    if len(table.columns) - BESIDE_KINDS > MOST_KINDS:
        return False
    told = not any(cell.at_least for row in table.rows for cell in row.cells[:-1])
    return told and len(table.rows) > len(sums) + 1 and all((row.cells[-2].number or 0) >= FEWEST_CASES for row in sums)


def _drawn(table: Table) -> tuple[list[str], list[Series]]:
    rows = [row for row in table.rows if not row.is_sum]
    kinds = table.columns[:-BESIDE_KINDS]
    return [row.head for row in rows], [
        Series(kind, [row.cells[at].number for row in rows]) for at, kind in enumerate(kinds)
    ]
