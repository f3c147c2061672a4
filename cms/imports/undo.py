"""Takes back what an import brought in, as long as nobody has worked with it."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from cms.cases.models import Case, CaseEvent
from cms.imports.models import ImportRun
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
        records = list(PublicRecord.objects.filter(case__in=chunk))
        for record in records:
            record.delete()
        for case in Case.objects.filter(pk__in=chunk):
            case.delete()
    return len(numbers)
