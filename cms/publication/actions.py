"""Decisions about publication. Each checks, changes and logs in one transaction, and none can be made by the last editor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.accounts.models import User
from cms.cases.models import Case
from cms.organisation.models import Municipality
from cms.publication import findings
from cms.publication.corrections import correct
from cms.publication.models import (
    Approval,
    Correction,
    PublicRecord,
    Status,
    Withdrawal,
    WithdrawalReason,
    Withholding,
    WithholdingReason,
)
from cms.publication.online import is_online
from cms.publication.payload import (
    PayloadContext,
    build_payload,
    canonical_bytes,
    payload_sha256,
    tombstone_path,
)
from cms.publication.policies import PublicationNotAllowedError, check_approval, check_permission, check_scope
from cms.publication.redaction import check_seen, keep_open_stops, words_author


def record_from_case(case: Case) -> PublicRecord:
    """An unsaved public record with the case's public fields. The sender, the notes and the investigation stay behind."""
    return PublicRecord(
        public_id=case.number,
        case=case,
        heading=case.heading,
        question=case.text,
        answer=case.answer,
        answered_by_role=case.answered_by_role,
        outcome=case.outcome,
        outcome_text=case.outcome_text,
        unit_id=case.unit_id,
        kind_id=case.kind_id,
        category_id=case.category_id,
        language=case.language,
        received_on=case.received_on,
        answered_on=case.answered_on,
        live=False,
    )


@transaction.atomic
def prepare(case: Case, by: User) -> PublicRecord:
    """The draft public version of an answered case; the one there is when it was prepared before.

    Raises:
        ValidationError: the case has no answer to publish.
    """
    existing = PublicRecord.objects.filter(case=case).first()
    if existing:
        return existing
    if not case.answer:
        raise ValidationError(_("Case %(number)s has no answer yet.") % {"number": case.number})
    record = record_from_case(case)
    record.full_clean(exclude=["case"])
    record.save()
    record.save_revision(user=by, clean=False)
    findings.examine(record)
    log(record, "publication.prepare", user=by)
    return record


@transaction.atomic
def edit(record: PublicRecord, by: User, **changes: Any) -> Revision:
    """Save a new draft with the changes; an approval in force stays in force for what it approved."""
    draft = record.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.full_clean(exclude=["case"])
    revision = draft.save_revision(user=by, clean=False)
    log(record, "wagtail.edit", user=by, revision=revision)
    record.refresh_from_db()
    findings.examine(record)
    return revision


@transaction.atomic
def submit(record: PublicRecord, by: User) -> None:
    """Put the record in the review queue."""
    if record.status not in {Status.DRAFT, Status.APPROVED}:
        raise PublicationNotAllowedError(
            _("%(id)s is %(status)s and cannot be submitted.")
            % {"id": record.public_id, "status": record.get_status_display()}
        )
    if record.status == Status.DRAFT:
        _set_status(record, Status.AWAITING)
    log(record, "publication.submit", user=by)


@transaction.atomic
def return_to_editor(record: PublicRecord, by: User, comment: str) -> None:
    """Send the record back from review, saying what must change.

    Raises:
        PublicationNotAllowedError: the person may not, or no comment was given.
    """
    check_permission(by)
    check_scope(by, record)
    if not comment.strip():
        raise PublicationNotAllowedError(_("Say what must change before you return it."))
    record = PublicRecord.objects.select_for_update().get(pk=record.pk)
    if record.status not in {Status.AWAITING, Status.APPROVED} or not record.has_unpublished_changes:
        raise PublicationNotAllowedError(_("%(id)s does not wait for review any more.") % {"id": record.public_id})
    _set_status(record, Status.APPROVED if record.approvals.filter(current=True).exists() else Status.DRAFT)
    task_state = record.current_workflow_task_state
    if task_state:
        task_state.reject(user=by, comment=comment)
    log(record, "publication.return", user=by, data={"comment": comment})


