"""Every clock of a case, explained: when it began, what it waited for, which days it skipped, when it is due, when it was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import ngettext

from cms.cases.calendar import WorkingCalendar
from cms.cases.clocks import PromiseTerms, answer_due, promise_terms, promise_that_applied
from cms.cases.models import Case, Promise, StageLimit
from cms.cases.states import ANSWERED_STATES, State
from cms.organisation.models import ClosedDay


@dataclass(frozen=True)
class StageTerms:
    """A stage limit as plain values."""

    stage: str
    working_days: int
    reminder_days: int
    kinds: frozenset[int]
    departments: frozenset[str]
    valid_from: date | None
    valid_to: date | None

    def holds(self, day: date, kind_id: int, unit_path: str) -> bool:
        """Whether it holds for a case of this kind and unit in a stage begun on the day."""
        in_time = (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )
        of_department = not self.departments or any(unit_path.startswith(path) for path in self.departments)
        return in_time and (not self.kinds or kind_id in self.kinds) and of_department


@dataclass(frozen=True)
class ClockFace:
    """One clock of one case on one day."""

    code: str
    """`promise:<code>` or `stage:<stage>`; says with the due day which notice was given."""
    title: str
    length: str
    started: date
    due: date
    done: date | None
    paused_days: int
    is_pausing: bool
    skipped: tuple[date, ...]
    left: int
    """Working days until the due day, from today or from the day it was done; negative when later."""
    reminder_days: int

    @property
    def is_late(self) -> bool:
        """Whether the day has passed, or had when it was done."""
        return self.left < 0

    @property
    def late_by(self) -> int:
        """Working days late."""
        return max(0, -self.left)

    @property
    def is_running(self) -> bool:
        """Whether it still counts."""
        return self.done is None


class Clocks:
    """What is configured, read once; tells the clocks of any number of cases."""

    def __init__(self) -> None:
        self.calendar = WorkingCalendar(ClosedDay.objects.values_list("day", flat=True))
        self.promises = promise_terms()
        self.limits = _stage_terms()

    def faces(self, case: Case, today: date) -> list[ClockFace]:
        """The promise to the person first, then the stages as they have come. A case without a day of receipt has none."""
        return [*self._promises(case, today), *self._stages(case, today)]

    def running(self, case: Case, today: date) -> list[ClockFace]:
        """The clocks that still count."""
        return [face for face in self.faces(case, today) if face.is_running]

    def _promises(self, case: Case, today: date) -> Iterator[ClockFace]:
        if case.received_on is None:
            return
        for stopped_by in (Promise.StoppedBy.REACTION, Promise.StoppedBy.ANSWER):
            promise = promise_that_applied(
                self.promises, case.received_on, case.kind_id, case.unit.path, stopped_by=stopped_by
            )
            if promise is None:
                continue
            paused, pausing = (
                (case.paused_days + _waited(case, today), _is_waiting(case)) if promise.pauses else (0, False)
            )
            if stopped_by == Promise.StoppedBy.REACTION:
                done = case.first_reaction_on
            else:
                done = case.answered_on if case.state in ANSWERED_STATES or case.replied_on else _turned_away(case)
            yield self._face(
                f"promise:{promise.code}",
                promise.name,
                _length(promise),
                case.received_on,
                answer_due(case.received_on, promise, self.calendar, paused),
                done,
                today,
                paused_days=paused,
                is_pausing=pausing,
                reminder_days=promise.reminder_days,
                in_working_days=promise.unit == Promise.Unit.WORKING_DAYS,
            )

    def _stages(self, case: Case, today: date) -> Iterator[ClockFace]:
        for stage, started, done in _stages_of(case):
            limit = next(
                (each for each in self.limits[stage] if each.holds(started, case.kind_id, case.unit.path)), None
            )
            if limit is None:
                continue
            paused = 0
            if stage == StageLimit.Stage.INVESTIGATE:
                paused = case.follow_up_paused_days if case.reopened_on else case.paused_days
                paused += _waited(case, today)
            due = self.calendar.add(started, limit.working_days)
            yield self._face(
                f"stage:{stage}",
                str(StageLimit.Stage(stage).label).capitalize(),
                ngettext("%(count)d working day", "%(count)d working days", limit.working_days)
                % {"count": limit.working_days},
                started,
                self.calendar.on_or_after(due + timedelta(days=paused)) if paused else due,
                done,
                today,
                paused_days=paused,
                is_pausing=stage == StageLimit.Stage.INVESTIGATE and _is_waiting(case),
                reminder_days=limit.reminder_days,
                in_working_days=True,
            )

    def _face(
        self,
        code: str,
        title: str,
        length: str,
        started: date,
        due: date,
        done: date | None,
        today: date,
        *,
        paused_days: int,
        is_pausing: bool,
        reminder_days: int,
        in_working_days: bool,
    ) -> ClockFace:
        at = done or today
        left = self.calendar.between(at, due) if at <= due else -self.calendar.between(due, at)
        if at > due and left == 0:
            left = -1  # late by a weekend is late
        skipped = tuple(self.calendar.skipped(started, due)) if in_working_days else ()
        return ClockFace(code, title, length, started, due, done, paused_days, is_pausing, skipped, left, reminder_days)


def _stage_terms() -> dict[str, list[StageTerms]]:
    """Limits by stage: those for chosen departments first, then those for chosen kinds, because the nearer limit wins."""
    found: dict[str, list[StageTerms]] = {stage: [] for stage in StageLimit.Stage.values}
    for limit in StageLimit.objects.prefetch_related("kinds", "departments"):
        found[limit.stage].append(
            StageTerms(
                limit.stage,
                limit.working_days,
                limit.reminder_days,
                frozenset(kind.pk for kind in limit.kinds.all()),
                frozenset(unit.path for unit in limit.departments.all()),
                limit.valid_from,
                limit.valid_to,
            )
        )
    for limits in found.values():
        limits.sort(key=lambda each: (not each.departments, not each.kinds))
    return found


def _stages_of(case: Case) -> Iterator[tuple[str, date, date | None]]:
    """The stages that have begun, with the day each began and was done."""
    stage = StageLimit.Stage
    if case.received_on:
        yield stage.DISTRIBUTE, case.received_on, case.distributed_on or _turned_away(case) or case.answered_on
    begun = max(filter(None, (case.distributed_on, case.reopened_on)), default=None)
    written = case.answer_written_on or case.answered_on
    answered = written if case.state in ANSWERED_STATES else None
    if begun and (case.state not in {State.REJECTED, State.SENT_ELSEWHERE}):
        yield stage.INVESTIGATE, begun, max(answered, begun) if answered else None
    if answered:
        yield stage.CHECK, answered, case.closed_on


def _turned_away(case: Case) -> date | None:
    return case.closed_on if case.state in {State.REJECTED, State.SENT_ELSEWHERE} else None


def _is_waiting(case: Case) -> bool:
    return case.state == State.WAITING and case.waiting_since is not None


def _waited(case: Case, today: date) -> int:
    """Calendar days of the waiting that goes on."""
    if case.state != State.WAITING or case.waiting_since is None:
        return 0
    return max(0, (today - case.waiting_since).days)


def _length(promise: PromiseTerms) -> str:
    texts = {
        Promise.Unit.WORKING_DAYS: ngettext("%(count)d working day", "%(count)d working days", promise.length),
        Promise.Unit.CALENDAR_DAYS: ngettext("%(count)d calendar day", "%(count)d calendar days", promise.length),
        Promise.Unit.MONTHS: ngettext("%(count)d month", "%(count)d months", promise.length),
    }
    return texts[Promise.Unit(promise.unit)] % {"count": promise.length}
