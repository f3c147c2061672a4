"""Days as people and systems in Sweden write them, and as spreadsheets count them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january", "februari feb february", "mars mar march", "april apr", "maj may", "juni jun june",
            "juli jul july", "augusti aug august", "september sep sept", "oktober okt october oct",
            "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = "måndag tisdag onsdag torsdag fredag lördag söndag mån tis ons tor tors fre lör sön".split()
EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
SERIALS = range(20_000, 80_000)
"""Days since the epoch of spreadsheets that are taken for one: 1954–2119."""
DAY_FIRST, MONTH_FIRST = "day_first", "month_first"

_TIME = r"(?:[t ,]+(?:kl\.?\s*)?(\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?)\s*([ap]m)?\s*(z|[+-]\d{2}:?\d{2})?)?\s*"
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})" + _TIME)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})" + _TIME)
_SHORT_ISO = re.compile(r"(\d{2})-(\d{2})-(\d{2})" + _TIME)
_SLASHED = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.\s-]\s*(\d{4}|'?\d{2})" + _TIME)
_WORDS = re.compile(r"(?:den\s+)?(\d{1,2})(?::[ea]|\.)?\s*([a-zåäö]{3,9})\.?,?\s+(\d{4})" + _TIME)
_ENGLISH = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})" + _TIME)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")


class UnreadableDayError(ValueError):
    """The text is no day that can be read; the message repeats it."""


def read_day(text: str, order: str = DAY_FIRST, *, epoch: date = EPOCH_1900) -> str:
    """The day as `2026-03-01`, or with time and zone when both are given, which may fall on the day after in Sweden.

    Reads 2026-03-01, 2026/3/1, 20260301, 1/3 2026, 01.03.2026, 1/3-26, 26-03-01, den 1 mars 2026, March 1, 2026, each also with a
    time, and serial numbers of spreadsheets. `order` decides 01/03/2026.

    Raises:
        UnreadableDayError: it is none of these, or no day of the calendar.
    """
    cleaned = " ".join(text.replace("\u2013", "-").replace("\u2212", "-").split())
    lower = cleaned.lower()
    for weekday in WEEKDAYS:
        if lower.startswith((f"{weekday} ", f"{weekday}, ")):
            lower = lower[len(weekday) :].lstrip(", ")
            break
    if _SERIAL.fullmatch(lower):
        serial = int(re.split(r"[.,]", lower)[0])
        if serial in SERIALS:
            return (epoch + timedelta(days=serial)).isoformat()
    for pattern, parts in _FORMS:
        if match := pattern.fullmatch(lower):
            try:
                year, month, day = parts(match, order)
                return _with_zone(date(year, month, day), match)
            except (ValueError, KeyError):
                break
    raise UnreadableDayError(cleaned[:40])


def _with_zone(day: date, match: re.Match[str]) -> str:
    clock, half, zone = match[4], match[5], match[6]
    if not (clock and zone):
        return day.isoformat()
    hours, minutes = (int(part) for part in re.split("[:.]", clock)[:2])
    if half == "pm" and hours < 12:
        hours += 12
    moment = datetime.fromisoformat(f"{day}T{hours:02}:{minutes:02}:00{'+00:00' if zone == 'z' else zone}")
    return moment.isoformat()


def _numbered(match: re.Match[str], order: str) -> tuple[int, int, int]:
    return int(match[1]), int(match[2]), int(match[3])


def _short(match: re.Match[str], order: str) -> tuple[int, int, int]:
    return _century(match[1]), int(match[2]), int(match[3])


def _slashed(match: re.Match[str], order: str) -> tuple[int, int, int]:
    first, second = int(match[1]), int(match[2])
    if order == MONTH_FIRST:
        first, second = second, first
    return _century(match[3].lstrip("'")), second, first


def _worded(match: re.Match[str], order: str) -> tuple[int, int, int]:
    return int(match[3]), MONTHS[match[2]], int(match[1])


def _english(match: re.Match[str], order: str) -> tuple[int, int, int]:
    return int(match[3]), MONTHS[match[1]], int(match[2])


_FORMS = (
    (_YEAR_FIRST, _numbered),
    (_COMPACT, _numbered),
    (_SHORT_ISO, _short),
    (_SLASHED, _slashed),
    (_WORDS, _worded),
    (_ENGLISH, _english),
)


def _century(text: str) -> int:
    """The year of two digits: up to 79 of this century, from 80 of the last."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 80 else 1900)


def guess_order(texts: Iterable[str]) -> str:
    """Whether days or months come first in dates such as 03/14/2026; days unless some value says otherwise."""
    for text in texts:
        match = _SLASHED.fullmatch(" ".join(text.lower().split()))
        if match and not _SHORT_ISO.fullmatch(text.strip().lower()):
            if int(match[1]) > 12:
                return DAY_FIRST
            if int(match[2]) > 12:
                return MONTH_FIRST
    return DAY_FIRST
