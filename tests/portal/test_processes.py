"""Many pages are rendered by several processes at once; nobody sees the difference."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal import sharing
from portal.errors import BuildError, RecordError
from portal.plugins import records, released
from tests.portal import sample
from tests.portal.site import BuiltSite

Build = Callable[..., BuiltSite]


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processors, and shares so small that a small site has many."""
    monkeypatch.setattr(sharing, "SHARED_FROM", 0)
    monkeypatch.setattr(records, "SHARE", 7)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1})


def test_the_bytes_are_those_of_one_process(
    tmp_path: Path, build_site: Build, several: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = sample.released(tmp_path / "released", 60)
    shared = build_site(released)
    monkeypatch.setattr(sharing, "SHARED_FROM", 1_000)
    alone = build_site(released)
    assert shared.fingerprints == alone.fingerprints
    assert shared.report == alone.report
    assert all((shared.folder / name).read_bytes() == (alone.folder / name).read_bytes() for name in alone.written)


def test_a_record_that_cannot_be_rendered_is_named_all_the_same(
    tmp_path: Path, build_site: Build, several: None
) -> None:
    bad = sample.record(3, answers=[{"html": "<p>x</p>", "role": "Chef", "on": "2026-01-01"}])
    sample.write(tmp_path / "released", {2026: [*(sample.record(number) for number in range(10, 40)), bad]})
    with pytest.raises(RecordError, match="2026-0003"):
        build_site(tmp_path / "released")


def test_a_page_that_two_processes_make_is_named(
    tmp_path: Path, build_site: Build, several: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(released, "write_security_contact", lambda press: press.page("/tva/", "404.html", section=""))
    monkeypatch.setattr(released, "write_lists", lambda press: press.page("/tva/", "404.html", section=""))
    with pytest.raises(BuildError, match="tva"):
        build_site(sample.released(tmp_path / "released", 30))


def test_a_process_that_is_killed_stops_the_build(
    tmp_path: Path, build_site: Build, several: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_given: Any) -> None:
        os._exit(9)

    monkeypatch.setattr(records, "_render", killed)
    with pytest.raises(BuildError, match="memory"):
        build_site(sample.released(tmp_path / "released", 30))
