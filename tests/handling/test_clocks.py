from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from cms.cases.actions import make_move
from cms.cases.clock_faces import ClockFace, Clocks
from cms.cases.models import Case, Kind, Promise, StageLimit
from cms.cases.states import State
from cms.handling import actions, reminders
from cms.handling.models import Notice
from cms.mail.models import Message
from cms.organisation.models import ClosedDay
from cms.reports import digest
from tests.cast import Cast
from tests.factories import case_in, registered, streets

# A case of the factories is received on 2 March 2026 and moves on 12 March; twenty working days later is 13 April (Easter between).
LAST_DAY, DAY_AFTER = date(2026, 4, 13), date(2026, 4, 14)


def face(case: Case, code: str, today: date) -> ClockFace:
    return next(each for each in Clocks().faces(case, today) if each.code == code)


def letters(purpose: str) -> list[str]:
    return sorted(Message.objects.filter(purpose=purpose).values_list("to", flat=True))


@pytest.fixture
def office(cast: Cast) -> Cast:
    """Ingrid works for the street unit, Rolf is the manager of the department above."""
    cast.ingrid.units.add(streets())
    cast.rolf.units.add(streets().department)
    return cast


def test_a_stage_is_explained_day_by_day(cast: Cast) -> None:
    case = case_in(State.INVESTIGATING, cast)
    clock = face(case, "stage:investigate", date(2026, 4, 8))
    assert (clock.started, clock.due, clock.done, clock.left) == (date(2026, 3, 12), LAST_DAY, None, 3)
    assert clock.skipped == (date(2026, 4, 3), date(2026, 4, 6))
    assert [each.code for each in Clocks().faces(case, LAST_DAY)] == [
        "promise:en-manad", "stage:distribute", "stage:investigate",
    ]  # fmt: skip


def test_the_municipalitys_own_closed_day_moves_the_limit(cast: Cast) -> None:
    case = case_in(State.INVESTIGATING, cast)
    ClosedDay.objects.create(day=date(2026, 4, 2), reason="Skärtorsdag")
    assert face(case, "stage:investigate", LAST_DAY).due == date(2026, 4, 14)


def test_waiting_for_the_person_pauses_the_investigation_and_not_the_promise(cast: Cast) -> None:
    case = case_in(State.WAITING, cast)
    today = date(2026, 3, 19)
    clock = face(case, "stage:investigate", today)
    assert (clock.paused_days, clock.is_pausing, clock.due) == (7, True, date(2026, 4, 20))
    assert face(case, "promise:en-manad", today).due == date(2026, 4, 2)


def test_a_pause_that_ends_on_a_weekend_moves_the_day_to_the_next_working_day(cast: Cast) -> None:
    case = make_move(case_in(State.WAITING, cast), "resume", cast.ingrid, on=date(2026, 3, 17))
    assert face(case, "stage:investigate", LAST_DAY).due == date(2026, 4, 20)  # 13 April + 5 days is a Saturday


@pytest.mark.parametrize(
    ("unit", "length", "due"),
    [("working_days", 10, date(2026, 3, 16)), ("calendar_days", 7, date(2026, 3, 9)), ("months", 1, date(2026, 4, 2))],
)
def test_the_promises_of_the_five_municipalities_are_configuration(
    unit: str, length: int, due: date, cast: Cast
) -> None:
    Promise.objects.update(unit=unit, length=length)
    assert face(registered(cast), "promise:en-manad", date(2026, 3, 3)).due == due


def test_a_limit_holds_for_its_kind_its_department_and_its_time(cast: Cast) -> None:
    case = case_in(State.INVESTIGATING, cast)
    own = StageLimit.objects.create(stage="investigate", working_days=10)
    own.departments.add(streets().department)
    assert face(case, "stage:investigate", LAST_DAY).due == date(2026, 3, 26)
    own.kinds.add(Kind.objects.get(code="praise"))
    assert face(case, "stage:investigate", LAST_DAY).due == LAST_DAY
    own.kinds.set([case.kind])
    own.valid_from = date(2026, 3, 13)
    own.save()
    assert face(case, "stage:investigate", LAST_DAY).due == LAST_DAY


def test_a_reopened_case_has_its_twenty_days_anew(cast: Cast) -> None:
    case = make_move(case_in(State.CLOSED, cast), "reopen", cast.astrid, comment="Mer", on=date(2026, 5, 4))
    clock = face(case, "stage:investigate", date(2026, 5, 5))
    assert (clock.started, clock.is_running) == (date(2026, 5, 4), True)
    assert not face(case, "promise:en-manad", date(2026, 5, 5)).is_running


def test_a_reminder_goes_to_the_investigator_on_the_day_before(office: Cast) -> None:
    case_in(State.INVESTIGATING, office)
    Promise.objects.all().delete()
    assert reminders.run(date(2026, 4, 9))["letters"] == 0
    assert reminders.run(date(2026, 4, 10))["reminder"] == 1
    assert letters("reminder") == [office.ingrid.email]


