"""Rows in the forms that people and programs read. The same rows give the same bytes: no file says when it was written."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import orjson
import xlsxwriter

from publish.open_data.fields import Table
from publish.open_data.rows import Cell, Row

PARQUET_TYPES = {"integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}
# What a spreadsheet takes for the beginning of a formula, wide forms included.
FORMULA = tuple(
    "=+-@\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
LONGEST_XLSX_TEXT = 32_767
LONG_TEXT_ENDS = " […]"
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
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute(query, {"file": str(csv_file), "columns": columns})


def write_xlsx(path: Path, table: Table, rows: Iterable[Row], scratch: Path) -> None:
    """One sheet with fixed headings and a filter. Texts are texts: nothing is turned into a formula, a link or a number."""
    book = xlsxwriter.Workbook(
        path,
        {
            "constant_memory": True,
            "tmpdir": str(scratch),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": str(table.title), "created": NO_TIME})
    sheet = book.add_worksheet(table.name)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 1)
    for place, field in enumerate(table.fields):
        sheet.set_column(place, place, ENOUGH_WIDTH.get(field.name, 14))
        sheet.write_string(0, place, field.name, bold)
    kinds = [field.kind for field in table.fields]
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, bool):
                sheet.write_boolean(last, place, cell)
            elif isinstance(cell, int):
                sheet.write_number(last, place, cell)
            elif kinds[place] == "date":
                sheet.write_datetime(last, place, date.fromisoformat(cell), day)
            else:
                sheet.write_string(last, place, _fitting(cell))
    sheet.autofilter(0, 0, last, len(kinds) - 1)
    book.close()


def _fitting(text: str) -> str:
    """A text that a cell can hold; a longer one ends in a mark, and is whole in the other forms."""
    if len(text) <= LONGEST_XLSX_TEXT:
        return text
    return text[: LONGEST_XLSX_TEXT - len(LONG_TEXT_ENDS)] + LONG_TEXT_ENDS
