"""The program that renders the pages is waited for, but not for ever, and nothing it started is left."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from publish.build import BuildOrder, PortalBuilder
from publish.errors import BuildError

# Two processes that hold the output open; the second one names itself there.
STUCK = "import os, pathlib, sys, time; os.fork() or pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(600)"


def is_running(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"


def assert_it_ends(process: int) -> None:
    """What is killed closes its files first and is gone a moment later; left alone it would sleep for ten minutes."""
    deadline = time.monotonic() + 30
    while is_running(process) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(process)


def order(folder: Path) -> BuildOrder:
    return BuildOrder(folder, folder, folder / "site", folder / "pages.json", None)


def stuck(note: Path, longest_seconds: float) -> PortalBuilder:
    return PortalBuilder([sys.executable, "-c", STUCK, str(note)], longest_seconds)


def until_both_run(note: Path) -> dict[str, int]:
    while not note.exists() or not note.read_text():
        time.sleep(0.02)
    return {}


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    note, log = tmp_path / "process", tmp_path / "build.log"
    with stuck(note, 0.1) as builder:
        builder.begin(order(tmp_path), "https://x.example")
        with pytest.raises(BuildError, match="not rendered within"):
            builder.build(log, lambda: until_both_run(note))
    assert_it_ends(int(note.read_text()))


def test_a_release_that_ends_while_pages_are_rendered_leaves_no_program(tmp_path: Path) -> None:
    note, log = tmp_path / "process", tmp_path / "build.log"

    def no_downloads() -> dict[str, int]:
        until_both_run(note)
        raise OSError(28, "No space left on device")

    with stuck(note, 60) as builder:
        builder.begin(order(tmp_path), "https://x.example")
        with pytest.raises(OSError, match="No space"):
            builder.build(log, no_downloads)
    assert_it_ends(int(note.read_text()))
