"""Whatever the office does with a case, the books balance and nothing goes out without a second person."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.cases.actions import make_move
from cms.cases.models import Case
from cms.cases.selectors.facts import fact_rows
from cms.cases.states import MOVES, MoveNotAllowedError
from cms.publication import actions, selectors
from cms.publication.models import Approval, PublicRecord, WithdrawalReason, WithholdingReason
from cms.publication.policies import PublicationNotAllowedError
from tests.cast import Cast
from tests.factories import registered

PEOPLE = ("astrid", "ingrid", "karin", "rolf", "david")
DECISIONS = ("prepare", "edit", "submit", "approve", "return", "withhold", "lift", "withdraw")
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from([*sorted(MOVES), *DECISIONS]), st.sampled_from(PEOPLE)), max_size=30
)
REFUSALS = (MoveNotAllowedError, PublicationNotAllowedError, ValidationError)


class Undo(Exception):
    """Ends an example and takes back what it wrote."""


def attempt(case: Case, step: str, person: Any) -> None:
    """Try one step; a refusal is an answer too."""
    case.refresh_from_db()
    try:
        if step in MOVES:
            values: dict[str, Any] = {
                "answer": {"answer": "Vi lagade det."},
                "distribute": {"unit": case.unit},
                "redirect": {"unit": case.unit},
            }
            make_move(case, step, person, comment="Skäl.", on=date(2026, 3, 20), **values.get(step, {}))
        elif step == "prepare":
            actions.prepare(case, person)
        else:
            decide(PublicRecord.objects.filter(case=case).first(), step, person)
    except REFUSALS:
        pass


def decide(record: PublicRecord | None, step: str, person: Any) -> None:
    """One decision about a public record."""
    if record is None:
        return
    match step:
        case "edit":
            actions.edit(record, person, heading=f"Rubrik av {person.username}")
        case "submit":
            actions.submit(record, person)
        case "approve":
            actions.approve(record, person, record.latest_revision, what_changed="Rubriken.")
        case "return":
            actions.return_to_editor(record, person, "Skriv om.")
        case "withhold":
            actions.withhold(record, person, WithholdingReason.OTHER)
        case "lift":
            actions.lift_withholding(record, person)
        case "withdraw":
            actions.withdraw(record, person, WithdrawalReason.OTHER)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_ledger_sums_and_every_release_has_a_second_person(steps: list[tuple[int, str, str]], cast: Cast) -> None:
    with suppress(Undo), transaction.atomic():
        cases = [registered(cast, heading=f"Ärende {number}") for number in range(3)]
        for number, step, person in steps:
            attempt(cases[number], step, getattr(cast, person))
        facts = list(fact_rows(timezone.now()))
        states = Counter(row.state for row in facts)
        publication = Counter(row.publication for row in facts if row.state == "answered")
        assert sum(states[name] for name in ("open", "answered", "rejected", "sent_elsewhere")) == len(facts) == 3
        assert (
            sum(publication[name] for name in ("published", "awaiting", "withheld", "withdrawn")) == states["answered"]
        )
        online = {row.public_id for row in selectors.release_rows(timezone.now())}
        assert {row.id for row in facts if row.id} <= online
        for approval in Approval.objects.filter(current=True):
            assert approval.approved_by_id not in {approval.last_editor_id, approval.revision.user_id}
        raise Undo
