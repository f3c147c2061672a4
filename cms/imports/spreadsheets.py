"""Reads spreadsheets (.xlsx) row by row in bounded memory, and refuses what is made to fill the machine.

openpyxl reads the workbook's parts and cells. Its own row reader keeps something of every row, so the loop over rows is ours.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, WorkSheetParser

from cms.cases.importers.lines import LINE_LIMIT_BYTES, Problem, UnreadableFileError
from cms.imports.reading import LOOKED_AT, Reading, header_line

ARCHIVE_LIMIT_BYTES = 1_500_000_000
STRINGS_LIMIT_BYTES = 100_000_000
OTHER_PART_LIMIT_BYTES = 20_000_000
PARTS_LIMIT = 2_000
WIDEST_COLUMN = 16_384


@dataclass(frozen=True)
class UnknownValue:
    """A cell whose value is not known: a formula without a stored result, or an error in the sheet."""

    reason: str


def check_archive(path: Path) -> None:
    """Refuse a spreadsheet that unpacks to more than can be read.

    Sizes are those the archive states; reading stops there whatever the packed bytes hold.

    Raises:
        UnreadableFileError: it is damaged or too large; the message says what to do.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise UnreadableFileError(
            _("The spreadsheet is damaged. Open it, save it again as .xlsx, and send that.")
        ) from error
    if "xl/workbook.xml" not in names:
        raise UnreadableFileError(
            _("This is an archive but no spreadsheet (.xlsx). Unpack it, or save the table as .xlsx or CSV.")
        )
    sheets = sum(part.file_size for part in parts)
    too_large = len(parts) > PARTS_LIMIT or sheets > ARCHIVE_LIMIT_BYTES
    for part in parts:
        if part.filename == "xl/sharedStrings.xml":
            too_large = too_large or part.file_size > STRINGS_LIMIT_BYTES
        elif part.filename.endswith((".xml", ".rels")) and not part.filename.startswith("xl/worksheets/"):
            too_large = too_large or part.file_size > OTHER_PART_LIMIT_BYTES
    if too_large:
        raise UnreadableFileError(
            _("The spreadsheet unpacks to more than can be read (%(size)d MB). Split it by year, or export CSV.")
            % {"size": sheets // 1_000_000}
        )


def detect_sheet(path: Path) -> Reading:
    """The first sheet that has rows, and the line that names its columns."""
    for name in sheet_names(path):
        rows = list(islice(sheet_rows(path, name), LOOKED_AT))
        if rows:
            table: list[list[Any]] = [[] for _place in range(rows[-1][0])]
            for number, values in rows:
                table[number - 1] = [] if isinstance(values, Problem) else values
            return Reading("xlsx", sheet=name, header=header_line(table[:1000]))
    raise UnreadableFileError(_("No sheet of the spreadsheet has any rows."))


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets that hold tables, in order."""
    workbook = _open(path)
    try:
        return [sheet.title for sheet in workbook.worksheets]
    finally:
        workbook.close()


def _open(path: Path) -> Any:
    check_archive(path)
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except DefusedXmlException as error:
        raise UnreadableFileError(
            _("The spreadsheet defines entities of its own, which no spreadsheet needs.")
        ) from error
    except (
        InvalidFileException,
        ParseError,
        zipfile.BadZipFile,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
    ) as error:
        raise UnreadableFileError(
            _("The spreadsheet is damaged. Open it, save it again as .xlsx, and send that.")
        ) from error


def sheet_rows(path: Path, name: str) -> Iterator[tuple[int, list[Any] | Problem]]:
    """Line number and cells of every row that is not empty.

    Raises:
        UnreadableFileError: the file is no spreadsheet, or has no such sheet.
    """
    workbook = _open(path)
    try:
        sheet = (
            next((each for each in workbook.worksheets if each.title == name), None) if name else workbook.worksheets[0]
        )
        if sheet is None:
            raise UnreadableFileError(
                _("The spreadsheet has no sheet called “%(name)s”. It has: %(names)s.")
                % {"name": name, "names": ", ".join(each.title for each in workbook.worksheets)}
            )
        try:
            yield from _rows(sheet)
        except DefusedXmlException as error:
            raise UnreadableFileError(
                _("The spreadsheet defines entities of its own, which no spreadsheet needs.")
            ) from error
        except (ParseError, zipfile.BadZipFile, OSError, EOFError) as error:
            raise UnreadableFileError(
                _("The spreadsheet is damaged. Open it, save it again as .xlsx, and send that.")
            ) from error
    finally:
        workbook.close()


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[Any] | Problem]]:
    parent = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=parent.epoch,
            date_formats=parent._date_formats,
            timedelta_formats=parent._timedelta_formats,
        )
        above: list[Element] = []
        for event, element in iterparse(source, events=("start", "end")):
            if event == "start":
                above.append(element)
                continue
            above.pop()
            if element.tag == ROW_TAG:
                number = _row_number(element, parser.row_counter + 1)
                parser.row_counter, parser.col_counter = number, 0
                row = _cells(parser, element, number)
                if row:
                    yield number, row
            if len(above) < 3:  # a row, or what stands beside the rows: done with, also for its parent
                element.clear()
                if above:
                    above[-1].remove(element)


def _row_number(element: Element, following: int) -> int:
    try:
        return max(following, int(float(element.get("r", following))))
    except (ValueError, OverflowError):
        return following


def _cells(parser: WorkSheetParser, row: Element, number: int) -> list[Any] | Problem | None:
    values: list[Any] = []
    size = 0
    for element in row:
        try:
            cell = parser.parse_cell(element)
        except (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError):
            return Problem(number, _("The row holds a cell that cannot be read."))
        value = cell["value"]
        if cell["data_type"] == "e":
            value = UnknownValue(_("the sheet shows the error %(error)s") % {"error": value})
        elif value is None and element.find(FORMULA_TAG) is not None:
            value = UnknownValue(
                _("it is a formula without a stored result; open the file in a spreadsheet program and save it")
            )
        if value is None or value == "":
            continue
        place = cell["column"]
        if place > WIDEST_COLUMN:
            return Problem(number, _("The row holds a cell that cannot be read."))
        size += len(value) if isinstance(value, str) else 8
        values.extend([None] * (place - len(values)))
        values[place - 1] = value
    if size > LINE_LIMIT_BYTES:
        return Problem(number, _("The line is longer than %(limit)d kB.") % {"limit": LINE_LIMIT_BYTES // 1000})
    return values or None
