"""Periods as municipalities report them, of whole months or from one day to another, and the same period of the year before.

Where the public facts tell months and no days, a case of a month that lies only partly in the period is counted nowhere, and the
report says how many those are.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

LENGTHS = {"month": 1, "quarter": 3, "tertial": 4, "year": 12}
"""Kinds of period that follow each other through a year, by their months."""
NAMED = {"quarter": "kvartal", "tertial": "tertial"}
"""How the address names a part of a year."""
SLUG = re.compile(
    r"(?P<first>\d{4}-\d\d-\d\d)-till-(?P<last>\d{4}-\d\d-\d\d)"
    r"|(?P<year>\d{4})(?:-(?P<part>kvartal|tertial)-(?P<number>\d)|-(?P<month>\d\d)(?:-till-(?P<end_year>\d{4})-(?P<end_month>\d\d))?)?"
)


@dataclass(frozen=True, order=True)
class Period:
    """From one day to a later one, both counted."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last <= self.first:
            raise ValueError(_("A period ends after the day on which it begins."))

    @classmethod
    def of_months(cls, first: date, months: int) -> Period:
        """So many months, the first being the one of the day given."""
        begin = first.replace(day=1)
        return cls(begin, _month_end(_months_later(begin, months - 1)))

    @classmethod
    def containing(cls, kind: str, day: date) -> Period:
        """The month, quarter, tertial or year that a day lies in."""
        months = LENGTHS[kind]
        return cls.of_months(date(day.year, (day.month - 1) // months * months + 1, 1), months)

    @classmethod
    def from_slug(cls, slug: str) -> Period:
        """The period that an address names.

        Raises:
            ValueError: it names none.
        """
        match = SLUG.fullmatch(slug)
        if match is None:
            raise ValueError(slug)
        year = int(match["year"] or 0)
        if match["first"]:
            period = cls(date.fromisoformat(match["first"]), date.fromisoformat(match["last"]))
        elif match["part"]:
            kind = next(kind for kind, word in NAMED.items() if word == match["part"])
            period = cls.of_months(date(year, (int(match["number"]) - 1) * LENGTHS[kind] + 1, 1), LENGTHS[kind])
        elif match["end_year"]:
            period = cls(
                date(year, int(match["month"]), 1), _month_end(date(int(match["end_year"]), int(match["end_month"]), 1))
            )
        elif match["month"]:
            period = cls.of_months(date(year, int(match["month"]), 1), 1)
        else:
            period = cls.of_months(date(year, 1, 1), 12)
        if period.slug != slug:
            raise ValueError(slug)
        return period

    @property
    def is_of_months(self) -> bool:
        """Whether it begins with the first day of a month and ends with the last day of one."""
        return self.first.day == 1 and self.last == _month_end(self.last)

    @property
    def months(self) -> int:
        """How many months it has or touches."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def kind(self) -> str:
        """`month`, `quarter`, `tertial` or `year`, or `free` for any other run of months or days."""
        if not self.is_of_months:
            return "free"
        for kind, months in LENGTHS.items():
            if self.months == months and (self.first.month - 1) % months == 0:
                return kind
        return "free"

    @property
    def slug(self) -> str:
        """Its part of an address: `2026-03`, `2026-kvartal-1`, `2026-tertial-2`, `2026`, `2009-01-till-2009-08`,
        `2026-01-15-till-2026-02-20`."""
        first, last, kind = self.first, self.last, self.kind
        if kind == "year":
            return f"{first:%Y}"
        if kind == "month":
            return f"{first:%Y-%m}"
        if not self.is_of_months:
            return f"{first}-till-{last}"
        if kind == "free":
            return f"{first:%Y-%m}-till-{last:%Y-%m}"
        return f"{first:%Y}-{NAMED[kind]}-{(first.month - 1) // LENGTHS[kind] + 1}"

    @property
    def name(self) -> str:
        """What people call it, in the language in use: `mars 2026`, `januari–augusti 2009`, `kvartal 1 2026`,
        `15 januari–20 februari 2026`."""
        first, last = self.first, self.last
        if not self.is_of_months:
            begin = f"{first.day} {MONTHS[first.month]}" + (f" {first.year}" if first.year != last.year else "")
            return f"{begin}–{last.day} {MONTHS[last.month]} {last.year}"
        number = (first.month - 1) // self.months + 1
        match self.kind:
            case "year":
                return f"{first.year}"
            case "month":
                return f"{MONTHS[first.month]} {first.year}"
            case "quarter":
                return _("quarter %(number)d of %(year)d") % {"number": number, "year": first.year}
            case "tertial":
                return _("four-month period %(number)d of %(year)d") % {"number": number, "year": first.year}
        if first.year == last.year:
            return f"{MONTHS[first.month]}–{MONTHS[last.month]} {last.year}"
        return f"{MONTHS[first.month]} {first.year}–{MONTHS[last.month]} {last.year}"

    @property
    def year_before(self) -> Period:
        """The same months or days of the year before. The end of February stays the end of February."""
        return Period(_year_before(self.first), _year_before(self.last))

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.last < today


def latest_ended(kinds: tuple[str, ...], today: date) -> Iterator[Period]:
    """For each kind, the newest period that is over."""
    for kind in kinds:
        current = Period.containing(kind, today)
        yield Period.containing(kind, current.first - timedelta(days=1))


def _months_later(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _year_before(day: date) -> date:
    begin = day.replace(year=day.year - 1, day=1)
    end = _month_end(begin)
    return end if day == _month_end(day) else begin.replace(day=min(day.day, end.day))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
