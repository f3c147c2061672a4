"""What the documents say about the code is true."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.architecture.modules import FOLDERS, ROOT, tracked_files

DOCUMENTS = [path for path in tracked_files() if path.suffix == ".md" and path.is_relative_to(ROOT / "docs")] + [
    ROOT / name for name in ("README.md", "CHANGELOG.md") if (ROOT / name).exists()
]
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
# A file or folder of the repository, in backquotes: begins with one of our folders, or is one of the files at the top.
PATH = re.compile(
    r"`((?:cms|publish|portal|search_index|content|docs|tests|tools|deploy|benchmarks|\.ci)/[\w./-]*|Makefile|manage\.py|pyproject\.toml|requirements[\w.-]*)`"
)
NOT_IN_GIT = ("content/released",)
VARIABLE = re.compile(r"KLARSYN_[A-Z0-9_]+")
COMMAND = re.compile(r"manage\.py (\w+)([^`#\n|]*)")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def settings_read() -> set[str]:
    """Every variable that cms/settings.py reads."""
    tree = ast.parse((ROOT / "cms" / "settings.py").read_text(encoding="utf-8"))
    return {
        f"KLARSYN_{node.args[0].value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"env", "env_flag"}
        and isinstance(node.args[0], ast.Constant)
    }


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))


def headings_of(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    for match in LINK.finditer(path.read_text(encoding="utf-8")):
        target = next(group for group in match.groups() if group)
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), f"{name_of(path)} links to {target}"
        assert not anchor or anchor in headings_of(file), f"{name_of(path)} links to {target}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_file_that_is_named_is_there(path: Path) -> None:
    named = set(PATH.findall(path.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not name.startswith(NOT_IN_GIT) and not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_make_target_that_is_named_exists(path: Path) -> None:
    named = set(
        re.findall(
            r"\bmake ([a-z][a-z-]*)\b",
            "\n".join(re.findall(r"`[^`]+`|^    .*$", path.read_text(encoding="utf-8"), re.M)),
        )
    )
    assert named - make_targets() == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_that_is_shown_exists_with_its_options(path: Path) -> None:
    known = get_commands()
    for name, rest in COMMAND.findall(path.read_text(encoding="utf-8")):
        assert name in known, f"{name_of(path)} shows manage.py {name}"
        if str(known[name]).split(".")[0] in FOLDERS:
            parser = load_command_class(known[name], name).create_parser("manage.py", name)
            options = {option for action in parser._actions for option in action.option_strings}
            assert set(re.findall(r"(?<!\S)--[a-z0-9-]+", rest)) <= options, (
                f"{name_of(path)} shows manage.py {name}{rest}"
            )


def test_every_setting_is_described_and_every_described_setting_exists() -> None:
    described = set(VARIABLE.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    assert described == settings_read()


def test_the_code_and_the_documents_name_no_other_setting() -> None:
    portal_settings = set(VARIABLE.findall((ROOT / "portal" / "settings.py").read_text(encoding="utf-8")))
    known = settings_read() | portal_settings
    for path in tracked_files():
        folder = name_of(path).split("/")[0]
        if path.suffix in {".py", ".md", ".conf", ".service", ".timer"} and folder in (*FOLDERS, "docs", "deploy"):
            named = {name.rstrip("_") for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
            assert named <= known, name_of(path)


def test_every_document_that_the_code_refers_to_exists() -> None:
    for path in tracked_files():
        if path.suffix in {".py", ".html", ".conf", ".js"}:
            for name in re.findall(r"docs/[\w/-]+\.md", path.read_text(encoding="utf-8")):
                assert (ROOT / name).exists(), f"{name_of(path)} refers to {name}"
