"""The public search index: written at publish, read by the browser from `sok/index/`.

Up to three bundles: **base** with everything up to the last full build, **recent** with what came since, and **newest** with the last
few of that, which is one file. While no record of a bundle has changed or gone, it is hard-linked from the previous release, so an
approval writes only the newest one. When one has, or a bundle has outgrown its bound, it is built anew with all that are newer, so
that a withdrawn text is in no byte of the index.
The names carry a hash of what went into them, so a browser may keep the files for ever; `bundles.json`, which it fetches first,
names the folders in use, or the one file, and holds what each begins with (`start.json`).
"""

import hashlib
import os
import shutil
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import orjson

from search_index import analysis
from search_index.bundle import FORMAT, write_bundle
from search_index.documents import Released, released
from search_index.errors import IndexBuildError
from search_index.names import write_names
from search_index.synonyms import own_groups, shipped_groups, write_synonyms
from search_index.vocabulary import indexed_keys

INDEX_PATH = Path("sok") / "index"
RECENT_BOUND = 400
NEWEST_BOUND = 20
_SOURCES = (
    "analysis.py",
    "bundle.py",
    "compounds.py",
    "documents.py",
    "packing.py",
    "stemming.py",
    "vocabulary.py",
    "wordlists.py",
)
_LIBRARIES = ("simplemma", "PyStemmer", "hunspell-sv", "wordfreq")


@dataclass(frozen=True)
class BundleReport:
    """What a build did. `kept` names the bundles that are as they were: folders under the index of the previous site."""

    records: int
    indexed: int
    bundles: tuple[str, ...]
    kept: tuple[str, ...]
    size_bytes: int

    @property
    def reused(self) -> int:
        return self.records - self.indexed


def build(content: Path, site: Path, previous_site: Path | None = None) -> BundleReport:
    """Write the whole index of the released folder `content` under `site`; bundles kept from `previous_site` are hard-linked.

    Raises:
        IndexBuildError: as `renew`.
    """
    report = renew(content, site, previous_site)
    if previous_site:
        for name in report.kept:
            shutil.copytree(previous_site / INDEX_PATH / name, site / INDEX_PATH / name, copy_function=os.link)
    return report


def renew(content: Path, site: Path, previous_site: Path | None = None) -> BundleReport:
    """Write the index of the released folder `content` under `site` without the bundles that are kept from `previous_site`.

    Raises:
        IndexBuildError: a file could not be read or written, or the written index does not hold every record.
    """
    target = site / INDEX_PATH
    try:
        found, own = list(released(content)), own_groups(content)
    except (OSError, KeyError, ValueError, msgspec.MsgspecError) as error:
        raise IndexBuildError(
            f"The search index was not built: {content} could not be read ({error!r}). Write the released folder again."
        ) from error
    target.mkdir(parents=True, exist_ok=True)
    previous = previous_site / INDEX_PATH if previous_site else None
    parts = _divided(found, previous)
    try:
        folders = [_bundle(place, part, target, previous) for place, part in enumerate(parts)]
        groups = [*shipped_groups(), *own]
        known = {key for folder in folders for key in indexed_keys(folder)}
        bundles = [
            {"path": folder.name + ("" if folder.suffix else "/"), "start": _part(folder, "start")}
            for folder in folders
        ]
        listing = {
            "format": FORMAT,
            "bundles": bundles,
            "synonyms": write_synonyms(groups, known, target),
            "stop_words": sorted(analysis.stop_words()),
            "names": write_names(found, content, target),
        }
        (target / "bundles.json").write_bytes(orjson.dumps(listing, option=orjson.OPT_SORT_KEYS) + b"\n")
    except OSError as error:
        raise IndexBuildError(
            f"The search index was not written to {target}: {error}. Free space or correct the permissions, then publish again."
        ) from error
    _compare(target, _ids_in(folders), {document.id for document in found})
    kept = tuple(folder.name for folder in folders if folder.parent != target)
    return BundleReport(
        records=len(found),
        indexed=sum(len(part) for folder, part in zip(folders, parts, strict=True) if folder.name not in kept),
        bundles=tuple(folder.name for folder in folders),
        kept=kept,
        size_bytes=sum(path.stat().st_size for path in target.rglob("*") if path.is_file()),
    )


def verify(site: Path, expected: set[str]) -> None:
    """Check that the index holds exactly the expected records.

    Raises:
        IndexBuildError: a record is missing or should not be there, or a bundle can not be read.
    """
    _compare(site / INDEX_PATH, searchable_ids(site), expected)


def _compare(index: Path, held: set[str], expected: set[str]) -> None:
    if held != expected:
        missing, extra = sorted(expected - held)[:10], sorted(held - expected)[:10]
        raise IndexBuildError(
            f"The search index in {index} is not complete: missing {missing or 'none'}, not released {extra or 'none'}. "
            "Remove the folder and publish again."
        )


def searchable_ids(site: Path) -> set[str]:
    """Ids of all records that the index under `site` can show and find, by what the bundles themselves hold.

    A bundle's files are read in full when it is written; after that each must still be there at its full size.

    Raises:
        IndexBuildError: a bundle lacks a file or part of one, or two bundles hold the same record.
    """
    index = site / INDEX_PATH
    return _ids_in([index / bundle["path"] for bundle in _read(index / "bundles.json")["bundles"]])


