"""The public search index: written at publish, read by the browser from `sok/index/`.

Two bundles: **base** with everything up to the last full build, and **recent** with what came since. While no record of the base
has changed or gone, the base is hard-linked from the previous release and only the recent bundle is written. When one has, or the
recent bundle has outgrown its bound, the base is built anew, so that a withdrawn text is in no byte of the index.
The folder names carry a hash of what went into them, so a browser may keep the files for ever; `bundles.json`, which it
fetches first, names the folders in use and holds what each begins with (`start.json`).
"""

import hashlib
import os
import shutil
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

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
    base, recent = _divided(found, previous)
    try:
        folders = [_bundle("base", base, target, previous)]
        if recent:
            folders.append(_bundle("recent", recent, target, previous))
        groups = [*shipped_groups(), *own]
        known = {key for folder in folders for key in indexed_keys(folder)}
        bundles = [{"path": f"{folder.name}/", "start": _read(folder / "start.json")} for folder in folders]
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
    parts = ((folder, part) for folder, part in zip(folders, (base, recent), strict=False) if folder.name not in kept)
    return BundleReport(
        records=len(found),
        indexed=sum(len(part) for _folder, part in parts),
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
        state = _read(folder / "state.json")
        for name, size in state["files"].items():
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


def _read(path: Path):  # type: ignore[no-untyped-def]
    try:
        return orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise IndexBuildError(f"The search index file {path} could not be read: {error}. Publish again.") from error


def _divided(found: list[Released], previous: Path | None) -> tuple[list[Released], list[Released]]:
    """Records of the base and of the recent bundle."""
    if previous is None or not (previous / "bundles.json").is_file():
        return found, []
    listing = _read(previous / "bundles.json")
    folder = previous / listing["bundles"][0]["path"]
    if listing.get("format") != FORMAT or not (folder / "state.json").is_file():
        return found, []
    state: dict[str, str] = _read(folder / "state.json")["records"]
    now = {document.id: document.digest for document in found}
    if folder.name != _folder_name("base", state) or any(now.get(name) != digest for name, digest in state.items()):
        return found, []
    recent = [document for document in found if document.id not in state]
    if len(recent) > RECENT_BOUND:
        return found, []
    return [document for document in found if document.id in state], recent


def _bundle(name: str, part: list[Released], target: Path, previous: Path | None) -> Path:
    """Where a bundle lies: in the previous index when it is as it was, otherwise in `target`, written now."""
    folder_name = _folder_name(name, {document.id: document.digest for document in part})
    if previous and (previous / folder_name / "start.json").is_file():
        return previous / folder_name
    folder = target / folder_name
    if folder.exists():
        shutil.rmtree(folder)
    write_bundle((record.document() for record in part), folder)
    _check_written(folder)
    return folder


def _folder_name(name: str, state: dict[str, str]) -> str:
    stamp = hashlib.sha256(_analysis_stamp())
    for record, digest in sorted(state.items()):
        stamp.update(f"{record} {digest}\n".encode())
    return f"{name}-{stamp.hexdigest()[:16]}"


@cache
def _analysis_stamp() -> bytes:
    """Changes when the code, a library or a word list that shapes the index does."""
    folder = Path(__file__).parent
    stamp = hashlib.sha256(" ".join(version(name) for name in _LIBRARIES).encode())
    for path in [*(folder / name for name in _SOURCES), *sorted((folder / "lexicon").glob("*.txt"))]:
        stamp.update(path.read_bytes())
    return stamp.digest()
