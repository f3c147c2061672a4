"""Periods of whole months, as municipalities report them, and the same period of the year before.

The public facts say in which month a case came in, never on which day, so a period is never finer than that.
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
    r"(?P<year>\d{4})(?:-(?P<part>kvartal|tertial)-(?P<number>\d)|-(?P<month>\d\d)(?:-till-(?P<end_year>\d{4})-(?P<end_month>\d\d))?)?"
)


@dataclass(frozen=True, order=True)
class Period:
    """From the first day of one month to the last day of the same or a later one."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first.day != 1 or self.last != _month_end(self.last) or self.last < self.first:
            raise ValueError(_("A period begins with the first day of a month and ends with the last day of one."))

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
        year = int(match["year"])
        if match["part"]:
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
    def months(self) -> int:
        """How many months it has."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def kind(self) -> str:
        """`month`, `quarter`, `tertial` or `year`, or `free` for any other run of months."""
        for kind, months in LENGTHS.items():
            if self.months == months and (self.first.month - 1) % months == 0:
                return kind
        return "free"

    @property
    def slug(self) -> str:
        """Its part of an address: `2026-03`, `2026-kvartal-1`, `2026-tertial-2`, `2026`, `2009-01-till-2009-08`."""
        first, last, kind = self.first, self.last, self.kind
        if kind == "year":
            return f"{first:%Y}"
        if kind == "month":
            return f"{first:%Y-%m}"
        if kind == "free":
            return f"{first:%Y-%m}-till-{last:%Y-%m}"
        return f"{first:%Y}-{NAMED[kind]}-{(first.month - 1) // LENGTHS[kind] + 1}"

    @property
    def name(self) -> str:
        """What people call it, in the language in use: `mars 2026`, `januari–augusti 2009`, `kvartal 1 2026`."""
        first, last = self.first, self.last
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
        """The same months of the year before."""
        first = self.first.replace(year=self.first.year - 1)
        return Period.of_months(first, self.months)

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


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
