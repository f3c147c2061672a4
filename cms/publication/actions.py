"""Decisions about publication. Each checks, changes and logs in one transaction, and none can be made by the last editor."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.accounts.models import User
from cms.cases.models import Case
from cms.publication.models import (
    Approval,
    Correction,
    PublicRecord,
    RecordRedirect,
    Status,
    Withdrawal,
    WithdrawalReason,
    Withholding,
    WithholdingReason,
)
from cms.publication.payload import PayloadContext, build_payload, canonical_bytes, payload_sha256, record_path, record_slug, tombstone_path, wording
from cms.publication.policies import PublicationNotAllowedError, check_approval, check_permission


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
    return revision


@transaction.atomic
def submit(record: PublicRecord, by: User) -> None:
    """Put the record in the review queue."""
    if record.status not in {Status.DRAFT, Status.APPROVED}:
        raise PublicationNotAllowedError(
            _("%(id)s is %(status)s and cannot be submitted.") % {"id": record.public_id, "status": record.get_status_display()}
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
    if not comment.strip():
        raise PublicationNotAllowedError(_("Say what must change before you return it."))
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
    what_changed: str = "",
    show_earlier: bool = True,
    kept_findings: str = "",
    context: PayloadContext | None = None,
    at: datetime | None = None,
) -> Approval:
    """Approve exactly this revision for publication; what was approved before is replaced.

    A change to something already published is a correction: it keeps the earlier wording beside the new, and needs `what_changed`.
    `at` is for bringing history in from elsewhere; otherwise the decision is made now.

    Raises:
        PublicationNotAllowedError: the person edited it last, may not approve, or saw another revision than the latest.
        ValidationError: `what_changed` is missing for a correction.
    """
    record = PublicRecord.objects.select_for_update().get(pk=record.pk)
    check_approval(by, record, revision)
    approved = revision.as_object()
    approved.full_clean(exclude=["case"])
    now = at or timezone.now()
    earlier = record.approvals.filter(current=True).first()
    context = context or PayloadContext.read()
    if earlier:
        _correct(record, approved, earlier, Correction(what=what_changed, show_earlier=show_earlier, on=timezone.localdate(now)), context)
    visible_from = _visible_from(approved, now)
    published = record.first_published_on or timezone.localdate(visible_from)
    payload = canonical_bytes(
        build_payload(
            approved,
            context,
            published=published,
            kind=approved.kind.code,
            category=(approved.category.scheme.code, approved.category.code) if approved.category else None,
            corrections=[
                {"on": each.on.isoformat(), "what": each.what, **({"earlier": each.earlier} if each.show_earlier else {})}
                for each in record.corrections.all()
            ],
            paused_days=record.case.paused_days if record.case else 0,
        )
    )
    record.approvals.filter(current=True).update(current=False)
    approval = Approval.objects.create(
        record=record,
        revision=revision,
        last_editor_id=revision.user_id,
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
    _finish_workflow(record, by, revision)
    PublicRecord.objects.filter(pk=record.pk).update(status=Status.APPROVED, first_published_on=published)
    log(record, "publication.approve", user=by, revision=revision, data={"sha256": approval.sha256})
    return approval


def _finish_workflow(record: PublicRecord, by: User, revision: Revision) -> None:
    """End a Wagtail workflow that was waiting for this decision."""
    task_state = record.current_workflow_task_state
    if task_state and task_state.revision_id == revision.pk:
        task_state.approve(user=by)


def _visible_from(record: PublicRecord, now: datetime) -> datetime:
    """When the record may be online: now, or the start of the day it is embargoed to."""
    if record.publish_from is None:
        return now
    return max(now, timezone.make_aware(datetime.combine(record.publish_from, time())))


def _correct(record: PublicRecord, approved: PublicRecord, earlier: Approval, correction: Correction, context: PayloadContext) -> None:
    """Keep the earlier wording as a correction when the wording changed, and the earlier address as a redirect."""
    before = orjson.loads(earlier.payload)
    after = wording(approved, context)
    if any(before[name] != after[name] for name in after):
        if not correction.what.strip():
            raise ValidationError({"what_changed": _("%(id)s is published. Say what was corrected.") % {"id": record.public_id}})
        correction.record = record
        correction.earlier = {name: before[name] for name in after}
        correction.save()
    if before["path"] != (new_path := record_path(record.public_id, record_slug(approved.heading))):
        remember_path(record, before["path"])
        record.redirects.filter(old_path=new_path).delete()


def remember_path(record: PublicRecord, old_path: str) -> None:
    """Let an address that the record once had lead to it."""
    RecordRedirect.objects.update_or_create(old_path=old_path, defaults={"record": record})


@transaction.atomic
def withhold(
    record: PublicRecord, by: User, reason: WithholdingReason, comment: str = "", *, at: datetime | None = None
) -> Withholding:
    """Decide not to publish, with a coded reason.

    Raises:
        PublicationNotAllowedError: the person may not, or it is published already (withdraw it instead).
    """
    check_permission(by)
    record = PublicRecord.objects.select_for_update().get(pk=record.pk)
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
    record.withholdings.filter(lifted_at__isnull=True).update(lifted_at=timezone.now())
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
    if not (by.system and reason == WithdrawalReason.RETENTION):  # the system withdraws what has run its time, and nothing else
        check_permission(by)
    record = PublicRecord.objects.select_for_update().select_related("kind").get(pk=record.pk)
    approval = record.approvals.filter(current=True).first()
    if approval is None:
        raise PublicationNotAllowedError(_("%(id)s is not published, so it cannot be withdrawn. Withhold it instead.") % {"id": record.public_id})
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
        },
    )
    record.approvals.filter(current=True).update(current=False)
    PublicRecord.objects.filter(pk=record.pk).update(status=Status.WITHDRAWN, live=False)
    log(record, "publication.withdraw", user=by, data={"reason": str(reason)})
    return withdrawal


def _set_status(record: PublicRecord, status: Status) -> None:
    PublicRecord.objects.filter(pk=record.pk).update(status=status)
    record.status = status
