"""A database as the migrations leave it. They take half a minute, a copy of what they made takes none.

It is made once for all processes of a run and kept for the next run, under a name that says which migrations and
packages made it.
"""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from tests.commands import ROOT, manage

KEPT = ROOT / ".pytest_cache" / "migrated"
FILE = "klarsyn.sqlite3"


@cache
def migrated_database() -> Path:
    """The SQLite file. The first process to ask makes it, the others wait for it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{_what_makes_it()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for stale in KEPT.glob("*.sqlite3"):
                stale.unlink()
            with tempfile.TemporaryDirectory() as var:
                manage(Path(var), "migrate", "--verbosity", "0")
                made = kept.with_suffix(".part")
                _copy(Path(var) / FILE, made)
            made.replace(kept)
    return kept


def lay_out(var: Path) -> None:
    """Make `var` the state folder of an installation that holds nothing yet."""
    _copy(migrated_database(), var / FILE)


def copy_into(target: sqlite3.Connection) -> None:
    """Fill an empty database with what the migrations made."""
    with closing(sqlite3.connect(migrated_database())) as source:
        source.backup(target)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


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
