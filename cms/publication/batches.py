"""The same decisions as in `actions`, for thousands of records at a time. The rules are the same; only the writing is in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from cms.accounts.models import User
from cms.cases.models import Case, Category, Kind
from cms.publication import findings
from cms.publication.actions import DelayRules, approve, record_from_case, visible_time
from cms.publication.models import Approval, Examination, PublicRecord, Redacted, Status
from cms.publication.payload import build_payload, canonical_bytes, payload_sha256
from cms.publication.policies import (
    PublicationNotAllowedError,
    check_approval,
    check_permission,
    check_scope,
    unit_paths_of,
)
from cms.publication.redaction import Redactor, words_author
from search_index.signals import changed

CHUNK = 500


@transaction.atomic
def prepare_many(
    cases: list[Case], by: User, *, at: datetime | None = None, status: Status = Status.AWAITING
) -> list[PublicRecord]:
    """Public records for answered cases, with a first revision by `by`, waiting for review.

    `cases` are saved and have a sanitised answer.
    """
    records = create_records([record_from_case(case) for case in cases], by, at=at, status=status)
    examine_records(records)
    return records


def examine_records(
    records: Iterable[PublicRecord], settings: findings.Settings | None = None
) -> dict[int, Examination]:
    """Run the detector over records whose newest words it has not seen; their examinations, by record."""
    records = list(records)
    settings = settings or findings.Settings.read()
    redacted = {
        each.revision_id: each.root
        for each in Redacted.objects.filter(
            revision__in=[record.latest_revision_id for record in records]
        ).select_related("root")
    }
    pairs = [
        (record, redacted.get(record.latest_revision_id) or record.latest_revision)
        for record in records
        if record.latest_revision_id
    ]
    return findings.examine_many(pairs, settings)


@transaction.atomic
def create_records(
    records: list[PublicRecord], by: User, *, at: datetime | None = None, status: Status = Status.AWAITING
) -> list[PublicRecord]:
    """Save new records, each with a first revision by `by`."""
    at = at or timezone.now()
    for record in records:
        record.status = status
        record.last_editor = by
        record.has_unpublished_changes = True
    PublicRecord.objects.bulk_create(records)
    add_revisions(records, by, at)
    changed(PublicRecord, (record.pk for record in records))
    return records


def add_revisions(records: list[PublicRecord], by: User, at: datetime) -> None:
    """One revision for each saved record as it stands, made the latest."""
    content_type = ContentType.objects.get_for_model(PublicRecord)
    revisions = [
        Revision(
            content_type=content_type,
            base_content_type=content_type,
            object_id=str(record.pk),
            user=by,
            created_at=at,
            object_str=str(record)[:255],
            content=record.serializable_data(),
        )
        for record in records
    ]
    Revision.objects.bulk_create(revisions)
    for record, revision in zip(records, revisions, strict=True):
        record.latest_revision = revision
    PublicRecord.objects.bulk_update(records, ["latest_revision"], batch_size=CHUNK)


def revise_from_case(case: Case, by: User) -> None:
    """Let the public draft follow a case that an import changed. What was approved stays online until the draft is approved."""
    record = PublicRecord.objects.filter(case=case).first()
    if record is None:
        if case.answer:
            prepare_many([case], by)
        return
    fresh = record_from_case(case)
    draft = record.get_latest_revision_as_object()
    names = [panel for panel in EDITABLE_FIELDS if getattr(fresh, panel) != getattr(draft, panel)]
    if not names or not case.answer:
        return
    for name in names:
        setattr(draft, name, getattr(fresh, name))
    draft.save_revision(user=by, clean=False)
    findings.examine(PublicRecord.objects.select_related("case", "latest_revision").get(pk=record.pk))


EDITABLE_FIELDS = (
    "heading question answer answered_by_role outcome outcome_text unit_id kind_id category_id language received_on answered_on"
).split()


@dataclass
class BatchReport:
    """What a batch approval did."""

    approved: int = 0
    unchanged: int = 0
    refused: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The report for machines."""
        return {"approved": self.approved, "unchanged": self.unchanged, "refused": self.refused}


def approve_batch(
    name: str, by: User, *, kept_findings: str = "", progress: Callable[[int], None] = lambda records: None
) -> BatchReport:
    """Approve the newest version of every record of an import batch that waits for review, as a second person.

    Raises:
        PublicationNotAllowedError: the person may not approve.
    """
    check_permission(by)
    report = BatchReport()
    records = PublicRecord.objects.filter(case__batch__name=name)
    report.unchanged = records.filter(approvals__current=True, approvals__revision=F("latest_revision")).count()
    waiting = records.filter(status=Status.AWAITING)
    approve_many(waiting, by, report, kept_findings=kept_findings, progress=progress)
    changed = records.filter(status=Status.APPROVED, approvals__current=True).exclude(
        approvals__revision=F("latest_revision")
    )
    for record in changed.filter(~Q(latest_revision=None)).select_related("latest_revision"):
        try:
            approve(
                record, by, record.latest_revision, what_changed="Uppdaterad från källan.", kept_findings=kept_findings
            )
            report.approved += 1
        except PublicationNotAllowedError as error:
            report.refused[record.public_id] = str(error)
    return report