@transaction.atomic
def approve(
    record: PublicRecord,
    by: User,
    revision: Revision,
    *,
    seen: str = "",
    what_changed: str = "",
    show_earlier: bool = True,
    kept_findings: str = "",
    not_before: date | None = None,
    undo_minutes: int = 0,
    context: PayloadContext | None = None,
    at: datetime | None = None,
) -> Approval:
    """Approve exactly this revision for publication; what was approved before stays online until this one becomes visible.

    A change to something already published is a correction: it keeps the earlier wording beside the new, and needs `what_changed`.
    Without `show_earlier` no earlier wording is shown any more (`corrections.correct`).
    `seen` is the fingerprint of what the person read (`findings.seen_mark`); a draft saved over it in the meantime is refused.
    With `kept_findings`, open findings that stop are kept for that reason. `not_before` is an embargo; for `undo_minutes` the approval
    can be taken back before a release sees it. `at` takes over a decision made earlier elsewhere, with what was known then; otherwise
    the decision is made now and every finding counts.

    Raises:
        PublicationNotAllowedError: the person edited it last, may not approve, saw another revision than the latest, or findings stop it.
        ValidationError: `what_changed` is missing for a correction.
    """
    record = PublicRecord.objects.select_for_update().get(pk=record.pk)
    check_permission(by)
    check_scope(by, record)
    revision = Revision.objects.get(pk=revision.pk)  # the words as they are stored, whatever the caller holds
    check_seen(record, revision, seen)
    author_id = check_approval(by, record, revision, author_id=words_author(revision), open_stops=0)
    if at is None:
        if kept_findings.strip():
            keep_open_stops(record, by, revision, kept_findings)
        examination = findings.examine(record)
        check_approval(
            by, record, revision, author_id=author_id, open_stops=examination.open_stops if examination else 0
        )
    approved = revision.as_object()
    approved.full_clean(exclude=["case"])
    now = at or timezone.now()
    earlier = record.approvals.visible_at(now).first()
    context = context or PayloadContext.read()
    if earlier:
        correction = Correction(what=what_changed, show_earlier=show_earlier, on=timezone.localdate(now))
        correct(record, approved, earlier, correction, context)
    visible_from = visible_time(approved, now, undo_minutes=undo_minutes, not_before=not_before)
    published = record.first_published_on or timezone.localdate(visible_from)
    payload = canonical_bytes(
        build_payload(
            approved,
            context,
            published=published,
            kind=approved.kind.code,
            category=(approved.category.scheme.code, approved.category.code) if approved.category else None,
            corrections=[
                {
                    "on": each.on.isoformat(),
                    "what": each.what,
                    **({"earlier": each.earlier} if each.show_earlier and each.earlier else {}),
                }
                for each in record.corrections.all()
            ],
            paused_days=record.case.paused_days if record.case else 0,
        )
    )
    _make_way(record, now, visible_from)
    approval = Approval.objects.create(
        record=record,
        revision=revision,
        last_editor_id=author_id,
        approved_by=by,
        approved_at=now,
        visible_from=visible_from,
        kept_findings=kept_findings,
        year=int(record.public_id.split("-", 1)[0]),
        public_id=record.public_id,
        sha256=payload_sha256(payload),
        payload=payload.decode(),
    )
    revision.publish(user=by, changed=False, log_action=False, skip_permission_checks=True)
    _finish_workflow(record, by)
    PublicRecord.objects.filter(pk=record.pk).update(status=Status.APPROVED, first_published_on=published)
    log(record, "publication.approve", user=by, revision=revision, data={"sha256": approval.sha256})
    return approval


def _make_way(record: PublicRecord, now: datetime, visible_from: datetime) -> None:
    """What is online stays until the new approval becomes visible; what nobody has seen yet never will be."""
    seen = list(record.approvals.visible_at(now).values_list("pk", flat=True))
    record.approvals.filter(pk__in=seen).update(current=False, visible_until=visible_from)
    record.approvals.filter(visible_from__gt=now).update(current=False, visible_until=F("visible_from"))


