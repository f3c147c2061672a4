"""Finds out how a file is written: its format, encoding, delimiter, sheet, and the line that names the columns."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Self

from django.utils.translation import gettext as _

from cms.cases.importers.lines import UnreadableFileError
from cms.imports.open311 import looks_like_open311

ENCODINGS = ("utf-8", "utf-16", "windows-1252")
DELIMITERS = {";": ";", ",": ",", "\t": "tab", "|": "|"}
LOOKED_AT = 40
"""Lines that a guess is made from."""
_CHUNK = 1_000_000


@dataclass(frozen=True)
class Reading:
    """How a table is to be read. Lines are counted from 1, as a spreadsheet does."""

    format: str
    encoding: str = "utf-8"
    delimiter: str = ";"
    sheet: str = ""
    header: int = 1

    def as_dict(self) -> dict[str, Any]:
        """As a mapping file holds it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Read back, with nothing but what belongs to it.

        Raises:
            ValueError: something in it is impossible.
        """
        reading = cls(
            format=str(values.get("format", "csv")),
            encoding=str(values.get("encoding", "utf-8")),
            delimiter=str(values.get("delimiter", ";")),
            sheet=str(values.get("sheet", ""))[:200],
            header=int(values.get("header", 1)),
        )
        if (
            reading.format not in {"csv", "xlsx", "open311"}
            or reading.encoding not in ENCODINGS
            or reading.delimiter not in DELIMITERS
            or not 1 <= reading.header <= 1000
        ):
            raise ValueError(f"This is no way to read a table: {values}.")
        return reading


def detect(path: Path) -> Reading:
    """How the file is most probably written, judged by its bytes and not by its name.

    Raises:
        UnreadableFileError: it is empty, or something that is no table; the message says what to do.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise UnreadableFileError(_("The file is empty. Export it again, and look at it before you send it."))
    if start.startswith(b"PK\x03\x04"):
        from cms.imports.spreadsheets import detect_sheet

        return detect_sheet(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFileError(
            _(
                "This is a spreadsheet of the old kind (.xls), or one with a password. Save it as .xlsx without a password."
            )
        )
    if start.startswith((b"%PDF", b"\x1f\x8b", b"\x89PNG", b"{\\rtf")):
        raise UnreadableFileError(_("This is no table. Export the cases as CSV or as a spreadsheet (.xlsx)."))
    if looks_like_open311(start):
        return Reading("open311")
    encoding = detect_encoding(path)
    lines = _first_lines(path, encoding)
    if _announced(lines):
        return Reading("csv", encoding, lines[0][4], header=2)
    delimiter = detect_delimiter(lines)
    reading = Reading("csv", encoding, delimiter)
    rows = list(csv.reader(lines, delimiter=delimiter))
    return replace(reading, header=header_line(rows))


def detect_encoding(path: Path) -> str:
    """UTF-16 or UTF-8 by their marks or their bytes; otherwise Windows-1252, in which any bytes can be read."""
    with path.open("rb") as file:
        start = file.read(4096)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(start):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        file.seek(0)
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "windows-1252"
    return "utf-8"


def _looks_like_utf16(start: bytes) -> bool:
    """Whether every other byte is mostly zero, as in UTF-16 without a mark."""
    return len(start) >= 8 and max(start[0::2].count(0), start[1::2].count(0)) > len(start) * 0.3


def codec_of(path: Path, encoding: str) -> str:
    """The codec for the file's text: with or without a mark, and which end of a UTF-16 unit comes first."""
    if encoding != "utf-16":
        return "utf-8-sig" if encoding == "utf-8" else "cp1252"
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-16-le" if start[1::2].count(0) >= start[0::2].count(0) else "utf-16-be"


def _first_lines(path: Path, encoding: str) -> list[str]:
    with path.open(encoding=codec_of(path, encoding), errors="replace", newline="") as file:
        return [line[:10_000] for line in islice(iter(lambda: file.readline(10_000), ""), LOOKED_AT)]


def _announced(lines: list[str]) -> bool:
    """Whether the first line says which delimiter follows, as Excel writes it: `sep=;`."""
    return bool(lines) and lines[0].rstrip("\r\n")[:4].lower() == "sep=" and lines[0][4:5] in DELIMITERS


def detect_delimiter(lines: list[str]) -> str:
    """The delimiter that parts most lines into the same number of fields, more than one."""
    best, best_score = ";", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
        except csv.Error:
            continue
        if not widths:
            continue
        width, count = max(Counter(widths).items(), key=lambda each: (each[1] * (each[0] > 1), each[0]))
        score = (count / len(widths)) * width if width > 1 else 0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def header_line(rows: list[list[Any]]) -> int:
    """The first line as wide as the table is, from 1: what stands above it is a title or a note."""
    widths = [sum(1 for cell in row if cell not in (None, "")) for row in rows]
    wide = max(widths, default=0)
    return next((number for number, width in enumerate(widths, start=1) if width and width >= wide * 0.6), 1)
