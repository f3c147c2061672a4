"""Takes back what an import brought in, as long as nobody has worked with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, Revision

from cms.accounts.models import User
from cms.cases.importers.load import CONTACT_CHANGED
from cms.cases.models import Case, CaseEvent
from cms.imports.models import ImportRun
from cms.publication.batches import revise_from_case
from cms.publication.models import Approval, PublicRecord, Status

CHUNK = 500


def refusals(run: ImportRun) -> list[tuple[str, str]]:
    """Number of each case that cannot be taken back, and why."""
    if run.batch is None:
        return []
    cases = Case.objects.filter(batch=run.batch)
    records = PublicRecord.objects.filter(case__batch=run.batch)
    found: dict[str, str] = {}
    handled = cases.filter(Exists(CaseEvent.objects.filter(case=OuterRef("pk")).exclude(action="import")))
    touched = handled | cases.filter(Q(planned_actions__isnull=False) | ~Q(internal_notes="") | ~Q(answer_draft=""))
    for number in touched.distinct().values_list("number", flat=True):
        found[number] = _("it has been handled")
    revised = records.annotate(revisions_made=Count("_revisions")).filter(revisions_made__gt=1)
    edited = records.exclude(last_editor=run.user) | records.filter(pk__in=revised.values("pk"))
    for number in edited.values_list("case__number", flat=True):
        found[number] = _("its public version has been reviewed")
    decided = records.exclude(status=Status.AWAITING)
    for number, status in decided.values_list("case__number", "status"):
        found[number] = _("its public version is %(status)s") % {"status": Status(status).label}
    approved = records.filter(Exists(Approval.objects.filter(record=OuterRef("pk"))))
    for number in approved.exclude(status__in=[Status.APPROVED, Status.WITHDRAWN]).values_list(
        "case__number", flat=True
    ):
        found[number] = _("its public version has been approved")
    return sorted(found.items())


def remove_cases(run: ImportRun) -> int:
    """Remove the cases that the import added, with their public versions and all drafts of them."""
    if run.batch is None:
        return 0
    numbers = list(Case.objects.filter(batch=run.batch).values_list("pk", flat=True))
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        PublicRecord.objects.filter(case__in=chunk).delete()
        Case.objects.filter(pk__in=chunk).delete()
    return len(numbers)


@dataclass
class Reverted:
    """What became of the cases that were there before the import and that it changed: their numbers, and why some stay as they are."""

    done: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    contact_kept: list[str] = field(default_factory=list)


def changes_of(run: ImportRun) -> QuerySet[CaseEvent]:
    """What the import did to cases that were there before it, the last first."""
    if run.batch is None:
        return CaseEvent.objects.none()
    events = CaseEvent.objects.filter(action="import", comment=run.batch.name)
    return events.exclude(case__batch=run.batch).select_related("case").order_by("-pk")


def revert_changes(run: ImportRun, user: User) -> Reverted:
    """Give changed cases the values they had, unless somebody has touched them since."""
    reverted = Reverted()
    for event in changes_of(run):
        reason = _why_kept(event, run)
        if reason:
            reverted.kept.append((event.case.number, reason))
            continue
        _revert(event, user)
        reverted.done.append(event.case.number)
        if event.changes.get(CONTACT_CHANGED):
            reverted.contact_kept.append(event.case.number)
    return reverted


def _why_kept(event: CaseEvent, run: ImportRun) -> str:
    case = event.case
    if "import_sha256" not in event.changes:
        return _("its earlier values are not kept any more")
    if case.updated_at > event.at or case.events.filter(pk__gt=event.pk).exists():
        return _("it has been handled")
    record = PublicRecord.objects.filter(case=case).first()
    if record is None:
        return ""
    since = Revision.objects.for_instance(record).filter(created_at__gte=event.at)
    decided = ModelLogEntry.objects.for_instance(record).filter(timestamp__gt=event.at)
    if since.exclude(user=run.user).exists() or since.count() > 1 or decided.exists():
        return _("its public version has been reviewed")
    return ""


def _revert(event: CaseEvent, user: User) -> None:
    case = event.case
    for name, earlier in event.changes.items():
        if name != CONTACT_CHANGED:
            setattr(case, name, date.fromisoformat(earlier) if earlier and name.endswith("_on") else earlier)
    case.save()
    comment = event.comment
    CaseEvent.objects.create(
        case=case, at=timezone.now(), by=user, action="undo_import", to_state=case.state, comment=comment
    )
    record = PublicRecord.objects.filter(case=case).first()
    if record is not None and not case.answer and not Approval.objects.filter(record=record).exists():
        record.delete()  # the import brought the answer that it was made from
    else:
        revise_from_case(case, user)
