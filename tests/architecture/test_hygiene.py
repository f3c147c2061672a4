"""What the repository holds, and what it must never hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.modules import ROOT, tracked_files

SIZE_LIMIT_BYTES = 500_000
FONTS = {".woff", ".woff2", ".ttf", ".otf", ".eot"}
BINARY = FONTS | {".png", ".jpg", ".jpeg", ".webp", ".ico", ".gz", ".parquet"}
OPEN_TASK = re.compile(r"\b(?:TODO|FIXME|XXX)\b(?!\s*\(?#\d+)")
THIRD_PARTY_HEAD = re.compile(
    r"/\*!|@license|@preserve|\(c\)\s*(?:19|20)\d\d|webpackBootstrap|sourceMappingURL", re.IGNORECASE
)
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:pypi|npmjs|registry|artifactory|nexus|devpi|jfrog|codeartifact)[\w.-]*"
    r"|--(?:extra-)?index-url|--trusted-host|--find-links\s+http",
    re.IGNORECASE,
)
WORKPLACE = re.compile(r"(?<![\w/.-])/(?:work|root|home|Users|mnt)/[\w.]")
# `make lock` names these options in order to keep their values out of the lock file.
NAMES_OPTIONS = {"Makefile", "tests/architecture/test_hygiene.py"}
OURSELVES = "tests/architecture/test_hygiene.py"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_files() -> list[Path]:
    return [path for path in tracked_files() if path.suffix not in BINARY and path.name != "LICENSE"]


def lines_with(pattern: re.Pattern[str], *, but_not: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    """File, line number and line of every match."""
    return [
        f"{name_of(path)}:{number}: {line.strip()[:120]}"
        for path in text_files()
        if name_of(path) not in but_not
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_module_is_called_utils() -> None:
    assert [
        name_of(path) for path in tracked_files() if path.stem in {"utils", "util", "helpers", "misc", "common"}
    ] == []


def test_no_open_task_is_left_in_a_comment_without_the_number_of_its_issue() -> None:
    assert lines_with(OPEN_TASK, but_not={OURSELVES, "docs/development.md"}) == []


def test_no_file_is_larger_than_half_a_megabyte() -> None:
    assert [
        (name_of(path), path.stat().st_size) for path in tracked_files() if path.stat().st_size > SIZE_LIMIT_BYTES
    ] == []


def test_no_font_is_in_the_repository() -> None:
    assert [name_of(path) for path in tracked_files() if path.suffix in FONTS] == []


def test_scripts_and_styles_are_our_own() -> None:
    for path in tracked_files():
        if path.suffix not in {".js", ".mjs", ".css"}:
            continue
        name, text = name_of(path), path.read_text(encoding="utf-8")
        assert not path.name.endswith((".min.js", ".min.css")), name
        assert not THIRD_PARTY_HEAD.search(text), name
        assert max(map(len, text.splitlines()), default=0) < 400, f"{name} looks minified"


def test_a_script_of_the_site_stays_under_ten_kilobytes() -> None:
    scripts = [path for path in tracked_files() if path.suffix == ".js"]
    assert [(name_of(path), path.stat().st_size) for path in scripts if path.stat().st_size > 10_240] == []


def test_pages_and_styles_fetch_nothing_from_another_host() -> None:
    fetching = re.compile(
        r"""(?:src|srcset)=["']?(?:https?:)?//|<link\b[^>]*rel=["']?(?:stylesheet|preload|preconnect)[^>]*href=["']?(?:https?:)?//|@import|url\(["']?(?:https?:)?//"""
    )
    served = [
        path
        for path in tracked_files()
        if path.suffix in {".html", ".css", ".js"} and name_of(path).split("/")[0] != "tests"
    ]
    assert served
    assert [name_of(path) for path in served if fetching.search(path.read_text(encoding="utf-8"))] == []


def test_no_page_carries_script_or_style_inside_it() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)[^>]*>|\son(?:click|load|submit|change)=|\sstyle=\"",
        re.IGNORECASE,
    )
    pages = [path for path in tracked_files() if path.suffix == ".html" and name_of(path).split("/")[0] != "tests"]
    assert [name_of(path) for path in pages if inline.search(path.read_text(encoding="utf-8"))] == []


def test_no_package_registry_is_named() -> None:
    assert lines_with(REGISTRY, but_not=NAMES_OPTIONS) == []


def test_no_path_of_the_place_where_it_was_made_is_named() -> None:
    assert lines_with(WORKPLACE, but_not={OURSELVES}) == []


@pytest.mark.parametrize("ending", [".mo", ".sqlite3", ".pyc", ".log"])
def test_nothing_made_from_something_else_is_kept(ending: str) -> None:
    assert [name_of(path) for path in tracked_files() if path.suffix == ending] == []


def test_the_licence_is_the_agpl() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in licence
    assert "AGPL-3.0-or-later" in (ROOT / "README.md").read_text(encoding="utf-8")
