"""Rows of a table, one at a time and never all at once: line number and cells, or the line's problem."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cms.cases.importers.lines import LINE_LIMIT_BYTES, Problem, UnreadableFileError
from cms.imports.open311 import request_rows
from cms.imports.reading import Reading, codec_of

COLUMN_LIMIT = 200
Row = tuple[int, list[Any] | Problem]


def table_rows(path: Path, reading: Reading) -> Iterator[Row]:
    """Every line that is not empty, the header included, with its number.

    Raises:
        UnreadableFileError: the file as a whole cannot be read.
    """
    if reading.format == "xlsx":
        from cms.imports.spreadsheets import sheet_rows

        yield from sheet_rows(path, reading.sheet)
        return
    if reading.format == "open311":
        yield from request_rows(path)
        return
    try:
        yield from _csv_rows(path, reading)
    except (OSError, UnicodeError) as error:
        raise UnreadableFileError(
            _("The file cannot be read as %(encoding)s: %(error)s. Choose another encoding.")
            % {"encoding": reading.encoding, "error": error}
        ) from error


def _csv_rows(path: Path, reading: Reading) -> Iterator[Row]:
    csv.field_size_limit(10 * LINE_LIMIT_BYTES)
    with path.open(encoding=codec_of(path, reading.encoding), errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, delimiter=reading.delimiter)
        while True:
            number = reader.line_num + 1
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield number, Problem(number, _("The line is not CSV: %(error)s.") % {"error": error})
                continue
            if any(values):
                yield number, _checked(number, values, reading.encoding)


def _checked(number: int, values: list[str], encoding: str) -> list[Any] | Problem:
    if sum(map(len, values)) > LINE_LIMIT_BYTES:
        return Problem(number, _("The line is longer than %(limit)d kB.") % {"limit": LINE_LIMIT_BYTES // 1000})
    if any("\udc80" <= character <= "\udcff" for value in values for character in value):
        return Problem(number, _("The line is not %(encoding)s text.") % {"encoding": encoding})
    return list(values)


def header_of(path: Path, reading: Reading) -> list[str]:
    """The names of the columns; a column without one is named by its place, and a name used twice gets a number.

    Raises:
        UnreadableFileError: there is no such line, or it has too many columns.
    """
    for number, values in table_rows(path, reading):
        if number >= reading.header:
            if isinstance(values, Problem) or number > reading.header:
                break
            return _names(values)
    raise UnreadableFileError(
        _("Line %(line)d holds no column names. Say on which line they stand.") % {"line": reading.header}
    )


def _names(values: list[Any]) -> list[str]:
    texts = [" ".join(cell_text(value).split())[:120] for value in values]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > COLUMN_LIMIT:
        raise UnreadableFileError(
            _("The table has more than %(limit)d columns. Remove those that are not needed.") % {"limit": COLUMN_LIMIT}
        )
    names: list[str] = []
    for place, text in enumerate(texts, start=1):
        name, number = text or _("Column %(place)d") % {"place": place}, 2
        wanted = name
        while name in names:
            name, number = f"{wanted} ({number})", number + 1
        names.append(name)
    return names


def body_rows(path: Path, reading: Reading, columns: list[str]) -> Iterator[tuple[int, dict[str, Any] | Problem]]:
    """Every line under the header, as cells by column name."""
    for number, values in table_rows(path, reading):
        if number <= reading.header:
            continue
        if isinstance(values, Problem):
            yield number, values
        elif any(value not in (None, "") for value in values[len(columns) :]):
            yield (
                number,
                Problem(
                    number,
                    _("The line has %(fields)d fields, the header %(columns)d.")
                    % {"fields": len(values), "columns": len(columns)},
                ),
            )
        else:
            yield number, dict(zip(columns, values, strict=False))


def cell_text(value: Any) -> str:
    """A cell as the text that a person would see in it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep="T", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
