"""What stands in the downloads: the same rows in every form, told apart by nothing, run by no spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import orjson
import pytest

from publish.open_data import fields, formats
from publish.open_data.fields import Field, Table
from publish.open_data.formats import harmless
from publish.open_data.plan import CASES_A_WORKBOOK, MEDIA_TYPES, SMALL_TABLES
from tests.open_data.conftest import Folder, Records
from tests.portal import sample

FORMULAS = ["=1+1", "+46", "-5", "@SUM(A1)", "\t=1", "＝1+1"]


def rows_of(text: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def parquet(path: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
    with duckdb.connect(":memory:") as connection:
        result = connection.execute("SELECT * FROM read_parquet($file)", {"file": str(path)})
        return [column[0] for column in result.description or ()], result.fetchall()


def sheet(path: Path) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))


def plain(value: Any) -> str:
    """A value of any form as CSV writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    return "" if value is None else str(value)


def test_every_form_of_a_year_holds_the_same_rows(made: Folder) -> None:
    written = rows_of(made.bytes("synpunkter/2026.csv"))
    _names, typed = parquet(made.path("synpunkter/2026.parquet"))
    assert [[plain(value) for value in row] for row in typed] == written[1:]
    assert [[plain(value) for value in row] for row in sheet(made.path("synpunkter/2026.xlsx"))] == written
    lines = made.bytes("synpunkter/2026.jsonl").splitlines()
    assert [orjson.loads(line)["id"] for line in lines] == [row[0] for row in written[1:]]


def test_the_dictionary_names_exactly_the_columns_of_every_file(made: Folder) -> None:
    tables = {table.name: table for table in fields.TABLES}
    for download in made.plan:
        name = download.path.removeprefix("oppna-data/")
        if not download.table or download.form not in ("csv", "excel-csv", "parquet", "xlsx"):
            continue
        if download.form == "parquet":
            found = parquet(made.path(name))[0]
        elif download.form == "xlsx":
            found = list(sheet(made.path(name))[0])
        else:
            found = rows_of(made.bytes(name), ";" if download.form == "excel-csv" else ",")[0]
        assert tuple(found) == tables[download.table].columns, name
    assert {download.table for download in made.plan} >= tables.keys()


def test_every_value_is_of_the_type_that_the_dictionary_says(made: Folder) -> None:
    kinds = {
        "integer": lambda value: str(int(value)) == value,
        "boolean": {"true", "false"}.__contains__,
        "date": lambda value: date.fromisoformat(value).isoformat() == value,
        "uri": lambda value: value.startswith(("https://", "mailto:")),
        "string": lambda value: True,
    }
    files = {"synpunkter/2026.csv": fields.RECORDS, "synpunkter/2025.csv": fields.RECORDS}
    files |= {f"{name}.csv": table for table, name in SMALL_TABLES.items()} | {"facts/2026.csv": fields.FACTS_TABLE}
    for name, table in files.items():
        _head, *rows = rows_of(made.bytes(name))
        assert rows, name
        for row in rows:
            for field, value in zip(table.fields, row, strict=True):
                assert kinds[field.kind](value) if value else not field.required, (name, field.name, value)


def test_codes_are_explained_by_the_code_lists(made: Folder) -> None:
    known = {(row[0], row[1]) for row in rows_of(made.bytes("kodlistor.csv"))[1:]}
    _head, *rows = rows_of(made.bytes("synpunkter/2026.csv"))
    for row in rows:
        for field, value in zip(fields.RECORDS.fields, row, strict=True):
            assert not field.codes or not value or (field.codes, value) in known


