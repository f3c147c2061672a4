"""The receipt code: what it opens, what it does not, and how often one may guess."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cms.cases.actions import make_move
from cms.cases.models import Case
from cms.intake.receipts import as_typed, make_code, read_code
from cms.intake.views import WRONG_CODES_PER_HOUR
from tests.cast import Cast
from tests.intake.visitor import code_in, post, text_of

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
