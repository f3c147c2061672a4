"""What comes in, and when: cases of each theme, spread over the years by season, weekday and events in town."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from cms.demo.dice import Dice
from cms.demo.organisation import Organisation
from cms.demo.themes import Question, Theme

DEPARTMENT_SHARES = {
    "tekniska-forvaltningen": 0.665,
    "kultur-och-fritidsforvaltningen": 0.085,
    "barn-och-utbildningsforvaltningen": 0.075,
    "samhallsbyggnadsforvaltningen": 0.055,
    "vard-och-omsorgsforvaltningen": 0.055,
    "kommunledningsforvaltningen": 0.045,
    "socialforvaltningen": 0.02,
}
TECHNICAL_KINDS = {"complaint": 0.805, "question": 0.10, "suggestion": 0.085, "praise": 0.01}
OTHER_KINDS = {"complaint": 0.69, "question": 0.145, "suggestion": 0.115, "praise": 0.05}
WORKING_DAY_HOURS = {
    0: 0.5, 6: 2, 7: 6, 8: 10, 9: 9, 10: 8, 11: 7, 12: 8, 13: 7, 14: 6, 15: 6, 16: 6, 17: 4, 18: 4, 19: 5, 20: 6, 21: 5,
    22: 3, 23: 1,
}  # fmt: skip
WEEKEND_HOURS = {
    1: 0.5, 8: 2, 9: 4, 10: 7, 11: 8, 12: 6, 13: 6, 14: 6, 15: 5, 16: 5, 17: 5, 18: 5, 19: 6, 20: 7, 21: 6, 22: 4,
    23: 2,
}  # fmt: skip
ROUTED_SHARE = 0.042
WEEKDAY_WEIGHTS = (1.25, 1.1, 1.0, 1.0, 0.85, 0.5, 0.65)


@dataclass(frozen=True)
class Event:
    """Something that happened in town and made people write."""

    start: date
    end: date
    services: tuple[str, ...]
    boost: float


EVENTS = (
    Event(date(2024, 1, 3), date(2024, 1, 12), ("snorojning",), 6),
    Event(date(2024, 8, 19), date(2024, 8, 26), ("avlopp",), 8),
    Event(date(2025, 2, 8), date(2025, 2, 16), ("snorojning",), 5),
    Event(date(2025, 6, 9), date(2025, 6, 14), ("vatten",), 6),
    Event(date(2026, 1, 14), date(2026, 1, 25), ("snorojning", "skolskjuts"), 7),
    Event(date(2026, 4, 7), date(2026, 4, 24), ("avfall",), 4),
)


@dataclass(frozen=True)
class Planned:
    """One case before anybody has written it."""

    received: datetime
    theme: Theme
    question: Question
    use: int  # how many times the question was used before


def plan(
    organisation: Organisation, themes: list[Theme], cases: int, first: date, today: date, dice: Dice
) -> list[Planned]:
    """Every case to come, in order of receipt."""
    planned, calendar = [], _Calendar(first, today)
    for theme, count in _counts(organisation, themes, cases).items():
        days = calendar.days(theme, count, dice)
        for day, (question, use) in zip(days, _questions(theme, count, dice), strict=True):
            planned.append(Planned(_hour(day, dice), theme, question, use))
    return sorted(planned, key=lambda item: (item.received, item.theme.key))


def _counts(organisation: Organisation, themes: list[Theme], cases: int) -> dict[Theme, int]:
    """How many cases each theme gets."""
    counts: dict[Theme, int] = {}
    routed = [theme for theme in themes if theme.route]
    ordinary = [theme for theme in themes if not theme.route]
    left = cases
    if routed:
        counts |= _allotted(routed, round(cases * ROUTED_SHARE))
        left -= sum(counts.values())
    home = {theme: _department(organisation, theme) for theme in ordinary}
    departments = {slug: share for slug, share in DEPARTMENT_SHARES.items() if slug in home.values()}
    for department, number in _rounded(departments, left).items():
        technical = department == "tekniska-forvaltningen"
        inside = [theme for theme in ordinary if home[theme] == department]
        kinds = {theme.kind for theme in inside}
        shares = {
            kind: share for kind, share in (TECHNICAL_KINDS if technical else OTHER_KINDS).items() if kind in kinds
        }
        for kind, part in _rounded(shares, number).items():
            counts |= _allotted([theme for theme in inside if theme.kind == kind], part)
    return counts


def _department(organisation: Organisation, theme: Theme) -> str:
    """The department that has most of the theme's first service today."""
    unit = next(unit for unit in organisation.units if theme.services[0] in unit.services and unit.valid_to is None)
    return organisation.department_of(unit).slug


