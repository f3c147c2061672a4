"""The process owner's board: what comes in and goes out, how old what lies is, and where it lies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from statistics import median
from typing import Any

from django.db.models import Avg, Count, F, Q
from django.utils.translation import gettext as _

from cms.cases.admin import visible_cases
from cms.cases.calendar import WorkingCalendar
from cms.cases.policies import unit_paths_of
from cms.cases.states import OPEN_STATES, State
from cms.handling.models import PlannedAction, SurveyResponse
from cms.organisation.models import ClosedDay, Level, OrganisationUnit
from cms.reports.selectors import promised_days

WEEKS = 12
STAGE_DAYS = 90
FEWEST_ANSWERS = 5
"""Survey figures of fewer answers are not shown: one answer would be somebody's."""
IN_HAND = [*OPEN_STATES, State.ANSWERED]


@dataclass
class Week:
    """What came and went in one week."""

    monday: date
    received: int = 0
    answered: int = 0
    closed: int = 0


@dataclass
class UnitRow:
    """What lies with a unit or a department, and how quickly it works."""

    name: str
    is_department: bool
    lies: Counter[str] = field(default_factory=Counter)
    ages: list[int] = field(default_factory=list)
    late: int = 0
    stage_days: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def open(self) -> int:
        """Cases in hand."""
        return sum(self.lies.values())

    @property
    def oldest(self) -> int | None:
        """Calendar days since the oldest was received."""
        return max(self.ages, default=None)

    @property
    def median_age(self) -> float | None:
        """Calendar days since the middle one was received."""
        return median(self.ages) if self.ages else None

    @property
    def bottleneck(self) -> str:
        """The state in which most of it lies; empty when little lies."""
        most = self.lies.most_common(1)
        return str(State(most[0][0]).label) if most and most[0][1] > 1 else ""

    def cells(self) -> list[Any]:
        """The row as the table and the file have it."""
        return [
            self.open,
            self.late,
            self.oldest,
            self.median_age,
            *(self.lies.get(state, 0) for state in IN_HAND),
            *(median(self.stage_days[stage]) if self.stage_days.get(stage) else None for stage in STAGES),
            self.bottleneck,
        ]


STAGES = ("distribute", "investigate", "check")


def unit_header() -> list[str]:
    """What the columns of `UnitRow.cells` are called."""
    return [
        _("In hand"),
        _("Late"),
        _("Oldest, days"),
        _("Median age, days"),
        *(str(State(state).label) for state in IN_HAND),
        _("Median working days to distribute"),
        _("Median working days to answer"),
        _("Median working days to check"),
        _("Most lies in"),
    ]


def weeks(user: Any, today: date) -> list[Week]:
    """The last weeks, the oldest first; this week is not over."""
    monday = today - timedelta(days=today.weekday())
    found = {first: Week(first) for first in (monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1))}
    since = min(found)
    days = visible_cases(user).filter(Q(received_on__gte=since) | Q(answered_on__gte=since) | Q(closed_on__gte=since))
    for received, answered, closed in days.order_by().values_list("received_on", "answered_on", "closed_on"):
        for name, day in (("received", received), ("answered", answered), ("closed", closed)):
            week = found.get(day - timedelta(days=day.weekday())) if day else None
            if week is not None:
                setattr(week, name, getattr(week, name) + 1)
    return list(found.values())


def unit_rows(user: Any, today: date) -> list[UnitRow]:
    """Departments, each followed by those of its units that have something in hand or answered something lately."""
    names = {path: (name, level) for path, name, level in OrganisationUnit.objects.values_list("path", "name", "level")}
    rows: dict[str, UnitRow] = {}

    def places(path: str) -> Iterable[UnitRow]:
        department = path[: OrganisationUnit.steplen * 2]
        for each in dict.fromkeys((department, path)):
            if each not in rows:
                name, level = names[each]
                rows[each] = UnitRow(name, level in {Level.DEPARTMENT, Level.MUNICIPALITY})
            yield rows[each]

    late = {each.case_id for each in promised_days(user, today) if each.is_late(today)}
    in_hand = visible_cases(user).filter(state__in=IN_HAND).order_by()
    for pk, path, state, received in in_hand.values_list("pk", "unit__path", "state", "received_on"):
        for row in places(path):
            row.lies[state] += 1
            row.late += pk in late
            if received:
                row.ages.append((today - received).days)
    between = cache(WorkingCalendar(ClosedDay.objects.values_list("day", flat=True)).between)  # many cases, few days
    lately = visible_cases(user).filter(answered_on__gte=today - timedelta(days=STAGE_DAYS)).order_by()
    for path, *days in lately.values_list("unit__path", "received_on", "distributed_on", "answered_on", "closed_on"):
        for row in places(path):
            for stage, begun, done in zip(STAGES, days, days[1:], strict=False):
                if begun and done and done >= begun:
                    row.stage_days[stage].append(between(begun, done))
    return [rows[path] for path in sorted(rows)]


def planned_counts(user: Any, today: date) -> dict[str, int]:
    """How planned actions fared: kept, kept late, dropped, still open, and open past their day."""
    result = PlannedAction.Result
    on_time = Q(finished_on__isnull=False, finished_on__lte=F("due_on"))
    scope = Q()
    for path in unit_paths_of(user):
        scope |= Q(case__unit__path__startswith=path)
    counts: dict[str, int] = PlannedAction.objects.filter(scope).aggregate(
        kept=Count("pk", filter=Q(result=result.KEPT) & on_time),
        kept_late=Count("pk", filter=Q(result=result.KEPT) & ~on_time),
        dropped=Count("pk", filter=Q(result=result.DROPPED)),
        open=Count("pk", filter=Q(result=result.OPEN, due_on__gte=today)),
        late=Count("pk", filter=Q(result=result.OPEN, due_on__lt=today)),
    )
    return counts


def survey_rows(user: Any) -> list[dict[str, Any]]:
    """The survey by department: how many answered, and the mean of each question. Too few answers have no means."""
    responses = SurveyResponse.objects.all()
    if paths := unit_paths_of(user):
        scope = Q()
        for path in paths:
            scope |= Q(unit__path__startswith=path)
        responses = responses.filter(scope)
    departments = dict(OrganisationUnit.objects.filter(level=Level.DEPARTMENT).values_list("path", "name"))
    found = []
    for path, name in [("", _("All")), *departments.items()]:
        of_department = responses.filter(unit__path__startswith=path)
        means = of_department.aggregate(Avg("easy"), Avg("clear"), Avg("heard"), n=Count("pk"))
        if means["n"]:
            enough = means["n"] >= FEWEST_ANSWERS
            scores = [means[f"{each}__avg"] if enough else None for each in ("easy", "clear", "heard")]
            found.append({"name": name, "n": means["n"], "enough": enough, "scores": scores})
    return found
