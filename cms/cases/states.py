"""The states of a case and every allowed move between them, as one table. `policies.py` says who may make a move."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a case stands, from receipt to closing."""

    RECEIVED = "received", _("received")
    DISTRIBUTED = "distributed", _("distributed")
    INVESTIGATING = "investigating", _("under investigation")
    WAITING = "waiting", _("waiting for the person")
    ANSWERED = "answered", _("answered, being checked")
    CLOSED = "closed", _("closed")
    REJECTED = "rejected", _("rejected: not the municipality's responsibility")
    SENT_ELSEWHERE = "sent_elsewhere", _("sent elsewhere")


OPEN_STATES = frozenset({State.RECEIVED, State.DISTRIBUTED, State.INVESTIGATING, State.WAITING})
ANSWERED_STATES = frozenset({State.ANSWERED, State.CLOSED})


@dataclass(frozen=True)
class Move:
    """One allowed change of state."""

    name: str
    label: str | LazyText
    sources: frozenset[State]
    target: State
    permission: str
    """The permission of `cases` that the move needs: `distribute_case`, `answer_case` or `check_case`."""
    needs_comment: bool = False
    only_kind: str = ""
    """The code of the only kind of feedback that can make the move; empty for all."""


@dataclass(frozen=True)
class Act:
    """Something that is done with a case while it stays in its state."""

    name: str
    label: str | LazyText
    states: frozenset[State]
    permission: str


def _move(
    name: str,
    label: LazyText | str,
    sources: set[State],
    target: State,
    permission: str,
    *,
    needs_comment: bool = False,
    only_kind: str = "",
) -> Move:
    return Move(name, label, frozenset(sources), target, permission, needs_comment, only_kind)


S = State
MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        _move("distribute", _("Distribute to a unit"), {S.RECEIVED}, S.DISTRIBUTED, "distribute_case"),
        _move(
            "redirect", _("Redirect to another unit"), {S.DISTRIBUTED, S.INVESTIGATING}, S.DISTRIBUTED, "redirect_case"
        ),
        _move(
            "reject",
            _("Reject: not ours"),
            {S.RECEIVED, S.DISTRIBUTED},
            S.REJECTED,
            "distribute_case",
            needs_comment=True,
        ),
        _move(
            "send_elsewhere",
            _("Send elsewhere"),
            {S.RECEIVED, S.DISTRIBUTED},
            S.SENT_ELSEWHERE,
            "distribute_case",
            needs_comment=True,
        ),
        _move("take", _("Start the investigation"), {S.DISTRIBUTED}, S.INVESTIGATING, "answer_case"),
        _move("ask", _("Wait for the person"), {S.INVESTIGATING}, S.WAITING, "answer_case", needs_comment=True),
        _move("resume", _("Continue"), {S.WAITING}, S.INVESTIGATING, "answer_case"),
        _move("answer", _("Answer"), {S.DISTRIBUTED, S.INVESTIGATING}, S.ANSWERED, "answer_case"),
        _move("return_answer", _("Return the answer"), {S.ANSWERED}, S.INVESTIGATING, "check_case", needs_comment=True),
        _move("close", _("Reply and close"), {S.ANSWERED}, S.CLOSED, "check_case"),
        _move(
            "thank",
            _("Thank for praise"),
            {S.RECEIVED, S.DISTRIBUTED},
            S.CLOSED,
            "answer_case",
            only_kind="praise",
        ),
        _move(
            "reopen",
            _("Reopen"),
            {S.CLOSED, S.REJECTED, S.SENT_ELSEWHERE},
            S.INVESTIGATING,
            "check_case",
            needs_comment=True,
        ),
    )
}


MOVE_OF_THE_PERSON: dict[State, str] = {S.WAITING: "resume", S.CLOSED: "reopen"}
"""What the person's own words do, by the state they come in: they answer what was asked, or follow up the answer."""

IN_HAND = frozenset({S.DISTRIBUTED, S.INVESTIGATING, S.WAITING})
ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("draft", _("Save the answer as a draft"), IN_HAND, "answer_case"),
        Act("inform", _("Keep the person informed"), IN_HAND, "answer_case"),
        Act("plan", _("Plan an action"), IN_HAND | ANSWERED_STATES, "answer_case"),
        Act("follow_up", _("Follow up an action"), frozenset(State), "answer_case"),
        Act("flag", _("Mark the case"), frozenset(State), "answer_case"),
        Act("note", _("Write a note"), frozenset(State), "answer_case"),
    )
}


class MoveNotAllowedError(Exception):
    """The case cannot make this move from where it stands, or this person may not make it; the message says which."""


def allowed_moves(state: State) -> list[Move]:
    """The moves out of a state, in the table's order."""
    return [move for move in MOVES.values() if state in move.sources]


def target_of(name: str, state: State) -> State:
    """Where the move leads from the state.

    Raises:
        MoveNotAllowedError: there is no such move, or not from this state.
    """
    move = MOVES.get(name)
    if move is None:
        raise MoveNotAllowedError(
            _("There is no move called “%(name)s”. The moves are: %(moves)s.")
            % {"name": name, "moves": ", ".join(MOVES)}
        )
    if state not in move.sources:
        possible = "; ".join(str(each.label) for each in allowed_moves(state))
        raise MoveNotAllowedError(
            _("A case that is “%(state)s” cannot make the move “%(move)s”. Possible moves: %(possible)s.")
            % {"state": state.label, "move": move.label, "possible": possible}
        )
    return move.target
