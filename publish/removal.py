"""Proof that what was withdrawn is gone: which files it left, and which older releases had to go with it.

var/releases/41/removed.json   every item withdrawn so far: the first release without it, its manifest, the files it left
var/purged.json                releases whose folders were removed because they held a withdrawn item, and which

Neither holds a word of an item: addresses are written without the words of headings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from publish import tree
from publish.containers import texts
from publish.files import read_json, write_json
from publish.folders import Folders
from publish.index import INDEX
from publish.manifest import COMPRESSED
from publish.state import State

MENTION = re.compile(rb"(?<!\d)(\d{4})[-/](\d{4,})(?!\d)")
ITEM_FOLDER = re.compile(r"^(synpunkter/\d{4}/\d{4,})-[^/]*")
SEARCH = f"{INDEX}…"


def withdrawn_ids(release: Path) -> set[str]:
    """The items that had been withdrawn when the release was made."""
    file = release / "content" / "tombstones.jsonl"
    return {orjson.loads(line)["id"] for line in file.read_bytes().splitlines()} if file.exists() else set()


def hashes_gone(release: Path) -> set[str]:
    """The versions of records and period reports whose words had to go when the release was made."""
    files = [release / "content" / name for name in ("wordings_gone.json", "reports_withdrawn.json")]
    return {digest for file in files if file.exists() for digest in read_json(file)["hashes"]}


def held_wordings(release: Path, hashes: set[str]) -> list[str]:
    """What a release shows in words that had to go since: records by id, then period reports by address."""
    suspects = hashes - hashes_gone(release)
    if not suspects:
        return []
    state = State.read(release)
    records = (public_id for public_id, item in state.online.items() if item.sha256 in suspects)
    reports = (slug for slug, digest in state.reports.items() if digest in suspects)
    return [*sorted(records), *sorted(reports)]


def read_removed(release: Path | None) -> dict[str, dict[str, Any]]:
    """What a release's `removed.json` says; empty where there is none."""
    file = release / "removed.json" if release else None
    return read_json(file) if file and file.exists() else {}


def write_removed(
    release: Path,
    previous: Path | None,
    *,
    number: int,
    manifest_sha256: str,
    now: datetime,
    removed: set[str],
    new: set[str],
) -> None:
    """Write the proof beside a release that is about to be served.

    Args:
        removed: files of the previous release that are no more.
        new: files that are new or have other bytes than the previous release's.
    """
    proof = read_removed(previous)
    fresh = withdrawn_ids(release) - proof.keys()
    left = _files_left(previous / "site", fresh, removed | new) if previous and fresh else {}
    for public_id in sorted(fresh):
        proof[public_id] = {
            "release": number,
            "manifest_sha256": manifest_sha256,
            "at": now.isoformat(timespec="seconds"),
            "files": sorted(left.get(public_id, ())),
        }
    write_json(release / "removed.json", proof)


def _files_left(site: Path, items: set[str], names: Iterable[str]) -> dict[str, set[str]]:
    """For each item, the files of a site that mentioned it. The bundle of the search is one thing, however many files it has."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if name.startswith(INDEX):
            for public_id in items:
                found[public_id].add(SEARCH)
        elif not name.endswith(COMPRESSED) and (site / name).is_file():
            parts = [name.encode(), *(text for _part, text in texts(name, (site / name).read_bytes()))]
            mentioned = {f"{year}-{item}" for text in parts for year, item in _mentions(text)}
            for public_id in mentioned & items:
                found[public_id].add(ITEM_FOLDER.sub(r"\1-…", name))
    return found


def _mentions(data: bytes) -> set[tuple[str, str]]:
    return {(year.decode(), item.decode()) for year, item in MENTION.findall(data)}


def read_purged(folders: Folders) -> dict[str, list[str]]:
    """Number of each removed release to the withdrawn items that it held."""
    return read_json(folders.purged) if folders.purged.exists() else {}


def purge(folders: Folders) -> dict[int, list[str]]:
    """Take away every kept release but the served one that shows what had to go since: withdrawn items, hidden wordings. Which, by number.

    A release made after a withdrawal lists it among its tombstones, so the state of most releases need not be read.
    """
    served = folders.served()
    if served is None:
        return {}
    gone, hashes = withdrawn_ids(folders.release(served)), hashes_gone(folders.release(served))
    held: dict[int, list[str]] = {}
    for number in folders.numbers():
        release = folders.release(number)
        suspects = gone - withdrawn_ids(release)
        if number != served and suspects and (items := sorted(suspects & State.read(release).online.keys())):
            held[number] = items
        if number != served and (worded := held_wordings(release, hashes)):
            held[number] = [*held.get(number, ()), *worded]
    if held:
        beside = folders.var / ".purged.new"
        write_json(beside, read_purged(folders) | {str(number): items for number, items in held.items()})
        beside.replace(folders.purged)
        tree.discard(folders, [folders.release(number) for number in held])
    mark = folders.spare / "number"
    if folders.spare.exists() and (not mark.exists() or mark.read_text(encoding="ascii").strip() != str(served)):
        tree.discard(folders, [folders.spare])
    return held
