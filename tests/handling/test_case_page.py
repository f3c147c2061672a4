from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cms.accounts.models import User
from cms.cases.actions import make_move
from cms.cases.html import clean_answer
from cms.cases.models import Case
from cms.cases.states import ACTS, MOVES, State
from cms.handling import actions
from cms.handling.case_page import KEYS
from cms.handling.forms import ACT_FORMS, MOVE_FORMS, text_for_editing
from cms.handling.models import AnswerTemplate, PlannedAction
from cms.mail.models import Message
from cms.organisation.models import OrganisationUnit
from cms.publication.models import PublicRecord, Status
from tests.cast import Cast
from tests.factories import case_in, registered, streets
from tests.handling.conftest import SignIn

ANSWER = {
    "answer-answer": "Vi lagade hålet.\n\n- Först den ena halvan\n- Sedan den andra",
    "answer-outcome": "done",
    "answer-answered_by_role": "Driftledare",
}
FILLED: dict[str, dict[str, Any]] = {
    "distribute": {"unit": "Gatuenheten"},
    "redirect": {"unit": "Gatuenheten"},
    "reject": {"words": "Vägen är statlig.", "comment": "Trafikverket"},
    "send_elsewhere": {"words": "Bolaget svarar.", "comment": "Bolaget"},
    "take": {},
    "ask": {"words": "Var ligger hålet?", "comment": "Platsen saknas"},
    "resume": {},
    "answer": {"answer": "Vi lagade hålet.", "outcome": "done", "answered_by_role": "Driftledare"},
    "return_answer": {"comment": "Säg när."},
    "close": {},
    "thank": {"words": "Tack!"},
    "reopen": {"comment": "När då?"},
}


def page(client: Client, case: Case) -> str:
    return str(client.get(f"/admin/cases/inspect/{case.pk}/").content.decode())


def offered(client: Client, case: Case) -> set[str]:
    return set(re.findall(rf"/admin/cases/move/{case.pk}/(\w+)/", page(client, case)))


def send(client: Client, case: Case, name: str, values: dict[str, Any] | None = None) -> Any:
    """Make a move the way its form does."""
    filled = FILLED[name] if values is None else values
    kind = {"kind": case.kind_id} if name in {"distribute", "redirect"} else {}
    data = {f"{name}-{field}": value for field, value in (kind | filled).items()}
    return client.post(f"/admin/cases/move/{case.pk}/{name}/", data)


def test_every_move_and_act_has_a_form_and_a_key_of_its_own() -> None:
    assert set(MOVE_FORMS) == set(MOVES)
    assert set(ACT_FORMS) | {"draft"} == set(ACTS)
    assert set(KEYS) == (set(MOVES) | set(ACT_FORMS)) - {"follow_up"}
    assert len(set(KEYS.values())) == len(KEYS)


@pytest.mark.parametrize("state", list(State))
def test_the_page_offers_exactly_the_moves_of_the_table_to_the_role(
    state: State, cast: Cast, signed_in: SignIn
) -> None:
    case = case_in(state, cast)
    for person in (cast.astrid, cast.ingrid, cast.karin, cast.rolf):
        expected = {
            name
            for name, move in MOVES.items()
            if state in move.sources and person.has_perm(f"cases.{move.permission}") and not move.only_kind
        }
        assert offered(signed_in(person), case) == expected, person


@pytest.mark.parametrize("name", sorted(MOVES))
@pytest.mark.parametrize("who", ["david", "rolf", "karin"])
def test_a_forged_move_by_somebody_without_the_role_changes_nothing(
    name: str, who: str, cast: Cast, signed_in: SignIn
) -> None:
    source = sorted(MOVES[name].sources)[0]
    case = case_in(source, cast)
    events = case.events.count()
    response = send(signed_in(getattr(cast, who)), case, name)
    assert response.status_code in {302, 403, 404}
    case.refresh_from_db()
    assert (case.state, case.events.count()) == (source, events)


@pytest.mark.parametrize("name", sorted(MOVES))
def test_a_forged_move_by_staff_of_another_unit_is_not_found(
    name: str, cast: Cast, signed_in: SignIn, elsewhere: OrganisationUnit
) -> None:
    source = sorted(MOVES[name].sources)[0]
    case = case_in(source, cast)
    cast.astrid.units.add(elsewhere)
    assert send(signed_in(cast.astrid), case, name).status_code == 404
    case.refresh_from_db()
    assert case.state == source


