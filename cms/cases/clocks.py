"""Clocks over values: what is due when, and whether a promise was kept.

The promise to the person and the stages inside the house are separate things.

Source of the day counts: docs/decisions/0004-working-days.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cms.cases.calendar import WorkingCalendar, add_months
from cms.cases.models import Promise


class PromiseNotValidError(Exception):
    """The promise did not hold on the day of receipt."""


@dataclass(frozen=True)
class PromiseTerms:
    """A promise as plain values, so that thousands of cases can be judged without asking the database again."""

    code: str
    name: str
    length: int
    unit: str
    stopped_by: str
    pauses: bool
    kinds: frozenset[int]
    departments: frozenset[str]
    """Tree paths of the departments it holds for; empty means all."""
    valid_from: date | None
    valid_to: date | None
    reminder_days: int = 0

    def holds(self, received: date, kind_id: int, unit_path: str) -> bool:
        """Whether it covers a case of this kind and unit received on the day."""
        in_time = (self.valid_from is None or self.valid_from <= received) and (
            self.valid_to is None or received <= self.valid_to
        )
        covers_kind = not self.kinds or kind_id in self.kinds
        return (
            in_time
            and covers_kind
            and (not self.departments or any(unit_path.startswith(path) for path in self.departments))
        )


def promise_terms() -> list[PromiseTerms]:
    """Every promise, those for chosen departments first, because the nearer promise wins."""
    terms = [
        PromiseTerms(
            promise.code,
            promise.name,
            promise.length,
            promise.unit,
            promise.stopped_by,
            promise.pauses,
            frozenset(kind.pk for kind in promise.kinds.all()),
            frozenset(unit.path for unit in promise.departments.all()),
            promise.valid_from,
            promise.valid_to,
            promise.reminder_days,
        )
        for promise in Promise.objects.prefetch_related("kinds", "departments").order_by("code")
    ]
    return sorted(terms, key=lambda each: (not each.departments, each.code))


def answer_due(received: date, promise: PromiseTerms, calendar: WorkingCalendar, paused_days: int = 0) -> date:
    """Last day on which an answer keeps the promise.

    Day of receipt is day 0. Working days skip Saturdays, Sundays, Swedish public holidays, the three eves and the
    municipality's closed days.
    Days paused count only where the promise pauses; one counted in working days then still ends on a working day.

    Raises:
        PromiseNotValidError: the promise did not hold on `received`.
    """
    if (promise.valid_from and received < promise.valid_from) or (promise.valid_to and received > promise.valid_to):
        raise PromiseNotValidError(
            f"The promise “{promise.name}” did not hold on {received}. Choose the promise that held that day."
        )
    if promise.unit == Promise.Unit.WORKING_DAYS:
        due = calendar.add(received, promise.length)
    elif promise.unit == Promise.Unit.CALENDAR_DAYS:
        due = received + timedelta(days=promise.length)
    else:
        due = add_months(received, promise.length)
    if not promise.pauses or not paused_days:
        return due
    due += timedelta(days=paused_days)
    return calendar.on_or_after(due) if promise.unit == Promise.Unit.WORKING_DAYS else due


def promise_that_applied(
    terms: list[PromiseTerms], received: date, kind_id: int, unit_path: str, stopped_by: str = Promise.StoppedBy.ANSWER
) -> PromiseTerms | None:
    """The first promise (nearest to the unit) that covered the case on the day it was received, or None."""
    return next(
        (each for each in terms if each.stopped_by == stopped_by and each.holds(received, kind_id, unit_path)), None
    )
