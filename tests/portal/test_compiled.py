"""Compiled templates are kept from one build to the next, and only as long as they are those of today."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal import rendering
from portal.build import build
from portal.rendering import compiled_folder, environment
from tests.portal import sample
from tests.portal.conftest import EDITORIAL_PAGES, SITE_URL


def test_pages_of_kept_templates_are_those_of_fresh_ones(tmp_path: Path) -> None:
    released, kept = sample.released(tmp_path / "released", 30), tmp_path / "templates"
    for name in ("one", "two"):
        environment.cache_clear()
        build(EDITORIAL_PAGES, released, tmp_path / name, tmp_path / f"{name}.json", None, SITE_URL, compiled=kept)
    environment.cache_clear()
    assert len({path.name for path in kept.rglob("*") if path.is_file()}) > 30
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert files
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in files)


def test_templates_of_another_version_or_other_messages_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = compiled_folder(tmp_path, "a")
    (old / "sv").mkdir(parents=True)
    assert compiled_folder(tmp_path, "a") == old
    assert old.exists()
    assert compiled_folder(tmp_path, "b") != old
    assert not old.exists()
    catalogue = tmp_path / "locale/sv/LC_MESSAGES/portal.mo"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_bytes(b"1")
    monkeypatch.setattr(rendering, "LOCALE_FOLDER", tmp_path / "locale")
    one = compiled_folder(tmp_path / "kept", "a")
    catalogue.write_bytes(b"2")
    assert compiled_folder(tmp_path / "kept", "a") != one


def test_the_records_are_read_before_the_figures_are_there(tmp_path: Path) -> None:
    released = sample.released(tmp_path / "released", 30)
    waiting = released / "statistics.json"
    figures = waiting.read_bytes()
    waiting.unlink()
    report = build(
        EDITORIAL_PAGES, released, tmp_path / "site", tmp_path / "pages.json", None, SITE_URL,
        complete=lambda: waiting.write_bytes(figures),
    )  # fmt: skip
    assert report.written
