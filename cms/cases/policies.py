"""Who may make which move with a case, and why not."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.cases.models import Case
from cms.cases.states import (
    ACTS,
    MOVE_OF_THE_PERSON,
    MOVES,
    Act,
    Move,
    MoveNotAllowedError,
    State,
    allowed_moves,
    target_of,
)


def works_for(user: User, case: Case) -> bool:
    """Whether the case belongs to the units the person works for. A person without chosen units works for all of them."""
    if user.is_superuser:
        return True
    paths = unit_paths_of(user)
    return not paths or any(case.unit.path.startswith(path) for path in paths)


def unit_paths_of(user: User) -> list[str]:
    """Tree paths of the units the person works for; empty means all. Asked once a request; changing the units forgets it."""
    if user.is_superuser:
        return []
    if "units" not in getattr(user, "_prefetched_objects_cache", {}):
        prefetch_related_objects([user], "units")
    return [unit.path for unit in user.units.all()]


def check_move(user: User, case: Case, name: str, comment: str = "") -> Move:
    """The move, if the case can make it now and this person may.

    Raises:
        MoveNotAllowedError: the state, the person's permissions or units, or a missing comment forbid it.
    """
    target_of(name, State(case.state))
    move = MOVES[name]
    _check_person(user, case, move)
    if move.only_kind and case.kind.code != move.only_kind:
        raise MoveNotAllowedError(
            _("“%(move)s” is not for this kind of feedback: %(kind)s.") % {"move": move.label, "kind": case.kind}
        )
    if move.needs_comment and not comment.strip():
        raise MoveNotAllowedError(_("“%(move)s” needs a comment. Write why, and try again.") % {"move": move.label})
    return move


def move_of_the_person(case: Case) -> Move | None:
    """The move that the person's own words would make now; None when nothing was asked, and no answer is there to follow up."""
    name = MOVE_OF_THE_PERSON.get(State(case.state))
    is_erased = not case.text
    if name is None or is_erased or (case.state == State.CLOSED and not case.answer):
        return None
    return MOVES[name]


def check_act(user: User, case: Case, name: str) -> Act:
    """The act, if it can be done with the case now and this person may.

    Raises:
        MoveNotAllowedError: the state, or the person's permissions or units, forbid it.
    """
    act = ACTS.get(name)
    if act is None or case.state not in act.states:
        raise MoveNotAllowedError(
            _("This cannot be done with a case that is “%(state)s”: %(act)s.")
            % {"state": case.get_state_display(), "act": act.label if act else name}
        )
    _check_person(user, case, act)
    return act


def _check_person(user: User, case: Case, what: Move | Act) -> None:
    if user.system or not user.is_active or not user.has_perm(f"cases.{what.permission}"):
        raise MoveNotAllowedError(
            _("%(user)s may not do this: %(move)s. Ask someone with the right role.")
            % {"user": user, "move": what.label}
        )
    if not works_for(user, case):
        raise MoveNotAllowedError(
            _("Case %(number)s belongs to a unit that %(user)s does not work for.")
            % {"number": case.number, "user": user}
        )


def moves_for(user: User, case: Case) -> list[Move]:
    """The moves this person can make with the case now."""
    if not works_for(user, case):
        return []
    return [
        move
        for move in allowed_moves(State(case.state))
        if user.has_perm(f"cases.{move.permission}") and move.only_kind in {"", case.kind.code}
    ]


def acts_for(user: User, case: Case) -> list[Act]:
    """What this person can do with the case now while it stays where it is."""
    if not works_for(user, case):
        return []
    return [act for act in ACTS.values() if case.state in act.states and user.has_perm(f"cases.{act.permission}")]
