from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.cases.actions import heading_from, make_move
from cms.cases.models import Case
from cms.cases.states import MOVES, MoveNotAllowedError, State, allowed_moves, target_of
from tests.cast import Cast
from tests.factories import PATHS, case_in, registered


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_reached_along_the_real_path(state: State, cast: Cast) -> None:
    case = case_in(state, cast)
    assert case.state == state
    assert [event.action for event in case.events.all()] == ["register", *PATHS[state]]


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", sorted(MOVES))
def test_a_move_is_possible_exactly_when_the_table_says_so(state: State, name: str) -> None:
    if state in MOVES[name].sources:
        assert target_of(name, state) == MOVES[name].target
    else:
        with pytest.raises(MoveNotAllowedError, match="cannot make the move"):
            target_of(name, state)


def test_no_state_but_the_ends_is_a_dead_end() -> None:
    assert all(allowed_moves(state) for state in State)


def test_an_unknown_move_names_the_moves_there_are() -> None:
    with pytest.raises(MoveNotAllowedError, match="distribute"):
        target_of("delete", State.RECEIVED)


def test_someone_without_the_role_cannot_move_a_case(cast: Cast) -> None:
    case = registered(cast)
    with pytest.raises(MoveNotAllowedError, match="may not do this"):
        make_move(case, "distribute", cast.david, unit=case.unit)
    with pytest.raises(MoveNotAllowedError, match="may not do this"):
        make_move(case, "distribute", cast.ingrid, unit=case.unit)


def test_an_investigator_of_another_unit_cannot_move_a_case(cast: Cast) -> None:
    case = case_in(State.DISTRIBUTED, cast)
    other = case.unit.department.add_sibling(
        instance=type(case.unit)(code="org-9000", name="Skolan", level="department", slug="skolan")
    )
    cast.ingrid.units.add(other)
    with pytest.raises(MoveNotAllowedError, match="does not work for"):
        make_move(case, "take", cast.ingrid)


def test_a_rejection_needs_a_reason(cast: Cast) -> None:
    with pytest.raises(MoveNotAllowedError, match="needs a comment"):
        make_move(registered(cast), "reject", cast.astrid, comment="  ")


def test_an_answer_needs_words(cast: Cast) -> None:
    case = case_in(State.INVESTIGATING, cast)
    with pytest.raises(ValidationError, match="Write the answer"):
        make_move(case, "answer", cast.ingrid, answer="<script>alert(1)</script>")
    case.refresh_from_db()
    assert case.state == State.INVESTIGATING


def test_waiting_for_the_person_counts_paused_days(cast: Cast) -> None:
    case = case_in(State.INVESTIGATING, cast)
    case = make_move(case, "ask", cast.ingrid, comment="Var?", on=date(2026, 3, 10))
    case = make_move(case, "resume", cast.ingrid, on=date(2026, 3, 15))
    assert case.paused_days == 5
    assert case.waiting_since is None


def test_a_redirect_remembers_the_earlier_unit(cast: Cast) -> None:
    case = case_in(State.DISTRIBUTED, cast)
    before = case.unit
    case = make_move(case, "redirect", cast.astrid, unit=before.get_parent())
    assert case.events.last().changes == {"unit": before.code}


def test_the_database_itself_refuses_an_answered_case_without_an_answer(cast: Cast) -> None:
    case = registered(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=State.ANSWERED)


def test_numbers_run_by_year_received(cast: Cast) -> None:
    numbers = [
        registered(cast, received_on=day).number for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2))
    ]
    assert numbers == ["2025-0001", "2026-0001", "2026-0002"]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Hål i gatan. Kan ni laga?", "Hål i gatan"),
        ("Varför är det så mörkt? Jag undrar.", "Varför är det så mörkt?"),
        ("Kort", "Kort"),
        ("ord " * 40, ("ord " * 20).strip() + "…"),
    ],
)
def test_a_text_without_a_heading_gets_its_first_sentence(text: str, heading: str) -> None:
    assert heading_from(text) == heading