@dataclass(frozen=True)
class Terms:
    """On which terms a batch is approved, and what its records share."""

    by: User
    unit_paths: list[str]
    kept_findings: str
    when: Callable[[PublicRecord], datetime] | None
    undo_minutes: int
    only_clean: bool
    settings: findings.Settings
    delays: DelayRules
    kinds: dict[int, str]
    categories: dict[int, tuple[str, str]]

    @property
    def is_history(self) -> bool:
        """Whether decisions made earlier elsewhere are taken over, with what was known then."""
        return self.when is not None


def approve_many(
    records: QuerySet[PublicRecord],
    by: User,
    report: BatchReport,
    *,
    kept_findings: str = "",
    when: Callable[[PublicRecord], datetime] | None = None,
    undo_minutes: int = 0,
    only_clean: bool = False,
    progress: Callable[[int], None] = lambda records: None,
) -> None:
    """Approve first versions in chunks, each a transaction.

    With `kept_findings`, findings that stop are kept for that reason; with `only_clean`, any open finding refuses the record. `when` gives
    the time of decisions made earlier elsewhere, which are taken over as they were made.
    """
    kinds = dict(Kind.objects.values_list("pk", "code"))
    categories = {pk: (scheme, code) for pk, scheme, code in Category.objects.values_list("pk", "scheme__code", "code")}
    terms = Terms(
        by,
        unit_paths_of(by),
        kept_findings.strip(),
        when,
        undo_minutes,
        only_clean,
        findings.Settings.read(),
        DelayRules.read(),
        kinds,
        categories,
    )
    ids = list(records.order_by("public_id").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            chunk = (
                PublicRecord.objects.filter(pk__in=ids[start : start + CHUNK])
                .select_related("latest_revision", "case", "unit")
                .order_by("public_id")
            )
            _approve_chunk(list(chunk), terms, report)
        progress(min(start + CHUNK, len(ids)))


def _permitted(records: list[PublicRecord], terms: Terms, report: BatchReport) -> Iterator[tuple[PublicRecord, int]]:
    """Records that may be approved, each with who wrote its words; the others are reported with the reason."""
    examined = {} if terms.is_history else examine_records(records, terms.settings)
    redacted = set(
        Redacted.objects.filter(revision__in=[record.latest_revision_id for record in records]).values_list(
            "revision_id", flat=True
        )
    )
    for record in records:
        try:
            check_scope(terms.by, record, terms.unit_paths)
            revision = record.latest_revision
            author_id = words_author(revision) if revision.pk in redacted else revision.user_id
            examination = examined.get(record.pk)
            stops = examination.open_stops if examination else 0
            if stops and terms.kept_findings:
                check_approval(terms.by, record, revision, author_id=author_id, open_stops=0)
                redactor = Redactor(record, terms.by, revision.pk)
                redactor.keep_open_stops(terms.kept_findings)
                redactor.write()
                stops = redactor.examination.open_stops
            if examination and terms.only_clean:
                stops += examination.open_decides
            author_id = check_approval(terms.by, record, revision, author_id=author_id, open_stops=stops)
        except PublicationNotAllowedError as error:
            report.refused[record.public_id] = str(error)
            continue
        yield record, author_id


def _approve_chunk(records: list[PublicRecord], terms: Terms, report: BatchReport) -> None:
    approvals, approved_records, entries = [], [], []
    content_type = ContentType.objects.get_for_model(PublicRecord)
    for record, author_id in _permitted(records, terms, report):
        revision = record.latest_revision
        approved = PublicRecord.from_serializable_data(revision.content, check_fks=False)
        approved.case = record.case
        at = terms.when(record) if terms.when else timezone.now()
        visible = (
            at if terms.is_history else visible_time(approved, at, undo_minutes=terms.undo_minutes, rules=terms.delays)
        )
        published = timezone.localdate(visible)
        payload = canonical_bytes(
            build_payload(
                approved,
                terms.settings.context,
                published=published,
                kind=terms.kinds[approved.kind_id],
                category=terms.categories.get(approved.category_id) if approved.category_id else None,
                paused_days=record.case.paused_days if record.case else 0,
            )
        )
        digest = payload_sha256(payload)
        approvals.append(
            Approval(
                record=record,
                revision=revision,
                last_editor_id=author_id,
                approved_by=terms.by,
                approved_at=at,
                visible_from=visible,
                kept_findings=terms.kept_findings[:300],
                year=int(record.public_id.split("-", 1)[0]),
                public_id=record.public_id,
                sha256=digest,
                payload=payload.decode(),
            )
        )
        record.status, record.first_published_on = Status.APPROVED, published
        record.live, record.has_unpublished_changes, record.live_revision = True, False, revision
        record.first_published_at = record.last_published_at = at
        approved_records.append(record)
        entries.append(
            ModelLogEntry(
                content_type=content_type,
                object_id=str(record.pk),
                label=record.public_id,
                action="publication.approve",
                user=terms.by,
                timestamp=at,
                revision=revision,
                data={"sha256": digest},
            )
        )
    Approval.objects.bulk_create(approvals)
    PublicRecord.objects.bulk_update(
        approved_records,
        [
            "status",
            "first_published_on",
            "live",
            "has_unpublished_changes",
            "live_revision",
            "first_published_at",
            "last_published_at",
        ],
        batch_size=CHUNK,
    )
    ModelLogEntry.objects.bulk_create(entries)
    changed(PublicRecord, (record.pk for record in approved_records))
    report.approved += len(approvals)
