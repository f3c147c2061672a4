"""Private strings are found wherever they are packed: in columns, sheets, members, archives in archives."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from publish.containers import texts
from publish.errors import UnreadableError, VerifyError
from publish.folders import Folders
from publish.open_data import formats
from publish.open_data.archive import same_members, write_archive
from publish.open_data.write import Downloads, Written
from tests.publish.conftest import Releasing
from tests.publish.stand_ins import Fact, Private, Town, record

SECRET = "Anna Lind-Öberg"
NOTE = 'Hon sade "aldrig mer" till oss i telefonen i går.'


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return packed.getvalue()


def sheet(path: Path, text: str = SECRET) -> bytes:
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write_string(3, 3, text)
    book.close()
    return path.read_bytes()


def parquet(path: Path, text: str = SECRET) -> bytes:
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"COPY (SELECT CASE range WHEN 7000 THEN '{text}' ELSE 'x' || range END AS told FROM range(9000)) "
            f"TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )
    return path.read_bytes()


MAKERS: dict[str, Callable[[Path], bytes]] = {
    "a.zip": lambda path: zipped(("b.csv", SECRET.encode())),
    "stored.zip": lambda path: zipped(("b.csv", SECRET.encode()), method=zipfile.ZIP_STORED),
    "lzma.zip": lambda path: zipped(("b.csv", SECRET.encode()), method=zipfile.ZIP_LZMA),
    "named.zip": lambda path: zipped((f"{SECRET}.csv", b"x")),
    "a.xlsx": lambda path: sheet(path / "a.xlsx"),
    "a.parquet": lambda path: parquet(path / "a.parquet"),
    "deep.zip": lambda path: zipped(("in.zip", zipped(("a.xlsx", sheet(path / "a.xlsx"))))),
    "columns.zip": lambda path: zipped(("a.parquet", parquet(path / "a.parquet"))),
    "between.zip": lambda path: zipped(("b.csv", b"x")) + SECRET.encode(),
    "before.zip": lambda path: SECRET.encode() + zipped(("b.csv", b"x")),
}


@pytest.mark.parametrize("name", MAKERS)
def test_what_is_packed_is_read(tmp_path: Path, name: str) -> None:
    found = b"\n".join(text for _name, text in texts(name, MAKERS[name](tmp_path)))
    assert SECRET.encode() in found


def test_a_quotation_mark_in_csv_is_read_as_one() -> None:
    data = b'a\r\n"' + NOTE.replace('"', '""').encode() + b'"\r\n'
    assert NOTE.encode() in b"\n".join(text for _name, text in texts("a.csv", data))


def test_digits_that_packing_put_side_by_side_are_nobodys_number(tmp_path: Path) -> None:
    data = parquet(tmp_path / "a.parquet", "19121212-1212")
    chance = data[:4] + b" 19900101-0017 " + data[4:]
    found = [text for _name, text in texts("a.parquet", data)]
    assert b"19121212-1212" in b"\n".join(found)
    own_bytes = next(text for _name, text in texts("a.parquet", chance))
    assert b"0017" not in own_bytes
    assert b"told" in own_bytes


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx", "a.parquet"])
def test_a_file_that_cannot_be_unpacked_is_refused(name: str) -> None:
    with pytest.raises(UnreadableError, match=name):
        list(texts(name, b"PK\3\4 and nothing that follows"))


def test_a_member_that_changed_by_one_byte_is_not_the_same(tmp_path: Path) -> None:
    for number, text in (("1", b"aaaa"), ("2", b"aaab")):
        (tmp_path / "x").write_bytes(text)
        (tmp_path / "y").write_bytes(b"same")
        write_archive(tmp_path / f"{number}.zip", [("x", tmp_path / "x"), ("y", tmp_path / "y")], None, set())
    assert same_members(tmp_path / "2.zip", tmp_path / "1.zip") == {"y"}
    assert same_members(tmp_path / "1.zip", tmp_path / "1.zip") == {"x", "y"}
    assert same_members(tmp_path / "1.zip", tmp_path / "none.zip") == set()


def leaky(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """Make the writer of a form put in what is nowhere in the content."""
    true_writer = getattr(formats, form)

    def write(path: Path, *given: object) -> None:
        if form == "write_parquet":
            parquet(path)
        elif form == "write_xlsx":
            sheet(path)
        else:
            columns, rows = given
            true_writer(path, columns, [*rows, [SECRET] + [None] * (len(list(columns)) - 1)])

    monkeypatch.setattr(formats, form, write)


WRITERS = {
    "write_csv": "2026.csv",
    "write_excel_csv": "2026-excel.csv",
    "write_xlsx": "2026.xlsx",
    "write_parquet": "2026.parquet",
}


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("first", [True, False])
def test_a_leak_in_a_download_stops_the_release(
    releasing: Releasing, town: Town, folders: Folders, monkeypatch: pytest.MonkeyPatch, form: str, first: bool
) -> None:
    town.private = [Private("2026-0003", "sender_name", SECRET)]
    if not first:
        releasing()
    town.publish(record("2026-0003", "Ny fråga", "När öppnar badet?"))
    leaky(monkeypatch, form)
    with pytest.raises(VerifyError, match="2026-0003") as caught:
        releasing()
    assert f"oppna-data/synpunkter/{WRITERS[form]}" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert folders.served() == (None if first else 1)


@pytest.mark.parametrize("first", [True, False])
def test_a_leak_in_an_archive_stops_the_release(
    releasing: Releasing, town: Town, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    town.private = [Private("2026-0003", "sender_name", SECRET)]
    if not first:
        releasing()
    town.publish(record("2026-0003", "Ny fråga", "När öppnar badet?"))
    monkeypatch.setattr(Downloads, "_letter", lambda self: f"Fråga {SECRET}\n")
    with pytest.raises(VerifyError, match=r"synpunkter-csv\.zip/LICENS\.txt"):
        releasing()


def test_a_withdrawn_text_leaves_every_download(releasing: Releasing, town: Town, folders: Folders) -> None:
    releasing()
    town.withdraw("2025-0001")
    releasing()
    root = folders.current.resolve()
    for path in sorted((root / "oppna-data").rglob("*")):
        if path.is_file() and path.suffix not in {".gz", ".br"}:
            for _name, text in texts(path.name, path.read_bytes()):
                assert b"vid torget" not in text
    assert b"2025-0001" in (root / "oppna-data/avpublicerade.csv").read_bytes()


def test_a_download_that_is_missing_stops_the_release(releasing: Releasing, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Downloads.write

    def write(downloads: Downloads) -> Written:
        written = whole(downloads)
        written.made.remove("oppna-data/avpublicerade.csv")
        return written

    monkeypatch.setattr(Downloads, "write", write)
    with pytest.raises(VerifyError, match=r"oppna-data/avpublicerade\.csv was promised"):
        releasing()


def test_every_figure_is_computed_again_from_the_unpacked_archive(
    releasing: Releasing, folders: Folders, town: Town, tmp_path: Path
) -> None:
    town.facts = [Fact(2026, state="answered"), Fact(2025, state="open")]
    releasing()
    archive = folders.current.resolve() / "oppna-data/alla/synpunkter-csv.zip"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "unpacked")
    command = [sys.executable, "recompute.py", "."]
    done = subprocess.run(command, cwd=tmp_path / "unpacked", check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 differences" in done.stdout


def test_the_numbers_of_two_related_items_are_nobody_s_telephone_number(releasing: Releasing, town: Town) -> None:
    for number in ("2025-0700", "2025-2019"):
        town.publish(record(number, "Trasig gunga", "Gungan vid bryggan gnisslar förfärligt."))
    town.publish(record("2026-0900", "Gungan igen", "Gungan vid bryggan gnisslar förfärligt."))
    for number in ("0700 20 25 20", "0252 02 50 70", "2025 20 25 07"):
        town.private.append(Private("2025-0001", "sender_phone", number))
    assert releasing().records == 7
