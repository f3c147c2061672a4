"""Tables as files: CSV and XLSX in which no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from cms.accounts.events import Kind, record

FORMATS = ("csv", "xlsx")
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000  # a spreadsheet refuses longer ones

Row = Sequence[Any]


def harmless(value: Any) -> Any:
    """The value as a spreadsheet shows it and never runs it: what would begin a formula gets an apostrophe."""
    if not isinstance(value, str):
        return value
    kept = "".join(sign for sign in value if sign in "\n\t" or sign.isprintable())
    return f"'{kept}" if value.lstrip(" ").startswith(BEGINS_A_FORMULA) else kept


def wanted_format(request: HttpRequest) -> str:
    """`csv` or `xlsx` when the address asks for a file, otherwise empty."""
    asked = request.GET.get("export", "")
    return asked if asked in FORMATS else ""


def as_file(request: HttpRequest, name: str, header: Sequence[Any], rows: Iterable[Row]) -> HttpResponse:
    """The table in the format that the address asks for. That it was taken out is logged."""
    record(Kind.EXPORTED, request, request.user)
    form = wanted_format(request) or "csv"
    make, content_type = (_xlsx, XLSX_TYPE) if form == "xlsx" else (_csv, "text/csv; charset=utf-8")
    response = HttpResponse(make([str(each) for each in header], rows), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _csv(header: Row, rows: Iterable[Row]) -> bytes:
    """UTF-8 with a mark and semicolons, which Swedish spreadsheets open as they are."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow(["" if value is None else harmless(_plain(value)) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, int | float) else str(value)


def _xlsx(header: Row, rows: Iterable[Row]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (header, *rows):
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or isinstance(value, int | float | date):
        return value
    cell = WriteOnlyCell(sheet, harmless(str(value))[:LONGEST_CELL])
    cell.data_type = "s"  # text, whatever it looks like
    return cell
