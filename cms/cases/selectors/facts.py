"""De-identified facts: one row per registered case, for statistics. No text, no person."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Q, Sum
from django.utils import timezone

from cms.cases.calendar import WorkingCalendar
from cms.cases.clocks import PromiseTerms, answer_due, promise_terms, promise_that_applied
from cms.cases.models import Case, Category, Kind, Promise
from cms.cases.states import ANSWERED_STATES, State
from cms.organisation.models import ClosedDay, OrganisationUnit
from cms.organisation.selectors import unit_paths
from cms.statistics.selectors import FactPolicies, FactPolicy, fact_policies, statistics_notes  # noqa: F401 - the publish step's way to them


class FactRow(NamedTuple):
    """One registered case, dates by the day: the publish step coarsens them. See docs/released-format.md, Facts."""

    year: int | None
    id: str
    department: str
    department_name: str
    area: str
    area_name: str
    unit: str
    unit_name: str
    kind: str
    category: str
    category_scheme: str
    channel: str
    received: str
    month: str
    state: str
    publication: str
    reason: str
    outcome: str
    answered: str
    published: str
    withdrawn: str
    reaction_working_days: int | None
    reaction_calendar_days: int | None
    working_days: int | None
    calendar_days: int | None
    excluded: str
    promise: str
    promise_kept: bool | None
    reaction_promise: str
    reaction_promise_kept: bool | None


_LEDGER = {State.REJECTED: "rejected", State.SENT_ELSEWHERE: "sent_elsewhere"}
_FIELDS = (
    "number state unit_id kind_id kind__code category__code category__scheme__code channel outcome "
    "received_on first_reaction_on answered_on paused_days public_record__first_published_on "
    "public_record__withdrawal__reason public_record__withdrawal__withdrawn_at withheld current"
).split()


def facts_marks(now: datetime) -> dict[int | None, str]:
    """Year received to a fingerprint of what `fact_rows` gives for it and of the rules for small numbers; equal means unchanged.

    A row comes from the case and what hangs on it, all of the year the case came in, and from what is common to all years.
    """
    from cms.publication.models import Approval, PublicRecord, Withdrawal, Withholding

    policies = fact_policies()
    common = [
        list(OrganisationUnit.objects.order_by("path").values_list("path", "code", "name")),
        [
            {**asdict(each), "kinds": sorted(each.kinds), "departments": sorted(each.departments)}
            for each in promise_terms()
        ],
        list(ClosedDay.objects.order_by("day").values_list("day", flat=True)),
        list(Kind.objects.order_by("pk").values_list("pk", "code")),
        list(Category.objects.order_by("pk").values_list("pk", "code", "scheme__code")),
        sorted(policies.policies.items()),
        policies.secret,
    ]
    # By the day received and not by its year: SQLite would call a function of ours for every row.
    counted = [
        _by_day(Case.objects, "received_on", Max("updated_at")),
        _by_day(PublicRecord.objects, "case__received_on", Max("updated_at")),
        _by_day(Approval.objects.visible_at(now), "record__case__received_on", Max("pk"), Sum("pk")),
        _by_day(Withholding.objects, "record__case__received_on", Max("decided_at"), Max("lifted_at")),
        _by_day(Withdrawal.objects, "record__case__received_on", Max("pk"), Sum("pk")),
    ]
    years: dict[int | None, list[Any]] = defaultdict(lambda: [common])
    for number, rows in enumerate(counted):
        for day, *values in rows:
            years[day.year if day else None].append((number, day, values))
    return {year: hashlib.sha256(repr(parts).encode()).hexdigest() for year, parts in years.items()}


def _by_day(rows: Any, day: str, *measures: Any) -> Any:
    return rows.order_by(day).values(day).annotate(Count("pk"), *measures).values_list(day, Count("pk"), *measures)


def fact_rows(now: datetime, years: Set[int | None] | None = None) -> Iterator[FactRow]:
    """One row per registered case, by year received and case number; only those of the given years when there are any. Streams."""
    from django.db.models import Exists, OuterRef, Subquery

    from cms.publication.models import Approval, Withholding

    tree = dict(OrganisationUnit.objects.values_list("pk", "path"))
    names = dict(OrganisationUnit.objects.values_list("code", "name"))
    places = {pk: _place(path, names) for pk, path in unit_paths().items()}
    promises = promise_terms()
    calendar = WorkingCalendar(ClosedDay.objects.values_list("day", flat=True))
    rows = (
        Case.objects.annotate(
            withheld=Subquery(
                Withholding.objects.filter(record__case=OuterRef("pk"), lifted_at__isnull=True).values("reason")[:1]
            ),
            current=Exists(Approval.objects.visible_at(now).filter(record__case=OuterRef("pk"))),
        )
        .filter(_received_in(years))
        .order_by(F("received_on__year").asc(nulls_last=True), "number")
        .values_list(*_FIELDS, named=True)
    )
    for row in rows.iterator(chunk_size=5000):
        yield _fact(row, places[row.unit_id], tree[row.unit_id], promises, calendar)


def _received_in(years: Set[int | None] | None) -> Q:
    if years is None:
        return Q()
    # One range for each year, which the index on the day can answer.
    found = Q(received_on__isnull=True) if None in years else Q(pk__in=())
    for year in years - {None}:
        found |= Q(received_on__year=year)
    return found


def _place(path: list[str], names: dict[str, str]) -> list[str]:
    """Code and name of department, area and unit; empty where the case belongs to none."""
    return [part for code in [*path[1:4], "", "", ""][:3] for part in (code, names.get(code, ""))]


def _fact(row, place: list[str], tree_path: str, promises, calendar: WorkingCalendar) -> FactRow:  # type: ignore[no-untyped-def]
    """One case as a fact."""
    answered = row.state in ANSWERED_STATES
    publication, reason = _publication(row) if answered else ("", "")
    received, done, reacted = row.received_on, row.answered_on if answered else None, row.first_reaction_on
    times = _Times(received, promises, row, tree_path, calendar)
    excluded = _excluded(received, done) if answered else ""
    promise, kept = times.promise(Promise.StoppedBy.ANSWER, None if excluded else done)
    reaction_promise, reaction_kept = times.promise(Promise.StoppedBy.REACTION, reacted)
    withdrawn = row.public_record__withdrawal__withdrawn_at if publication == "withdrawn" else None
    values: tuple[Any, ...] = (
        received.year if received else None,
        row.number if publication == "published" else "",
        *place,
        row.kind__code,
        f"{row.category__scheme__code}/{row.category__code}" if row.category__code else "",
        row.category__scheme__code or "",
        row.channel,
        _day(received),
        _day(received)[:7],
        "answered" if answered else _LEDGER.get(row.state, "open"),
        publication,
        reason,
        row.outcome if answered else "",
        _day(done),
        _day(row.public_record__first_published_on) if publication in {"published", "withdrawn"} else "",
        _day(timezone.localdate(withdrawn)) if withdrawn else "",
        *times.days(reacted),
        *times.days(None if excluded else done),
        excluded,
        promise,
        kept,
        reaction_promise,
        reaction_kept,
    )
    return FactRow._make(values)


class _Times(NamedTuple):
    """The clocks of one case."""

    received: date | None
    promises: list[PromiseTerms]
    row: Any
    tree_path: str
    calendar: WorkingCalendar

    def days(self, end: date | None) -> tuple[int | None, int | None]:
        """Working days and calendar days from receipt to `end`; None where they cannot be counted."""
        if self.received is None or end is None or end < self.received:
            return None, None
        return self.calendar.between(self.received, end), (end - self.received).days

    def promise(self, stopped_by: str, end: date | None) -> tuple[str, bool | None]:
        """The promise that applied, and whether what happened on `end` kept it."""
        if self.received is None:
            return "", None
        found = promise_that_applied(self.promises, self.received, self.row.kind_id, self.tree_path, stopped_by)
        if found is None:
            return "", None
        if end is None or end < self.received:
            return found.code, None
        return found.code, end <= answer_due(self.received, found, self.calendar, self.row.paused_days)


def _excluded(received: date | None, done: date | None) -> str:
    """Why an answered case cannot be timed; nothing for one that can."""
    if received is None:
        return "not_dated"
    if done is None:
        return "answer_not_dated"
    return "answered_before_received" if done < received else ""


def _publication(row) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """Where an answered case stands in publication, and the coded reason."""
    if row.public_record__withdrawal__reason:
        return "withdrawn", row.public_record__withdrawal__reason
    if row.withheld:
        return "withheld", row.withheld
    return ("published", "") if row.current else ("awaiting", "")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