@pytest.mark.parametrize("state", list(State))
def test_a_forged_move_that_the_table_does_not_have_is_refused_to_the_registrar_too(
    state: State, cast: Cast, signed_in: SignIn
) -> None:
    case, client = case_in(state, cast), signed_in(cast.astrid)
    for name in sorted(
        set(MOVES) - {name for name, move in MOVES.items() if state in move.sources and not move.only_kind}
    ):
        assert send(client, case, name).status_code == 302, name
        case.refresh_from_db()
        assert case.state == state, name


@pytest.mark.parametrize("name", sorted(ACT_FORMS))
@pytest.mark.parametrize("who", ["david", "rolf", "elsewhere"])
def test_forged_acts_change_nothing(
    name: str, who: str, cast: Cast, signed_in: SignIn, elsewhere: OrganisationUnit
) -> None:
    case = case_in(State.INVESTIGATING, cast)
    planned = actions.plan(case, cast.ingrid, "Laga hålet", timezone.localdate() + timedelta(days=3))
    before = Case.objects.filter(pk=case.pk).values().get(), case.events.count()
    person = cast.ingrid if who == "elsewhere" else getattr(cast, who)
    if who == "elsewhere":
        person.units.add(elsewhere)
    fields = {
        "words": "x",
        "text": "x",
        "due_on": "2030-01-01",
        "serious": "on",
        "planned": planned.pk,
        "result": "kept",
    }
    response = signed_in(person).post(
        f"/admin/cases/act/{case.pk}/{name}/", {f"{name}-{field}": value for field, value in fields.items()}
    )
    assert response.status_code in {302, 403, 404}
    assert (Case.objects.filter(pk=case.pk).values().get(), case.events.count()) == before
    planned.refresh_from_db()
    assert planned.result == PlannedAction.Result.OPEN


def test_a_move_by_a_link_is_refused(cast: Cast, signed_in: SignIn) -> None:
    case = registered(cast)
    assert signed_in(cast.astrid).get(f"/admin/cases/move/{case.pk}/distribute/").status_code == 405


def test_a_planned_action_of_another_case_cannot_be_finished_from_this_one(cast: Cast, signed_in: SignIn) -> None:
    case, other = case_in(State.INVESTIGATING, cast), case_in(State.INVESTIGATING, cast)
    planned = actions.plan(other, cast.ingrid, "Laga", timezone.localdate())
    data = {"follow_up-planned": planned.pk, "follow_up-result": "kept", "follow_up-note": ""}
    assert signed_in(cast.ingrid).post(f"/admin/cases/act/{case.pk}/follow_up/", data).status_code == 404


def test_a_complaint_cannot_be_thanked_away(cast: Cast, signed_in: SignIn) -> None:
    case = registered(cast)
    send(signed_in(cast.astrid), case, "thank")
    case.refresh_from_db()
    assert case.state == State.RECEIVED


def test_a_case_goes_from_receipt_to_review_by_the_forms_alone(cast: Cast, signed_in: SignIn) -> None:
    case = registered(cast)
    astrid, ingrid = signed_in(cast.astrid), signed_in(cast.ingrid)
    send(astrid, case, "distribute", {"unit": "Gatuenheten · Tekniska förvaltningen", "comment": "Brådskar"})
    send(ingrid, case, "take")
    assert ingrid.post(f"/admin/cases/move/{case.pk}/answer/", ANSWER).status_code == 302
    case.refresh_from_db()
    assert case.state == State.ANSWERED
    assert case.investigator == cast.ingrid
    assert case.answer == "<p>Vi lagade hålet.</p><ul><li>Först den ena halvan</li><li>Sedan den andra</li></ul>"
    record = PublicRecord.objects.get(case=case)
    assert record.status == Status.DRAFT
    assert not Message.objects.filter(purpose="answer").exists()
    response = send(astrid, case, "close")
    record.refresh_from_db()
    assert record.status == Status.AWAITING
    assert response.headers["Location"] == f"/admin/review/{record.pk}/"
    letter = Message.objects.get(purpose="answer")
    assert letter.to == case.sender_email
    assert "Först den ena halvan" in letter.text
    assert "/enkat/" in letter.text


def test_the_person_hears_nothing_before_the_registrar_releases_the_reply(cast: Cast) -> None:
    case = case_in(State.ANSWERED, cast)
    assert not Message.objects.filter(purpose="answer").exists()
    make_move(case, "close", cast.astrid)
    assert Message.objects.filter(purpose="answer").count() == 1


def test_a_returned_answer_changes_the_public_version_that_waits(cast: Cast) -> None:
    case = case_in(State.INVESTIGATING, cast)
    values = {"answered_by_role": "Driftledare", "outcome": "done", "outcome_text": ""}
    actions.move_case(case, "answer", cast.ingrid, answer="Snart.", **values)
    actions.move_case(case, "return_answer", cast.astrid, comment="Säg när.")
    actions.move_case(case, "answer", cast.ingrid, answer="På måndag.", **values)
    record = PublicRecord.objects.get(case=case)
    assert record.get_latest_revision_as_object().answer == "<p>På måndag.</p>"
    assert record.status == Status.DRAFT


