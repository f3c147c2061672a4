from __future__ import annotations

import time
from typing import Any

import pytest
from django.core import signing
from django.core.signing import TimestampSigner
from django.test import Client, override_settings

from cms.organisation.models import Municipality
from cms.stewardship.models import RemovalRequest
from cms.stewardship.public_form import PER_HOUR, SALT
from tests.cast import Cast
from tests.factories import approved


def stamp(seconds: int = 30) -> str:
    """The mark of a form that was opened so long ago."""
    signer = TimestampSigner(salt=SALT)
    value = f"opened:{signing.b62_encode(int(time.time()) - seconds)}"
    return f"{value}:{signer.signature(value)}"


def sent(client: Client, **changes: str) -> Any:
    data = {
        "public_id": "2026-0001",
        "concern": "about_me",
        "message": "",
        "contact": "",
        "website": "",
        "opened": stamp(),
    }
    return client.post("/anmal/", data | changes)


def test_the_form_knows_which_item_it_is_about_and_works_without_script(cast: Cast) -> None:
    approved(cast)
    page = Client().get("/anmal/?synpunkt=2026-0001").content.decode()
    assert 'value="2026-0001"' in page
    assert "<script" not in page
    assert '<html lang="sv">' in page


def test_a_report_comes_in_with_nothing_but_what_is_wrong(cast: Cast) -> None:
    record = approved(cast).record
    assert sent(Client()).status_code == 200
    asked = RemovalRequest.objects.get()
    assert (asked.record, asked.contact, asked.message) == (record, "", "")


def test_english_is_asked_for_in_the_address(db: None) -> None:
    page = Client().get("/anmal/?lang=en").content.decode()
    assert '<html lang="en">' in page
    assert "Report content" in page


def test_a_report_that_another_site_sends_is_refused_and_no_cookie_is_set(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get("/anmal/?synpunkt=2026-0001").cookies == {}
    assert client.post("/anmal/", {"concern": "other"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/anmal/", {"concern": "other"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert not RemovalRequest.objects.exists()
    assert sent(client).status_code == 200


def test_a_filled_hidden_field_is_thanked_and_forgotten(db: None) -> None:
    assert sent(Client(), website="https://spam.example").status_code == 200
    assert not RemovalRequest.objects.exists()


@pytest.mark.parametrize("opened", ["", "opened:x:y", "forged", 0, 3 * 24 * 3600])
def test_a_form_with_a_wrong_time_is_shown_again_with_what_was_written(db: None, opened: str | int) -> None:
    answer = sent(Client(), opened=stamp(opened) if isinstance(opened, int) else opened, message="Mitt namn står där.")
    assert answer.status_code == 422
    assert "Mitt namn står där." in answer.content.decode()
    assert not RemovalRequest.objects.exists()


def test_many_reports_from_one_address_have_to_wait(db: None) -> None:
    answers = [sent(Client(), message=f"Nummer {number}").status_code for number in range(PER_HOUR + 1)]
    assert answers == [200] * PER_HOUR + [429]
    assert sent(Client(REMOTE_ADDR="192.0.2.7")).status_code == 200


@override_settings(BEHIND_PROXY=True)
def test_behind_a_proxy_a_forged_address_does_not_help(db: None) -> None:
    for number in range(PER_HOUR + 1):
        answer = Client(HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 192.0.2.7").post(
            "/anmal/", {"concern": "other", "message": "x", "opened": stamp()}
        )
    assert answer.status_code == 429


@pytest.mark.parametrize("number", ["<script>alert(1)</script>", "2026-1; DROP TABLE", "../../etc/passwd"])
def test_a_number_that_is_none_is_not_shown_and_not_taken(db: None, number: str) -> None:
    page = Client().get("/anmal/", {"synpunkt": number}).content.decode()
    assert "<script>" not in page
    assert sent(Client(), public_id=number).status_code == 422


def test_script_in_every_field_stays_text(cast: Cast) -> None:
    answer = sent(Client(), message="<img src=x onerror=alert(1)>", public_id="<b>", contact="no-address")
    page = answer.content.decode()
    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_an_address_elsewhere_is_where_reports_go(db: None) -> None:
    municipality = Municipality.load()
    municipality.report_url = "https://kommunen.example/anmal"
    municipality.save()
    assert Client().get("/anmal/").headers["Location"] == "https://kommunen.example/anmal"


def test_the_page_may_load_nothing_from_elsewhere_and_be_framed_nowhere(db: None) -> None:
    headers = Client().get("/anmal/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
