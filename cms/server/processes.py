"""Child processes that live and die with the command that started them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from django.conf import settings

RESTART_PAUSE_SECONDS = 2.0


class Stopped(BaseException):
    """The command was asked to stop (SIGTERM or Ctrl-C)."""


def raise_stopped(number: int, frame: FrameType | None) -> None:
    raise Stopped


def manage(*arguments: str) -> list[str]:
    """The command line that runs a management command with this same Python."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """One of our own commands, as a child process."""
    return subprocess.Popen(command)  # noqa: S603 - never anything that a person typed


def run_together(commands: Sequence[list[str]]) -> None:
    """Run the commands until SIGTERM or Ctrl-C; one that ends by itself is started again after a pause.

    Every child is stopped before this returns: asked with SIGTERM, and after ten seconds killed.
    """
    signal.signal(signal.SIGTERM, raise_stopped)
    children = [start(command) for command in commands]
    try:
        while True:
            time.sleep(RESTART_PAUSE_SECONDS)
            for index, command in enumerate(commands):
                if children[index].poll() is not None:
                    children[index] = start(command)
    except (KeyboardInterrupt, Stopped):
        stop_all(children)


def stop_all(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask every child to stop, wait, and kill what remains."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + 10
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
