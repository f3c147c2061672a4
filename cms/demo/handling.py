"""The way of a case through the office: when it was distributed, answered and closed, and where it stands today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from cms.demo.dice import Dice

# Calendar days from receipt to answer, from the quickest case in thirty to the slowest; departments stretch the scale.
DAYS_TO_ANSWER = (
    1, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 21, 23, 25, 27, 28, 30, 33, 41, 60,
)  # fmt: skip
STRETCH = {
    "tekniska-forvaltningen": 1.0,
    "kultur-och-fritidsforvaltningen": 0.7,
    "barn-och-utbildningsforvaltningen": 0.95,
    "samhallsbyggnadsforvaltningen": 1.35,
    "vard-och-omsorgsforvaltningen": 1.1,
    "kommunledningsforvaltningen": 0.65,
    "socialforvaltningen": 1.15,
}
LONGEST_DAYS = 60
STUCK_SHARE, STUCK_DAYS = 0.07, 240  # of cases received in the last months, some still lie with an investigator


@dataclass(frozen=True)
class Stages:
    """The state today and the day of each step; None for steps not taken."""

    state: str
    distributed_on: date | None = None
    investigation_on: date | None = None
    waiting_since: date | None = None
    answered_on: date | None = None
    closed_on: date | None = None


@lru_cache(maxsize=1)
def _free_days() -> holidays.HolidayBase:
    return holidays.country_holidays("SE", years=range(2023, 2028), categories=("public", "de_facto"))


def working_day(day: date) -> date:
    """That day, or the next working day."""
    while day.weekday() >= 5 or day in _free_days():
        day += timedelta(days=1)
    return day


def working_days_after(day: date, number: int) -> date:
    """The working day that many working days later."""
    for _ in range(number):
        day = working_day(day + timedelta(days=1))
    return working_day(day)


def handle(received: date, department: str, today: date, dice: Dice) -> Stages:
    """The stages of an ordinary case, up to the answer."""
    distributed = working_days_after(received, dice.weighted({0: 2, 1: 4, 2: 5, 3: 1, 5: 0.3}))
    if distributed > today:
        return Stages("received")
    investigation = working_days_after(distributed, dice.weighted({0: 1, 1: 3, 2: 3, 3: 2, 5: 2}))
    days = _days_to_answer(received, department, dice)
    answered = max(working_day(received + timedelta(days=days)), investigation)
    if (today - received).days < STUCK_DAYS and dice.chance(STUCK_SHARE):
        answered = today + timedelta(days=30)
    if answered <= today:
        return Stages("answered", distributed, investigation, None, answered)
    if investigation > today:
        return Stages("distributed", distributed)
    if dice.chance(0.3) and (waiting := working_days_after(investigation, 2)) <= today:
        return Stages("waiting", distributed, investigation, waiting)
    return Stages("investigating", distributed, investigation)


def turn_away(received: date, route: str, today: date, dice: Dice) -> Stages:
    """The stages of a case that was not the municipality's to answer."""
    decided = working_days_after(received, dice.between(0, 3))
    if decided > today:
        return Stages("received")
    return Stages(route, distributed_on=None, closed_on=decided)


def _days_to_answer(received: date, department: str, dice: Dice) -> int:
    place = dice.fraction() * (len(DAYS_TO_ANSWER) - 1)
    low = DAYS_TO_ANSWER[int(place)]
    days = (low + (DAYS_TO_ANSWER[int(place) + 1] - low) * (place - int(place))) * STRETCH[department]
    if received.month == 7 or (received.month == 12 and received.day > 15):
        days *= 1.4
    if date(2025, 1, 1) <= received <= date(2025, 3, 15):
        days *= 1.3  # the spring after the reorganisation
    if received.year == 2026:
        days *= 0.9
    return max(1, min(LONGEST_DAYS, int(days)))
