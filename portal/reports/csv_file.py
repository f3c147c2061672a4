"""A period report as one CSV file: a row for each cell of its tables."""

from __future__ import annotations

import csv
import io

from portal.reports.view import ReportView

COLUMNS = ("table", "row", "row_name", "column_name", "value", "at_least")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def report_csv(view: ReportView) -> bytes:
    """UTF-8 with a mark that spreadsheets know it by. A value that is not shown is empty; `at_least` says when it may be more."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for table in (*view.tables, *view.handling_tables):
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                value = "" if cell.number is None else cell.number
                texts = [_safe(text) for text in (table.name, row.code, row.head, column)]
                writer.writerow([*texts, value, "true" if cell.at_least else "false"])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _safe(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
