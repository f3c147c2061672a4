"""The project's commands, run as anybody runs them: as programs of their own, with their state in a folder of the test."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120


def manage(var: Path, *arguments: str, check: bool = True, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a management command with its state in `var`."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(var, **changes),
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    if check and done.returncode:
        raise AssertionError(
            f"manage.py {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        )
    return done


def environment(var: Path, **changes: str) -> dict[str, str]:
    """The environment of a command whose state is in `var`, without this test run's own settings."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("KLARSYN_", "DJANGO_", "PYTEST_"))
    }
    settings = {"KLARSYN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "cms.settings", "KLARSYN_HOLD_MINUTES": "0"}
    own = settings | {"PYTHONUTF8": "1"}
    return kept | own | changes


@contextmanager
def one_process_at_a_time(folder: Path) -> Iterator[None]:
    """Hold a folder that several processes of a test run share; the others wait."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(var: Path, *arguments: str, answers: str, **changes: str) -> Iterator[None]:
    """A management command that serves, from the moment it answers until the block ends. `changes` are of its environment."""
    log = (var / f"{arguments[0]}.log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(var, **changes),
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        wait_for(answers, process, Path(log.name))
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the address answers anything."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    said = log.read_text(encoding="utf-8")
    raise AssertionError(f"{address} did not answer:\n{said}")
