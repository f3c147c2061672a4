"""The receipt code: what it opens, what it does not, and how often one may guess."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cms.accounts.system import system_user
from cms.cases.actions import make_move
from cms.cases.correspondence import correspondence
from cms.cases.models import Case
from cms.cases.states import State
from cms.intake.models import LetterCode
from cms.intake.receipt_page import SALT, WRONG_CODES_PER_HOUR
from cms.intake.receipts import as_typed, fingerprint, make_code, read_code
from cms.mail.delivery import send_due
from cms.mail.models import Message
from cms.stewardship.erasure import erase_original
from tests.cast import Cast
from tests.factories import case_in
from tests.intake.visitor import code_in, post, stamp, text_of

ADDRESS = "/synpunkt/svar/"


def sent_case(**changes: Any) -> tuple[str, Case]:
    code = code_in(post(**changes))
    return code, Case.objects.latest("pk")


def answered(case: Case, cast: Cast) -> None:
    make_move(case, "distribute", cast.astrid, unit=case.unit)
    make_move(
        case,
        "answer",
        cast.ingrid,
        answer="<p>Vi plogar <strong>oftare</strong>.</p>",
        answered_by_role="Driftledare",
        outcome="done",
    )


def test_the_answer_is_read_with_the_code_once_it_is_released(cast: Cast) -> None:
    code, case = sent_case()
    assert "Mottagen" in text_of(Client().get(f"{ADDRESS}{code}/"))
    answered(case, cast)
    page = text_of(Client().get(f"{ADDRESS}{code}/"))
    assert "plogar" not in page, "an answer that nobody has checked is not shown"
    make_move(case, "close", cast.astrid)
    page = text_of(Client().get(f"{ADDRESS}{code}/"))
    assert "<strong>oftare</strong>" in page
    assert "Driftledare" in page


def test_the_page_says_nothing_of_who_sent_it_or_who_handles_it(cast: Cast) -> None:
    code, case = sent_case(name="Fia Provsson", email="fia@prov.example", phone="070-174 06 05")
    Case.objects.filter(pk=case.pk).update(internal_notes="Internt")
    answered(case, cast)
    page = text_of(Client().get(f"{ADDRESS}{code}/"))
    for word in ("Fia", "fia@", "070", "Internt", "Ingrid", "Astrid"):
        assert word not in page


def test_the_code_is_read_however_it_is_typed() -> None:
    code, case = sent_case()
    for typed in (code, as_typed(code), as_typed(code).upper(), f"  {as_typed(code).replace('-', ' ')} "):
        assert case.number in text_of(Client().post(ADDRESS, {"code": typed})), typed
    assert read_code("0189") == "oib9"


def test_another_code_opens_nothing() -> None:
    code, case = sent_case()
    other = make_code("something else")
    for wrong in (other, code[:-1], code[:-1] + ("a" if code[-1] != "a" else "b"), case.number, "%", "' OR 1=1"):
        answer = Client().post(ADDRESS, {"code": wrong})
        assert answer.status_code == 404
        assert case.text not in text_of(answer)


def test_guessing_has_to_wait_and_then_even_the_right_code_does() -> None:
    code, _case = sent_case()
    answers = [Client().post(ADDRESS, {"code": make_code(str(n))}).status_code for n in range(WRONG_CODES_PER_HOUR + 1)]
    assert answers == [404] * WRONG_CODES_PER_HOUR + [429]
    assert Client().get(f"{ADDRESS}{code}/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"{ADDRESS}{code}/").status_code == 200


def test_the_page_is_in_no_search_engine_and_tells_nobody_its_address() -> None:
    code, _case = sent_case()
    answer = Client().get(f"{ADDRESS}{code}/")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]


def test_no_log_line_holds_a_code(caplog: pytest.LogCaptureFixture) -> None:
    code, _case = sent_case()
    for _number in range(WRONG_CODES_PER_HOUR + 2):
        Client().get(f"{ADDRESS}{make_code('wrong')}/")
    Client().get(f"{ADDRESS}{code}/")
    assert make_code("wrong") not in caplog.text
    assert code not in caplog.text


def test_codes_are_long_and_never_alike() -> None:
    codes = {make_code(str(number)) for number in range(2000)}
    assert len(codes) == 2000
    assert {len(code) for code in codes} == {26}


def write(code: str, words: str, **changes: str) -> HttpResponse:
    """What the holder of the code sends from the page."""
    data = {"step": "write", "words": words, "opened": stamp(salt=SALT), **changes}
    return Client().post(f"{ADDRESS}{code}/", data)  # type: ignore[return-value]


def closed(cast: Cast, **changes: Any) -> tuple[str, Case]:
    code, case = sent_case(**changes)
    answered(case, cast)
    return code, make_move(case, "close", cast.astrid)


def test_a_follow_up_opens_the_case_again_and_is_told_to_those_who_answer_and_to_the_registrar(cast: Cast) -> None:
    code, case = closed(cast)
    assert 'name="words"' in text_of(Client().get(f"{ADDRESS}{code}/"))
    assert write(code, "När plogar ni då?").status_code == 303
    case.refresh_from_db()
    assert (case.state, case.reopened_on, case.closed_on) == (State.INVESTIGATING, timezone.localdate(), None)
    page = text_of(Client().get(f"{ADDRESS}{code}/?skickat=1"))
    assert page.index("<strong>oftare</strong>") < page.index("När plogar ni då?")
    assert "Tack. Vi har tagit emot" in page
    told = set(Message.objects.filter(purpose="assignment", state="waiting").values_list("to", flat=True))
    assert {cast.ingrid.email, cast.astrid.email} <= told
    staff = Client()
    staff.force_login(cast.astrid)
    seen = text_of(staff.get(f"/admin/cases/inspect/{case.pk}/"))
    assert "När plogar ni då?" in seen
    assert "kvittokoden" in seen, "an anonymous person is reached by the page behind the code"


def test_a_question_from_the_municipality_is_answered_on_the_page(cast: Cast) -> None:
    code, case = sent_case()
    make_move(case, "distribute", cast.astrid, unit=case.unit)
    make_move(case, "take", cast.ingrid)
    make_move(case, "ask", cast.ingrid, comment="Internt: platsen saknas", words="Vid vilket torg?")
    page = text_of(Client().get(f"{ADDRESS}{code}/"))
    assert "Vid vilket torg?" in page
    assert "Internt" not in page
    assert write(code, "Stora torget.\r\nVid banken.").status_code == 303
    case.refresh_from_db()
    assert (case.state, case.waiting_since) == (State.INVESTIGATING, None)
    assert [each.words for each in correspondence(case)] == ["Vid vilket torg?", "Stora torget.\nVid banken."]


@pytest.mark.parametrize(
    "state",
    [State.RECEIVED, State.DISTRIBUTED, State.INVESTIGATING, State.ANSWERED, State.REJECTED, State.SENT_ELSEWHERE],
)
def test_words_that_nobody_waits_for_are_refused_however_they_are_sent(cast: Cast, state: State) -> None:
    case = case_in(state, cast)
    code = make_code("of the test")
    LetterCode.objects.create(case=case, code_sha256=fingerprint(code))
    page = text_of(Client().get(f"{ADDRESS}{code}/"))
    assert 'name="words"' not in page
    assert "Vi lagade" not in page, "an answer that is not released is not shown"
    events = case.events.count()
    assert write(code, "Hör ni mig?").status_code == 409
    case.refresh_from_db()
    assert (case.state, case.events.count()) == (state, events)


def test_words_without_the_time_of_the_page_or_sent_by_a_machine_are_refused(cast: Cast) -> None:
    code, case = closed(cast)
    for wrong in ({"opened": ""}, {"opened": stamp(0, salt=SALT)}, {"opened": stamp()}, {"extra": "x"}):
        assert write(code, "När plogar ni då?", **wrong).status_code == 422, wrong
    assert (
        Client().post(f"{ADDRESS}{code}/", {"step": "write"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )
    assert write(code, " ").status_code == 422
    assert write(make_code("wrong"), "När plogar ni då?").status_code == 404
    case.refresh_from_db()
    assert case.state == State.CLOSED


def test_words_sent_twice_are_there_once(cast: Cast) -> None:
    code, case = closed(cast)
    assert [write(code, "När plogar ni då?").status_code for _time in range(2)] == [303, 303]
    assert len([each for each in correspondence(case) if each.is_from_person]) == 1
    assert write(code, "Och på söndagar?").status_code == 409


def test_both_answers_stand_on_the_page_and_the_second_once_it_is_released(cast: Cast) -> None:
    code, case = closed(cast)
    write(code, "När plogar ni då?")
    make_move(case, "answer", cast.ingrid, answer="<p>Före klockan sju.</p>")
    assert "klockan sju" not in text_of(Client().get(f"{ADDRESS}{code}/"))
    make_move(case, "close", cast.astrid)
    page = text_of(Client().get(f"{ADDRESS}{code}/"))
    places = [page.index(words) for words in ("oftare", "När plogar ni då?", "Före klockan sju")]
    assert places == sorted(places)
    assert write(code, "När plogar ni då?").status_code == 303, "the same words again, to another answer, are new"
    assert len([each for each in correspondence(case) if each.is_from_person]) == 2


def test_what_the_person_wrote_later_is_erased_with_the_rest(cast: Cast) -> None:
    code, case = closed(cast)
    write(code, "När plogar ni då?")
    case.refresh_from_db()
    erase_original(case, system_user())
    assert "plogar" not in str(list(case.events.values()))
    page = text_of(Client().get(f"{ADDRESS}{code}/"))
    assert "plogar" not in page
    assert write(code, "Hör ni mig?").status_code == 409


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_letter_to_the_person_leads_to_the_page_with_a_code_of_its_own(cast: Cast, language: str) -> None:
    _code, case = closed(cast, email="fia@prov.example", query=f"?lang={language}")
    send_due()
    [letter] = [each for each in mail.outbox if "plogar" in each.body]
    found = re.search(r"/synpunkt/svar/([a-z2-7]{26})/\?lang=(\w+)", letter.body)
    assert found, letter.body
    assert found[2] == language
    assert case.number in text_of(Client().get(f"{ADDRESS}{found[1]}/"))
    assert found[1] not in str([list(Message.objects.values()), list(LetterCode.objects.values())])
