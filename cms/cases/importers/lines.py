"""Reads JSON Lines and CSV, plain or gzipped, one row at a time, and never stops at a bad one."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

LINE_LIMIT_BYTES = 200_000
_SEPARATOR = " > "


@dataclass(frozen=True)
class Problem:
    """A line that was not imported, or imported with a reservation, and why."""

    line: int
    reason: str
    id: str = ""


class UnreadableFileError(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any] | Problem]]:
    """Line number and row for every line that is not empty; a line that is no row is a `Problem`.

    Raises:
        UnreadableFileError: the file is missing, cannot be opened, or is a CSV without a header.
    """
    try:
        with _open(path) as file:
            name = path.name.removesuffix(".gz")
            yield from _csv_rows(file, path) if name.endswith(".csv") else _json_rows(file)
    except (OSError, EOFError) as error:
        raise UnreadableFileError(
            _("%(path)s cannot be read: %(error)s. Check the path and the file, and run the import again.")
            % {"path": path, "error": error}
        ) from error


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def _json_rows(file: IO[bytes]) -> Iterator[tuple[int, dict[str, Any] | Problem]]:
    number = 0
    while True:
        line = file.readline(LINE_LIMIT_BYTES + 2)
        if not line:
            return
        number += 1
        if len(line) > LINE_LIMIT_BYTES and not line.endswith(b"\n"):
            _skip_rest_of_line(file)
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, _json_row(line, number)


def _skip_rest_of_line(file: IO[bytes]) -> None:
    while (rest := file.readline(LINE_LIMIT_BYTES)) and not rest.endswith(b"\n"):
        pass


def _json_row(line: bytes, number: int) -> dict[str, Any] | Problem:
    if len(line.rstrip(b"\r\n")) > LINE_LIMIT_BYTES:
        return Problem(number, _("The line is longer than %(limit)d kB.") % {"limit": LINE_LIMIT_BYTES // 1000})
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Problem(number, _("The line is not UTF-8 text."))
    except (ValueError, RecursionError) as error:
        return Problem(number, _("The line is not JSON: %(error)s.") % {"error": error})
    if not isinstance(row, dict):
        return Problem(number, _("The line is JSON but not an object."))
    return row


def _csv_rows(file: IO[bytes], path: Path) -> Iterator[tuple[int, dict[str, Any] | Problem]]:
    """CSV rows with the JSON keys as columns; `org` holds the names parted by " > "."""
    text = (
        line.decode("utf-8-sig" if index == 0 else "utf-8", errors="surrogateescape") for index, line in enumerate(file)
    )
    csv.field_size_limit(10 * LINE_LIMIT_BYTES)
    try:
        first = next(text)
    except StopIteration:
        return
    delimiter = max(",;\t", key=first.count)
    columns = next(csv.reader([first], delimiter=delimiter))
    if "text" not in columns:
        raise UnreadableFileError(
            _("%(path)s has no column named “text”. The first line must name the columns; see docs/import-format.md.")
            % {"path": path}
        )
    reader = csv.reader(text, delimiter=delimiter)
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield (
                reader.line_num + 1,
                Problem(reader.line_num + 1, _("The line is not CSV: %(error)s.") % {"error": error}),
            )
            continue
        if any(values):
            yield reader.line_num + 1, _csv_row(columns, values, reader.line_num + 1)


def _csv_row(columns: list[str], values: list[str], number: int) -> dict[str, Any] | Problem:
    if len(values) != len(columns):
        return Problem(
            number,
            _("The line has %(fields)d fields, the header %(columns)d.")
            % {"fields": len(values), "columns": len(columns)},
        )
    if sum(map(len, values)) > LINE_LIMIT_BYTES:
        return Problem(number, _("The line is longer than %(limit)d kB.") % {"limit": LINE_LIMIT_BYTES // 1000})
    if any("\udc80" <= character <= "\udcff" for value in values for character in value):
        return Problem(number, _("The line is not UTF-8 text."))
    row: dict[str, Any] = {column: value for column, value in zip(columns, values, strict=True) if value != ""}
    if "org" in row:
        row["org"] = [name.strip() for name in row["org"].split(_SEPARATOR.strip()) if name.strip()]
    return row