def test_the_dictionary_is_in_swedish_and_says_something_about_every_column(made: Folder) -> None:
    rows = rows_of(made.bytes("dataordlista.csv"))[1:]
    assert len(rows) == sum(len(table.fields) for table in fields.TABLES)
    assert all(row[-1] for row in rows)
    assert "Ärendets nummer" in made.bytes("dataordlista.csv").decode()


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_stays_a_text_in_excel_and_itself_for_programs(folder: Folder, records: Records, text: str) -> None:
    folder.release(records(heading=text, question=[text]))
    assert rows_of(folder.bytes("synpunkter/2026.csv"))[-1][2:4] == [text, text]
    assert folder.bytes("synpunkter/2026-excel.csv").startswith(b"\xef\xbb\xbf")
    assert rows_of(folder.bytes("synpunkter/2026-excel.csv"), ";")[-1][2:4] == [f"'{text}", f"'{text}"]
    cell = openpyxl.load_workbook(folder.path("synpunkter/2026.xlsx")).active.cell(5, 3)
    assert (cell.value, cell.data_type) == (text, "s")


def test_ordinary_text_is_harmless_as_it_is() -> None:
    assert harmless("Lampan = trasig") == "Lampan = trasig"


def test_a_text_longer_than_a_cell_ends_in_a_mark_and_is_whole_elsewhere(folder: Folder, records: Records) -> None:
    long = "Räksmörgås. " * 4000
    folder.release(records(question=[long]))
    assert rows_of(folder.bytes("synpunkter/2026.csv"))[-1][3] == long
    cell = sheet(folder.path("synpunkter/2026.xlsx"))[-1][3]
    assert len(cell) == 32_767
    assert cell.endswith("[…]")


def test_the_whole_corpus_holds_the_files_of_all_years_as_they_are(made: Folder) -> None:
    for form in ("csv", "jsonl", "parquet", "xlsx"):
        with zipfile.ZipFile(made.path(f"alla/synpunkter-{form}.zip")) as archive:
            assert archive.testzip() is None
            inside = set(archive.namelist())
            assert {f"synpunkter/{year}.{form}" for year in (2025, 2026)} <= inside
            assert {
                "LICENS.txt",
                "statistics.json",
                "avpublicerade.csv",
                "organisation.csv",
                "dataordlista.csv",
            } <= inside
            for name in inside - {"LICENS.txt", "statistics.json", "notes.json", "recompute.py"}:
                assert archive.read(name) == made.bytes(name)


def test_other_programs_read_the_archives(made: Folder) -> None:
    for form in ("csv", "xlsx"):
        path = made.path(f"alla/synpunkter-{form}.zip")
        subprocess.run(["python3", "-m", "zipfile", "-t", str(path)], check=True, capture_output=True)


def test_checksums_are_those_of_the_files(made: Folder) -> None:
    lines = dict(reversed(line.split("  ")) for line in made.bytes("SHA256SUMS").decode().splitlines())
    assert len(lines) == len(made.plan) - 1
    for name, digest in lines.items():
        assert hashlib.sha256(made.bytes(name)).hexdigest() == digest
    package = orjson.loads(made.bytes("datapackage.json"))
    assert {resource["path"] for resource in package["resources"]} < lines.keys()
    for resource in package["resources"]:
        if schema := resource.get("schema"):
            names = [field["name"] for field in orjson.loads(made.bytes(schema))["fields"]]
            assert names == rows_of(made.bytes(resource["path"]))[0]


def test_a_withdrawn_item_is_a_row_without_text(made: Folder) -> None:
    rows = rows_of(made.bytes("avpublicerade.csv"))
    assert rows[1][0] == "2025-0029"
    for name in ("synpunkter/2025.csv", "synpunkter/2025.jsonl"):
        assert b"2025-0029" not in made.bytes(name)


def test_every_format_has_a_media_type(made: Folder) -> None:
    assert {download.form for download in made.plan} <= MEDIA_TYPES.keys()


def test_the_same_data_gives_the_same_bytes(tmp_path: Path, records: Records) -> None:
    first, second = Folder(tmp_path / "a"), Folder(tmp_path / "b")
    first.release(records(3))
    first.release(records(4))
    second.release(records(4))
    for download in second.plan:
        name = download.path.removeprefix("oppna-data/")
        assert first.bytes(name) == second.bytes(name), name


