"""From the environment's words to django-allauth's settings. Imported by `cms/settings.py`, so nothing of Django's is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

PROTOCOLS = {"oidc": "openid_connect", "saml": "saml"}
ALLAUTH_APPS = ("allauth", "allauth.account", "allauth.socialaccount")
# The one provider's name in addresses.
KEY = "kommun"
# The keys of `cms/accounts/roles.py`, which settings cannot import; a test keeps them the same.
ROLE_NAMES = ("Registrator", "Utredare", "Kommunikatör", "Chef", "Medarbetare", "Systemförvaltare")
SAML_ATTRIBUTES = {
    "first_name": ["givenName", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "urn:oid:2.5.4.42"],
    "last_name": ["sn", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "urn:oid:2.5.4.4"],
    "email": [
        "mail",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "urn:oid:0.9.2342.19200300.100.1.3",
    ],
}


def group_roles(text: str) -> dict[str, tuple[str, ...]]:
    """Which roles each group of the provider gives, from `group=Role; group=Role`. One group may be named several times.

    Raises:
        ImproperlyConfigured: a pair is not whole, or names no role of Klarsyn.
    """
    given: dict[str, tuple[str, ...]] = {}
    for pair in filter(None, map(str.strip, text.split(";"))):
        # A group may hold “=”, as names in a directory do; a role does not.
        group, _equals, role = (part.strip() for part in pair.rpartition("="))
        if not group or role not in ROLE_NAMES:
            raise ImproperlyConfigured(
                f"KLARSYN_SIGN_IN_ROLES holds “{pair}”. Write group=Role, parted by semicolons; the roles are {', '.join(ROLE_NAMES)}."
            )
        given[group] = (*given.get(group, ()), role)
    return given


def provider_app(protocol: str) -> str:
    """The Django application that speaks this protocol.

    Raises:
        ImproperlyConfigured: there is none.
    """
    if protocol not in PROTOCOLS:
        raise ImproperlyConfigured(f"KLARSYN_SIGN_IN is “{protocol}”. It may be off, oidc or saml.")
    return f"allauth.socialaccount.providers.{PROTOCOLS[protocol]}"


def provider_settings(
    protocol: str, given: Mapping[str, str], *, name: str, roles: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS of the one provider.

    Raises:
        ImproperlyConfigured: something that the protocol needs is not in the environment.
    """
    if not roles:
        raise ImproperlyConfigured(
            "KLARSYN_SIGN_IN is on, but KLARSYN_SIGN_IN_ROLES says of no group which role it gives."
        )
    app = _openid_connect(given) if protocol == "oidc" else _saml(given)
    return {PROTOCOLS[protocol]: {"APPS": [app | {"name": name}]}}


def _openid_connect(given: Mapping[str, str]) -> dict[str, Any]:
    _need(given, "OIDC", "server_url", "client_id", "client_secret")
    return {
        "provider_id": KEY,
        "client_id": given["client_id"],
        "secret": given["client_secret"],
        "settings": {
            "server_url": given["server_url"],
            "scope": given["scopes"].split(),
            "oauth_pkce_enabled": True,
        },
    }


def _saml(given: Mapping[str, str]) -> dict[str, Any]:
    _need(given, "SAML", "entity_id")
    if not given["metadata_url"]:
        _need(given, "SAML", "sso_url", "certificate")
    idp = {"entity_id": given["entity_id"]}
    if given["metadata_url"]:
        idp["metadata_url"] = given["metadata_url"]
    else:
        idp |= {"sso_url": given["sso_url"], "x509cert": given["certificate"]}
    return {
        "provider_id": KEY,
        "client_id": KEY,
        "settings": {
            "idp": idp,
            "attribute_mapping": SAML_ATTRIBUTES,
            "advanced": {"want_assertion_signed": True, "want_name_id": True, "reject_idp_initiated_sso": True},
        },
    }


def _need(given: Mapping[str, str], prefix: str, *names: str) -> None:
    missing = [f"KLARSYN_{prefix}_{name.upper()}" for name in names if not given[name]]
    if missing:
        raise ImproperlyConfigured(f"The sign-in through the identity provider needs {', '.join(missing)}.")
