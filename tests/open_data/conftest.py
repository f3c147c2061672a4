"""A released folder with every kind of row, and its downloads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from publish.facts import COLUMNS
from publish.files import ContentFolder
from publish.manifest import Files
from publish.open_data.plan import Download, plan, write_list
from publish.open_data.write import Downloads, Written, save
from tests.portal import sample

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
PROMISE = {
    "code": "en-manad",
    "name": "Svar inom en månad",
    "length": 1,
    "unit": "months",
    "kept_by": "answer",
    "pauses": False,
    "kinds": ["complaint", "suggestion"],
    "departments": [],
    "valid_from": None,
    "valid_to": None,
}

REPORT = {
    "slug": "2026-03",
    "path": "/statistik/rapporter/2026-03/",
    "kind": "month",
    "first": "2026-03-01",
    "last": "2026-03-31",
    "name": "Mars 2026",
    "version": 1,
    "approved": "2026-04-02",
}


class Folder:
    """One release after another in a temporary folder: released content, the downloads made of it, the site of both."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.number = 0
        self.files: Files = {}
        self.previous: Path | None = None
        self.plan: list[Download] = []

    def release(self, records: dict[int, list[dict[str, Any]]], full: bool = False, **other: Any) -> Written:
        """Write content and make its downloads."""
        self.number += 1
        release = self.root / str(self.number)
        content = release / "content"
        sample.write(content, records, other.get("tombstones"), site=other.get("site"))
        (content / "terms.json").write_bytes(orjson.dumps({**sample.TERMS, "promises": [PROMISE]}))
        (content / "facts").mkdir(exist_ok=True)
        known = {"row": "1", "year": "2026", "state": "answered", "working_days": "7", "promise_kept": "*"}
        cells = [known.get(name, "") for name in COLUMNS]
        (content / "facts/2026.csv").write_text(f"{','.join(COLUMNS)}\n{','.join(cells)}\n")
        (content / "denominators.csv").write_text(
            "unit,year,basis,number,source\norg-0001,2026,inhabitants,12345,SCB\n", encoding="utf-8"
        )
        (content / "reports").mkdir(exist_ok=True)
        (content / "reports/2026-03.json").write_bytes(orjson.dumps(REPORT))
        (content / "manifest.json").unlink()
        released = {
            path.relative_to(content).as_posix(): {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for path in content.rglob("*")
            if path.is_file()
        }
        ids = [each["id"] for group in records.values() for each in group]
        self.plan = plan(released, ids)
        write_list(ContentFolder(content, None, {}, released), self.plan, "sv")
        previous = None if full else self.previous
        written = Downloads(
            self.plan, content, released, release / "downloads", previous, self.files if previous else {}
        ).write()
        self._complete(release, written)
        return written

    def _complete(self, release: Path, written: Written) -> None:
        site = release / "site"
        for path in sorted(written.paths):
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            if path in written.made:
                (release / "downloads" / path).rename(site / path)
            elif self.previous:
                (site / path).hardlink_to(self.previous / "site" / path)
            data = (site / path).read_bytes()
            self.files[path] = [len(data), hashlib.sha256(data).hexdigest()]
        save(written.prints, release)
        self.previous = release

    def path(self, name: str) -> Path:
        """A download of the latest release."""
        return self.root / str(self.number) / "site" / "oppna-data" / name

    def bytes(self, name: str) -> bytes:
        return self.path(name).read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The downloads of a municipality with two years, a corrected item, tables, a withdrawn item. Read only."""
    folder = Folder(tmp_path_factory.mktemp("open-data"))
    records = {year: [sample.special(sample.record(number, year)) for number in range(1, 30)] for year in (2025, 2026)}
    gone = sample.tombstone(records[2025].pop())
    folder.release(records, tombstones=[gone])
    return folder


Records = Callable[..., dict[int, list[dict[str, Any]]]]


@pytest.fixture
def records() -> Records:
    """Some records of two years; keyword arguments change the last one of 2026."""

    def make(count: int = 4, **changes: Any) -> dict[int, list[dict[str, Any]]]:
        found = {year: [sample.record(number, year) for number in range(1, count + 1)] for year in (2025, 2026)}
        found[2026][-1] |= changes
        return found

    return make
