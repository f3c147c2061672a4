"""The way back from a provider of SAML: an assertion signed by its key opens the account, and nothing else does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests.accounts.provider.conftest import ROLES
from tests.accounts.provider.saml_provider import ENTITY_ID, SSO_URL, SamlProvider
from tests.commands import ROOT, environment, manage
from tests.migrated import lay_out

ADDRESS = "http://127.0.0.1:8001"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What Klarsyn answered to each response of the provider, in one program with the settings of SAML."""
    var, provider = tmp_path_factory.mktemp("saml"), SamlProvider()
    lay_out(var)
    changes = {
        "KLARSYN_ADMIN_URL": ADDRESS,
        "KLARSYN_ALLOWED_HOSTS": "127.0.0.1",
        "KLARSYN_SIGN_IN": "saml",
        "KLARSYN_SIGN_IN_ROLES": ROLES,
        "KLARSYN_SIGN_IN_USER_NAME_CLAIM": "uid",
        "KLARSYN_SIGN_IN_GROUPS_CLAIM": "memberOf",
        "KLARSYN_SAML_ENTITY_ID": ENTITY_ID,
        "KLARSYN_SAML_SSO_URL": SSO_URL,
        "KLARSYN_SAML_CERTIFICATE": provider.certificate,
    }
    manage(var, "migrate", "--verbosity", "0", **changes)
    (var / "key.pem").write_text(provider.key)
    (var / "certificate.pem").write_text(provider.certificate)
    program = Path(__file__).with_name("saml_visits.py")
    done = subprocess.run(
        [sys.executable, "-m", f"tests.accounts.provider.{program.stem}", str(var)],
        cwd=ROOT,
        env=environment(var, **changes),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-6000:]
    answers: dict[str, str] = orjson.loads(done.stdout.splitlines()[-1])
    return answers


def test_a_signed_assertion_opens_the_account_with_the_roles_of_its_groups(told: dict[str, str]) -> None:
    assert told["signed"] == "astrid: Registrator"


@pytest.mark.parametrize(
    "forged",
    [
        "unsigned",
        "another key",
        "changed after signing",
        "for another request",
        "for somebody else",
        "out of time",
        "unasked",
    ],
)
def test_everything_else_is_turned_away(told: dict[str, str], forged: str) -> None:
    assert told[forged] == "nobody"


def test_the_same_response_is_not_taken_twice(told: dict[str, str]) -> None:
    assert told["again"] == "nobody"
