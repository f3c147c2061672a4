"""Same measures of several places side by side: figures with intervals, and whether a difference is certain. Plain values, no pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import hypot
from typing import Any

LEAST_CASES = 10
"""Fewer cases than this say too little about a place to be set against another."""

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Figure:
    """A figure, its 95 per cent interval, and the number of cases it stands on."""

    value: float | None
    low: float | None
    high: float | None
    count: int

    @property
    def is_comparable(self) -> bool:
        """Whether it stands on enough cases, and has an interval."""
        return self.count >= LEAST_CASES and None not in (self.value, self.low, self.high)

    @property
    def numbers(self) -> tuple[float, float, float]:
        """Value, low and high of a comparable figure."""
        return float(self.value or 0), float(self.low or 0), float(self.high or 0)


NO_FIGURE = Figure(None, None, None, 0)


@dataclass(frozen=True)
class Compared:
    """A measure that places are compared by. `form` is how it is written: `count`, `share`, `days` or `rate`."""

    code: str
    form: str
    of: Callable[[Rows, int], Figure]


def _row(rows: Rows, measure: str, year: int, **wanted: Any) -> dict[str, Any] | None:
    return next(
        (
            row
            for row in rows.get(measure, [])
            if row["year"] == year and all(row[key] == value for key, value in wanted.items())
        ),
        None,
    )


def _received(rows: Rows, year: int) -> Figure:
    row = _row(rows, "ledger", year)
    return Figure(row["received"], None, None, row["received"]) if row else NO_FIGURE


def _rate(rows: Rows, year: int) -> Figure:
    row = _row(rows, "rates", year, basis="users") or _row(rows, "rates", year)
    return Figure(row["per_1000"], row["per_1000_low"], row["per_1000_high"], row["cases"]) if row else NO_FIGURE


def _complaints(rows: Rows, year: int) -> Figure:
    row = _row(rows, "kind_shares", year, kind="complaint")
    if row:
        return Figure(row["share"], row["share_low"], row["share_high"], row["total"])
    # No complaint at all is a share of nothing, when there are cases of other kinds; its interval is not in the table.
    other = _row(rows, "kind_shares", year)
    return Figure(0.0, None, None, other["total"]) if other else NO_FIGURE


def _median(rows: Rows, year: int) -> Figure:
    row = _row(rows, "handling_time", year, kind=None)
    return Figure(row["median_days"], row["median_low"], row["median_high"], row["timed"]) if row else NO_FIGURE


def _ninth(rows: Rows, year: int) -> Figure:
    row = _row(rows, "handling_time", year, kind=None)
    return Figure(row["p90_days"], None, None, row["timed"]) if row else NO_FIGURE


def _kept(rows: Rows, year: int) -> Figure:
    row = _row(rows, "handling_time", year, kind=None)
    return Figure(row["share_kept"], row["share_low"], row["share_high"], row["promised"]) if row else NO_FIGURE


def _led_to(rows: Rows, year: int) -> Figure:
    row = _row(rows, "outcome_shares", year)
    return Figure(row["share"], row["share_low"], row["share_high"], row["total"]) if row else NO_FIGURE


MEASURES = (
    Compared("received", "count", _received),
    Compared("rate", "rate", _rate),
    Compared("complaints", "share", _complaints),
    Compared("median_days", "days", _median),
    Compared("p90_days", "days", _ninth),
    Compared("share_kept", "share", _kept),
    Compared("led_to", "share", _led_to),
)


def is_certain(one: Figure, other: Figure) -> bool | None:
    """Whether two figures differ by more than chance explains; None when they cannot be set against each other.

    The interval of the difference is made of the two intervals (MOVER; for shares it is Newcombe's of 1998): certain when it leaves out 0.
    """
    if not (one.is_comparable and other.is_comparable):
        return None
    (value, low, high), (other_value, other_low, other_high) = one.numbers, other.numbers
    difference = value - other_value
    least = difference - hypot(value - low, other_high - other_value)
    most = difference + hypot(high - value, other_value - other_low)
    return least > 0 or most < 0
