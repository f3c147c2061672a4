from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.cases.selectors.facts import FactRow, fact_policies, fact_rows, facts_marks, statistics_notes
from cms.cases.states import State
from cms.organisation.models import OrganisationUnit
from cms.publication.actions import withdraw
from cms.publication.models import Withdrawal, WithdrawalReason
from cms.statistics.models import FigureRevision, SeriesBreak, SmallNumberRule
from tests.cast import Cast
from tests.factories import approved, case_in, streets

pytestmark = pytest.mark.django_db


def department() -> OrganisationUnit:
    found = streets().department
    assert found is not None
    return found


def test_everything_is_told_unless_a_department_is_closed_or_has_a_rule() -> None:
    unit = department()
    assert fact_policies().policies[unit.code].least_unit == 0
    unit.closed_for_publication = True
    unit.save()
    assert fact_policies().policies[unit.code][:3] == (5, 5, 5)
    SmallNumberRule.objects.create(least_department=2, least_area=2, least_unit=3, reason="Små tal.")
    assert fact_policies().policies[unit.code][:3] == (2, 2, 3)
    SmallNumberRule.objects.create(department=unit, date_detail="quarter", reason="Glesbygd.")
    policies = fact_policies().policies
    assert (policies[unit.code].least_unit, policies[unit.code].date_detail) == (0, "quarter")
    assert policies[""].least_unit == 3


@pytest.mark.parametrize(
    "values",
    [
        {"least_unit": 1},
        {"least_department": 5, "least_area": 3, "least_unit": 3},
        {"least_unit": 3, "date_detail": "day"},
    ],
)
def test_a_rule_that_would_give_itself_away_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SmallNumberRule(reason="Skäl.", **values).full_clean()


def test_a_changed_rule_makes_the_facts_of_every_year_anew(cast: Cast) -> None:
    for year in (2024, 2026):
        case = case_in(State.DISTRIBUTED, cast)
        type(case).objects.filter(pk=case.pk).update(received_on=f"{year}-02-02")
    marks = [facts_marks(timezone.now())]
    SmallNumberRule.objects.create(least_unit=3, reason="Små tal.")
    marks.append(facts_marks(timezone.now()))
    assert marks[0].keys() == marks[1].keys() == {2024, 2026}
    assert not marks[0].items() & marks[1].items()


def test_notes_are_read_beside_the_facts() -> None:
    SeriesBreak.objects.create(on="2026-01-01", what="Alla samtal registreras.")
    FigureRevision.objects.create(year=2025, reason="Dubbletter borttagna.")
    notes = statistics_notes()
    assert [each["what"] for each in notes["breaks"]] == ["Alla samtal registreras."]
    assert [each["year"] for each in notes["revisions"]] == [2025]


def by_year() -> dict[int | None, list[FactRow]]:
    found: dict[int | None, list[FactRow]] = defaultdict(list)
    for row in fact_rows(timezone.now()):
        found[row.year].append(row)
    return dict(found)


def test_whatever_changes_the_facts_of_a_year_changes_its_mark(cast: Cast) -> None:
    case, other = case_in(State.ANSWERED, cast), case_in(State.DISTRIBUTED, cast)
    seen = [(facts_marks(timezone.now()), by_year())]

    def look() -> None:
        seen.append((facts_marks(timezone.now()), by_year()))

    for day in ("2024-05-05", None, "2026-01-08"):
        other.received_on = date.fromisoformat(day) if day else None
        other.save()
        look()
    approval = approved(cast)
    look()
    withdraw(approval.record, cast.karin, WithdrawalReason.REQUEST)
    look()
    type(case).objects.filter(pk=case.pk).delete()
    look()
    for (marks, rows), (later_marks, later_rows) in itertools.pairwise(seen):
        assert later_marks.keys() == later_rows.keys()
        for year in rows.keys() & later_rows.keys():
            assert marks[year] != later_marks[year] or rows[year] == later_rows[year], year


def test_the_facts_of_some_years_are_those_among_all(cast: Cast) -> None:
    for day in ("2024-12-31", "2025-01-01", "2026-06-06", None):
        case = case_in(State.DISTRIBUTED, cast)
        type(case).objects.filter(pk=case.pk).update(received_on=day)
    now, everything = timezone.now(), by_year()
    assert list(fact_rows(now, {2025, None})) == [*everything[2025], *everything[None]]
    assert list(fact_rows(now, set())) == []
    assert facts_marks(now).keys() == everything.keys()


