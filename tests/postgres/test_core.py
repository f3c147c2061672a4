"""The core on PostgreSQL, in the default run: locks, constraints and ordering differ from SQLite's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    "tests/publication/test_attacks.py",
    "tests/publication/test_findings.py",
    "tests/publication/test_redaction.py",
    "tests/imports/test_wizard.py",
    "tests/mail/test_delivery.py::test_two_workers_never_take_the_same_letter",
    "tests/mail/test_delivery.py::test_a_worker_that_wakes_late_does_not_write_over_another",
    "tests/api/test_events.py::test_two_workers_send_each_event_once",
    "tests/intake/test_abuse.py::test_counts_hold_for_processes_that_know_nothing_of_each_other",
)
"""What locks and constrains most; `make test-postgres` runs the whole core, which takes longer than the default run may."""


def installed() -> bool:
    """Whether Debian's PostgreSQL is here; `make setup-dev` installs it where it can."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.mark.slow
@pytest.mark.skipif(not installed(), reason="PostgreSQL is not installed (make setup-dev says why)")
@pytest.mark.skipif("KLARSYN_POSTGRES_DB" in os.environ, reason="this run is on PostgreSQL itself")
def test_the_core_works_on_postgresql() -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KLARSYN_", "PYTEST_"))}
    command = ["tools/with-postgres", sys.executable, "-m", "pytest", "-q", "--tb=short"]
    chosen = ["-m", "not real_data and not browser", *FOLDERS]
    done = subprocess.run([*command, *chosen], cwd=ROOT, env=kept, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{done.stdout[-20_000:]}\n{done.stderr[-4_000:]}"
    assert " passed" in done.stdout
