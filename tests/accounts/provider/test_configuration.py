"""What the environment may say about the identity provider, and that without a word of it nothing is there."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from cms.accounts.provider.configuration import ROLE_NAMES, group_roles, provider_app, provider_settings
from cms.accounts.roles import ROLES

NOTHING = dict.fromkeys(
    "server_url client_id client_secret scopes metadata_url entity_id sso_url certificate".split(), ""
)


def test_the_roles_of_the_settings_are_those_of_the_office() -> None:
    assert set(ROLE_NAMES) == set(ROLES)


def test_a_group_may_give_several_roles_and_hold_an_equals_sign() -> None:
    given = group_roles("CN=Klarsyn,OU=Grupper=Registrator; g2=Chef ;g2=Medarbetare;")
    assert given == {"CN=Klarsyn,OU=Grupper": ("Registrator",), "g2": ("Chef", "Medarbetare")}


@pytest.mark.parametrize("text", ["Registrator", "g=", "=Chef", "g=Kung"])
def test_a_pair_that_is_not_whole_stops_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="KLARSYN_SIGN_IN_ROLES"):
        group_roles(text)


@pytest.mark.parametrize(
    ("protocol", "given", "missing"),
    [
        ("oidc", {"client_id": "k"}, "KLARSYN_OIDC_SERVER_URL, KLARSYN_OIDC_CLIENT_SECRET"),
        ("saml", {}, "KLARSYN_SAML_ENTITY_ID"),
        ("saml", {"entity_id": "e", "sso_url": "https://idp.example"}, "KLARSYN_SAML_CERTIFICATE"),
    ],
)
def test_what_is_missing_is_named(protocol: str, given: dict[str, str], missing: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=missing):
        provider_settings(protocol, NOTHING | given, name="x", roles={"g": ("Chef",)})


def test_without_a_table_of_roles_nobody_could_come_in_so_the_start_stops() -> None:
    with pytest.raises(ImproperlyConfigured, match="KLARSYN_SIGN_IN_ROLES"):
        provider_settings("oidc", NOTHING, name="x", roles={})


def test_an_unknown_protocol_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="off, oidc or saml"):
        provider_app("ldap")


def test_when_off_nothing_of_it_is_there(db: None) -> None:
    assert settings.SIGN_IN == "off"
    assert not any("allauth" in name for name in [*settings.INSTALLED_APPS, *settings.MIDDLEWARE])
    client = Client()
    for path in ("/sign-in/oidc/kommun/", "/sign-in/saml/kommun/acs/", "/sign-in/cancelled/", "/accounts/login/"):
        assert client.post(path).status_code == 404
    assert "provider-sign-in" not in client.get("/admin/login/").content.decode()