def _rounded(shares: dict[str, float], total: int) -> dict[str, int]:
    """Whole numbers that sum to the total and follow the shares."""
    scale = total / sum(shares.values())
    numbers = {key: int(share * scale) for key, share in shares.items()}
    by_remainder = sorted(shares, key=lambda key: (numbers[key] - shares[key] * scale, key))
    for key in by_remainder[: total - sum(numbers.values())]:
        numbers[key] += 1
    return numbers


def _room(question: Question) -> int:
    """How often a text may come back: one with few alternatives is soon recognised."""
    for variants, room in ((2, 2), (8, 3), (60, 5), (600, 14)):
        if question.variants < variants:
            return room
    return 40


def _allotted(themes: list[Theme], total: int) -> dict[Theme, int]:
    """The total shared by weight, no theme far over what its texts can bear; what is over is shared again."""
    room = {theme: sum(_room(question) for question in theme.questions) for theme in themes}
    counts = dict.fromkeys(themes, 0)
    while (left := total - sum(counts.values())) > 0:
        open_themes = [theme for theme in themes if counts[theme] < room[theme]]
        if not open_themes:
            room = {theme: 2 * limit for theme, limit in room.items()}
            continue
        weights = {theme.key: float(theme.weight) for theme in open_themes}
        shares = _rounded(weights, left)
        for theme in open_themes:
            counts[theme] += min(shares[theme.key], room[theme] - counts[theme])
    return {theme: count for theme, count in counts.items() if count}


class _Calendar:
    """The days of the period, and how much is written on them: more on Mondays, a little more each year."""

    def __init__(self, first: date, today: date) -> None:
        self._days = [first + timedelta(days=offset) for offset in range((today - first).days + 1)]
        self._usual = [
            WEEKDAY_WEIGHTS[day.weekday()] * (0.9 + 0.1 * number / 365) for number, day in enumerate(self._days)
        ]
        self._heights: dict[tuple[tuple[int, ...], tuple[Event, ...]], list[float]] = {}

    def days(self, theme: Theme, count: int, dice: Dice) -> list[date]:
        """Days for the theme's cases, as far from each other as season and events allow."""
        events = tuple(event for event in EVENTS if not set(event.services).isdisjoint(theme.services))
        heights = self._heights.get((theme.months, events)) or self._summed(theme.months, events)
        step, start = heights[-1] / count, dice.fraction()
        places = [(number + start + 0.7 * dice.fraction()) % count for number in range(count)]
        return sorted(self._days[bisect_left(heights, place * step + 1e-9)] for place in places)

    def _summed(self, months: tuple[int, ...], events: tuple[Event, ...]) -> list[float]:
        """The running sum of what is written in these months, with these events."""
        weights = []
        for day, usual in zip(self._days, self._usual, strict=True):
            quiet = len(months) == 12 and (day.month == 7 or (day.month == 12 and day.day > 22))
            weight = usual * (0.55 if quiet else 1.0) if day.month in months else 0.0
            for event in events:
                weight *= event.boost if event.start <= day <= event.end else 1.0
            weights.append(weight)
        self._heights[months, events] = list(accumulate(weights))
        return self._heights[months, events]


def _questions(theme: Theme, count: int, dice: Dice) -> Iterable[tuple[Question, int]]:
    """The theme's questions in turn, those with many variants more often, with the number of earlier uses."""
    used = dict.fromkeys(range(len(theme.questions)), 0)
    last = -1
    for _ in range(count):
        candidates = dice.shuffled([number for number in used if number != last or len(used) == 1])
        last = min(candidates, key=lambda number: used[number] / _room(theme.questions[number]))
        yield theme.questions[last], used[last]
        used[last] += 1


def _hour(day: date, dice: Dice) -> datetime:
    """A believable time of day: mornings and lunch on working days, later at weekends, evenings always."""
    hours = WORKING_DAY_HOURS if day.weekday() < 5 else WEEKEND_HOURS
    return datetime(day.year, day.month, day.day, dice.weighted(hours), dice.between(0, 59))  # noqa: DTZ001
