"""Rows in the forms that people and programs read. The same rows give the same bytes: no file says when it was written."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb
import orjson
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from publish.measures import OFFLINE
from publish.open_data.archive import packed, write_members
from publish.open_data.fields import Table
from publish.open_data.rows import Cell, Row

PARQUET_TYPES = {"integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}
# What a spreadsheet takes for the beginning of a formula, wide forms included.
FORMULA = tuple(
    "=+-@\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
LONGEST_XLSX_TEXT = 32_767
LONG_TEXT_ENDS = " […]"
SHEET = "xl/worksheets/sheet1.xml"
FIRST_DAY = date(1899, 12, 30)  # day 0 of a spreadsheet, for days from March 1900 on
LONGEST_CODE = 80
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
ENOUGH_WIDTH = {"question": 60, "answer": 60, "heading": 40, "url": 30, "description": 60, "outcome_text": 30}


def written(cell: Cell) -> str:
    """A cell as CSV has it: nothing for unknown, true and false in small letters."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """RFC 4180 in UTF-8, every value exactly as it is: for programs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([written(cell) for cell in row] for row in rows)


def write_excel_csv(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """For a Swedish spreadsheet: a byte order mark, semicolons, and an apostrophe before what would be a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([harmless(written(cell)) for cell in row] for row in rows)


def harmless(text: str) -> str:
    """The text so that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def write_jsonl(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """An object a line, with null for what is not known."""
    names = [field.name for field in table.fields]
    with path.open("wb") as file:
        for row in rows:
            file.write(orjson.dumps(dict(zip(names, row, strict=True)), option=orjson.OPT_APPEND_NEWLINE))


def write_parquet(path: Path, table: Table, csv_file: Path) -> None:
    """The typed twin of a CSV file that was written before."""
    columns = {field.name: PARQUET_TYPES.get(field.kind, "VARCHAR") for field in table.fields}
    # One thread and nothing guessed: rows keep their order, and the same file comes out every time.
    given = "header = true, auto_detect = false, columns = $columns, nullstr = '', delim = ',', quote = '\"', parallel = false"
    target = str(path).replace("'", "''")
    query = f"COPY (SELECT * FROM read_csv($file, {given})) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608
    with duckdb.connect(":memory:", config={"threads": 1, **OFFLINE}) as connection:
        connection.execute(query, {"file": str(csv_file), "columns": columns})


def write_xlsx(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """One sheet with fixed headings and a filter. Texts are texts: nothing is turned into a formula, a link or a number.

    The library makes the book and its headings. Rows are put into the sheet as XML: a fifth of the time, which is most of what the
    downloads of an approval cost (decision 0020).
    """
    given = list(rows)
    with zipfile.ZipFile(_empty_book(table, len(given))) as book:
        parts = {entry.filename: book.read(entry) for entry in book.infolist()}
    around = parts[SHEET].decode()
    day = re.search(r'<row r="2".* s="(\d+)".*?</row>', around)
    cells = _Cells([field.kind == "date" for field in table.fields], day[1] if day else "")
    begin, end = day.start() if day else around.index("</sheetData>"), around.index("</sheetData>")
    whole = f'<dimension ref="A1:{xl_col_to_name(len(table.fields) - 1)}{len(given) + 1}"'
    head = re.sub(r'<dimension ref="[^"]*"', whole, around[:begin])
    lines = (cells.row(number, row) for number, row in enumerate(given, start=2))
    parts[SHEET] = "".join((head, *lines, around[end:])).encode()
    write_members(path, (packed(name, content) for name, content in parts.items()))


def _empty_book(table: Table, rows: int) -> io.BytesIO:
    """A workbook with headings, and an empty cell formatted as a day in the second row when the table has days."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": str(table.title), "created": NO_TIME})
    sheet = book.add_worksheet(table.name)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 1)
    for place, field in enumerate(table.fields):
        sheet.set_column(place, place, ENOUGH_WIDTH.get(field.name, 14))
        sheet.write_string(0, place, field.name, bold)
    days = [place for place, field in enumerate(table.fields) if field.kind == "date"]
    if days:
        sheet.write_blank(1, days[0], None, day)
    sheet.autofilter(0, 0, rows, len(table.fields) - 1)
    book.close()
    return buffer


class _Cells:
    """Writes cells as a sheet's XML has them.

    Args:
        are_days: which columns hold days.
        day_style: number of the format that shows them.
    """

    def __init__(self, are_days: list[bool], day_style: str) -> None:
        self.day_style = day_style
        self.columns = [(xl_col_to_name(place), is_day) for place, is_day in enumerate(are_days)]
        self.known: dict[str, str] = {}

    def row(self, number: int, row: Row) -> str:
        parts = []
        for (letter, is_day), cell in zip(self.columns, row, strict=True):
            if cell is None or cell == "":
                continue
            at = f'<c r="{letter}{number}"'
            if isinstance(cell, bool):
                parts.append(f'{at} t="b"><v>{int(cell)}</v></c>')
            elif isinstance(cell, int):
                parts.append(f"{at}><v>{cell}</v></c>")
            elif is_day:
                parts.append(f'{at} s="{self.day_style}"><v>{(date.fromisoformat(cell) - FIRST_DAY).days}</v></c>')
            else:
                parts.append(f'{at} t="inlineStr"><is><t xml:space="preserve">{self._text(cell)}</t></is></c>')
        return f'<row r="{number}">{"".join(parts)}</row>'

    def _text(self, text: str) -> str:
        """The text as XML; codes and names, which come again and again, are worked out once."""
        if len(text) > LONGEST_CODE:
            return _as_xml(text)
        known = self.known.get(text)
        if known is None:
            known = self.known[text] = _as_xml(text)
        return known


def _as_xml(text: str) -> str:
    """Signs that XML cannot hold are written `_x0007_`, as spreadsheets do; what looks so already is kept apart from it."""
    return escape(_UNWRITABLE.sub(lambda found: f"_x{ord(found[0][0]):04X}_{found[0][1:]}", _fitting(text)))


def _fitting(text: str) -> str:
    """A text that a cell can hold; a longer one ends in a mark, and is whole in the other forms."""
    if len(text) <= LONGEST_XLSX_TEXT:
        return text
    return text[: LONGEST_XLSX_TEXT - len(LONG_TEXT_ENDS)] + LONG_TEXT_ENDS
