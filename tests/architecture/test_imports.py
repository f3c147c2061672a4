"""Everything runs one way: cms → publish → files → portal. Who may import whom, for every module, in functions too."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.modules import (
    FOLDERS,
    Import,
    _imported,
    all_imports,
    imports_of,
    is_under,
    reached_from,
)

FRAMEWORK = ("django", "wagtail")

# What each folder may import of the others: a package with everything in it.
ALLOWED: dict[str, tuple[str, ...]] = {
    "cms": ("search_index", "portal.preview"),
    "publish": ("cms.publication.selectors", "cms.cases.selectors.facts", "search_index.public"),
    "portal": (),
    # Haystack's indexes describe the CMS's models, so that part of the staff's search knows them.
    "search_index": ("cms.cases.models", "cms.organisation.models", "cms.publication.models"),
}
# The portal runs as a program of its own; this is that program.
PROGRAM = "publish.renderer"
RUN_BY_PROGRAM = ("portal.build", "portal.errors", "portal.plugins.released")


def forbidden(folder: str) -> list[Import]:
    """Imports that the table does not allow."""
    others = [other for other in FOLDERS if other != folder]
    return [
        each
        for each in all_imports(folder)
        if each.imported.split(".")[0] in others
        and not any(is_under(each.imported, allowed) for allowed in ALLOWED[folder])
        and not (each.importer == PROGRAM and each.imported in RUN_BY_PROGRAM)
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_imports_only_what_the_table_allows(folder: str) -> None:
    assert list(all_imports(folder)), f"no imports were read in {folder}/: the test looks in the wrong place"
    assert forbidden(folder) == []


def test_the_portal_knows_no_framework_of_the_cms() -> None:
    assert [each for each in all_imports("portal") if each.imported.split(".")[0] in FRAMEWORK] == []


def test_the_preview_is_a_leaf_without_pelican() -> None:
    reached = reached_from("portal.preview")
    assert not any(is_under(name, "portal.plugins") for name in reached)
    top = {each.imported for name in reached for each in imports_of(name)}
    assert not any(name.split(".")[0] == "pelican" for name in top)


def test_the_detector_is_plain_python() -> None:
    found = [
        each
        for each in all_imports("cms.privacy")
        if each.imported.split(".")[0] in (*FRAMEWORK, *FOLDERS) and not is_under(each.imported, "cms.privacy")
    ]
    assert found == []


def test_the_public_search_needs_no_framework() -> None:
    top = {each for name in reached_from("search_index.public") for each in imports_of(name)}
    assert [each for each in top if each.imported.split(".")[0] in (*FRAMEWORK, "haystack", "cms")] == []


def test_no_module_of_the_product_needs_the_demonstration_or_the_tests() -> None:
    found = [
        each
        for folder in FOLDERS
        for each in all_imports(folder)
        if (is_under(each.imported, "cms.demo") and not is_under(each.importer, "cms.demo"))
        or is_under(each.imported, "tests")
    ]
    assert found == []


def test_the_organisation_knows_nothing_of_what_is_built_on_it() -> None:
    above = ("cms.cases", "cms.publication", "cms.reports", "cms.demo")
    found = [each for each in all_imports("cms.organisation") if any(is_under(each.imported, name) for name in above)]
    assert found == []


@pytest.mark.parametrize(
    ("source", "imported"),
    [
        ("import publish.run", "publish.run"),
        ("from publish import run", "publish.run"),
        ("from publish.run import make", "publish.run"),
        ("def f():\n    from publish.run import make", "publish.run"),
        ("from . import run", "publish.run"),
        ("from .run import make", "publish.run"),
        ("try:\n    import publish.run\nexcept ImportError:\n    pass", "publish.run"),
        ("import_module('publish.run')", "publish.run"),
        ("if TYPE_CHECKING:\n    import cms\nelse:\n    import publish.run", "publish.run"),
    ],
)
def test_every_way_to_import_is_seen(source: str, imported: str) -> None:
    assert [name for name, _line in _imported(ast.parse(source), "publish")] == [imported]
