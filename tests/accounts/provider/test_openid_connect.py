"""The whole way through a real provider and the real admin, which got nothing but environment variables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.accounts.provider.conftest import office
from tests.accounts.provider.office import Office, Provider, Visitor
from tests.cast import PASSWORD


@pytest.fixture(scope="module")
def klarsyn(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    environment = {
        "KLARSYN_SIGN_IN": "oidc",
        "KLARSYN_OIDC_SERVER_URL": provider.address,
        "KLARSYN_OIDC_CLIENT_ID": "klarsyn",
        "KLARSYN_OIDC_CLIENT_SECRET": "secret",
        "KLARSYN_SECOND_FACTOR": "required",
        "KLARSYN_SIGN_IN_TRUSTS_FACTOR": "yes",
    }
    var: Path = tmp_path_factory.mktemp("office")
    with office(var, **environment) as running:
        yield running


def arrived(answer: requests.Response, office: Office) -> bool:
    return answer.status_code == 200 and answer.url == f"{office.address}/admin/account/"


def refused(answer: requests.Response, office: Office, why: str) -> bool:
    return answer.url.startswith(f"{office.address}/admin/login/") and why in answer.text


def test_a_person_of_the_office_comes_in_with_the_roles_of_their_groups(klarsyn: Office, provider: Provider) -> None:
    provider.knows("s-astrid", "astrid", "g-registrar", "everyone", given_name="Astrid", family_name="Berg")
    visitor = Visitor(klarsyn)
    assert arrived(visitor.sign_in("s-astrid"), klarsyn)
    assert visitor.open("/admin/cases/").status_code == 200
    assert klarsyn.roles("astrid") == {"Registrator"}
    assert klarsyn.rows("SELECT last_name FROM accounts_user WHERE username = 'astrid'") == [("Berg",)]


def test_a_new_name_at_the_provider_is_the_account_s_at_the_next_sign_in(klarsyn: Office, provider: Provider) -> None:
    for name in ("Ek", "Lind"):
        provider.knows("s-rolf", "rolf", "g-registrar", given_name="Rolf", family_name=name)
        assert arrived(Visitor(klarsyn).sign_in("s-rolf"), klarsyn)
        assert klarsyn.rows("SELECT last_name FROM accounts_user WHERE username = 'rolf'") == [(name,)]


def test_roles_come_and_go_with_the_groups_and_others_stay(klarsyn: Office, provider: Provider) -> None:
    provider.knows("s-karin", "karin", "g-registrar")
    assert arrived(Visitor(klarsyn).sign_in("s-karin"), klarsyn)
    assert klarsyn.roles("karin") == {"Kommunikatör", "Registrator"}
    provider.knows("s-karin", "karin", "g-investigator")
    assert arrived(Visitor(klarsyn).sign_in("s-karin"), klarsyn)
    assert klarsyn.roles("karin") == {"Kommunikatör", "Utredare", "Medarbetare"}
    assert klarsyn.events("karin") == ["roles_changed", "signed_in"] * 2


def test_who_left_every_group_has_no_role_and_no_session(klarsyn: Office, provider: Provider) -> None:
    provider.knows("s-ingrid", "ingrid", "g-investigator")
    assert arrived(Visitor(klarsyn).sign_in("s-ingrid"), klarsyn)
    provider.knows("s-ingrid", "ingrid", "everyone")
    visitor = Visitor(klarsyn)
    assert refused(visitor.sign_in("s-ingrid"), klarsyn, "ger en roll")
    assert klarsyn.roles("ingrid") == set()
    assert "/admin/login/" in visitor.open("/admin/").url
    assert klarsyn.events("ingrid")[-1] == "sign_in_failed"


def test_a_user_name_given_to_somebody_new_does_not_open_the_old_account(klarsyn: Office, provider: Provider) -> None:
    provider.knows("s-rolf", "rolf", "g-registrar")
    assert arrived(Visitor(klarsyn).sign_in("s-rolf"), klarsyn)
    provider.knows("s-another-rolf", "rolf", "g-registrar")
    assert refused(Visitor(klarsyn).sign_in("s-another-rolf"), klarsyn, "tillhör någon annan")


@pytest.mark.parametrize(
    ("user_name", "why"),
    [("nobody", "inget konto"), ("root", "bara in med sitt lösenord"), ("", "vilket användarnamn")],
)
def test_the_provider_does_not_speak_for_every_account(
    klarsyn: Office, provider: Provider, user_name: str, why: str
) -> None:
    provider.knows(f"s-{user_name}", user_name, "g-registrar")
    assert refused(Visitor(klarsyn).sign_in(f"s-{user_name}"), klarsyn, why)
    assert klarsyn.rows("SELECT 1 FROM accounts_user WHERE username = 'nobody'") == []


def test_a_closed_account_stays_closed(klarsyn: Office, provider: Provider) -> None:
    klarsyn.change("UPDATE accounts_user SET is_active = 0 WHERE username = 'sara'")
    provider.knows("s-sara", "sara", "g-registrar")
    assert refused(Visitor(klarsyn).sign_in("s-sara"), klarsyn, "stängt")


def test_who_turns_round_at_the_provider_is_told_so(klarsyn: Office) -> None:
    visitor = Visitor(klarsyn)
    answer = visitor.session.post(visitor.leave().url, data={"action": "deny"}, timeout=30)
    assert refused(answer, klarsyn, "slutfördes inte")


def test_an_answer_that_nobody_asked_for_opens_nothing(klarsyn: Office) -> None:
    answer = Visitor(klarsyn).open("/sign-in/oidc/kommun/callback/?code=made-up&state=made-up")
    assert refused(answer, klarsyn, "slutfördes inte")


def test_the_sign_in_begins_with_the_button_only(klarsyn: Office) -> None:
    visitor = Visitor(klarsyn)
    assert visitor.open("/sign-in/oidc/kommun/").status_code == 405
    assert (
        requests.post(f"{klarsyn.address}/sign-in/oidc/kommun/", timeout=30).status_code == 403
    )  # no token of the form
    for path in ("/accounts/login/", "/accounts/signup/", "/3rdparty/", "/sign-in/signup/", "/sign-in/saml/kommun/"):
        assert visitor.open(path).status_code == 404, path


def test_the_password_still_opens_and_is_asked_for_a_second_factor(klarsyn: Office) -> None:
    visitor = Visitor(klarsyn)
    assert visitor.sign_in_with_password("david", PASSWORD).url.endswith("/admin/second-factor/set-up/")


def test_nothing_that_the_provider_said_is_kept_beside_the_account(klarsyn: Office, provider: Provider) -> None:
    provider.knows("s-astrid", "astrid", "g-registrar", personal_number="not for us")
    assert arrived(Visitor(klarsyn).sign_in("s-astrid"), klarsyn)
    kept = klarsyn.rows("SELECT extra_data FROM socialaccount_socialaccount WHERE uid = 's-astrid'")
    assert kept == [("{}",)]
    assert klarsyn.rows("SELECT COUNT(*) FROM socialaccount_socialtoken") == [(0,)]
