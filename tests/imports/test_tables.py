"""Tables of other systems are read as they come: encodings, delimiters, titles above the header, spreadsheets made to do harm."""

from __future__ import annotations

import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.cases.importers.lines import Problem, UnreadableFileError
from cms.imports.dates import MONTH_FIRST, UnreadableDayError, guess_order, read_day
from cms.imports.reading import detect
from cms.imports.spreadsheets import UnknownValue
from cms.imports.tables import body_rows, header_of, table_rows

ROWS = [
    ["Ärendenr", "Synpunkt", "Inkom"],
    ["1", "Hål i gatan; stort", "2026-03-01"],
    ["2", "Tack för blåsippan", "2026-03-02"],
]


def csv_file(folder: Path, encoding: str, delimiter: str, *, title: str = "") -> Path:
    lines = [delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in ROWS]
    path = folder / "export.csv"
    path.write_bytes("\r\n".join([title, *lines] if title else lines).encode(encoding))
    return path


def sheet_file(folder: Path, rows: list[list[Any]]) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    path = folder / "export.xlsx"
    workbook.save(path)
    return path


def texts(path: Path) -> list[list[Any]]:
    reading = detect(path)
    columns = header_of(path, reading)
    return [columns, *([cells[name] for name in columns] for _number, cells in body_rows(path, reading, columns))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = csv_file(tmp_path, encoding, delimiter)
    assert (detect(path).delimiter, texts(path)) == (delimiter, ROWS)


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "utf-8", ";", title="Uttag 2026")
    assert (detect(path).header, texts(path)) == (2, ROWS)


def test_excels_word_about_the_delimiter_is_believed(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "cp1252", ",", title="sep=,")
    assert texts(path) == ROWS


def test_a_spreadsheet_gives_its_days_and_numbers_and_says_what_is_not_known(tmp_path: Path) -> None:
    path = sheet_file(tmp_path, [["Nr", "Text", "Inkom"], [1, "a", datetime(2026, 3, 1)], [2, "=A2&1", "b"]])  # noqa: DTZ001
    rows = texts(path)
    assert rows[1] == [1, "a", datetime(2026, 3, 1)]  # noqa: DTZ001
    assert isinstance(rows[2][1], UnknownValue)
    assert "formula" in rows[2][1].reason


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, ".xlsx"),
        (b"%PDF-1.7 ...", "no table"),
        (b"PK\x03\x04" + b"broken" * 50, "damaged"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=says):
        detect(path)


def rewritten(path: Path, name: str, content: bytes) -> Path:
    """The spreadsheet with one part replaced."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return target


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    path = rewritten(sheet_file(tmp_path, [["Nr", "Text"], [1, "a"]]), "xl/sharedStrings.xml", b" " * 101_000_000)
    assert path.stat().st_size < 200_000
    with pytest.raises(UnreadableFileError, match="unpacks to more"):
        detect(path)


def test_entities_in_a_spreadsheet_are_refused(tmp_path: Path) -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    path = rewritten(sheet_file(tmp_path, [["Nr", "Text"], [1, "a"]]), "xl/worksheets/sheet1.xml", bomb)
    with pytest.raises(UnreadableFileError):
        list(table_rows(path, detect(path)))


def test_a_sheet_of_many_rows_is_read_in_little_memory(tmp_path: Path) -> None:
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="B{0}" t="str"><v>Hål i gatan</v></c></row>'
    body = "".join(row.format(number) for number in range(1, 20_001))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>'
    path = rewritten(sheet_file(tmp_path, [["Nr"]]), "xl/worksheets/sheet1.xml", sheet.encode())
    reading = detect(path)
    tracemalloc.start()
    count = sum(1 for _row in table_rows(path, reading))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 3_000_000


def test_a_line_that_cannot_be_read_is_named_and_the_next_ones_come(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(b"id;text\n1;a\n2;b;c\n3;" + b"x" * 300_000 + b"\n4;d\n")
    reading = detect(path)
    rows = dict(body_rows(path, reading, header_of(path, reading)))
    assert [number for number, row in rows.items() if isinstance(row, Problem)] == [3, 4]
    assert rows[5] == {"id": "4", "text": "d"}


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01", "2026/3/1", "20260301", "1/3 2026", "01.03.2026", "1/3-26", "26-03-01", "den 1 mars 2026", "1:e mars 2026",
        "1 mar. 2026 kl. 14.30", "Söndag 1 mars 2026", "March 1, 2026", "2026-03-01 14:30:05.123", "46082", "46082.604", "01/03/2026",
    ],
)  # fmt: skip
def test_every_way_to_write_a_day_is_read(text: str) -> None:
    assert read_day(text) == "2026-03-01"


def test_a_day_with_a_zone_keeps_it_and_months_may_come_first() -> None:
    assert read_day("2026-03-01T23:30:00Z") == "2026-03-01T23:30:00+00:00"
    assert guess_order(["03/01/2026", "03/14/2026"]) == MONTH_FIRST
    assert read_day("03/14/2026", MONTH_FIRST) == "2026-03-14"


@given(st.dates(date(1954, 11, 1), date(2079, 12, 31)))
def test_a_day_survives_each_way_of_writing_it(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.day}/{day.month} {day.year}", f"{day:%d.%m.%Y}", str(serial)):
        assert read_day(text) == day.isoformat()


@given(st.text(max_size=40))
def test_anything_else_is_refused_and_nothing_breaks(text: str) -> None:
    try:
        read = read_day(text)
    except UnreadableDayError:
        return
    assert datetime.fromisoformat(read)
