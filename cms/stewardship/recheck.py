"""Looks at everything online with today's rules of the detector, and queues what it finds there now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.cases.models import Case
from cms.privacy import Finding, Findings, Level, MunicipalLists, SenderDetails, detect
from cms.publication import corrections
from cms.publication.findings import MATTER, Settings
from cms.publication.models import Approval, FindingDecision, Redacted
from cms.stewardship.models import RecheckTask

QUEUED = (Level.STOP, Level.DECIDE)
CHUNK = 200


@dataclass
class Report:
    """What a run found: numbers, levels and categories."""

    looked_at: int = 0
    queued: list[str] = field(default_factory=list)
    stop: list[str] = field(default_factory=list)
    categories: dict[str, int] = field(default_factory=dict)


def recheck_published() -> Report:
    """Examine every item that is online or approved to be; queue those with findings that nobody has looked at."""
    report, lists = Report(), Settings.read().lists
    RecheckTask.objects.filter(state=RecheckTask.State.OPEN, approval__current=False).update(
        state=RecheckTask.State.REPLACED, closed_at=timezone.now()
    )
    for approval, sender in _online():
        report.looked_at += 1
        level, categories = _judged(_found(approval, sender, lists), _found_earlier(approval, sender, lists))
        if level is None or _is_settled(approval, categories):
            continue
        if level == Level.STOP:
            report.stop.append(approval.public_id)
        report.categories = dict(Counter(report.categories) + categories)
        if _queue(approval, level, categories):
            report.queued.append(approval.public_id)
    return report


def _online() -> Iterator[tuple[Approval, SenderDetails]]:
    """Approvals in force with what the sender of each said of themselves."""
    approvals = (
        Approval.objects.filter(current=True).select_related("record").order_by("public_id").defer("record__question")
    )
    fields = ("sender_name", "sender_email", "sender_phone", "sender_address")
    for approval in approvals.iterator(CHUNK):
        row = Case.objects.filter(public_record=approval.record).values_list(*fields).first()
        yield approval, SenderDetails(*row) if row else SenderDetails()


def _found(approval: Approval, sender: SenderDetails, lists: MunicipalLists) -> Findings:
    payload = orjson.loads(approval.payload)
    question, answer = corrections.texts(payload)
    return detect(question, f"{answer}\n\n{payload['outcome_text']}", sender=sender, lists=lists)


def _found_earlier(approval: Approval, sender: SenderDetails, lists: MunicipalLists) -> list[Finding]:
    """What stands in the earlier wordings alone that are shown beside this one, and in what is said of the corrections."""
    payload = orjson.loads(approval.payload)
    found: list[Finding] = []
    for each in payload["corrections"]:
        found += detect("", each["what"], sender=sender, lists=lists).answer
        if each.get("earlier"):
            found += corrections.taken_out(each["earlier"], payload, sender, lists)
    return found


def _judged(found: Findings, earlier: list[Finding]) -> tuple[Level | None, Counter[str]]:
    """The gravest level found, and how many findings of each category; hints don't count."""
    findings = [each for each in (*found.question, *found.answer, *earlier) if each.level in QUEUED]
    categories = Counter(str(each.category) for each in findings)
    levels = {each.level for each in findings}
    if found.matter.level in QUEUED:
        categories[MATTER] += 1
        levels.add(found.matter.level)
    return next((level for level in QUEUED if level in levels), None), categories


def _is_settled(approval: Approval, categories: Counter[str]) -> bool:
    """Whether somebody has looked at as many findings of each category in these words and kept them."""
    kept = list(
        RecheckTask.objects.filter(approval=approval, state=RecheckTask.State.KEPT).values_list("categories", flat=True)
    )
    redacted = Redacted.objects.filter(revision=approval.revision).first() if approval.revision else None
    root = redacted.root_id if redacted else approval.revision_id
    decisions = FindingDecision.objects.filter(
        record_id=approval.record_id, root_id=root, decision=FindingDecision.Decision.KEPT, undone_at=None
    )
    kept.append(Counter(decisions.values_list("category", flat=True)))
    return any(all(earlier.get(name, 0) >= count for name, count in categories.items()) for earlier in kept)


@transaction.atomic
def _queue(approval: Approval, level: Level, categories: Counter[str]) -> bool:
    """Queue the item; True when that is new, or more is found than when it was queued."""
    values = {
        "public_id": approval.public_id,
        "level": str(level),
        "categories": dict(sorted(categories.items())),
        "found_at": timezone.now(),
    }
    task = RecheckTask.objects.filter(approval=approval, state=RecheckTask.State.OPEN).first()
    if task and (task.categories, task.level) == (values["categories"], values["level"]):
        return False
    task, _created = RecheckTask.objects.update_or_create(
        approval=approval, state=RecheckTask.State.OPEN, defaults=values
    )
    log(
        task,
        "stewardship.recheck",
        data={"level": str(level), "category": ", ".join(sorted(categories)), "count": sum(categories.values())},
    )
    return True


class RecheckNotAllowedError(Exception):
    """A decision about a recheck that this person may not make, or that lacks its reason."""


@transaction.atomic
def keep(task: RecheckTask, by: User, why: str) -> None:
    """Say that the item may stay as it is.

    Raises:
        RecheckNotAllowedError: the person may not, edited it last, or gave no reason.
    """
    if by.system or not by.has_perm("publication.approve_publicrecord"):
        raise RecheckNotAllowedError(
            _("%(user)s may not decide on publication. Ask a communications officer.") % {"user": by}
        )
    if by.pk == task.approval.last_editor_id:
        raise RecheckNotAllowedError(_("You edited this last, so someone else must decide."))
    if not why.strip():
        raise RecheckNotAllowedError(_("Write why it may stay."))
    task.state, task.why_kept, task.closed_by, task.closed_at = RecheckTask.State.KEPT, why.strip(), by, timezone.now()
    task.save()
    log(task, "stewardship.keep_recheck", user=by)
