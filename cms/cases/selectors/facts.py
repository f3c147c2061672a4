"""De-identified facts: one row per registered case, for statistics. No text, no person, months instead of days."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, F, Max

from cms.cases.calendar import WorkingCalendar
from cms.cases.clocks import answer_due, promise_terms, promise_that_applied
from cms.cases.models import Case, Kind
from cms.cases.states import ANSWERED_STATES, State
from cms.organisation.models import ClosedDay, OrganisationUnit
from cms.organisation.selectors import unit_paths


class FactRow(NamedTuple):
    """One registered case. See docs/released-format.md, Facts."""

    year: int | None
    id: str
    department: str
    area: str
    unit: str
    kind: str
    category: str
    channel: str
    received_month: str
    state: str
    publication: str
    reason: str
    outcome: str
    working_days: int | None
    calendar_days: int | None
    promise: str
    promise_kept: bool | None
    published_month: str


_LEDGER = {State.REJECTED: "rejected", State.SENT_ELSEWHERE: "sent_elsewhere"}
_FIELDS = (
    "number state unit_id kind_id kind__code category__code category__scheme__code channel outcome received_on answered_on paused_days "
    "public_record__status public_record__first_published_on public_record__withdrawal__reason withheld current"
).split()


def facts_mark(now: datetime) -> str:
    """A fingerprint of what `fact_rows` gives; equal means that nothing changed."""
    from cms.publication.models import Approval, PublicRecord, Withdrawal, Withholding

    parts = [
        Case.objects.aggregate(Count("pk"), Max("updated_at")),
        PublicRecord.objects.aggregate(Count("pk"), Max("updated_at")),
        Approval.objects.filter(visible_from__lte=now).aggregate(Count("pk"), Max("pk")),
        Approval.objects.visible_at(now).aggregate(Count("pk"), Max("pk")),
        Withholding.objects.aggregate(Count("pk"), Max("decided_at"), Max("lifted_at")),
        Withdrawal.objects.aggregate(Count("pk"), Max("pk")),
        list(OrganisationUnit.objects.order_by("path").values_list("path", "code")),
        promise_terms(),
        list(ClosedDay.objects.order_by("day").values_list("day", flat=True)),
        list(Kind.objects.order_by("pk").values_list("pk", "code")),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def fact_rows(now: datetime) -> Iterator[FactRow]:
    """One row per registered case, by year received and case number. Streams."""
    from django.db.models import Exists, OuterRef, Subquery

    from cms.publication.models import Approval, Withholding

    codes, tree = unit_paths(), dict(OrganisationUnit.objects.values_list("pk", "path"))
    promises = promise_terms()
    calendar = WorkingCalendar(ClosedDay.objects.values_list("day", flat=True))
    rows = (
        Case.objects.annotate(
            withheld=Subquery(
                Withholding.objects.filter(record__case=OuterRef("pk"), lifted_at__isnull=True).values("reason")[:1]
            ),
            current=Exists(Approval.objects.visible_at(now).filter(record__case=OuterRef("pk"))),
        )
        .order_by(F("received_on__year").asc(nulls_last=True), "number")
        .values_list(*_FIELDS, named=True)
    )
    for row in rows.iterator(chunk_size=5000):
        yield _fact(row, codes[row.unit_id], tree[row.unit_id], promises, calendar)


def _fact(row, path: list[str], tree_path: str, promises, calendar: WorkingCalendar) -> FactRow:  # type: ignore[no-untyped-def]
    """One case as a fact."""
    answered = row.state in ANSWERED_STATES
    state = "answered" if answered else _LEDGER.get(row.state, "open")
    publication, reason = _publication(row) if answered else ("", "")
    received, done = row.received_on, row.answered_on
    in_order = answered and received is not None and done is not None and done >= received
    promise = promise_that_applied(promises, received, row.kind_id, tree_path) if received else None
    kept = done <= answer_due(received, promise, calendar, row.paused_days) if promise and in_order else None
    return FactRow(
        year=received.year if received else None,
        id=row.number if publication == "published" else "",
        department=path[1] if len(path) > 1 else "",
        area=path[2] if len(path) > 2 else "",
        unit=path[3] if len(path) > 3 else "",
        kind=row.kind__code,
        category=f"{row.category__scheme__code}/{row.category__code}" if row.category__code else "",
        channel=row.channel,
        received_month=_month(received),
        state=state,
        publication=publication,
        reason=reason,
        outcome=row.outcome if answered else "",
        working_days=calendar.between(received, done) if in_order else None,
        calendar_days=(done - received).days if in_order else None,
        promise=promise.code if promise else "",
        promise_kept=kept,
        published_month=_month(row.public_record__first_published_on) if publication == "published" else "",
    )


def _publication(row) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """Where an answered case stands in publication, and the coded reason."""
    if row.public_record__withdrawal__reason:
        return "withdrawn", row.public_record__withdrawal__reason
    if row.withheld:
        return "withheld", row.withheld
    return ("published", "") if row.current else ("awaiting", "")


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""