def _finish_workflow(record: PublicRecord, by: User) -> None:
    """End a Wagtail workflow that was waiting for this decision, also when spans were replaced while it waited."""
    if task_state := record.current_workflow_task_state:
        task_state.approve(user=by)


def visible_time(
    record: PublicRecord,
    now: datetime,
    *,
    undo_minutes: int = 0,
    not_before: date | None = None,
    rules: DelayRules | None = None,
) -> datetime:
    """When an approval made now becomes visible: after the time to undo it, the embargo, and the days that named senders are given."""
    rules = rules or DelayRules.read()
    days = [record.publish_from, not_before]
    if rules.named_days and record.case is not None and not record.case.is_anonymous and record.answered_on:
        days.append(record.answered_on + timedelta(days=rules.named_days))
    latest = max((day for day in days if day), default=None)
    soonest = now + timedelta(minutes=undo_minutes)
    return soonest if latest is None else max(soonest, timezone.make_aware(datetime.combine(latest, time())))


@dataclass(frozen=True)
class DelayRules:
    """The municipality's rules on when something approved goes online."""

    named_days: int

    @classmethod
    def read(cls) -> DelayRules:
        """As the settings have them now."""
        return cls(Municipality.load().named_delay_days)


def can_be_undone(approval: Approval, now: datetime) -> bool:
    """Whether the approval can be taken back as if it had never been: no release has it, and it is not yet settled.

    What is still hidden can always be; what a release may take can be for KLARSYN_UNDO_MINUTES, while it is not online.
    """
    if approval.visible_from > now:
        return True
    return now <= approval.approved_at + timedelta(minutes=settings.UNDO_MINUTES) and not is_online(approval)


@transaction.atomic
def undo_approval(record: PublicRecord, by: User) -> None:
    """Take back an approval that is not online: the record waits for review again, and what was online before stays online.

    Raises:
        PublicationNotAllowedError: the person may not, or it is too late (`can_be_undone`).
    """
    check_permission(by)
    check_scope(by, record)
    record = PublicRecord.objects.select_for_update().get(pk=record.pk)
    approval = record.approvals.filter(current=True).first()
    if approval is None or not can_be_undone(approval, timezone.now()):
        raise PublicationNotAllowedError(
            _("%(id)s is online already, or was approved too long ago. Withdraw it instead.") % {"id": record.public_id}
        )
    record.approvals.filter(pk=approval.pk).update(current=False, visible_until=approval.visible_from)
    replaced = record.approvals.filter(visible_until=approval.visible_from, visible_from__lt=approval.visible_from)
    earlier = replaced.order_by("pk").last()
    if earlier:
        record.approvals.filter(pk=earlier.pk).update(current=True, visible_until=None)
        if len(orjson.loads(approval.payload)["corrections"]) > len(orjson.loads(earlier.payload)["corrections"]):
            record.corrections.latest("pk").delete()
    PublicRecord.objects.filter(pk=record.pk).update(
        status=Status.APPROVED if earlier else Status.AWAITING,
        live=bool(earlier),
        live_revision=earlier.revision_id if earlier else None,
        has_unpublished_changes=True,
        **({} if earlier else {"first_published_on": None}),
    )
    log(record, "publication.undo_approval", user=by, data={"sha256": approval.sha256})


@transaction.atomic
def propose_summary(record: PublicRecord, by: User, heading: str, question: str, answer: str) -> Revision:
    """Put a summary in the place of question and answer. The proposer becomes the last editor, so somebody else approves it.

    Raises:
        PublicationNotAllowedError: the person may not.
        ValidationError: a part of it is missing.
    """
    check_permission(by)
    check_scope(by, record)
    record = PublicRecord.objects.select_for_update().get(pk=record.pk)
    if record.status not in {Status.DRAFT, Status.AWAITING, Status.APPROVED}:
        raise PublicationNotAllowedError(
            _("%(id)s is %(status)s and cannot be submitted.")
            % {"id": record.public_id, "status": record.get_status_display()}
        )
    revision = edit(record, by, heading=heading.strip()[:300], question=question.strip(), answer=answer)
    log(record, "publication.propose_summary", user=by, revision=revision)
    return revision


