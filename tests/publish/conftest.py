"""An installation in a temporary folder, and a release of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publish.folders import Folders
from publish.release import Job, Outcome, release
from tests.publish.stand_ins import Index, Press, Town, record

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def town() -> Town:
    """Four published items in two years."""
    town = Town()
    town.publish(
        record("2025-0001", "Trasig gunga", "Gungan på lekplatsen vid torget är trasig."),
        record("2025-0002", "Gropar i vägen", "Vägbanan utanför biblioteket har djupa gropar."),
        record("2026-0001", "Gungan igen", "Gungan på lekplatsen är trasig igen."),
        record("2026-0002", "Maten i skolan", "Potatisen serveras kall varje onsdag."),
    )
    return town


@pytest.fixture
def press() -> Press:
    return Press()


@pytest.fixture
def index() -> Index:
    return Index()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "var", tmp_path / "released")


Releasing = Callable[..., Outcome]


@pytest.fixture
def releasing(town: Town, press: Press, index: Index, folders: Folders, tmp_path: Path) -> Releasing:
    """Makes a release of the town; keyword arguments change the job."""

    def make(**other: object) -> Outcome:
        values = {
            "source": town,
            "builder": press,
            "indexer": index,
            "search": index,
            "folders": folders,
            "content_pages": tmp_path,
            "now": NOW,
            "who": "Karin",
        }
        return release(Job(**(values | other)))

    return make


def served(folders: Folders) -> dict[str, bytes]:
    """Every file that a web server would serve now."""
    root = folders.current.resolve()
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
