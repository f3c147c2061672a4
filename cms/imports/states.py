"""Where an import stands, and which moves there are."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """From the uploaded file to the cases, or away from them."""

    SETUP = "setup", _("being prepared")
    CHECKING = "checking", _("is checked")
    CHECKED = "checked", _("checked")
    IMPORTING = "importing", _("is brought in")
    DONE = "done", _("brought in")
    FAILED = "failed", _("failed")
    UNDONE = "undone", _("undone")
    ABANDONED = "abandoned", _("abandoned")


MOVES: dict[State, frozenset[State]] = {
    State.SETUP: frozenset({State.CHECKING, State.ABANDONED}),
    State.CHECKING: frozenset({State.CHECKED, State.FAILED}),
    State.CHECKED: frozenset({State.SETUP, State.IMPORTING, State.ABANDONED}),
    State.IMPORTING: frozenset({State.DONE, State.FAILED}),
    State.FAILED: frozenset({State.SETUP, State.IMPORTING, State.ABANDONED, State.UNDONE}),
    State.DONE: frozenset({State.UNDONE}),
    State.UNDONE: frozenset(),
    State.ABANDONED: frozenset(),
}
UNDER_WAY = frozenset({State.CHECKING, State.IMPORTING})


def states_before(state: State) -> list[State]:
    """The states from which this one is reached."""
    return [each for each, following in MOVES.items() if state in following]
