"""Reminders before, notices after, and word to the higher manager. Each is given once, however often and by however many this runs.

Who gets what: docs/decisions/0026-a-notice-is-a-row.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import transaction
from django.utils.translation import gettext as _

from cms.cases.actions import log
from cms.cases.clock_faces import ClockFace, Clocks
from cms.cases.models import Case
from cms.cases.states import OPEN_STATES, State
from cms.handling import letters
from cms.handling.models import Notice, PlannedAction
from cms.handling.people import addresses_for, higher_managers, registrars_of
from cms.mail.purposes import Purpose

ACTION_REMINDER_DAYS = 5
BACKLOG_DAYS = 30
"""What was due longer ago is noted without a letter: after an import or a long stop nobody is served by a thousand letters."""

_PURPOSES = {
    Notice.What.REMINDER: Purpose.REMINDER,
    Notice.What.LATE: Purpose.OVERDUE,
    Notice.What.ESCALATION: Purpose.ESCALATION,
}


@dataclass(frozen=True)
class Due:
    """A notice that is to be given."""

    case: Case
    face: ClockFace
    what: Notice.What
    is_old: bool


def notices_due(today: date) -> list[Due]:
    """Everything that has not been told yet, oldest due day first."""
    given = set(Notice.objects.values_list("case_id", "clock", "what", "due_on"))
    found = [
        Due(case, face, what, (today - face.due).days > BACKLOG_DAYS)
        for case, face in _running(today)
        for what in _what(face)
        if (case.pk, face.code, what.value, face.due) not in given
    ]
    return sorted(found, key=lambda each: (each.face.due, each.case.number))


def give(due: Due, recipients: Recipients) -> int | None:
    """Give the notice; how many letters, or None when somebody else gave it meanwhile."""
    to = [] if due.is_old else recipients.of(due)
    with transaction.atomic():
        notice, created = Notice.objects.get_or_create(
            case=due.case, clock=due.face.code, what=due.what, due_on=due.face.due
        )
        if not created:
            return None
        notice.told = letters.of_clock(_PURPOSES[due.what], due.case, due.face, to)
        notice.save(update_fields=["told"])
        if due.what == Notice.What.ESCALATION and notice.told:
            log(due.case, "escalate", None, from_state=due.case.state)
    return notice.told


def _running(today: date) -> Iterator[tuple[Case, ClockFace]]:
    """Every clock that counts, of open and answered cases, and of actions that are planned."""
    clocks = Clocks()
    in_hand = Case.objects.filter(state__in=[*OPEN_STATES, State.ANSWERED]).order_by("pk")
    for case in in_hand.select_related("unit", "kind", "investigator").iterator(chunk_size=500):
        for face in clocks.running(case, today):
            yield case, face
    planned = PlannedAction.objects.filter(result=PlannedAction.Result.OPEN)
    for action in planned.select_related("case__unit", "case__kind", "case__investigator", "responsible"):
        if action.responsible is not None:
            action.case.investigator = action.responsible
        yield action.case, action_face(action, today, clocks)


def action_face(action: PlannedAction, today: date, clocks: Clocks) -> ClockFace:
    """The day of a planned action as a clock."""
    between = clocks.calendar.between
    left = between(today, action.due_on) if today <= action.due_on else -max(1, between(action.due_on, today))
    return ClockFace(
        code=f"action:{action.pk}",
        title=_("Planned action"),
        length="",
        started=action.planned_on,
        due=action.due_on,
        done=action.finished_on,
        paused_days=0,
        is_pausing=False,
        skipped=(),
        left=left,
        reminder_days=ACTION_REMINDER_DAYS,
    )


def _what(face: ClockFace) -> Iterator[Notice.What]:
    """What a clock that counts asks for today."""
    if face.is_pausing:
        return
    if face.is_late:
        yield Notice.What.LATE
        if face.code == "stage:investigate":
            yield Notice.What.ESCALATION
    elif face.left <= face.reminder_days and face.reminder_days:
        yield Notice.What.REMINDER


class Recipients:
    """Who is told, asked once for each unit in a run."""

    def __init__(self) -> None:
        self._registrars = cache(registrars_of)
        self._managers = cache(higher_managers)
        self._unit = cache(lambda unit: addresses_for(unit, None))

    def of(self, due: Due) -> list[str]:
        """Addresses for one notice: the manager above, whoever investigates, or the registrars while it lies with them."""
        case = due.case
        if due.what == Notice.What.ESCALATION:
            return self._managers(case.unit)
        with_registrar = case.state in {State.RECEIVED, State.ANSWERED} and not due.face.code.startswith("action:")
        if with_registrar:
            return self._registrars(case.unit)
        if case.investigator is not None and case.investigator.email:
            return [case.investigator.email]
        return self._unit(case.unit)


def run(today: date, *, dry_run: bool = False) -> dict[str, int]:
    """Give what is due; how many of each, and how many letters. A dry run counts the same and writes nothing."""
    counts = {"reminder": 0, "late": 0, "escalation": 0, "letters": 0, "old": 0}
    recipients = Recipients()
    for due in notices_due(today):
        told = (0 if due.is_old else len(recipients.of(due))) if dry_run else give(due, recipients)
        if told is None:
            continue
        counts[due.what.value] += 1
        counts["letters"] += told
        counts["old"] += due.is_old
    return counts
