"""Periods and their addresses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cms.period_reports.periods import Period, latest_ended


@pytest.mark.parametrize(
    ("kind", "slug", "last"),
    [
        ("month", "2024-02", date(2024, 2, 29)),
        ("quarter", "2024-kvartal-1", date(2024, 3, 31)),
        ("tertial", "2024-tertial-1", date(2024, 4, 30)),
        ("year", "2024", date(2024, 12, 31)),
    ],
)
def test_a_day_lies_in_one_period_of_each_kind(kind: str, slug: str, last: date) -> None:
    period = Period.containing(kind, date(2024, 2, 29))
    assert (period.slug, period.last, period.kind) == (slug, last, kind)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 30))
def test_an_address_leads_back_to_its_period(first: date, months: int) -> None:
    period = Period.of_months(first, months)
    assert Period.from_slug(period.slug) == period
    assert period.months == months == period.year_before.months


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "2024-13",
        "2024-kvartal-5",
        "2024-tertial-0",
        "2024-01-till-2024-03",
        "2024-05-till-2024-04",
        "24",
        "2024-01-01-till-2024-01-31",
        "2024-02-30-till-2024-03-05",
    ],
)
def test_what_is_no_address_of_a_period_is_refused(slug: str) -> None:
    """Three months that are a quarter are called a quarter, and nothing else."""
    with pytest.raises(ValueError):
        Period.from_slug(slug)


def test_a_period_over_the_turn_of_the_year_is_compared_with_the_one_before() -> None:
    period = Period.of_months(date(2023, 11, 1), 4)
    assert (period.slug, period.last) == ("2023-11-till-2024-02", date(2024, 2, 29))
    assert period.year_before.last == date(2023, 2, 28)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 800))
def test_a_period_of_days_has_an_address_that_leads_back(first: date, days: int) -> None:
    period = Period(first, first + timedelta(days=days))
    assert Period.from_slug(period.slug) == period
    assert len(period.slug) <= 40
    assert period.year_before.last.month == period.last.month


def test_a_period_of_days_is_called_by_its_days() -> None:
    period = Period(date(2026, 1, 15), date(2026, 2, 20))
    assert (period.slug, period.kind) == ("2026-01-15-till-2026-02-20", "free")
    assert period.year_before == Period(date(2025, 1, 15), date(2025, 2, 20))
    with translation.override("sv"):
        assert period.name == "15 januari–20 februari 2026"


def test_a_period_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Period(date(2024, 1, 31), date(2024, 1, 2))


def test_the_latest_periods_that_are_over() -> None:
    assert [each.slug for each in latest_ended(("month", "quarter", "tertial", "year"), date(2026, 1, 1))] == [
        "2025-12",
        "2025-kvartal-4",
        "2025-tertial-3",
        "2025",
    ]
