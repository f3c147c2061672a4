from __future__ import annotations

import re
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client, override_settings
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp import models as codes
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.accounts.models import SecurityEvent, User
from tests.cast import PASSWORD, Cast

ASK, SET_UP = "/admin/second-factor/", "/admin/second-factor/set-up/"
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _clock_of_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the codes stands still: every thirtieth second there is another code, in the middle of a test too."""
    now = time.time()
    monkeypatch.setattr(codes, "time", SimpleNamespace(time=lambda: now))


def code(device: TOTPDevice, ahead: int = 0) -> str:
    """What the app shows now, or some steps later."""
    totp = TOTP(device.bin_key)
    totp.time = codes.time.time() + ahead * device.step
    return f"{totp.token():06d}"


def connect(client: Client, user: User) -> tuple[TOTPDevice, list[str]]:
    """Set the second factor up as the person does; the device and the printed codes."""
    client.get(SET_UP)
    device = TOTPDevice.objects.get(user=user)
    page = client.post(SET_UP, {"code": code(device)}).content.decode()
    return device, re.findall(r"<li><code>(\w+)</code>", page)


def sign_in(user: User) -> Client:
    """Through Wagtail's own page."""
    client = Client()
    answer = client.post("/admin/login/", {"username": user.username, "password": PASSWORD, "next": "/admin/"})
    assert answer.status_code == 302
    return client


def test_nobody_is_asked_before_they_set_it_up(cast: Cast) -> None:
    assert sign_in(cast.karin).get("/admin/").status_code == 200


def test_after_it_is_set_up_the_password_alone_opens_nothing(cast: Cast) -> None:
    device, _codes = connect(sign_in(cast.karin), cast.karin)
    client = sign_in(cast.karin)
    for address in ("/admin/", "/admin/cases/", "/admin/review/", "/admin/account/", "/documents/1/x.pdf"):
        assert client.get(address).headers["Location"] == ASK
    assert client.get(ASK).status_code == 200
    assert client.post(ASK, {"code": code(device, ahead=1)}).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_code_works_once(cast: Cast) -> None:
    device, _codes = connect(sign_in(cast.karin), cast.karin)
    again = sign_in(cast.karin)
    assert again.post(ASK, {"code": code(device)}).status_code == 422
    assert again.get("/admin/").headers["Location"] == ASK


def test_a_printed_code_works_once(cast: Cast) -> None:
    _device, codes = connect(sign_in(cast.karin), cast.karin)
    assert len(codes) == 10
    assert sign_in(cast.karin).post(ASK, {"code": codes[0]}).status_code == 302
    assert sign_in(cast.karin).post(ASK, {"code": codes[0]}).status_code == 422


def test_guessing_codes_is_slowed_down_and_logged(cast: Cast) -> None:
    device, _codes = connect(sign_in(cast.karin), cast.karin)
    client = sign_in(cast.karin)
    assert [client.post(ASK, {"code": "000000"}).status_code for _each in range(3)] == [422] * 3
    assert client.post(ASK, {"code": code(device, ahead=1)}).status_code == 422
    assert SecurityEvent.objects.filter(kind=SecurityEvent.Kind.FACTOR_FAILED).count() == 4


def test_a_stranger_with_the_password_cannot_replace_the_device(cast: Cast) -> None:
    connect(sign_in(cast.karin), cast.karin)
    client = sign_in(cast.karin)
    for data in ({"remove": "1"}, {"codes": "1"}, {"code": "123456"}):
        assert client.post(SET_UP, data).headers["Location"] == ASK
    assert TOTPDevice.objects.filter(user=cast.karin).count() == 1


def test_a_wrong_code_connects_nothing(cast: Cast) -> None:
    client = sign_in(cast.karin)
    client.get(SET_UP)
    client.post(SET_UP, {"code": "000000"})
    assert not TOTPDevice.objects.get(user=cast.karin).confirmed
    assert client.get("/admin/").status_code == 200


@override_settings(SECOND_FACTOR="required")
def test_required_means_everyone(cast: Cast) -> None:
    client = sign_in(cast.karin)
    assert client.get("/admin/").headers["Location"] == SET_UP
    device, _codes = connect(client, cast.karin)
    assert client.get("/admin/").status_code == 200
    client.post(SET_UP, {"remove": "1"})
    assert TOTPDevice.objects.filter(pk=device.pk).exists()


@override_settings(SECOND_FACTOR="off")
def test_off_means_nobody(cast: Cast) -> None:
    TOTPDevice.objects.create(user=cast.karin, name="app", confirmed=True)
    assert sign_in(cast.karin).get("/admin/").status_code == 200


def test_it_can_be_removed_by_who_has_it(cast: Cast) -> None:
    client = sign_in(cast.karin)
    connect(client, cast.karin)
    assert client.get(SET_UP).status_code == 200
    client.post(SET_UP, {"remove": "1"})
    assert not TOTPDevice.objects.exists()
    assert sign_in(cast.karin).get("/admin/").status_code == 200


@pytest.mark.parametrize("address", [ASK, SET_UP])
def test_a_stranger_is_sent_to_the_sign_in(db: None, address: str) -> None:
    assert Client().get(address).headers["Location"].startswith("/admin/login/")


def test_the_account_page_leads_there(cast: Cast) -> None:
    assert SET_UP in sign_in(cast.karin).get("/admin/account/").content.decode()
