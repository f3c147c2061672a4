"""Working days in Sweden: plain functions over days, no database.

Source: lag (1989:253) om allmänna helgdagar, and the three eves on which Swedish offices are closed.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=256)
def _holidays(year: int) -> frozenset[date]:
    """Public holidays of the year with midsommarafton, julafton and nyårsafton (which `holidays` calls de facto)."""
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


class WorkingCalendar:
    """The municipality's working days: Monday to Friday, except holidays and its own closed days."""

    def __init__(self, closed_days: Iterable[date] = ()) -> None:
        self._closed = frozenset(closed_days)

    def is_working_day(self, day: date) -> bool:
        """Whether the office is open on the day."""
        return day.weekday() < 5 and day not in _holidays(day.year) and day not in self._closed

    def add(self, start: date, working_days: int) -> date:
        """The working day that is `working_days` after `start`; `start` is day 0 and need not be a working day."""
        day = start
        for _ in range(working_days):
            day += timedelta(days=1)
            while not self.is_working_day(day):
                day += timedelta(days=1)
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself when it is a working day, otherwise the next one."""
        return day if self.is_working_day(day) else self.add(day, 1)

    def between(self, start: date, end: date) -> int:
        """Working days from `start` (day 0, not counted) to `end` (counted).

        Raises:
            ValueError: `end` is before `start`.
        """
        if end < start:
            raise ValueError(f"{end} is before {start}: there are no working days between them.")
        weeks, rest = divmod((end - start).days, 7)
        days = weeks * 5 + sum((start + timedelta(days=offset)).weekday() < 5 for offset in range(1, rest + 1))
        closed = self._closed.union(*(_holidays(year) for year in range(start.year, end.year + 1)))
        return days - sum(1 for day in closed if start < day <= end and day.weekday() < 5)

    def skipped(self, start: date, end: date) -> list[date]:
        """Weekdays after `start` up to `end` that are not working days, in order."""
        days = ((start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1))
        return [day for day in days if day.weekday() < 5 and not self.is_working_day(day)]


def add_months(start: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day: 31 January + 1 month is 28 or 29 February."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
