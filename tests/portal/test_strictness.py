"""Whatever cannot be shown stops the build and is named."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from portal.__main__ import main
from portal.errors import BuildError, RecordError
from portal.rendering import environment
from portal.words import LOCALE_FOLDER, MONTHS, catalogue
from tests.portal import sample
from tests.portal.site import BuiltSite

Build = Callable[..., BuiltSite]


@pytest.fixture
def released_with(tmp_path: Path) -> Callable[..., Path]:
    """A released folder with two good records and one with the given changes."""

    def make(**changes: Any) -> Path:
        records = [sample.record(1), sample.record(2), sample.record(3, **changes)]
        sample.write(tmp_path / "released", {2026: records})
        return tmp_path / "released"

    return make


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"heading": None}, "heading"),
        ({"answers": [{"html": "<p>x</p>", "role": "Chef", "on": "2026-01-01"}]}, "unit"),
        ({"outcome": "solved"}, "solved"),
        ({"kind": "rant"}, "rant"),
        ({"organisation": ["org-0001", "org-9999"]}, "org-9999"),
        ({"redactions": {"whatever": 1}}, "whatever"),
        ({"answered": "2026-02-30"}, "day is out of range"),
        ({"related": ["1999-0001"]}, "1999-0001"),
        ({"path": "/synpunkter/../../etc/"}, "path"),
    ],
)
def test_a_record_that_cannot_be_rendered_names_itself_its_file_and_the_reason(
    released_with: Callable[..., Path], build_site: Build, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(BuildError, match="2026-0003") as caught:
        build_site(released_with(**changes))
    assert reason in str(caught.value)


def test_a_line_that_is_not_json_names_its_file(released_with: Callable[..., Path], build_site: Build) -> None:
    released = released_with()
    with (released / "records" / "2026.jsonl").open("ab") as file:
        file.write(b'{"id":"2026-0004", oops\n')
    with pytest.raises(RecordError, match=r"2026-0004 in records/2026\.jsonl"):
        build_site(released)


def test_two_records_may_not_share_an_address(released_with: Callable[..., Path], build_site: Build) -> None:
    with pytest.raises(BuildError, match="Two pages want the address"):
        build_site(released_with(path=sample.record(2)["path"]))


def test_a_placeholder_that_cannot_be_filled_stops_the_build(
    released_with: Callable[..., Path], build_site: Build, tmp_path: Path
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "om.md").write_text("Title: Om\n\nVi heter {{ site.nonsense }}.\n", "utf-8")
    with pytest.raises(BuildError, match=r"om\.md .*nonsense"):
        build_site(released_with(), editorial=tmp_path / "pages")


def test_a_redirect_to_nothing_stops_the_build(released_with: Callable[..., Path], build_site: Build) -> None:
    released = released_with()
    (released / "redirects.json").write_bytes(orjson.dumps({"/synpunkter/2026/0001-old/": "/nowhere/"}))
    with pytest.raises(BuildError, match="/nowhere/"):
        build_site(released)


def test_what_pelican_only_warns_about_stops_the_build(
    released_with: Callable[..., Path], build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.plugins import released as plugin

    def warns(press: object) -> None:
        logging.getLogger("pelican.plugins").warning("left something out")

    monkeypatch.setattr(plugin, "write_statistics", warns)
    for _ in range(2):  # Pelican keeps quiet the second time; the build must not
        with pytest.raises(BuildError, match="left something out"):
            build_site(released_with())


def test_an_unknown_name_in_a_template_is_an_error() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        environment("sv", "test").from_string("{{ nonsense }}").render()


def test_templates_escape_what_is_not_markup() -> None:
    assert environment("sv", "test").from_string("{{ text }}").render(text="<b>") == "&lt;b&gt;"


def test_a_folder_that_is_not_empty_is_refused(released_with: Callable[..., Path], tmp_path: Path) -> None:
    from portal.build import build

    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old.html").touch()
    with pytest.raises(BuildError, match="not empty"):
        build(tmp_path, released_with(), tmp_path / "out", tmp_path / "pages.json", None, "https://x.example")


def test_the_command_ends_with_one_and_says_why(
    released_with: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        "--pages",
        str(tmp_path),
        "--released",
        str(released_with(kind="rant")),
        "--site-url",
        "https://x.example",
    ]
    arguments += ["--output", str(tmp_path / "out"), "--fingerprints", str(tmp_path / "pages.json")]
    assert main(arguments) == 1
    assert "2026-0003" in capsys.readouterr().err


def test_every_message_has_its_swedish() -> None:
    from babel.messages.extract import extract_from_dir

    portal = LOCALE_FOLDER.parent
    swedish = catalogue("sv")._catalog  # type: ignore[attr-defined]
    methods = [("**.py", "python"), ("theme/templates/**.html", "jinja2")]
    messages = {
        found[2] if isinstance(found[2], str) else (found[2][0], 0) for found in extract_from_dir(portal, methods)
    }
    assert {message for message in messages | set(MONTHS) if not swedish.get(message)} == set()
