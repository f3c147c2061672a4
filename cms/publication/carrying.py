"""What was kept stays kept when other words of the text change; what was replaced has become part of the new text."""

from __future__ import annotations

from typing import Any

from wagtail.models import Revision

from cms.publication.decisions import FindingDecision, Redacted
from cms.publication.spans import FieldText


def carry_over(record: Any, before: Revision | None, after: Revision) -> None:
    """Take decisions to keep over to a new root, where the same characters stand in the unchanged beginning or end of their field."""
    if before is None or before.pk == after.pk:
        return
    redacted = Redacted.objects.filter(revision=before).select_related("root").first()
    root = redacted.root if redacted else before
    decisions = list(FindingDecision.objects.filter(root=root, undone_at=None).exclude(field=""))
    moved = []
    for decision in decisions:
        if decision.decision != FindingDecision.Decision.KEPT:
            continue
        start = decision.start + _grown_before(decision, decisions)
        end = start + decision.end - decision.start
        words, old, new = _text(root, decision.field), _text(before, decision.field), _text(after, decision.field)
        shift = _shift(old, new, start, end)
        if shift is not None and old[start:end] == words[decision.start : decision.end]:
            decision.pk, decision.root = None, after
            decision.start, decision.end = start + shift, end + shift
            moved.append(decision)
    FindingDecision.objects.bulk_create(moved)


def _grown_before(decision: FindingDecision, decisions: list[FindingDecision]) -> int:
    """How much longer the markings before a place made the text."""
    return sum(
        len(each.marking) - (each.end - each.start)
        for each in decisions
        if each.decision == FindingDecision.Decision.REPLACED
        and each.field == decision.field
        and each.end <= decision.start
    )


def _text(revision: Revision, field: str) -> str:
    return FieldText(revision.content.get(field) or "", is_html=field == "answer").plain


def _shift(old: str, new: str, start: int, end: int) -> int | None:
    """How far a span has moved, or None when it does not lie wholly in what both texts begin or end with."""
    if old[:end] == new[:end]:
        return 0
    if old[start:] == new[len(new) - (len(old) - start) :] and len(new) >= len(old) - start:
        return len(new) - len(old)
    return None
