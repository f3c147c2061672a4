"""A built site to look at, made once: three hundred records, some of them unlike the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.build import BuildReport, build
from tests.portal import sample
from tests.portal.site import BuiltSite

EDITORIAL_PAGES = Path(__file__).parents[2] / "content" / "pages"
SITE_URL = "https://synpunkter.kvarnsala.example"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The sample municipality, built once for all tests. Read only."""
    folder = tmp_path_factory.mktemp("portal")
    return built(folder, sample.released(folder / "released"))


@pytest.fixture
def build_site(tmp_path: Path) -> Callable[..., BuiltSite]:
    """Build a released folder of one's own, any number of times."""
    number = iter(range(100))

    def build_next(released: Path, previous: BuiltSite | None = None, editorial: Path = EDITORIAL_PAGES) -> BuiltSite:
        return built(tmp_path / f"build-{next(number)}", released, previous, editorial)

    return build_next


def built(
    folder: Path, released: Path, previous: BuiltSite | None = None, editorial: Path = EDITORIAL_PAGES
) -> BuiltSite:
    folder.mkdir(exist_ok=True)
    pages_file = folder / "pages.json"
    report: BuildReport = build(
        content_pages=editorial,
        released=released,
        output=folder / "site",
        pages_file=pages_file,
        previous_pages=previous.pages_file if previous else None,
        site_url=SITE_URL,
    )
    return BuiltSite(folder / "site", pages_file, report)
