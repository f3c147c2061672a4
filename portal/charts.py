"""Small charts as SVG files: lines with marks, and stacked bars with patterns upright or across, so that nothing hangs on colour alone.

Each file carries its own style, light and dark, because it is read in a page, alone, and on paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from portal.colours import accents

FOLDER = Path(__file__).parent / "theme" / "charts"
WIDTH, HEIGHT = 520, 290
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 40, 32
ROW, MARGIN, ROOM_FOR_SUM = 44, 12, 60
KEY_ROW, KEY_SIGN, LETTER = 22, 46, 8.2
"""The legend, for letters large enough to be read on a phone: height of a row, room for a sign, width of a letter."""
LIGHT = ("#a5480a", "#5b3f9e", "#3f6b1d", "#4d5b66", "#17212a")
DARK = ("#f0a566", "#b9a3f0", "#a3d17a", "#aab6bd", "#e7ebed")
_SIZE = re.compile(r' width="(?P<width>\d+)" height="(?P<height>\d+)"')


@dataclass(frozen=True)
class Series:
    """One line or one part of each bar: a name and a value per place on the axis; None for no value."""

    name: str
    values: Sequence[float | None]


@lru_cache(maxsize=4)
def _template(name: str) -> Template:
    loader = FileSystemLoader(FOLDER)
    env = Environment(loader=loader, undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return env.get_template(name)


def steps(highest: float) -> list[float]:
    """Four or five round numbers from nothing to at least the highest."""
    if highest <= 0:
        return [0, 1]
    size = 1.0
    while True:
        for factor in (1, 2, 5):
            if highest <= size * factor * 4:
                step = size * factor
                return [step * number for number in range(int(-(-highest // step)) + 1)]
        size *= 10


def lines(
    title: str,
    axis: Sequence[str],
    series: Sequence[Series],
    number: Callable[[float], str],
    accent: str,
    breaks: Sequence[tuple[float, str]] = (),
) -> str:
    """A line per series, each with its own dash and mark.

    Args:
        number: writes a number as the reader does.
        accent: the colour of the first series.
        breaks: where the series breaks, in places on the axis from its beginning, and what stands there after the sign.
    """
    marks = steps(max((value for each in series for value in each.values if value is not None), default=0))
    width = (WIDTH - LEFT - RIGHT) / max(len(axis), 1)
    keys, top = _keys([each.name for each in series])
    drawn = []
    for each in series:
        points = [
            (round(LEFT + width * (at + 0.5), 1), _height(value, marks[-1], top))
            for at, value in enumerate(each.values)
            if value is not None
        ]
        drawn.append({"name": each.name, "points": points})
    return _template("lines.svg").render(
        title=title,
        series=drawn,
        keys=keys,
        **_palette(accent),
        **_frame(axis, marks, width, number, breaks, top),
    )


def bars(
    title: str,
    axis: Sequence[str],
    series: Sequence[Series],
    number: Callable[[float], str],
    accent: str,
    breaks: Sequence[tuple[float, str]] = (),
) -> str:
    """A bar per place on the axis, stacked of the series, each with its own pattern."""
    totals = [sum(each.values[at] or 0 for each in series) for at in range(len(axis))]
    marks = steps(max(totals, default=0))
    width = (WIDTH - LEFT - RIGHT) / max(len(axis), 1)
    keys, highest = _keys([each.name for each in series])
    parts = []
    for at in range(len(axis)):
        base = 0.0
        for number_of, each in enumerate(series):
            value = each.values[at] or 0
            if value:
                top, bottom = (_height(end, marks[-1], highest) for end in (base + value, base))
                wide = round(min(width * 0.7, 70), 1)
                x = round(LEFT + width * (at + 0.5) - wide / 2, 1)
                parts.append({"x": x, "y": top, "width": wide, "height": round(bottom - top, 1), "pattern": number_of})
            base += value
    return _template("bars.svg").render(
        title=title,
        parts=parts,
        keys=keys,
        **_palette(accent),
        **_frame(axis, marks, width, number, breaks, highest),
    )


def across(
    title: str, names: Sequence[str], series: Sequence[Series], number: Callable[[float], str], accent: str
) -> str:
    """A row per name with a bar under it, stacked of the series, each with its own pattern, and the sum after it: for long names."""
    totals = [sum(each.values[at] or 0 for each in series) for at in range(len(names))]
    scale = (WIDTH - 2 * MARGIN - ROOM_FOR_SUM) / max([*totals, 1])
    keys, top = _keys([each.name for each in series], MARGIN)
    rows, parts = [], []
    for at, name in enumerate(names):
        y, x = top + ROW * at + 14, float(MARGIN)
        for pattern, each in enumerate(series):
            wide = (each.values[at] or 0) * scale
            if wide:
                parts.append({"x": round(x, 1), "y": y + 6, "width": round(wide, 1), "height": 14, "pattern": pattern})
            x += wide
        rows.append({"name": name, "y": y, "end": round(x + 6, 1), "total": number(totals[at])})
    return _template("across.svg").render(
        title=title, rows=rows, parts=parts, keys=keys, **_palette(accent),
        width=WIDTH, height=top + ROW * len(names) + MARGIN, left=MARGIN, right=WIDTH - MARGIN, ticks=[], axis=[], breaks=[],
    )  # fmt: skip


def size_of(svg: str) -> dict[str, int]:
    """How wide and high a drawing is, so that its place is kept while it loads."""
    size = _SIZE.search(svg)
    return {name: int(value) for name, value in size.groupdict().items()} if size else {}


def word(names: Sequence[str], series: Sequence[Series], language: str, accent: str) -> str:
    """The same as `across`, as a chart that a word processor draws itself (DrawingML)."""
    return _template("word.xml").render(names=names, series=series, language=language, **_palette(accent))


def _palette(accent: str) -> dict[str, tuple[str, ...]]:
    """The colours of the series, on light and on dark: the municipality's, and five that go with their patterns."""
    light, dark = accents(accent)
    return {"colours": (light, *LIGHT), "dark_colours": (dark, *DARK)}


def _height(value: float, highest: float, top: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - top - BOTTOM) * value / highest, 1)


def _keys(names: Sequence[str], start: int = LEFT) -> tuple[list[dict[str, object]], int]:
    """Where each name of the legend stands, and where what is drawn begins under it."""
    found: list[dict[str, object]] = []
    x, y = float(start), 0
    for name in names:
        if x > start and x + KEY_SIGN + LETTER * len(name) > WIDTH:
            x, y = float(start), y + KEY_ROW
        found.append({"name": name, "x": round(x, 1), "y": y})
        x += KEY_SIGN + LETTER * len(name)
    return found, TOP + y


def _frame(
    axis: Sequence[str],
    marks: list[float],
    width: float,
    number: Callable[[float], str],
    breaks: Sequence[tuple[float, str]],
    top: int,
) -> dict[str, object]:
    every = max(1, -(-len(axis) // 14))
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "bottom": HEIGHT - BOTTOM,
        "ticks": [{"y": _height(mark, marks[-1], top), "name": number(mark)} for mark in marks],
        "axis": [
            {"x": round(LEFT + width * (at + 0.5), 1), "name": name} for at, name in enumerate(axis) if at % every == 0
        ],
        "top": top,
        "breaks": [{"x": round(LEFT + width * at, 1), "name": name} for at, name in breaks],
    }
