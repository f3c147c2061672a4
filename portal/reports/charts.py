"""Charts of a period report: a bar for each subject and for each department, divided by kind."""

from __future__ import annotations

from portal.charts import Series, across
from portal.reports.view import ReportView, Table

FEWEST_CASES = 10
MOST_KINDS = 6  # as many as there are patterns
BESIDE_KINDS = 2
"""The last two columns of a table by kind: the sum, and the year before."""


def report_charts(view: ReportView) -> dict[str, str]:
    """Table name to drawing. A table with a figure that is not told, or with very little in it, has none: a bar would say too much."""
    return {
        table.name: across(f"{table.title}, {view.report.name}", *_drawn(table), view.words.number)
        for table in view.tables
        if _is_worth_drawing(table)
    }


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
