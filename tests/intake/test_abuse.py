"""Machines are kept away, and nobody who writes loses anything by it."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from cms.cases.models import Case
from cms.intake.abuse import counted, forget_counts
from cms.intake.models import Count
from cms.intake.views import BURST, CHECKS_PER_MINUTE
from tests.intake.visitor import ADDRESS, WRITTEN, post, stamp, text_of


def kept(answer: object) -> bool:
    """Whether the page still has what was written."""
    return WRITTEN["text"] in text_of(answer)  # type: ignore[arg-type]


@pytest.mark.parametrize("opened", ["", "forged", "a:b:c", 0, 3 * 24 * 3600])
def test_a_form_with_a_wrong_time_is_shown_again_and_can_be_sent_then(opened: str | int) -> None:
    answer = post(opened=stamp(opened) if isinstance(opened, int) else opened)
    assert answer.status_code == 422
    assert kept(answer)
    assert not Case.objects.exists()


def test_a_filled_hidden_field_is_asked_about_and_not_swallowed() -> None:
    answer = post(extra="https://spam.example")
    assert answer.status_code == 422
    assert kept(answer), "a browser may have filled it in for a person"
    assert not Case.objects.exists()


def test_many_from_one_network_have_to_wait_and_others_do_not(settings: Settings) -> None:
    settings.FORM_PER_HOUR = 3
    answers = [post() for _number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert kept(answers[-1])
    assert post(Client(REMOTE_ADDR="192.0.2.7")).status_code == 200
    assert Case.objects.count() == 4


def test_addresses_of_one_household_count_together(settings: Settings) -> None:
    settings.FORM_PER_HOUR = 3
    answers = [post(Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}")).status_code for number in range(4)]
    assert answers == [200, 200, 200, 429]
    assert post(Client(REMOTE_ADDR="2001:db8:1:3::1")).status_code == 200


def test_behind_a_proxy_a_forged_address_does_not_help(settings: Settings) -> None:
    settings.FORM_PER_HOUR, settings.BEHIND_PROXY = 2, True
    forged = [{"x-forwarded-for": f"203.0.113.{number}, 192.0.2.7"} for number in range(3)]
    assert [post(headers=each).status_code for each in forged] == [200, 200, 429]


def test_more_than_can_be_read_from_everywhere_waits_in_the_browsers(settings: Settings) -> None:
    settings.FORM_PER_MINUTE = 2
    answers = [post(Client(REMOTE_ADDR=f"192.0.2.{number}")) for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert all(kept(answer) for answer in answers[2:])


def test_a_burst_is_answered_without_reading_it() -> None:
    answers = [post(step="review") for _number in range(BURST + 1)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert len(answers[-1].content) < 300


def test_a_form_that_another_site_sends_is_refused() -> None:
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
    ):
        assert post(headers=headers).status_code == 403
    assert not Case.objects.exists()
    assert post(headers={"sec-fetch-site": "same-origin", "origin": "http://testserver"}).status_code == 200


def test_a_request_larger_than_any_form_is_not_read() -> None:
    answer = Client().post(
        ADDRESS, data=b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="90000000"
    )
    assert answer.status_code == 413


def test_no_address_is_kept_in_the_counts() -> None:
    post(Client(REMOTE_ADDR="192.0.2.77"))
    assert not any("192.0.2.77" in key for key in Count.objects.values_list("key", flat=True))


def test_what_is_being_written_is_checked_and_not_kept(caplog: pytest.LogCaptureFixture) -> None:
    answer = Client().post(f"{ADDRESS}kontroll/", {"text": "Ring Anna Lindqvist på 070-174 06 05."})
    words = [each["words"] for each in answer.json()["warnings"]]
    assert words == ["Anna Lindqvist", "070-174 06 05"]
    assert answer.cookies == {}
    assert "Lindqvist" not in caplog.text
    assert not Case.objects.exists()


def test_checking_has_a_limit() -> None:
    answers = [Client().post(f"{ADDRESS}kontroll/", {"text": "x"}).status_code for _n in range(CHECKS_PER_MINUTE + 1)]
    assert answers[-2:] == [200, 429]


def test_counts_hold_for_processes_that_know_nothing_of_each_other(settings: Settings) -> None:
    settings.FORM_PER_HOUR = 2
    answers = []
    for _process in range(3):
        cache.clear()  # what a process remembers by itself
        answers.append(post().status_code)
    assert answers == [200, 200, 429]


def test_counts_are_gone_when_they_count_no_longer() -> None:
    assert counted("x", 60, most=5) == 1
    assert counted("x", 60, most=5) == 2
    Count.objects.update(ends_at=0)
    assert counted("x", 60, most=5) == 1
    Count.objects.update(ends_at=0)
    forget_counts()
    assert not Count.objects.exists()
