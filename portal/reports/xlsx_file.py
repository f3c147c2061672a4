"""A period report as a workbook: a sheet for each table, and one with the words."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from portal.reports.view import Cell, ReportView, Table

LONGEST_SHEET_NAME = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
# A text stays a text: nothing becomes a formula, a link or a number.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def report_xlsx(view: ReportView) -> bytes:
    """The workbook. A number that is told is a number; one that is the least it can be, or not shown, is a text that says so."""
    import xlsxwriter  # 0.1 s: only who makes one waits for it

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    approved = datetime.fromisoformat(view.report.approved)
    book.set_properties({"title": view.title, "author": view.site.municipality, "created": approved})
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0.##", "align": "right"}),
        "share": book.add_format({"num_format": "0.0 %", "align": "right"}),
        "text": book.add_format({"align": "right"}),
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for table in (*view.tables, *view.handling_tables):
        _table(book.add_worksheet(_sheet_name(table.title)), table, formats)
    _words(book.add_worksheet(_sheet_name(view.words.gettext("Commentary"))), view, formats)
    book.close()
    return buffer.getvalue()


def _sheet_name(title: str) -> str:
    return title.translate(FORBIDDEN).strip()[:LONGEST_SHEET_NAME]


def _table(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(table.columns), 15)
    sheet.freeze_panes(1, 1)
    for place, text in enumerate((table.first, *table.columns)):
        sheet.write_string(0, place, text, formats["head"])
    last = 0
    for last, row in enumerate(table.rows, start=1):
        sheet.write_string(last, 0, row.head, formats["head"] if row.is_sum else None)
        for place, cell in enumerate(row.cells, start=1):
            _cell(sheet, last, place, cell, formats)
    for place, note in enumerate(table.notes, start=last + 2):
        sheet.write_string(place, 0, note)


def _cell(sheet: Any, line: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    if cell.number is None or cell.at_least:
        sheet.write_string(line, place, cell.text, formats["text"])
    else:
        sheet.write_number(line, place, cell.number, formats["share" if cell.text.endswith("%") else "number"])


def _words(sheet: Any, view: ReportView, formats: dict[str, Any]) -> None:
    """The heading, what the figures are read with, and what the boards say."""
    gettext = view.words.gettext
    lines = [("", view.title), ("", view.lead), *(("", text) for text in view.report.introduction)]
    lines += [(gettext("Changes larger than chance"), text) for text in view.changes]
    lines += [(gettext("Remarks"), text) for text in view.remarks]
    lines += [
        (f"{section.title}: {label}", text)
        for section in view.sections
        for label, paragraphs in section.parts
        for text in paragraphs
    ]
    lines.append((gettext("How the figures are computed"), view.source))
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 90)
    for place, (head, text) in enumerate(lines):
        sheet.write_string(place, 0, head, formats["head"])
        sheet.write_string(place, 1, text, formats["words"])
