"""The keys of the review screen: one table for the list that is shown and for the script."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


class Key(NamedTuple):
    """A key, what the script calls it, and what it does."""

    key: str
    action: str
    title: str | LazyText


KEYS = (
    Key("j", "next-finding", _("Next finding")),
    Key("k", "previous-finding", _("Previous finding")),
    Key("r", "replace", _("Replace this finding")),
    Key("b", "keep", _("Keep this finding: write the reason, then Enter")),
    Key("v", "marking", _("Choose another marking")),
    Key("a", "sure", _("Replace all sure ones")),
    Key("m", "mark", _("Mark by hand: select words first, or write them")),
    Key("u", "undo", _("Undo the last marking")),
    Key("d", "differences", _("Show what differs from the original")),
    Key("p", "preview", _("Show the public page")),
    Key("g", "approve", _("Approve, and go to the next")),
    Key("t", "return", _("Return: write the comment, then Enter")),
    Key("h", "withhold", _("Withhold: choose the reason, then Enter")),
    Key("s", "summary", _("Propose a summary instead")),
    Key("n", "next", _("Next record, without deciding")),
    Key("c", "claim", _("Claim, or give back")),
    Key("z", "undo-approval", _("Undo your last approval")),
    Key("?", "help", _("Show or hide this list")),
)
