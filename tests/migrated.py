"""A database as the migrations leave it. They take half a minute, a copy of what they made takes none.

It is made once for all processes of a run and kept for the next run, under a name that says which migrations and
packages made it.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from tests.commands import ROOT, manage, one_process_at_a_time

KEPT = ROOT / ".pytest_cache" / "migrated"
FILE = "klarsyn.sqlite3"


@cache
def migrated_database() -> Path:
    """The SQLite file. The first process to ask makes it, the others wait for it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{_what_makes_it()}.sqlite3"
    with one_process_at_a_time(KEPT):
        if not kept.exists():
            for stale in KEPT.glob("*.sqlite3"):
                stale.unlink()
            with tempfile.TemporaryDirectory() as var:
                manage(Path(var), "migrate", "--verbosity", "0")
                made = kept.with_suffix(".part")
                copy_database(Path(var) / FILE, made)
            made.replace(kept)
    return kept


def lay_out(var: Path) -> None:
    """Make `var` the state folder of an installation that holds nothing yet."""
    copy_database(migrated_database(), var / FILE)


def copy_database(source: Path, target: Path) -> None:
    """A whole copy, also of a database that a program writes to meanwhile."""
    with closing(sqlite3.connect(target)) as empty:
        fill(empty, source)


def fill(target: sqlite3.Connection, source: Path) -> None:
    """Fill an empty database with what another holds."""
    with closing(sqlite3.connect(source)) as full:
        full.backup(target)


def _what_makes_it() -> str:
    """The SHA-256 of every migration of ours and of the pinned packages, which bring theirs."""
    digest = hashlib.sha256()
    for path in [
        ROOT / "requirements.txt",
        *sorted(ROOT.glob("*/migrations/*.py")),
        *sorted(ROOT.glob("*/*/migrations/*.py")),
    ]:
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
