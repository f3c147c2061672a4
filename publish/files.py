"""Writing the small files of a release: stable bytes, and the previous release's file when nothing changed."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

FILES_SYNCED_SINGLY = 500
SYNC_THREADS = 8  # the disk takes waiting files together


def json_bytes(value: Any) -> bytes:
    """JSON with sorted keys, two spaces of indentation and a final newline."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def mark(*values: Any) -> str:
    """A fingerprint of plain values."""
    return hashlib.sha256(orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()


def read_json(path: Path) -> Any:
    """The content of a JSON file."""
    return orjson.loads(path.read_bytes())


def write_json(path: Path, value: Any) -> None:
    """Write a file that only Klarsyn reads: compact, keys in the order given."""
    path.write_bytes(orjson.dumps(value))


def sync(path: Path) -> None:
    """Make a file or folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path, names: list[str]) -> None:
    """Make a new folder survive a power cut: its own files and those named, or the whole disk when that is quicker."""
    if len(names) > FILES_SYNCED_SINGLY:
        os.sync()
        return
    own = [path for path in folder.iterdir() if path.is_file()]
    content = (folder / "content").rglob("*")
    with ThreadPoolExecutor(SYNC_THREADS) as pool:
        list(pool.map(sync, [*own, *content, *(folder / name for name in names), folder / "site", folder]))


@dataclass
class ContentFolder:
    """A content folder being written, beside the previous release's.

    `files` gathers what the manifest lists: path to SHA-256 and size.
    """

    root: Path
    previous: Path | None
    previous_files: dict[str, dict[str, Any]]
    files: dict[str, dict[str, Any]]

    @classmethod
    def begin(cls, root: Path, previous: Path | None) -> "ContentFolder":
        """An empty folder at `root`, made now."""
        root.mkdir(parents=True)
        known = read_json(previous / "manifest.json")["files"] if previous else {}
        return cls(root, previous, known, {})

    def write(self, name: str, data: bytes) -> bool:
        """Write a file, or link the previous one when it has the same bytes; True when the bytes are new."""
        digest = hashlib.sha256(data).hexdigest()
        if self.previous_files.get(name, {}).get("sha256") == digest:
            self.link(name)
            return False
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.files[name] = {"sha256": digest, "size_bytes": len(data)}
        return True

    def link(self, name: str) -> None:
        """Take over a file of the previous release unread."""
        if self.previous is None:
            raise FileNotFoundError(name)
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.hardlink_to(self.previous / name)
        self.files[name] = self.previous_files[name]

    def clear(self, folder: str) -> None:
        """Take back what was written into a folder; a file that was taken over stays in the previous release."""
        for name in [name for name in self.files if name.startswith(f"{folder}/")]:
            (self.root / name).unlink()
            del self.files[name]

    def finish(self, records: int, tombstones: int) -> None:
        """Write the manifest."""
        manifest = {"format": 1, "files": self.files, "records": records, "tombstones": tombstones}
        (self.root / "manifest.json").write_bytes(json_bytes(manifest))