def test_after_the_limit_the_investigator_and_the_higher_manager_are_told(office: Cast) -> None:
    case = case_in(State.INVESTIGATING, office)
    Promise.objects.all().delete()
    reminders.run(LAST_DAY)
    assert letters("escalation") == letters("overdue") == []
    counts = reminders.run(DAY_AFTER)
    assert (counts["late"], counts["escalation"]) == (1, 1)
    assert (letters("overdue"), letters("escalation")) == ([office.ingrid.email], [office.rolf.email])
    assert case.events.filter(action="escalate").count() == 1


def test_a_second_run_tells_nobody_anything(office: Cast) -> None:
    case_in(State.INVESTIGATING, office)
    assert reminders.run(DAY_AFTER)["letters"] > 0
    before = Message.objects.count()
    assert sum(reminders.run(DAY_AFTER).values()) == 0
    assert sum(reminders.run(date(2026, 4, 15)).values()) == 0
    assert Message.objects.count() == before


def test_a_dry_run_counts_the_same_and_writes_nothing(office: Cast) -> None:
    case_in(State.INVESTIGATING, office)
    before = Message.objects.count()
    planned = reminders.run(DAY_AFTER, dry_run=True)
    assert (Notice.objects.count(), Message.objects.count()) == (0, before)
    assert reminders.run(DAY_AFTER) == planned


def test_while_a_case_waits_for_the_person_its_stage_asks_for_nothing(office: Cast) -> None:
    case_in(State.WAITING, office)
    Promise.objects.all().delete()
    assert sum(reminders.run(date(2026, 5, 20)).values()) == 0


def test_a_case_that_nobody_distributes_is_the_registrars(office: Cast) -> None:
    registered(office)
    reminders.run(date(2026, 3, 5))
    assert letters("overdue") == [office.astrid.email]


def test_an_answer_that_nobody_checks_is_the_registrars(office: Cast) -> None:
    case_in(State.ANSWERED, office)
    Message.objects.all().delete()
    assert reminders.run(date(2026, 3, 17))["late"] == 1
    assert letters("overdue") == [office.astrid.email]


def test_what_was_due_long_ago_is_noted_without_a_letter(office: Cast) -> None:
    case_in(State.INVESTIGATING, office)
    before = Message.objects.count()
    counts = reminders.run(date(2027, 1, 1))
    assert counts["old"] == counts["late"] + counts["escalation"] == 3
    assert Message.objects.count() == before


def test_without_an_investigator_the_mailbox_of_the_unit_is_told(cast: Cast) -> None:
    unit = streets()
    unit.email = "gatuenheten@kommunen.example"
    unit.save()
    case_in(State.DISTRIBUTED, cast)
    reminders.run(DAY_AFTER)
    assert "gatuenheten@kommunen.example" in letters("overdue")


def test_a_planned_action_reminds_and_is_late_like_a_clock(office: Cast) -> None:
    case = case_in(State.CLOSED, office)
    action = actions.plan(case, office.ingrid, "Laga", date(2999, 1, 4))
    type(action).objects.update(due_on=date(2026, 6, 1))
    assert reminders.run(date(2026, 5, 28))["reminder"] == 1
    assert reminders.run(date(2026, 6, 2))["late"] == 1
    actions.follow_up(action, office.ingrid, "kept")
    assert sum(reminders.run(date(2026, 6, 3)).values()) == 0


def test_no_notice_says_what_the_person_wrote(office: Cast) -> None:
    case = case_in(State.INVESTIGATING, office)
    reminders.run(DAY_AFTER)
    for letter in Message.objects.exclude(to=case.sender_email):
        assert case.heading not in letter.subject + letter.text
        assert case.sender_name not in letter.subject + letter.text


def test_the_digest_of_a_week_comes_once_and_holds_numbers_only(office: Cast) -> None:
    case = registered(office)
    monday = date(2026, 4, 20)
    assert digest.run(monday) > 0
    letter = Message.objects.get(purpose="digest", to=office.astrid.email)
    assert "1" in letter.text
    assert case.heading not in letter.text
    assert digest.run(date(2026, 4, 24)) == 0
    assert digest.run(date(2026, 4, 27)) > 0
    assert not Message.objects.filter(purpose="digest", to=office.david.email).exists()


def test_the_command_says_what_it_did(office: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    registered(office)
    call_command("run_clocks", "--dry-run", "--json")
    assert '"letters"' in capsys.readouterr().out
    assert not Notice.objects.exists()


def test_of_two_runs_that_found_the_same_one_tells(office: Cast) -> None:
    for _number in range(3):
        case_in(State.INVESTIGATING, office)
    first, second = reminders.notices_due(DAY_AFTER), reminders.notices_due(DAY_AFTER)
    assert len(first) == len(second) > 0
    before = Message.objects.count()
    told = [reminders.give(each, reminders.Recipients()) for each in first]
    assert [reminders.give(each, reminders.Recipients()) for each in second] == [None] * len(second)
    assert Message.objects.count() - before == sum(each or 0 for each in told)
    assert Notice.objects.count() == len(first)