def test_a_fact_says_where_the_case_belonged_and_how_long_it_took(cast: Cast) -> None:
    case = case_in(State.CLOSED, cast)
    (row,) = fact_rows(timezone.now())
    assert (row.year, row.state, row.publication) == (case.received_on.year, "answered", "awaiting")
    assert row.unit_name == case.unit.name or row.department_name == case.unit.name or row.area_name == case.unit.name
    assert row.received == case.received_on.isoformat()
    assert row.answered == case.answered_on.isoformat()
    assert row.calendar_days == (case.answered_on - case.received_on).days
    assert row.excluded == ""


def test_a_case_answered_before_it_came_in_is_counted_and_not_timed(cast: Cast) -> None:
    case = case_in(State.CLOSED, cast)
    type(case).objects.update(answered_on="2020-01-01")
    (row,) = fact_rows(timezone.now())
    assert (row.state, row.working_days, row.calendar_days, row.promise_kept) == ("answered", None, None, None)
    assert row.excluded == "answered_before_received"


@pytest.mark.parametrize(
    ("received", "answered", "working_days", "calendar_days"),
    [
        ("2026-03-27", "2026-03-30", 1, 3),  # the clock goes forward on Sunday
        ("2026-10-23", "2026-10-26", 1, 3),  # and back
        ("2026-12-30", "2027-01-04", 1, 5),  # New Year's Eve is no working day
        ("2026-12-31", "2027-01-04", 1, 4),
        ("2024-02-28", "2024-03-01", 2, 2),
    ],
)
def test_days_are_those_of_the_calendar_when_clocks_change_and_years_end(
    cast: Cast, received: str, answered: str, working_days: int, calendar_days: int
) -> None:
    case = case_in(State.CLOSED, cast)
    type(case).objects.update(received_on=received, answered_on=answered, first_reaction_on=answered)
    (row,) = fact_rows(timezone.now())
    assert (row.year, row.month) == (int(received[:4]), received[:7]), "a case belongs to the year it came in"
    assert (row.received, row.answered) == (received, answered)
    assert (row.working_days, row.calendar_days) == (working_days, calendar_days)
    assert (row.reaction_working_days, row.reaction_calendar_days) == (working_days, calendar_days)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-12-31T23:30:00Z", "2027-01-01"),
        ("2026-12-31T22:59:00Z", "2026-12-31"),
        ("2026-07-31T22:00:00Z", "2026-08-01"),
        ("2026-03-28T22:59:00Z", "2026-03-28"),  # the night the clock goes forward
        ("2026-03-29T22:00:00Z", "2026-03-30"),
        ("2026-10-25T00:30:00Z", "2026-10-25"),  # half past two, for the first time
        ("2026-10-25T01:30:00Z", "2026-10-25"),  # and again
        ("2026-10-25T22:59:00Z", "2026-10-25"),
    ],
)
def test_a_moment_is_told_as_the_day_it_was_in_sweden(cast: Cast, moment: str, day: str) -> None:
    approval = approved(cast)
    withdraw(approval.record, cast.karin, WithdrawalReason.REQUEST)
    at = datetime.fromisoformat(moment)
    Withdrawal.objects.update(withdrawn_at=at)
    (row,) = fact_rows(datetime(2027, 6, 1, tzinfo=UTC))
    assert (row.publication, row.withdrawn) == ("withdrawn", day)
    FigureRevision.objects.create(year=2025, reason="Dubbletter borttagna.")
    FigureRevision.objects.update(entered_at=at)
    assert [each["entered"] for each in statistics_notes()["revisions"]] == [day]


def test_the_admin_shows_which_rule_holds_for_each_department(client: Client, cast: Cast) -> None:
    unit = department()
    SmallNumberRule.objects.create(department=unit, least_unit=7, reason="Få brukare.")
    client.force_login(cast.sara)
    page = client.get(reverse("statistics_policies")).content.decode()
    assert unit.name in page
    assert "egen regel" in page
    assert "<td>7</td>" in page
    client.force_login(cast.rolf)
    assert client.get(reverse("statistics_policies")).status_code in {302, 403}


def test_a_revised_figure_keeps_who_entered_it_and_is_never_edited(client: Client, cast: Cast) -> None:
    client.force_login(cast.karin)
    answer = client.post(reverse("figurerevision:add"), {"year": 2025, "reason": "Dubbletter borttagna."})
    assert answer.status_code == 302
    entry = FigureRevision.objects.get()
    assert entry.entered_by == cast.karin
    assert client.get(reverse("figurerevision:edit", args=[entry.pk])).status_code in {302, 403}