def _ids_in(folders: list[Path]) -> set[str]:
    found: list[str] = []
    for folder in folders:
        state = _part(folder, "state")
        for name, size in state["files"].items() if not folder.suffix else ():
            if _size(f"{folder}/{name}") != size:
                raise IndexBuildError(f"The search index file {folder / name} is missing or damaged. Publish again.")
        found += state["records"]
    if len(set(found)) != len(found):
        raise IndexBuildError(f"A record is in two of the bundles {', '.join(map(str, folders))}. Publish again.")
    return set(found)


def _size(path: str) -> int | None:
    """Bytes of a file, None where there is none. A Path for each of tens of thousands would cost more than the question."""
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except OSError:
        return None


def _check_written(folder: Path) -> None:
    """Read a bundle back: every record is shown once, every column has a value for each, every posting file is there."""
    start, facets, state = (_read(folder / f"{name}.json") for name in ("start", "facets", "state"))
    shown = [row[0] for path in (folder / "texts").glob("*.json") for row in _read(path)]
    steps = len(facets["published"]["steps"]) + (1 if shown else 0)
    columns = {len(facets["ar"]["of"]), len(facets["places"]["of"]), steps, start["documents"], len(shown)}
    postings = sum(bool(_read(path)) for path in (folder / "postings").glob("*.json"))
    if len(columns) > 1 or sorted(shown) != sorted(state["records"]) or postings != len(start["postings"]):
        raise IndexBuildError(f"The search bundle {folder} contradicts itself. Remove the folder and publish again.")


def _read(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise IndexBuildError(f"The search index file {path} could not be read: {error}. Publish again.") from error


def _part(bundle: Path, name: str) -> Any:
    """A file of a bundle, which may be a folder, or one file that holds all of its files by name."""
    return _read(bundle)[f"{name}.json"] if bundle.suffix else _read(bundle / f"{name}.json")


def _divided(found: list[Released], previous: Path | None) -> list[list[Released]]:
    """The records of each bundle, the oldest first. One that lost a record, or has another text of it, is not kept."""
    now = {document.id: document for document in found}
    parts = []
    for state in _states(previous):
        if any(name not in now or now[name].digest != digest for name, digest in state.items()):
            break
        parts.append([now.pop(name) for name in state])
    if now or not parts:
        parts.append([*now.values()])
    while len(parts) > 2 and (len(parts[-1]) > NEWEST_BOUND or len(parts[-2]) <= NEWEST_BOUND):
        parts[-2:] = [parts[-2] + parts[-1]]
    return parts if len(parts) == 1 or len(parts[1]) <= RECENT_BOUND else [found]


def _states(previous: Path | None) -> list[dict[str, str]]:
    """Records with their digests of each bundle of the previous index; nothing of one that other code has written."""
    if previous is None or not (previous / "bundles.json").is_file():
        return []
    listing = _read(previous / "bundles.json")
    bundles = [previous / bundle["path"] for bundle in listing["bundles"]]
    if listing.get("format") != FORMAT or not all(
        (each if each.suffix else each / "state.json").is_file() for each in bundles
    ):
        return []
    states: list[dict[str, str]] = [_part(bundle, "state")["records"] for bundle in bundles]
    named = [_bundle_name(place, state) for place, state in enumerate(states)]
    return states if named == [bundle.name for bundle in bundles] else []


def _bundle(place: int, part: list[Released], target: Path, previous: Path | None) -> Path:
    """Where a bundle lies: in the previous index when it is as it was and large, otherwise in `target`, written now."""
    name = _bundle_name(place, {document.id: document.digest for document in part})
    if previous and (previous / name / "start.json").is_file():
        return previous / name
    folder = target / name.removesuffix(".json")
    if folder.exists():
        shutil.rmtree(folder)
    write_bundle((record.document() for record in part), folder)
    _check_written(folder)
    if folder.name == name:
        return folder
    whole = {path.relative_to(folder).as_posix(): _read(path) for path in folder.rglob("*.json")}
    (target / name).write_bytes(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS) + b"\n")
    shutil.rmtree(folder)
    return target / name


def _bundle_name(place: int, state: dict[str, str]) -> str:
    """What a bundle is called: the base comes first, and the newest is one file."""
    stamp = hashlib.sha256(_analysis_stamp())
    for record, digest in sorted(state.items()):
        stamp.update(f"{record} {digest}\n".encode())
    name = "base" if not place else "newest" if len(state) <= NEWEST_BOUND else "recent"
    return f"{name}-{stamp.hexdigest()[:16]}" + (".json" if name == "newest" else "")


@cache
def _analysis_stamp() -> bytes:
    """Changes when the code, a library or a word list that shapes the index does."""
    folder = Path(__file__).parent
    stamp = hashlib.sha256(" ".join(version(name) for name in _LIBRARIES).encode())
    for path in [*(folder / name for name in _SOURCES), *sorted((folder / "lexicon").glob("*.txt"))]:
        stamp.update(path.read_bytes())
    return stamp.digest()
