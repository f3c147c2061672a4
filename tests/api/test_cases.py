"""Cases over the API: registered once, answered along the state table, read by their own system only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cms.api.models import KeptRequest, SentCase
from cms.cases.models import Case
from cms.cases.states import State
from cms.handling.actions import move_case
from cms.handling.people import investigators_of
from cms.mail.models import Message
from cms.organisation.actions import add_unit
from cms.publication.models import PublicRecord
from tests.api.caller import PRIVATE, SECRET, Caller, new_answer, new_case
from tests.cast import Cast
from tests.factories import registered, streets


def problem(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The problem that a refused request is told."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()  # type: ignore[attr-defined]
    assert told["type"] == f"urn:klarsyn:problem:{code}"
    assert told["status"] == status
    assert told["detail"]
    assert told["next_step"]
    return told


def test_a_case_is_registered_as_one_from_the_form_is(caller: Caller) -> None:
    told = caller.create(external_id="A-17", channel="phone")
    case = Case.objects.get(number=told["number"])
    assert (case.state, case.channel, case.unit) == (State.RECEIVED, "phone", streets())
    assert (case.sender_name, case.sender_email) == (SECRET, "kanarie@hemlig.example")
    assert case.events.get().by == caller.integration.account
    assert Message.objects.get(about=case.number).purpose == "acknowledgement"
    page = Client().get(f"/synpunkt/svar/{told['receipt_code']}/")
    assert case.number in page.content.decode()


def test_the_same_key_gives_the_same_case_and_receipt(caller: Caller) -> None:
    first, again = (caller.post("cases", new_case(), "samma-nyckel") for _time in range(2))
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1
    assert Message.objects.count() == 1


def test_the_same_key_with_another_body_is_refused_and_a_refused_request_frees_its_key(caller: Caller) -> None:
    problem(caller.post("cases", new_case(kind="okänd"), "nyckel-ett"), 422, "not-valid")
    problem(caller.post("cases", new_case(kind="unknown"), "nyckel-ett"), 422, "not-valid")
    caller.create("nyckel-ett")
    problem(caller.post("cases", new_case(text="Något annat."), "nyckel-ett"), 409, "key-used")
    assert Case.objects.count() == 1
    assert SECRET not in str(list(KeptRequest.objects.values()))


def test_a_key_belongs_to_its_system(make_caller: Callable[..., Caller]) -> None:
    one, other = make_caller("ett"), make_caller("annat")
    assert one.create("samma-nyckel")["number"] != other.create("samma-nyckel")["number"]


def test_a_number_of_the_other_system_is_used_once(caller: Caller) -> None:
    number = caller.create(external_id="A-17")["number"]
    told = problem(caller.post("cases", new_case(external_id="A-17")), 409, "external-id-taken")
    assert number in told["detail"]
    [line] = caller.get("cases", external_id="A-17").json()["cases"]  # type: ignore[attr-defined]
    assert line["number"] == number


def test_an_answer_goes_along_the_state_table_and_a_registrar_releases_it(caller: Caller, cast: Cast) -> None:
    number = caller.create()["number"]
    path = f"cases/{number}/answer"
    told = problem(caller.post(path, new_answer()), 409, "move-not-allowed")
    assert "received" in told["detail"]
    case = Case.objects.get(number=number)
    move_case(case, "distribute", cast.astrid, unit=case.unit)
    response = caller.post(path, new_answer(), "svar-nyckel")
    assert response.status_code == 201, response.content
    state = response.json()  # type: ignore[attr-defined]
    assert (state["state"], state["answer"], state["outcome"]) == ("answered", None, None)
    again = caller.post(path, new_answer(), "svar-nyckel")
    assert again.headers["Idempotency-Replayed"] == "true"
    problem(caller.post(path, new_answer()), 409, "move-not-allowed")
    record = PublicRecord.objects.get(case=case)
    assert record.latest_revision.user == caller.integration.account
    case.refresh_from_db()
    move_case(case, "close", cast.astrid)
    read = caller.get(f"cases/{number}").json()  # type: ignore[attr-defined]
    assert (read["state"], read["answer"], read["outcome"]) == ("closed", "<p>Vi lagade hålet i går.</p>", "done")


def test_a_system_that_handles_its_cases_itself_distributes_them_at_once(caller: Caller) -> None:
    told = caller.create(distribute=True)
    assert told["state"] == "distributed"
    assert caller.post(f"cases/{told['number']}/answer", new_answer()).status_code == 201


def test_distributing_needs_its_scope_and_a_unit(make_caller: Callable[..., Caller]) -> None:
    kiosk = make_caller("kiosk", scopes=["cases:create"])
    problem(kiosk.post("cases", new_case(distribute=True)), 403, "scope-missing")
    problem(make_caller().post("cases", new_case(distribute=True, unit=None)), 422, "not-valid")
    assert not Case.objects.exists()


def test_an_account_without_the_permission_is_stopped_by_the_state_table_itself(
    make_caller: Callable[..., Caller],
) -> None:
    narrow = make_caller("smal")
    number = narrow.create(distribute=True)["number"]
    narrow.integration.account.user_permissions.clear()
    problem(narrow.post(f"cases/{number}/answer", new_answer()), 409, "move-not-allowed")


def test_an_integration_keeps_to_its_unit(make_caller: Callable[..., Caller]) -> None:
    street = streets()
    school = add_unit("Skolan", street.get_parent().get_parent())
    kiosk = make_caller("kiosk", unit=school)
    problem(kiosk.post("cases", new_case()), 403, "unit-not-yours")
    number = kiosk.create(unit=None)["number"]
    assert Case.objects.get(number=number).unit == school
    assert [unit["code"] for unit in kiosk.get("units").json()] == [school.code]  # type: ignore[attr-defined]
    Case.objects.filter(number=number).update(unit=street, state=State.DISTRIBUTED)
    problem(kiosk.post(f"cases/{number}/answer", new_answer()), 409, "move-not-allowed")


def test_a_system_sees_its_own_cases_only_and_no_words_of_theirs(
    make_caller: Callable[..., Caller], cast: Cast
) -> None:
    one, other = make_caller("ett"), make_caller("annat")
    numbers = {one.create()["number"], registered(cast, text="Kanarietext", sender_name=SECRET).number}
    mine = other.create()["number"]
    told = [other.get("cases"), other.get(f"cases/{mine}")]
    for number in numbers:
        told += [
            other.get(f"cases/{number}"),
            other.post(f"cases/{number}/answer", new_answer()),
            other.get("cases", after=number),
        ]
        assert all(response.status_code == 404 for response in told[-3:])
    said = " ".join(response.content.decode() for response in told)
    assert not [word for word in PRIVATE if word in said]
    assert [each["number"] for each in told[0].json()["cases"]] == [mine]  # type: ignore[attr-defined]


def test_cases_are_listed_a_page_at_a_time(caller: Caller) -> None:
    numbers = [caller.create()["number"] for _time in range(3)]
    first = caller.get("cases", limit=2).json()  # type: ignore[attr-defined]
    rest = caller.get("cases", limit=2, after=first["next"]).json()  # type: ignore[attr-defined]
    assert [each["number"] for each in first["cases"] + rest["cases"]] == numbers
    assert rest["next"] is None


@pytest.mark.parametrize(
    "changes",
    [
        {"text": " \n "},
        {"text": "NUL\0"},
        {"wants_publication": "ja"},
        {"received_on": 20260302},
        {"received_on": "2026-02-30"},
        {"received_on": "1899-01-01"},
        {"channel": "import"},
        {"sender": {"email": "ingen adress"}},
        {"sender": {"personnummer": "x"}},
        {"category": "kristianstad-10/finns-inte"},
        {"unit": "finns-inte"},
        {"okänt": 1},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_without_repeating_it(caller: Caller, changes: dict[str, Any]) -> None:
    told = problem(caller.post("cases", new_case(**changes)), 422, "not-valid")
    assert told["errors"]
    assert "ingen adress" not in str(told)
    assert not Case.objects.exists()


def test_a_day_to_come_is_no_day_of_receipt(caller: Caller) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    problem(caller.post("cases", new_case(received_on=tomorrow)), 422, "not-valid")
    number = caller.create(distribute=True, received_on=timezone.localdate().isoformat())["number"]
    answer = new_answer(answered_on="2020-01-01")
    assert number in problem(caller.post(f"cases/{number}/answer", answer), 422, "not-valid")["detail"]


def test_an_answer_of_nothing_but_markup_is_none(caller: Caller) -> None:
    number = caller.create(distribute=True)["number"]
    problem(caller.post(f"cases/{number}/answer", new_answer(answer="<script>x</script>")), 422, "not-valid")


def test_an_integration_is_nobody_that_a_case_can_be_given_to(caller: Caller) -> None:
    assert caller.integration.account not in investigators_of(streets())
    assert SentCase.objects.count() == 0
