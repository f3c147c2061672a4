"""Who may make which move with a case, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.cases.models import Case
from cms.cases.states import MOVES, Move, MoveNotAllowedError, State, allowed_moves, target_of


def works_for(user: User, case: Case) -> bool:
    """Whether the case belongs to the units the person works for. A person without chosen units works for all of them."""
    if user.is_superuser:
        return True
    paths = list(user.units.values_list("path", flat=True))
    return not paths or any(case.unit.path.startswith(path) for path in paths)


def check_move(user: User, case: Case, name: str, comment: str = "") -> Move:
    """The move, if the case can make it now and this person may.

    Raises:
        MoveNotAllowedError: the state, the person's permissions or units, or a missing comment forbid it.
    """
    target_of(name, State(case.state))
    move = MOVES[name]
    if not user.has_perm(f"cases.{move.permission}"):
        raise MoveNotAllowedError(
            _("%(user)s may not do this: %(move)s. Ask someone with the right role.")
            % {"user": user, "move": move.label}
        )
    if not works_for(user, case):
        raise MoveNotAllowedError(
            _("Case %(number)s belongs to a unit that %(user)s does not work for.")
            % {"number": case.number, "user": user}
        )
    if move.needs_comment and not comment.strip():
        raise MoveNotAllowedError(_("“%(move)s” needs a comment. Write why, and try again.") % {"move": move.label})
    return move


def moves_for(user: User, case: Case) -> list[Move]:
    """The moves this person can make with the case now."""
    if not works_for(user, case):
        return []
    return [move for move in allowed_moves(State(case.state)) if user.has_perm(f"cases.{move.permission}")]
