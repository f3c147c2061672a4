"""Klarsyn's own admin, started by environment variables alone, beside a provider that speaks the protocol."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.accounts.provider.office import Office, Provider
from tests.commands import free_port, manage, running, wait_for
from tests.migrated import lay_out

PEOPLE = """
from cms.accounts.models import User
from tests.cast import make_cast
make_cast()
User.objects.create_superuser("root", "root@kommunen.example")
"""
ROLES = "g-registrar=Registrator; g-investigator=Utredare; g-investigator=Medarbetare"


@contextmanager
def office(var: Path, **environment: str) -> Iterator[Office]:
    """A database in a file with the cast in it, and the admin on it with these settings."""
    port = free_port()
    changes = {
        "KLARSYN_SIGN_IN_ROLES": ROLES,
        "KLARSYN_SIGN_IN_NAME": "Österfjärdens inloggning",
        "KLARSYN_ADMIN_URL": f"http://127.0.0.1:{port}",
        **environment,
    }
    lay_out(var)
    manage(var, "migrate", "--verbosity", "0", **changes)  # the tables of the sign-in
    manage(var, "shell", "--verbosity", "0", "--command", PEOPLE, **changes)
    address = f"http://127.0.0.1:{port}"
    with running(var, "serve_admin", "--port", str(port), answers=f"{address}/admin/login/", **changes):
        yield Office(address, var / "klarsyn.sqlite3")


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """A provider of OpenID Connect on the loopback address, as a program of its own."""
    port, log = free_port(), tmp_path_factory.mktemp("provider") / "log"
    with log.open("w") as stream:
        program = subprocess.Popen(
            [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)], stdout=stream, stderr=stream
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/", program, log)
            yield Provider(f"http://127.0.0.1:{port}")
        finally:
            program.terminate()
            program.wait(15)