def test_a_follow_up_question_reopens_and_the_first_answer_keeps_its_day(cast: Cast) -> None:
    case = case_in(State.CLOSED, cast)
    first = case.answered_on
    case = make_move(case, "reopen", cast.astrid, comment="När då?", on=date(2026, 4, 1))
    case = make_move(case, "answer", cast.ingrid, answer="På måndag.", on=date(2026, 4, 7))
    assert (case.state, case.answered_on, case.answer_written_on) == (State.ANSWERED, first, date(2026, 4, 7))
    make_move(case, "close", cast.astrid, on=date(2026, 4, 8))
    assert Message.objects.filter(purpose="answer", about=case.number).count() == 2


def test_rejecting_needs_words_to_a_person_who_can_be_reached(cast: Cast, signed_in: SignIn) -> None:
    case = registered(cast)
    response = send(signed_in(cast.astrid), case, "reject", {"comment": "Statens väg"})
    assert response.status_code == 422
    send(signed_in(cast.astrid), case, "reject")
    letter = Message.objects.get(purpose="rejection")
    assert "Vägen är statlig." in letter.text
    assert "Trafikverket" not in letter.text


def test_praise_goes_to_the_manager_and_is_thanked(cast: Cast, signed_in: SignIn) -> None:
    cast.rolf.units.add(streets())
    praise = type(registered(cast).kind).objects.get(code="praise")
    case = registered(cast, kind=praise)
    send(signed_in(cast.astrid), case, "distribute")
    assert Message.objects.filter(purpose="assignment", to=cast.rolf.email).exists()
    send(signed_in(cast.ingrid), case, "thank")
    case.refresh_from_db()
    assert (case.state, case.outcome) == (State.CLOSED, "praise_passed_on")
    assert "Tack!" in Message.objects.get(purpose="thanks").text


def test_no_letter_to_staff_says_what_the_person_wrote_or_who_they_are(cast: Cast) -> None:
    cast.ingrid.units.add(streets())
    case = case_in(State.CLOSED, cast)
    letters = Message.objects.filter(purpose="assignment")
    assert letters
    for letter in letters:
        for private in (case.text[:20], case.heading, case.sender_name, case.sender_email):
            assert private not in letter.text + letter.subject


def test_a_draft_of_the_answer_is_kept_and_not_shown_as_the_answer(cast: Cast, signed_in: SignIn) -> None:
    case = case_in(State.INVESTIGATING, cast)
    client = signed_in(cast.ingrid)
    client.post(f"/admin/cases/move/{case.pk}/answer/", {"answer-answer": "Vi tittar på", "save": "draft"})
    case.refresh_from_db()
    assert (case.answer_draft, case.answer, case.state) == ("Vi tittar på", "", State.INVESTIGATING)
    assert "Vi tittar på" in page(client, case)
    make_move(case, "answer", cast.ingrid, answer="Klart.")
    case.refresh_from_db()
    assert case.answer_draft == ""


def test_a_form_with_something_missing_says_so_and_keeps_the_words(cast: Cast, signed_in: SignIn) -> None:
    case = case_in(State.INVESTIGATING, cast)
    response = send(
        signed_in(cast.ingrid), case, "answer", {"answer": "Mina ord", "outcome": "planned", "answered_by_role": "Chef"}
    )
    assert response.status_code == 422
    assert "Mina ord" in response.content.decode()
    case.refresh_from_db()
    assert case.state == State.INVESTIGATING


def test_an_answer_that_promises_something_notes_it_with_its_day(cast: Cast, signed_in: SignIn) -> None:
    case = case_in(State.INVESTIGATING, cast)
    due = timezone.localdate() + timedelta(days=30)
    planned = {"outcome": "planned", "planned_text": "Vi lagar hålet", "planned_due": due.isoformat()}
    send(signed_in(cast.ingrid), case, "answer", FILLED["answer"] | planned)
    action = PlannedAction.objects.get(case=case)
    assert (action.text, action.due_on, action.responsible) == ("Vi lagar hålet", due, cast.ingrid)
    client = signed_in(cast.ingrid)
    data = {"follow_up-planned": action.pk, "follow_up-result": "dropped", "follow_up-note": ""}
    assert client.post(f"/admin/cases/act/{case.pk}/follow_up/", data).status_code == 422
    client.post(f"/admin/cases/act/{case.pk}/follow_up/", data | {"follow_up-note": "Vägen byggs om"})
    action.refresh_from_db()
    assert (action.result, action.note) == ("dropped", "Vägen byggs om")


