"""A small demonstration town, loaded, published and served by the real commands, for tests that need the whole thing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.commands import free_port, manage, one_process_at_a_time, running
from tests.migrated import FILE, copy_database, lay_out


@dataclass(frozen=True)
class Town:
    """Where the served demonstration is."""

    var: Path
    site: str
    admin: str

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a management command in the town."""
        return manage(self.var, *arguments, check=check)


def published_town(cases: int) -> Path:
    """The state of the demonstration with so many cases, published. One process of a run makes it, the others wait for it."""
    var = Path(os.environ["KLARSYN_TEST_VAR"]) / f"town-{cases}"
    var.mkdir(exist_ok=True)
    done = var / "published"
    with one_process_at_a_time(var):
        if not done.exists():
            lay_out(var)
            manage(var, "load_demo", "--cases", str(cases))
            manage(var, "release")
            done.touch()
    return var


@contextmanager
def served_town(var: Path, cases: int) -> Iterator[Town]:
    """A copy of the demonstration with so many cases, published and served."""
    shutil.copytree(published_town(cases), var, symlinks=True, dirs_exist_ok=True)
    site, admin = free_port(), free_port()
    town = Town(var, f"http://127.0.0.1:{site}", f"http://127.0.0.1:{admin}")
    with (
        running(var, "serve_site", "--port", str(site), answers=town.site),
        running(var, "serve_admin", "--port", str(admin), answers=f"{town.admin}/admin/login/"),
    ):
        yield town


@contextmanager
def copied_town(town: Town, var: Path) -> Iterator[Town]:
    """The admin of a copy of the town, without its releases, for a test that uses up what the others look for."""
    shutil.copytree(town.var, var, ignore=shutil.ignore_patterns("releases", "site", "klarsyn.sqlite3*"))
    copy_database(town.var / FILE, var / FILE)
    admin = free_port()
    copy = Town(var, town.site, f"http://127.0.0.1:{admin}")
    with running(var, "serve_admin", "--port", str(admin), answers=f"{copy.admin}/admin/login/"):
        yield copy
