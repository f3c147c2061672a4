"""Reads what is open and what is late, of the cases that a person may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from cms.cases.admin import visible_cases
from cms.cases.calendar import WorkingCalendar
from cms.cases.clocks import PromiseTerms, answer_due, promise_terms, promise_that_applied
from cms.cases.models import Case
from cms.cases.states import OPEN_STATES, State
from cms.organisation.models import ClosedDay


@dataclass(frozen=True)
class Due:
    """The last day on which an answer to an open case keeps the promise; None when no promise covers it."""

    case_id: int
    on: date | None
    promise: str = ""
    serious: bool = False

    def is_late(self, today: date) -> bool:
        """Whether the day has passed."""
        return self.on is not None and self.on < today


def promised_days(user: Any, today: date) -> list[Due]:
    """When each open case that the person may see is due: serious ones first, then the earliest, those without a promise last.

    While a case waits for the person, the days so far count as paused where the promise pauses.
    """
    terms = promise_terms()
    calendar = WorkingCalendar(ClosedDay.objects.values_list("day", flat=True))
    counted: dict[tuple[PromiseTerms, date], date] = {}
    found = []
    rows = visible_cases(user).filter(state__in=OPEN_STATES).order_by()
    for pk, received, kind, path, paused, state, since, serious in rows.values_list(
        "pk", "received_on", "kind_id", "unit__path", "paused_days", "state", "waiting_since", "serious"
    ):
        promise = promise_that_applied(terms, received, kind, path) if received else None
        if promise is None or received is None:
            found.append(Due(pk, None, serious=serious))
            continue
        if (promise, received) not in counted:
            counted[(promise, received)] = answer_due(received, promise, calendar)
        due = counted[(promise, received)]
        if promise.pauses:
            waited = (today - since).days if state == State.WAITING and since else 0
            due += timedelta(days=paused + max(0, waited))
        found.append(Due(pk, due, promise.name, serious))
    return sorted(found, key=lambda each: (not each.serious, each.on or date.max, each.case_id))


def late(user: Any, today: date) -> list[Due]:
    """Open cases whose promised day has passed, the longest ago first."""
    return [each for each in promised_days(user, today) if each.is_late(today)]


def with_cases(user: Any, dues: list[Due], related: tuple[str, ...] = ()) -> list[tuple[Case, Due]]:
    """The cases of some promised days, in the same order."""
    cases = visible_cases(user).select_related("unit", "kind", *related).in_bulk([each.case_id for each in dues])
    return [(cases[each.case_id], each) for each in dues if each.case_id in cases]


def case_counts(user: Any) -> dict[str, Any]:
    """How many cases stand where, of those that the person may see; one query."""
    in_hand = visible_cases(user).filter(state__in=[*OPEN_STATES, State.ANSWERED]).order_by()
    received, answered = Q(state=State.RECEIVED), Q(state=State.ANSWERED)
    counts: dict[str, Any] = in_hand.aggregate(
        open=Count("pk", filter=~answered),
        received=Count("pk", filter=received),
        oldest_received=Min("received_on", filter=received),
        answered=Count("pk", filter=answered),
        oldest_answered=Min("answered_on", filter=answered),
        mine=Count("pk", filter=Q(investigator=user) & ~answered),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        serious=Count("pk", filter=Q(serious=True) & ~answered),
    )
    return counts


def my_open(user: Any) -> set[int]:
    """Primary keys of the open cases that the person investigates."""
    return set(Case.objects.open().filter(investigator_id=user.pk).order_by().values_list("pk", flat=True))


def month_figures(user: Any, today: date) -> list[tuple[str, int, int]]:
    """What was received, answered and closed this month and the month before, of the cases that the person may see; one query."""
    first = today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    names = {"received_on": _("Received"), "answered_on": _("Answered"), "closed_on": _("Closed")}
    counts = {}
    since = Q()
    for name in names:
        since |= Q(**{f"{name}__gte": before})
        counts[f"{name}_now"] = Count("pk", filter=Q(**{f"{name}__gte": first}))
        counts[f"{name}_before"] = Count("pk", filter=Q(**{f"{name}__gte": before, f"{name}__lt": first}))
    found = visible_cases(user).filter(since).order_by().aggregate(**counts)
    return [(said, found[f"{name}_now"], found[f"{name}_before"]) for name, said in names.items()]