def test_a_finished_action_is_finished_once(cast: Cast) -> None:
    action = actions.plan(case_in(State.INVESTIGATING, cast), cast.ingrid, "Laga", timezone.localdate())
    actions.follow_up(action, cast.ingrid, "kept", on=timezone.localdate() + timedelta(days=2))
    action.refresh_from_db()
    assert action.is_late(timezone.localdate())
    with pytest.raises(ValidationError, match="finished already"):
        actions.follow_up(action, cast.ingrid, "kept")


def test_flags_are_kept_with_a_registry_number(cast: Cast, signed_in: SignIn) -> None:
    case, client = case_in(State.INVESTIGATING, cast), signed_in(cast.ingrid)
    url = f"/admin/cases/act/{case.pk}/flag/"
    assert client.post(url, {"flag-in_registry": "on"}).status_code == 422
    client.post(url, {"flag-in_registry": "on", "flag-registry_number": "KS 2026/12", "flag-serious": "on"})
    case.refresh_from_db()
    assert (case.serious, case.in_registry, case.registry_number, case.deviation_considered) == (
        True,
        True,
        "KS 2026/12",
        False,
    )
    assert "KS 2026/12" in page(client, case)


def test_the_person_is_kept_informed(cast: Cast, signed_in: SignIn) -> None:
    case = case_in(State.INVESTIGATING, cast)
    data = {"inform-words": "Asfalten dröjer.", "inform-expected_on": "2026-05-01"}
    signed_in(cast.ingrid).post(f"/admin/cases/act/{case.pk}/inform/", data)
    letter = Message.objects.get(purpose="pending")
    assert "Asfalten dröjer." in letter.text
    assert "1 maj 2026" in letter.text


def test_templates_are_filled_in_for_the_kind_and_the_department(
    cast: Cast, signed_in: SignIn, elsewhere: OrganisationUnit
) -> None:
    case = case_in(State.INVESTIGATING, cast)
    AnswerTemplate.objects.create(name="Vårt svar", text="Tack för {number}, {unit}.")
    AnswerTemplate.objects.create(name="De andras", text="Nej", department=elsewhere.department)
    shown = page(signed_in(cast.ingrid), case)
    assert f"Tack för {case.number}, Gatuenheten." in shown
    assert "De andras" not in shown


def test_a_template_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="personnummer"):
        AnswerTemplate(name="x", text="{personnummer}").clean()


def test_who_sent_it_is_not_on_the_page_of_those_who_may_not_see(cast: Cast, signed_in: SignIn) -> None:
    case = registered(cast)
    assert "Fia Provsson" in page(signed_in(cast.ingrid), case)
    assert "Fia Provsson" not in page(signed_in(cast.karin), case)
    assert case.sender_email not in page(signed_in(cast.karin), case)


def test_similar_cases_of_other_units_are_not_shown(cast: Cast, signed_in: SignIn, elsewhere: OrganisationUnit) -> None:
    own = registered(cast, unit=elsewhere, heading="Simhallen är kall", text="Vattnet i simhallen är kallt.")
    registered(cast, heading="Simhallen är kall igen", text="Vattnet i simhallen är kallt.")
    person: User = cast.ingrid
    person.units.add(elsewhere)
    client = signed_in(person)
    assert "kall igen" not in client.get(f"/admin/cases/similar/{own.pk}/").content.decode()


def test_a_script_in_an_answer_is_not_run(cast: Cast, signed_in: SignIn) -> None:
    case = case_in(State.CLOSED, cast)
    Case.objects.filter(pk=case.pk).update(answer="<p>Ja</p><script>alert(1)</script>", text="<b>x</b>")
    shown = page(signed_in(cast.astrid), case)
    assert "alert(1)" not in shown
    assert "&lt;b&gt;x" in shown


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Ett</p><p>Två</p>",
        "<p>Ett<br>rad</p>",
        "<p>Ett</p><ul><li>a</li><li>b</li></ul>",
        "<p>x &amp; y &lt; z</p>",
        '<p><a href="https://x.example" rel="noopener nofollow">länk</a></p>',
    ],
)
def test_an_answer_is_edited_without_losing_anything(markup: str) -> None:
    assert clean_answer(text_for_editing(markup)) == markup


def test_the_page_asks_the_database_few_questions(
    cast: Cast, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    case = case_in(State.INVESTIGATING, cast)
    client = signed_in(cast.ingrid)
    page(client, case)
    with django_assert_max_num_queries(40):
        page(client, case)
