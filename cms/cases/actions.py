"""What can be done with a case. Each action checks, changes and logs in one transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.cases.html import clean_answer
from cms.cases.models import Case, CaseEvent, Channel, Kind, Outcome
from cms.cases.numbers import take_numbers
from cms.cases.policies import check_move, move_of_the_person
from cms.cases.signals import moved
from cms.cases.states import Move, MoveNotAllowedError
from cms.organisation.models import OrganisationUnit


def log(
    case: Case,
    action: str,
    by: User | None,
    *,
    comment: str = "",
    from_state: str = "",
    changes: dict[str, Any] | None = None,
) -> CaseEvent:
    """Write one event in the case's history."""
    return CaseEvent.objects.create(
        case=case,
        at=timezone.now(),
        by=by,
        action=action,
        from_state=from_state,
        to_state=case.state,
        comment=comment,
        changes=changes or {},
    )


@transaction.atomic
def register(
    *,
    kind: Kind,
    unit: OrganisationUnit,
    text: str,
    received_on: date,
    by: User | None,
    heading: str = "",
    channel: str = Channel.WEB,
    **fields: Any,
) -> Case:
    """A new case in the state received. `unit` is the municipality itself when nobody knows yet whose it is.

    Raises:
        ValidationError: there is no text.
    """
    if not text.strip():
        raise ValidationError({"text": _("Write what the person said.")})
    case = Case.objects.create(
        number=next(take_numbers(received_on.year)),
        kind=kind,
        unit=unit,
        heading=heading.strip()[:300] or heading_from(text),
        text=text,
        received_on=received_on,
        channel=channel,
        **fields,
    )
    event = log(case, "register", by)
    moved.send(Case, case=case, event=event, by=by, values={})
    return case


def heading_from(text: str, limit: int = 80) -> str:
    """The first sentence of a text as a heading, cut at a word with an ellipsis when longer than the limit."""
    first = " ".join(text.strip().split("\n", 1)[0].split())
    for end in (". ", "? ", "! "):
        if 8 < first.find(end) < limit:
            first = first[: first.find(end) + 1].rstrip(".")
    if len(first) <= limit:
        return first.rstrip(".")
    return first[:limit].rsplit(" ", 1)[0].rstrip(",;:–-") + "…"


@transaction.atomic
def make_move(case: Case, name: str, by: User, *, comment: str = "", on: date | None = None, **values: Any) -> Case:
    """Move the case along the state table, set the dates that belong to the move, and log it.

    `values`: `unit`, `kind`, `category` and `investigator` for distribute and redirect, `investigator` for take, and for answer
    `answer`, `answered_by_role`, `outcome` and `outcome_text`. `words` are what the person is told; they stand in the history.

    Raises:
        MoveNotAllowedError: the table or the person's permissions forbid it.
        ValidationError: something the move needs is missing.
    """
    case = _held(case)
    move = check_move(by, case, name, comment)
    return _carried_out(case, move, by, comment, on or timezone.localdate(), values)


@transaction.atomic
def hear_person(case: Case, words: str, *, on: date | None = None) -> Case:
    """Take in what the person outside writes about their case: the answer to a question, or a follow-up, which opens it again.

    Raises:
        MoveNotAllowedError: nothing was asked and no answer is there to follow up, or its texts are erased.
        ValidationError: there are no words.
    """
    if not words.strip():
        raise ValidationError({"words": _("Write what you want to say.")})
    case = _held(case)
    move = move_of_the_person(case)
    if move is None:
        raise MoveNotAllowedError(
            _("Nothing can be written to case %(number)s now: it is “%(state)s”.")
            % {"number": case.number, "state": case.get_state_display()}
        )
    return _carried_out(case, move, None, "", on or timezone.localdate(), {"words": words.strip()})


def _held(case: Case) -> Case:
    """The case as it stands now, held until the transaction ends."""
    return Case.objects.select_for_update().select_related("unit", "kind").get(pk=case.pk)


def _carried_out(case: Case, move: Move, by: User | None, comment: str, today: date, values: dict[str, Any]) -> Case:
    """The case after a move that was found allowed; `by` is nobody for the person outside."""
    before = case.state
    changes = _apply(case, move.name, by, today, values)
    if values.get("words"):
        changes["words"] = values["words"]
    case.state = move.target
    case.save()
    event = log(case, move.name, by, comment=comment, from_state=before, changes=changes)
    moved.send(Case, case=case, event=event, by=by, values=values)
    return case


def _apply(case: Case, name: str, by: User | None, today: date, values: dict[str, Any]) -> dict[str, Any]:
    """Set what the move sets; gives the earlier values of what a later reader may ask about."""
    changes: dict[str, Any] = {}
    if name in {"distribute", "redirect"}:
        changes.update(_place(case, today, values))
    elif name == "take":
        case.investigator = values.get("investigator") or by
    elif name == "ask":
        case.waiting_since = today
    elif name == "resume":
        if case.waiting_since:
            waited = max(0, (today - case.waiting_since).days)
            if case.replied_on is None:
                case.paused_days += waited
            else:  # the promise was kept or broken by the first reply; later waiting moves only the clock inside the house
                case.follow_up_paused_days += waited
        case.waiting_since = None
    elif name == "answer":
        case.investigator = case.investigator or by
        changes.update(_answer(case, today, values))
    elif name == "thank":
        case.outcome = Outcome.PRAISE_PASSED_ON
        case.answer = clean_answer(values.get("answer", "")) or case.answer
        case.answered_by_role = values.get("answered_by_role", case.answered_by_role)
        case.answered_on = case.answered_on or today
        case.closed_on = today
    elif name in {"close", "reject", "send_elsewhere"}:
        case.closed_on = today
    elif name == "reopen":
        case.closed_on, case.reopened_on, case.follow_up_paused_days = None, today, 0
    if name in {"close", "thank"}:
        case.replied_on = case.replied_on or today
    if name != "resume":
        case.first_reaction_on = case.first_reaction_on or today
    return changes


def _place(case: Case, today: date, values: dict[str, Any]) -> dict[str, Any]:
    """Give the case to a unit, with kind, category and investigator when they are given."""
    unit = values.get("unit")
    if not isinstance(unit, OrganisationUnit):
        raise ValidationError({"unit": _("Choose the unit that is to answer.")})
    earlier = {"unit": case.unit.code}
    case.unit = unit
    case.kind = values.get("kind") or case.kind
    case.category = values.get("category", case.category)
    case.investigator = values.get("investigator")
    case.distributed_on = case.distributed_on or today
    return earlier


def _answer(case: Case, today: date, values: dict[str, Any]) -> dict[str, Any]:
    """Set the answer and what it led to."""
    answer = clean_answer(values.get("answer", ""))
    if not answer:
        raise ValidationError({"answer": _("Write the answer.")})
    earlier = {"answer": case.answer} if case.answer else {}
    case.answer = answer
    case.answered_by_role = values.get("answered_by_role", case.answered_by_role)
    case.outcome = values.get("outcome", case.outcome)
    case.outcome_text = values.get("outcome_text", case.outcome_text)
    case.answer_draft = ""
    case.answer_written_on = today
    if case.replied_on is None:  # the person has had an answer on its day; a follow-up does not make that later
        case.answered_on = today
    return earlier