def test_only_the_files_of_the_changed_year_and_those_of_all_years_are_made_again(
    folder: Folder, records: Records
) -> None:
    folder.release(records())
    assert folder.release(records()).made == []
    made = set(folder.release(records(heading="En ny rubrik")).made)
    assert {path.removeprefix("oppna-data/") for path in made} == {
        *(f"synpunkter/2026{ending}" for ending in (".csv", "-excel.csv", ".jsonl", ".parquet", ".xlsx")),
        *(f"alla/synpunkter-{form}.zip" for form in ("csv", "jsonl", "parquet", "xlsx")),
        "SHA256SUMS",
    }


def test_a_full_workbook_never_changes(folder: Folder) -> None:
    numbers = [1, 2, CASES_A_WORKBOOK, CASES_A_WORKBOOK + 1]
    items = [sample.record(number) for number in numbers]
    folder.release({2026: items[:-1]})
    made = folder.release({2026: items}).made
    assert "oppna-data/synpunkter/2026-2.xlsx" in made
    assert "oppna-data/synpunkter/2026.xlsx" not in made
    assert [row[0] for row in sheet(folder.path("synpunkter/2026-2.xlsx"))[1:]] == [f"2026-{numbers[-1]}"]


def test_a_renamed_unit_is_renamed_in_every_file_and_a_year_without_items_has_none(
    folder: Folder, records: Records
) -> None:
    folder.release(records(), full=True)
    later = folder.release({2026: records()[2026]})
    assert not [path for path in later.paths if "2025" in path]
    with zipfile.ZipFile(folder.path("alla/synpunkter-csv.zip")) as archive:
        assert "synpunkter/2025.csv" not in archive.namelist()


def test_the_licence_follows_the_setting(folder: Folder, records: Records) -> None:
    folder.release(records(), site={**sample.SITE, "licence": "CC-BY-4.0"})
    with zipfile.ZipFile(folder.path("alla/synpunkter-csv.zip")) as archive:
        assert "creativecommons.org/licenses/by/4.0" in archive.read("LICENS.txt").decode()
    assert orjson.loads(folder.bytes("datapackage.json"))["licenses"][0]["name"] == "CC-BY-4.0"


def test_a_municipality_without_items_has_empty_tables(folder: Folder) -> None:
    folder.release({})
    assert rows_of(folder.bytes("avpublicerade.csv")) == [list(fields.TOMBSTONES.columns)]
    with zipfile.ZipFile(folder.path("alla/synpunkter-xlsx.zip")) as archive:
        assert not [name for name in archive.namelist() if name.startswith("synpunkter/")]


def test_a_workbook_takes_every_text_as_it_is_and_reads_the_same_row_by_row(tmp_path: Path) -> None:
    kinds = {"text": "string", "number": "integer", "yes": "boolean", "day": "date"}
    table = Table("prov", "Prov", "", "", tuple(Field(name, kind, "") for name, kind in kinds.items()))
    texts = [
        "=1+1",
        " två  mellanrum ",
        "rad\n\nrad",
        "<b>&amp;\"'</b>",
        's="1"',
        "🐑",
        "x" * 40_000,
        "_x0041_",
        "a\x07b",
    ]
    rows = [(text, number, number % 2 == 0, "2026-03-29") for number, text in enumerate(texts)]
    formats.write_xlsx(tmp_path / "a.xlsx", table, [*rows, (None, None, None, None), ("sist", -1, True, "2024-02-29")])
    for read_only in (False, True):
        book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=read_only)
        found = list(book.active.iter_rows(values_only=True))
        assert found[0] == tuple(kinds)
        assert [row[0] for row in found[1:7]] == texts[:6]
        assert str(found[7][0]).endswith("[…]")
        assert found[1][1:] == (0, True, datetime(2026, 3, 29))  # noqa: DTZ001 - a spreadsheet knows no zone
        assert found[-1] == ("sist", -1, True, datetime(2024, 2, 29))  # noqa: DTZ001
    sheet_xml = zipfile.ZipFile(tmp_path / "a.xlsx").read(formats.SHEET).decode()
    assert "_x005F_x0041_" in sheet_xml
    assert "a_x0007_b" in sheet_xml
    assert "<f>" not in sheet_xml
    active = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert (active.freeze_panes, active.auto_filter.ref, active["D2"].number_format) == ("B2", "A1:D12", "yyyy-mm-dd")
