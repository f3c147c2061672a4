"""Writes the files of the site, and only those whose fingerprint is new."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import orjson

from portal.errors import BuildError


class Output:
    """The site being written: every file has a fingerprint of what it depends on.

    A file whose fingerprint is the same as in the previous release is counted but not written.
    """

    def __init__(self, folder: Path, previous: dict[str, str]) -> None:
        self.folder = os.fspath(folder)
        self.previous = previous
        self.fingerprints: dict[str, str] = {}
        self.written = 0
        self._folders = {""}

    @property
    def unchanged(self) -> int:
        return len(self.fingerprints) - self.written

    def needs(self, path: str, fingerprint: str) -> bool:
        """Note the file; true when it has to be written.

        Raises:
            BuildError: another page already has this address.
        """
        if path in self.fingerprints:
            raise _two_pages(path)
        self.fingerprints[path] = fingerprint
        return self.previous.get(path) != fingerprint

    def take(self, fingerprints: dict[str, str], written: int) -> None:
        """Take over what another process made.

        Raises:
            BuildError: both made the same page.
        """
        if both := self.fingerprints.keys() & fingerprints.keys():
            raise _two_pages(min(both))
        self.fingerprints.update(fingerprints)
        self.written += written

    def page(self, path: str, fingerprint: str, render: Callable[[], str]) -> None:
        """A file that is rendered only when its fingerprint is new."""
        if self.needs(path, fingerprint):
            self.write(path, render())

    def file(self, path: str, content: str | bytes) -> None:
        """A file that is its own fingerprint."""
        data = content.encode() if isinstance(content, str) else content
        if self.needs(path, blake2b(data, digest_size=16).hexdigest()):
            self.write(path, data)

    def write(self, path: str, content: str | bytes) -> None:
        """Write one file, making its folder.

        Raises:
            BuildError: another page already has this address.
        """
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            self._make_folder(folder)
        data = content.encode() if isinstance(content, str) else content
        # os.open and os.write: half the time of a file object for small files.
        try:
            handle = os.open(f"{self.folder}/{path}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError as error:
            raise _two_pages(path) from error  # of two processes, which do not know of each other
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
        finally:
            os.close(handle)
        self.written += 1

    def _make_folder(self, folder: str) -> None:
        parent = folder.rpartition("/")[0]
        if parent not in self._folders:
            self._make_folder(parent)
        with suppress(FileExistsError):
            os.mkdir(f"{self.folder}/{folder}")  # noqa: PTH102 - a Path per folder costs as much as the folder
        self._folders.add(folder)

    def save(self, pages_file: Path) -> None:
        """Write the fingerprints of every file of the site."""
        pages_file.write_bytes(orjson.dumps(self.fingerprints, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))


def _two_pages(path: str) -> BuildError:
    return BuildError(f"Two pages want the address {path}. Give one of them another slug.")


def index(path: str) -> str:
    """The file behind an address: `/arkiv/2026/` is `arkiv/2026/index.html`."""
    return f"{path[1:]}index.html"


def read_fingerprints(path: Path | None) -> dict[str, str]:
    """The fingerprints of the previous release; empty without one."""
    if path is None:
        return {}
    try:
        fingerprints = orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BuildError(f"The previous release's {path.name} could not be read: {error}") from error
    if not isinstance(fingerprints, dict):
        raise BuildError(f"The previous release's {path.name} is not an object of fingerprints.")
    return fingerprints
