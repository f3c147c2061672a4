from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.cases.calendar import WorkingCalendar, add_months
from cms.cases.clocks import PromiseNotValidError, PromiseTerms, answer_due, promise_that_applied

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def promise(length: int, unit: str, **changes: object) -> PromiseTerms:
    values = {
        "code": "p", "name": "Svar", "length": length, "unit": unit, "stopped_by": "answer", "pauses": False,
        "kinds": frozenset(), "departments": frozenset(), "valid_from": None, "valid_to": None,
    }  # fmt: skip
    return PromiseTerms(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 6, 17), 2, date(2026, 6, 22)),
        (date(2026, 6, 18), 2, date(2026, 6, 23)),
        (date(2026, 12, 18), 10, date(2027, 1, 8)),
        (date(2026, 12, 23), 2, date(2026, 12, 29)),
        (date(2026, 4, 1), 10, date(2026, 4, 17)),
        (date(2026, 4, 30), 2, date(2026, 5, 5)),
        (date(2026, 5, 13), 2, date(2026, 5, 18)),
        (date(2026, 12, 30), 20, date(2027, 2, 1)),
    ],
)
def test_working_days_skip_holidays_and_the_three_eves(start: date, days: int, due: date) -> None:
    assert WorkingCalendar().add(start, days) == due


@given(DAYS, st.integers(0, 60))
def test_counting_forward_and_counting_between_agree(start: date, days: int) -> None:
    calendar = WorkingCalendar([date(2026, 5, 15)])
    assert calendar.between(start, calendar.add(start, days)) == days


@given(DAYS, st.integers(0, 400))
def test_working_days_between_are_the_working_days_one_by_one(start: date, length: int) -> None:
    calendar = WorkingCalendar()
    end = start + timedelta(days=length)
    assert calendar.between(start, end) == sum(
        calendar.is_working_day(start + timedelta(days=n)) for n in range(1, length + 1)
    )


def test_a_closed_day_of_the_municipality_is_no_working_day() -> None:
    assert WorkingCalendar([date(2026, 5, 15)]).add(date(2026, 5, 13), 1) == date(2026, 5, 18)


def test_days_between_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        WorkingCalendar().between(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_one_month_is_the_same_day_or_the_last_of_the_next_month(start: date, due: date) -> None:
    assert add_months(start, 1) == due


@pytest.mark.parametrize(
    ("unit", "length", "due"),
    [("working_days", 10, date(2026, 3, 16)), ("calendar_days", 7, date(2026, 3, 9)), ("months", 1, date(2026, 4, 2))],
)
def test_promises_count_working_days_calendar_days_or_months(unit: str, length: int, due: date) -> None:
    assert answer_due(date(2026, 3, 2), promise(length, unit), WorkingCalendar()) == due


def test_the_stages_inside_the_house_can_never_keep_the_promise_of_a_month() -> None:
    calendar = WorkingCalendar()
    received = date(2026, 3, 2)
    stages_end = calendar.add(calendar.add(calendar.add(received, 2), 20), 2)
    assert stages_end > answer_due(received, promise(1, "months"), calendar)


def test_paused_days_count_only_where_the_promise_pauses() -> None:
    calendar = WorkingCalendar()
    assert answer_due(date(2026, 3, 2), promise(7, "calendar_days"), calendar, paused_days=5) == date(2026, 3, 9)
    assert answer_due(date(2026, 3, 2), promise(7, "calendar_days", pauses=True), calendar, paused_days=5) == date(
        2026, 3, 14
    )


def test_a_promise_that_did_not_hold_yet_is_an_error() -> None:
    with pytest.raises(PromiseNotValidError, match="did not hold on 2026-03-02"):
        answer_due(date(2026, 3, 2), promise(7, "calendar_days", valid_from=date(2026, 4, 1)), WorkingCalendar())


def test_the_nearest_promise_that_held_that_day_applies() -> None:
    general = promise(1, "months", code="general")
    closer = promise(7, "calendar_days", code="closer", departments=frozenset({"00010002"}))
    later = promise(2, "calendar_days", code="later", valid_from=date(2027, 1, 1), departments=frozenset({"00010002"}))
    terms = [later, closer, general]
    assert promise_that_applied(terms, date(2026, 3, 2), 1, "000100020003") is closer
    assert promise_that_applied(terms, date(2026, 3, 2), 1, "00010009") is general
    assert promise_that_applied(terms, date(2027, 3, 2), 1, "000100020003") is later
