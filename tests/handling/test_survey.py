from __future__ import annotations

import re

import pytest
from django.test import Client

from cms.cases.actions import make_move
from cms.cases.states import State
from cms.handling.models import HandlingSettings, SurveyInvitation, SurveyResponse
from cms.mail.models import Message
from tests.cast import Cast
from tests.factories import case_in


def link(cast: Cast) -> str:
    """The path of the link in the letter with an answer."""
    case_in(State.CLOSED, cast)
    found = re.search(r"/enkat/[\w-]+/", Message.objects.filter(purpose="answer").latest("pk").text)
    assert found
    return found[0]


def test_the_link_works_once_and_the_answer_knows_no_case(cast: Cast) -> None:
    address, visitor = link(cast), Client()
    page = visitor.get(address)
    assert page.status_code == 200
    assert not page.cookies
    assert visitor.post(address, {"easy": "5", "heard": "2"}).status_code == 200
    response = SurveyResponse.objects.get()
    assert (response.easy, response.clear, response.heard) == (5, None, 2)
    assert not [field.name for field in SurveyResponse._meta.fields if "case" in field.name]
    assert visitor.post(address, {"easy": "1"}).status_code == 410
    assert SurveyResponse.objects.count() == 1


def test_every_question_is_optional(cast: Cast) -> None:
    address = link(cast)
    assert Client().post(address, {}).status_code == 200
    assert not SurveyResponse.objects.exists()


@pytest.mark.parametrize("score", ["0", "6", "x"])
def test_only_the_five_answers_are_taken(score: str, cast: Cast) -> None:
    assert Client().post(link(cast), {"easy": score}).status_code == 422
    assert not SurveyResponse.objects.exists()


def test_a_guessed_link_opens_nothing(cast: Cast) -> None:
    address = link(cast)
    assert Client().get(address[:-3] + "xx/").status_code == 410
    token = SurveyInvitation.objects.get().token_sha256
    assert token not in address


def test_a_reopened_case_is_not_asked_again(cast: Cast) -> None:
    case = case_in(State.CLOSED, cast)
    make_move(case, "reopen", cast.astrid, comment="Mer")
    case = make_move(case, "answer", cast.ingrid, answer="Mer.")
    make_move(case, "close", cast.astrid)
    first, second = Message.objects.filter(purpose="answer").order_by("pk")
    assert "/enkat/" in first.text
    assert "/enkat/" not in second.text


def test_no_survey_is_sent_where_the_municipality_does_not_want_it(cast: Cast) -> None:
    HandlingSettings.objects.update_or_create(pk=1, defaults={"send_survey": False})
    case_in(State.CLOSED, cast)
    assert "/enkat/" not in Message.objects.get(purpose="answer").text