@transaction.atomic
def withhold(
    record: PublicRecord, by: User, reason: WithholdingReason, comment: str = "", *, at: datetime | None = None
) -> Withholding:
    """Decide not to publish, with a coded reason.

    Raises:
        PublicationNotAllowedError: the person may not, or it is published already (withdraw it instead).
    """
    check_permission(by)
    check_scope(by, record)
    record = PublicRecord.objects.select_for_update().get(pk=record.pk)
    if record.status == Status.WITHHELD:
        raise PublicationNotAllowedError(_("%(id)s is withheld already.") % {"id": record.public_id})
    if record.approvals.filter(current=True).exists() or record.status == Status.WITHDRAWN:
        raise PublicationNotAllowedError(_("%(id)s was published. Withdraw it instead.") % {"id": record.public_id})
    decision = Withholding.objects.create(
        record=record, reason=WithholdingReason(reason), comment=comment, decided_by=by, decided_at=at or timezone.now()
    )
    _set_status(record, Status.WITHHELD)
    log(record, "publication.withhold", user=by, data={"reason": str(reason)})
    return decision


@transaction.atomic
def lift_withholding(record: PublicRecord, by: User) -> None:
    """Take back a decision not to publish; the record waits for review again."""
    check_permission(by)
    check_scope(by, record)
    if not record.withholdings.filter(lifted_at__isnull=True).update(lifted_at=timezone.now()):
        raise PublicationNotAllowedError(_("%(id)s is not withheld.") % {"id": record.public_id})
    _set_status(record, Status.AWAITING)
    log(record, "publication.lift_withholding", user=by)


@transaction.atomic
def withdraw(
    record: PublicRecord, by: User, reason: WithdrawalReason, comment: str = "", *, at: datetime | None = None
) -> Withdrawal:
    """Take something published down for good; a tombstone without text stays.

    Raises:
        PublicationNotAllowedError: the person may not, or it was never approved.
    """
    if not (
        by.system and reason == WithdrawalReason.RETENTION
    ):  # the system withdraws what has run its time, and nothing else
        check_permission(by)
    check_scope(by, record)
    record = PublicRecord.objects.select_for_update().select_related("kind").get(pk=record.pk)
    approval = record.approvals.filter(current=True).first()
    if approval is None:
        raise PublicationNotAllowedError(
            _("%(id)s is not published, so it cannot be withdrawn. Withhold it instead.") % {"id": record.public_id}
        )
    payload = orjson.loads(approval.payload)
    now = at or timezone.now()
    withdrawal = Withdrawal.objects.create(
        record=record,
        reason=WithdrawalReason(reason),
        comment=comment,
        withdrawn_by=by,
        withdrawn_at=now,
        tombstone={
            "id": record.public_id,
            "path": tombstone_path(record.public_id),
            "received": payload["received"],
            "published": payload["published"],
            "withdrawn": timezone.localdate(now).isoformat(),
            "reason": str(WithdrawalReason(reason)),
            "organisation": payload["organisation"],
            "kind": payload["kind"],
            "category": payload["category"],
        },
    )
    _make_way(record, now, now)
    PublicRecord.objects.filter(pk=record.pk).update(status=Status.WITHDRAWN, live=False)
    log(record, "publication.withdraw", user=by, data={"reason": str(reason)})
    return withdrawal


def _set_status(record: PublicRecord, status: Status) -> None:
    PublicRecord.objects.filter(pk=record.pk).update(status=status)
    record.status = status
