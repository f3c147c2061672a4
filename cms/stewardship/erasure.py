"""Erasing what its time is up for: private words go, codes and dates stay, because statistics need only those.

What counts as private words of a case: the sender's details, heading, text, answer, notes, comments and the other fields of its
source; in its public record everything but what is online; and every earlier draft, in which the original text began.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

from cms.accounts.models import User
from cms.cases.models import Case
from cms.intake.attachments import erase_files
from cms.mail.erasure import erase_about
from cms.publication.models import PublicRecord, Status, Withdrawal

CONTACT = ("sender_name", "sender_email", "sender_phone", "sender_address")
ORIGINAL = ("heading", "text", "answer", "answer_draft", "outcome_text", "internal_notes")
RECORD_WORDS = ("heading", "question", "answer", "outcome_text")
KEPT_CHANGES = frozenset({"unit"})  # a code; the other earlier values of an event are texts


@transaction.atomic
def erase_contact(case: Case, by: User) -> None:
    """Blank who sent the case, wherever it stands."""
    for name in CONTACT:
        setattr(case, name, "")
    case.metadata = {}
    case.save(update_fields=[*CONTACT, "metadata", "updated_at"])
    for event in case.events.filter(changes__has_key="metadata"):
        del event.changes["metadata"]
        event.save(update_fields=["changes"])
    erase_about(case.number)
    log(case, "stewardship.erase_contact", user=by)


@transaction.atomic
def erase_original(case: Case, by: User) -> None:
    """Blank every private word of the case; the item that is online, if there is one, stays as it was approved."""
    for name in (*CONTACT, *ORIGINAL):
        setattr(case, name, "")
    case.metadata = {}
    case.save(update_fields=[*CONTACT, *ORIGINAL, "metadata", "updated_at"])
    for event in case.events.all():
        event.comment = ""
        event.changes = {name: value for name, value in event.changes.items() if name in KEPT_CHANGES}
        event.save(update_fields=["comment", "changes"])
    case.planned_actions.update(text="", note="")
    _forget_comments(case)
    erase_about(case.number)
    erase_files(case)
    record = PublicRecord.objects.filter(case=case).first()
    if record:
        erase_record(record)
    log(case, "stewardship.erase_original", user=by)


def erase_record(record: PublicRecord) -> None:
    """Blank what a public record says besides what is online: drafts, earlier approvals, and all of it when nothing is online."""
    online = record.status == Status.APPROVED
    kept = {record.live_revision_id} if online else set()
    for revision in Revision.objects.for_instance(record).exclude(pk__in=kept - {None}):
        revision.content = {name: ("" if name in RECORD_WORDS else value) for name, value in revision.content.items()}
        revision.object_str = record.public_id
        revision.save(update_fields=["content", "object_str"])
    if online:
        _end_draft(record)
    else:
        for name in RECORD_WORDS:
            setattr(record, name, "")
        record.save(update_fields=[*RECORD_WORDS, "updated_at"])
        record.corrections.update(earlier={}, what="")
    record.approvals.filter(current=False).update(payload="", kept_findings="")
    record.withholdings.update(comment="")
    Withdrawal.objects.filter(record=record).update(comment="")
    record.redirects.filter(record__status=Status.WITHDRAWN).delete()
    _forget_comments(record)


def _end_draft(record: PublicRecord) -> None:
    """Make the version that is online the newest one: a draft begun on it had the original's words."""
    if record.live_revision_id and record.latest_revision_id != record.live_revision_id:
        PublicRecord.objects.filter(pk=record.pk).update(
            latest_revision=record.live_revision_id, has_unpublished_changes=False
        )


def _forget_comments(instance: Case | PublicRecord) -> None:
    """Take what people wrote out of the log entries, which stay."""
    for entry in ModelLogEntry.objects.for_instance(instance):
        data: dict[str, Any] = {name: value for name, value in entry.data.items() if name != "comment"}
        if data != entry.data:
            entry.data = data
            entry.save(update_fields=["data"])
