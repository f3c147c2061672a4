"""Figures of one place as tables: values first, then the same table as HTML cells and as CSV. What is not told stays so."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import quote

from markupsafe import Markup

from portal.words import Words

HIDDEN = "*"


class Year(str):
    """A year as a heading; `why` says what in it keeps its figures from being like those of the years before."""

    why: str

    def __new__(cls, name: str, why: str = "") -> Self:
        made = super().__new__(cls, name)
        made.why = why
        return made


class InLanguage(str):
    """A text in another language than the page's, which is marked where it is shown."""

    language: str

    def __new__(cls, text: str, language: str) -> Self:
        made = super().__new__(cls, text)
        made.language = language
        return made


class Share(float):
    """A part of one, shown as per cent."""


@dataclass(frozen=True)
class AtLeast:
    """A count beside blanked cases: some of those may belong to it."""

    count: int


@dataclass(frozen=True)
class Suppressed:
    """A count of which nothing is told, not even whether it is more than none."""


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 per cent interval, and the number it stands on."""

    value: float | None
    low: float | None
    high: float | None
    is_share: bool = False


SUPPRESSED = Suppressed()


@dataclass
class Table:
    """One table of one place.

    Args:
        code: part of its anchor and file name.
        measure: the measure it shows.
        heads: column headings.
        groups: title ("" for none) and rows; a row begins with its own heading.
        total: a last row that sums, when there is one.
        rows_query: which facts lie behind, for the page that shows them.
        embed: address of the same table for a frame on another site, when there is one.
    """

    code: str
    measure: str
    title: str
    heads: list[str]
    groups: list[tuple[str, list[list[Any]]]]
    total: list[Any] | None = None
    notes: list[str] = field(default_factory=list)
    chart: str = ""
    chart_text: str = ""
    rows_query: str = ""
    embed: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(rows for _title, rows in self.groups)


def counted(groups: Iterable[tuple[Any, Any, int]]) -> tuple[dict[Any, dict[Any, int]], set[Any]]:
    """Row and column to count, and the columns that occur."""
    cells: dict[Any, dict[Any, int]] = {}
    columns = set()
    for row, column, count in groups:
        cells.setdefault(row, {})[column] = cells.get(row, {}).get(column, 0) + count
        columns.add(column)
    return cells, columns


def spoken(text: str) -> Markup | str:
    """A text as it stands on a page: marked when it is in another language."""
    if isinstance(text, InLanguage):
        return Markup('<span lang="{}">{}</span>').format(text.language, str(text))
    return text


def told(count: int, hidden: int) -> int | AtLeast | Suppressed:
    """A count as it may be read when `hidden` cases of its row are blanked."""
    if not hidden:
        return count
    return AtLeast(count) if count else SUPPRESSED


def written(words: Words, value: Any) -> Markup | str:
    """A value as people read it: numbers grouped, a dash for what is unknown, two dots for what is not told."""
    if value is None or value == "":
        return _said("–", words.gettext("no figure"))
    if isinstance(value, Suppressed):
        return _said("··", words.gettext("not told, because the number is small"))
    if isinstance(value, AtLeast):
        return words.gettext("at least %(count)s") % {"count": words.number(value.count)}
    if isinstance(value, Interval):
        return _interval(words, value)
    if isinstance(value, Year) and value.why:
        sign = _said("†", words.gettext("break in the series"))
        # A title cannot say that it is in another language than the page. What it says stands where the link leads, too.
        title = "" if isinstance(value.why, InLanguage) else Markup(' title="{}"').format(value.why)
        link = Markup('{}\N{NO-BREAK SPACE}<a class="break-mark" href="#brott" target="_self"{}>{}</a>')
        return link.format(value, title, sign)
    if isinstance(value, InLanguage):
        return spoken(value)
    if isinstance(value, Share):
        return words.per_cent(value)
    if isinstance(value, (int, float)):
        return words.number(round(value, 1))
    return value if isinstance(value, Markup) else str(value)


def _said(sign: str, text: str) -> Markup:
    return Markup('<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>').format(sign, text)


def _interval(words: Words, value: Interval) -> Markup | str:
    if value.value is None:
        return written(words, None)
    shown = Share(value.value) if value.is_share else value.value
    if value.low is None or value.high is None:
        return written(words, shown)
    low, high = (words.number(round(each * (100 if value.is_share else 1), 1)) for each in (value.low, value.high))
    return Markup('{} <span class="interval">({}–{})</span>').format(written(words, shown), low, high)


def csv_text(words: Words, table: Table) -> str:
    """The table as CSV with a comma and a decimal point; `*` for what is not told, `>=7` for at least seven.

    Breaks in the series stand in a last column, or in a last row where years are columns.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    grouped = any(title for title, _rows in table.groups)
    everything = [row for _title, rows in table.groups for row in rows]
    spread = {at for row in everything for at, cell in enumerate(row) if isinstance(cell, Interval)}
    heads: list[str] = []
    low, high = words.gettext("95 % low"), words.gettext("95 % high")
    for at, head in enumerate(table.heads):
        heads += [head, f"{head}, {low}", f"{head}, {high}"] if at in spread else [head]
    broken = words.gettext("Break in the series")
    has_column = any(_why(title) or _why(row[0]) for title, rows in table.groups for row in rows)
    writer.writerow([*[""] * grouped, *heads, *[broken] * has_column])
    for title, rows in table.groups:
        for row in rows:
            cells = [part for at, cell in enumerate(row) for part in _plain(cell, at in spread)]
            writer.writerow([*[title] * grouped, *cells, *[_why(title) or _why(row[0])] * has_column])
    if any(_why(head) for head in table.heads):
        writer.writerow([*[""] * grouped, broken, *(_why(head) for head in table.heads[1:])])
    return buffer.getvalue()


def _why(heading: Any) -> str:
    return heading.why if isinstance(heading, Year) else ""


def _plain(cell: Any, is_spread: bool) -> list[Any]:
    if isinstance(cell, Interval):
        return [cell.value, cell.low, cell.high]
    value = cell
    if isinstance(cell, Suppressed):
        value = HIDDEN
    elif isinstance(cell, AtLeast):
        value = f">={cell.count}"
    elif isinstance(cell, Markup):
        value = cell.striptags()
    return [value, None, None] if is_spread else [value]


def csv_address(words: Words, table: Table) -> str:
    """An address that holds the table as CSV itself."""
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + csv_text(words, table), safe=",.:;()/")


def shown(words: Words, table: Table) -> dict[str, Any]:
    """A table ready for the template."""
    everything = [row for _title, rows in table.groups for row in rows]
    numbers = [
        any(isinstance(row[at], (int, float, AtLeast, Suppressed, Interval)) for row in everything)
        for at in range(len(table.heads))
    ]
    return {
        "code": table.code,
        "measure": table.measure,
        "title": table.title,
        "columns": [
            {"name": written(words, head), "is_number": number}
            for head, number in zip(table.heads, numbers, strict=True)
        ],
        "groups": [
            {
                "title": written(words, title) if title else "",
                "rows": [[written(words, cell) for cell in row] for row in rows],
            }
            for title, rows in table.groups
        ],
        "total": [written(words, cell) for cell in table.total] if table.total and len(everything) > 1 else None,
        "notes": table.notes,
        "csv": csv_address(words, table),
        "chart": table.chart,
        "chart_text": table.chart_text,
        "rows_query": table.rows_query,
        "embed": table.embed,
        "is_empty": table.is_empty,
    }
