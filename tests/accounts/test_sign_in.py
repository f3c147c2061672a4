from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory, override_settings

from cms.accounts.addresses import client_address, network_of
from cms.accounts.middleware import SEEN, STARTED
from cms.accounts.models import SecurityEvent, User
from cms.accounts.system import system_user
from tests.cast import PASSWORD, Cast

Kind = SecurityEvent.Kind
LOGIN = "/admin/login/"


def kinds() -> list[str]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def try_password(client: Client, password: str, username: str = "karin") -> int:
    return client.post(LOGIN, {"username": username, "password": password, "next": "/admin/"}).status_code


@override_settings(AXES_ENABLED=True)
def test_guessing_is_throttled_also_with_the_right_password_at_last(cast: Cast) -> None:
    client = Client()
    answers = [try_password(client, f"gissning {number}") for number in range(8)]
    assert answers[:7] == [200] * 7
    assert answers[7] == 429
    assert try_password(client, PASSWORD) == 429
    assert Kind.LOCKED_OUT in kinds()


@override_settings(AXES_ENABLED=True)
def test_somebody_elsewhere_can_still_sign_in(cast: Cast) -> None:
    for number in range(9):
        try_password(Client(), f"gissning {number}")
    assert try_password(Client(REMOTE_ADDR="192.0.2.9"), PASSWORD) == 302


def test_signing_in_and_out_is_logged(cast: Cast) -> None:
    client = Client(REMOTE_ADDR="192.0.2.77")
    try_password(client, PASSWORD)
    client.post("/admin/logout/")
    assert kinds() == [Kind.SIGNED_IN, Kind.SIGNED_OUT]
    event = SecurityEvent.objects.first()
    assert event
    assert (event.user, event.network) == (cast.karin, "192.0.2.0/24")


def test_a_failed_sign_in_keeps_no_name_that_is_no_account(cast: Cast) -> None:
    try_password(Client(), "fel", username="mitt-hemliga-lösenord")
    try_password(Client(), "fel")
    first, second = SecurityEvent.objects.filter(kind=Kind.SIGN_IN_FAILED).order_by("pk")
    assert (first.user, second.user) == (None, cast.karin)
    assert "hemliga" not in str(SecurityEvent.objects.values())


def test_a_session_ends_after_a_while_without_use(cast: Cast, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(cast.karin)
    assert client.get("/admin/").status_code == 200
    session = client.session
    session[SEEN] = int(time.time()) - 3 * 3600
    session.save()
    assert client.get("/admin/").headers["Location"].startswith(LOGIN)
    assert Kind.SESSION_ENDED in kinds()


def test_a_session_ends_after_a_working_day_however_busy(cast: Cast, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(cast.karin)
    client.get("/admin/")
    session = client.session
    session[STARTED] = int(time.time()) - 10 * 3600
    session.save()
    assert client.get("/admin/").headers["Location"].startswith(LOGIN)


@pytest.mark.parametrize("password", ["kort", "123456789012", "q1w2e3r4t5y6", "karin.karlsson"])
def test_weak_passwords_are_refused(password: str) -> None:
    user = User(
        username="karin.karlsson", first_name="Karin", last_name="Karlsson", email="karin.karlsson@kommunen.example"
    )
    with pytest.raises(ValidationError):
        validate_password(password, user)


def test_nobody_signs_in_as_the_system(db: None) -> None:
    system_user()
    assert try_password(Client(), "", username="klarsyn") == 200
    assert not system_user().has_usable_password()


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("unix", ""), ("", "")],
)
def test_the_log_keeps_a_network_and_no_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_an_address_that_a_client_claims_counts_only_behind_a_proxy() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 192.0.2.7")
    assert client_address(request) == "10.0.0.1"
    with override_settings(BEHIND_PROXY=True):
        assert client_address(request) == "192.0.2.7"


def test_over_https_every_flag_is_set(tmp_path: Path) -> None:
    names = (
        "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS "
        "SESSION_COOKIE_NAME SESSION_COOKIE_SAMESITE"
    ).split()
    program = f"from cms import settings\nprint([getattr(settings, name) for name in {names!r}])"
    environment = {
        "KLARSYN_VAR": str(tmp_path),
        "KLARSYN_ADMIN_URL": "https://admin.kommunen.example",
        "KLARSYN_BEHIND_PROXY": "1",
    }
    root = Path(__file__).resolve().parents[2]
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == str([True] * 5 + [31_536_000, "__Host-klarsyn", "Lax"])


def test_an_unknown_word_for_the_second_factor_stops_the_start(tmp_path: Path) -> None:
    environment = {"KLARSYN_VAR": str(tmp_path), "KLARSYN_SECOND_FACTOR": "maybe"}
    root = Path(__file__).resolve().parents[2]
    shown = subprocess.run(
        [sys.executable, "-c", "import cms.settings"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 1
    assert "off, optional or required" in shown.stderr


def test_who_looks_after_the_system_reads_and_exports_the_log(cast: Cast, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(cast.sara)
    page = client.get("/admin/security-log/?kind=signed_in")
    assert "sara" in page.content.decode()
    table = client.get("/admin/security-log/?format=csv")
    assert table.content.decode().splitlines()[0] == "at,kind,account,network,where,object"
    assert Kind.EXPORTED in kinds()


def test_a_refusal_is_logged_with_the_page_and_no_address(cast: Cast, signed_in: Callable[[User], Client]) -> None:
    signed_in(cast.ingrid).get("/admin/security-log/?kind=hemlig")
    event = SecurityEvent.objects.filter(kind=Kind.REFUSED).get()
    assert (event.user, event.where) == (cast.ingrid, "security_log")
