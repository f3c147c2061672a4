"""Size and SHA-256 of every file of a site, and the compressed copies beside its text files.

A server that has `index.html.br` never compresses by itself. Only new files are read: the previous release's entries stand
for the rest.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import orjson
from isal import isal_zlib

from publish.files import read_json

Files = dict[str, list[int | str]]  # path → [size in bytes, SHA-256]

TEXT = {
    ".html",
    ".css",
    ".js",
    ".mjs",
    ".json",
    ".jsonl",
    ".xml",
    ".txt",
    ".svg",
    ".csv",
    ".atom",
    ".rdf",
    ".ttl",
    ".webmanifest",
}
COMPRESSED = (".gz", ".br")
WORTH_COMPRESSING_BYTES = 200
MOST_COMPRESSED_BYTES = (
    8_000_000  # a download this large stands in an archive too, and would be compressed after every approval
)
BROTLI_QUALITY = 5  # 9 takes half as long again for one byte in a thousand
BROTLI_WINDOW_BITS = 16  # the default window takes 27 times as long for the same bytes on pages of this size
GZIP_LEVEL = 3  # isal's best
GZIP_CONTAINER = 31  # a gzip header without a time
THREADS = 2
MOST_NAMES_A_PART = 200


def read_files(release: Path | None) -> Files:
    """The entries of a finished release; empty before the first."""
    return read_json(release / "manifest.json")["files"] if release else {}


def write_files(release: Path, files: Files) -> str:
    """Write the manifest of a site; its own SHA-256."""
    data = orjson.dumps({"format": 1, "files": files}, option=orjson.OPT_SORT_KEYS)
    (release / "manifest.json").write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def walk(root: Path) -> Iterator[str]:
    """Every file under a folder, as paths relative to it."""
    pending = [""]
    while pending:
        folder = pending.pop()
        with os.scandir(root / folder) as entries:
            for entry in entries:
                name = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    pending.append(name)
                else:
                    yield name


def is_text(name: str) -> bool:
    """True for files that get compressed copies."""
    return os.path.splitext(name)[1] in TEXT  # noqa: PTH122 - called for every file, five times as fast as Path.suffix


def enter(
    root: Path, names: list[str], previous: Files, report: Callable[[int, int], None], known: Files | None = None
) -> tuple[Files, Files]:
    """Hash the files of a fresh folder and write compressed copies of the new ones.

    Args:
        known: entries of files that were hashed when they were made.

    Returns:
        The entries of new files with their copies, and those of files that are the same as before.
    """
    new: Files = {}
    same: Files = {}
    length = max(1, min(MOST_NAMES_A_PART, len(names) // (4 * THREADS)))
    parts = [names[start : start + length] for start in range(0, len(names), length)]
    done = 0
    with ThreadPoolExecutor(THREADS) as pool:
        for part_new, part_same in pool.map(lambda part: _enter_part(root, part, previous, known or {}), parts):
            new.update(part_new)
            same.update(part_same)
            done += len(part_new) + len(part_same)
            report(min(done, len(names)), len(names))
    return new, same


def _enter_part(root: Path, names: list[str], previous: Files, known: Files) -> tuple[Files, Files]:
    new: Files = {}
    same: Files = {}
    for name in names:
        data = b"" if name in known and not is_text(name) else (root / name).read_bytes()
        entry = known.get(name) or _entry(data)
        if previous.get(name) == entry:
            same[name] = entry
            same.update({name + ending: previous[name + ending] for ending in COMPRESSED if name + ending in previous})
            continue
        new[name] = entry
        if WORTH_COMPRESSING_BYTES <= len(data) <= MOST_COMPRESSED_BYTES and is_text(name):
            for ending, packed in zip(COMPRESSED, compress(data), strict=True):
                (root / (name + ending)).write_bytes(packed)
                new[name + ending] = _entry(packed)
    return new, same


def compress(data: bytes) -> tuple[bytes, bytes]:
    """The gzip and brotli forms of a file, the same bytes every time."""
    mode = brotli.MODE_TEXT
    return (
        isal_zlib.compress(data, GZIP_LEVEL, GZIP_CONTAINER),
        brotli.compress(data, mode=mode, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW_BITS),
    )


def _entry(data: bytes) -> list[int | str]:
    return [len(data), hashlib.sha256(data).hexdigest()]
