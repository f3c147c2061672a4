"""All released records at once, lean: what listings, links and fingerprints need, and where each line lies.

100,000 records take about 100 MB; texts stay in the files and are read a line at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import msgspec

from portal.contract import Record, Tombstone
from portal.errors import RecordError

PER_PAGE = 25


class CorrectionNote(msgspec.Struct, gc=False):
    """A correction without the earlier wording."""

    on: str
    what: str


class AnsweringUnit(msgspec.Struct, gc=False):
    """An answer without its text."""

    unit: str


class Entry(msgspec.Struct, gc=False):
    """One record without its texts. The fields after `answers` are filled in while reading."""

    id: str
    path: str
    heading: str
    published: str
    kind: str
    category: str | None
    outcome: str | None
    organisation: tuple[str, ...]
    related: tuple[str, ...]
    corrections: tuple[CorrectionNote, ...]
    language: str
    answers: tuple[AnsweringUnit, ...]
    answering: tuple[str, ...] = ()
    file: str = ""
    start: int = 0
    length: int = 0
    digest: bytes = b""

    @property
    def changed(self) -> str:
        """The last day something about it changed."""
        if not self.corrections:
            return self.published
        return max((self.published, *(note.on for note in self.corrections)))


class Withdrawn(msgspec.Struct, gc=False):
    """A tombstone as listings hold it."""

    tombstone: Tombstone
    digest: bytes

    @property
    def id(self) -> str:
        return self.tombstone.id

    @property
    def published(self) -> str:
        return self.tombstone.published


Item = Entry | Withdrawn

_entry_decoder = msgspec.json.Decoder(Entry)
_record_decoder = msgspec.json.Decoder(Record)
_tombstone_decoder = msgspec.json.Decoder(Tombstone)


class Corpus:
    """The records of a released folder."""

    def __init__(self, released: Path) -> None:
        self.folder = released
        self.entries: dict[str, Entry] = {}
        self.tombstones: dict[str, Withdrawn] = {}
        self.years: list[str] = []
        self._open_files: dict[str, BinaryIO] = {}
        self._shared: dict[object, object] = {}
        for path in sorted((released / "records").glob("*.jsonl")):
            self.years.append(path.stem)
            self._read_year(path)
        self._read_tombstones(released / "tombstones.jsonl")

    def _read_year(self, path: Path) -> None:
        file, position, decode = f"records/{path.name}", 0, _entry_decoder.decode
        shared = self._shared.setdefault
        with path.open("rb", buffering=1 << 20) as lines:
            for line in lines:
                try:
                    entry = decode(line)
                except msgspec.MsgspecError as error:
                    raise RecordError(_named(line, position), file, str(error)) from error
                if entry.id in self.entries:
                    raise RecordError(entry.id, file, "the id occurs twice")
                if not entry.path.startswith("/synpunkter/") or not entry.path.endswith("/") or ".." in entry.path:
                    raise RecordError(entry.id, file, f"the path {entry.path!r} is not /synpunkter/<year>/<name>/")
                entry.file, entry.start, entry.length = file, position, len(line)
                entry.digest = blake2b(line, digest_size=16).digest()
                entry.kind = shared(entry.kind, entry.kind)  # type: ignore[assignment]
                entry.category = shared(entry.category, entry.category)  # type: ignore[assignment]
                entry.published = shared(entry.published, entry.published)  # type: ignore[assignment]
                entry.organisation = shared(entry.organisation, entry.organisation)  # type: ignore[assignment]
                answering = tuple(answer.unit for answer in entry.answers)
                entry.answering = shared(answering, answering)  # type: ignore[assignment]
                entry.answers = ()
                self.entries[entry.id] = entry
                position += len(line)

    def _read_tombstones(self, path: Path) -> None:
        if not path.exists():
            return
        with path.open("rb") as lines:
            for number, line in enumerate(lines):
                try:
                    tombstone = _tombstone_decoder.decode(line)
                except msgspec.MsgspecError as error:
                    raise RecordError(_named(line, number), path.name, str(error)) from error
                if tombstone.id in self.entries:
                    raise RecordError(tombstone.id, path.name, "the id is both published and withdrawn")
                self.tombstones[tombstone.id] = Withdrawn(tombstone, blake2b(line, digest_size=16).digest())

    def record(self, entry: Entry) -> Record:
        """The whole record, read from its line."""
        return decode_record(self.line(entry), entry)

    def line(self, entry: Entry) -> bytes:
        """The line of a record as it was released, without its end."""
        file = self._open_files.get(entry.file)
        if file is None:
            file = self._open_files[entry.file] = (self.folder / entry.file).open("rb")
        file.seek(entry.start)
        return file.read(entry.length).rstrip(b"\n")

    def records(self, wanted: list[Entry]) -> Iterator[tuple[Entry, Record]]:
        """The whole records of `wanted`, each file read once from front to back."""
        by_file: dict[str, list[Entry]] = {}
        for entry in wanted:
            by_file.setdefault(entry.file, []).append(entry)
        for name, entries in by_file.items():
            with (self.folder / name).open("rb", buffering=1 << 20) as file:
                for entry in entries:
                    if file.tell() != entry.start:
                        file.seek(entry.start)
                    yield entry, decode_record(file.read(entry.length), entry)

    def close(self) -> None:
        """Let go of the files that `record` opened."""
        for file in self._open_files.values():
            file.close()
        self._open_files.clear()


def decode_record(line: bytes, entry: Entry) -> Record:
    """The record on one line.

    Raises:
        RecordError: the line is not as the contract says.
    """
    try:
        return _record_decoder.decode(line)
    except msgspec.MsgspecError as error:
        raise RecordError(entry.id, entry.file, str(error)) from error


def _named(line: bytes, position: int) -> str:
    """The id in a line that could not be read, or where the line starts."""
    marker = b'"id":"'
    at = line.replace(b'"id": "', marker).find(marker)
    if at < 0:
        return f"at byte {position}"
    text = line.replace(b'"id": "', marker)[at + len(marker) :]
    return text[: text.find(b'"')].decode("utf-8", "replace")


class Listing:
    """Items in the order they were published, pages numbered from the oldest."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.items: list[Item] = []
        self.published_count = 0

    @property
    def full_pages(self) -> int:
        """How many numbered pages there are: only full ones, so that none is written twice."""
        return len(self.items) // PER_PAGE

    def page(self, number: int) -> list[Item]:
        """Page `number` (from 1, the oldest), newest first."""
        return self.items[(number - 1) * PER_PAGE : number * PER_PAGE][::-1]

    def newest(self, count: int = PER_PAGE) -> list[Item]:
        """The newest items, newest first."""
        return self.items[: -count - 1 : -1]

    def newest_entries(self, count: int = PER_PAGE) -> list[Entry]:
        """The newest items that are still published, newest first."""
        found: list[Entry] = []
        for item in reversed(self.items):
            if isinstance(item, Entry):
                found.append(item)
                if len(found) == count:
                    break
        return found


class Listings:
    """Every listing of the site, filled in one pass over the items."""

    def __init__(self, corpus: Corpus) -> None:
        self.all = Listing("/synpunkter/")
        self.units: dict[str, Listing] = {}
        self.categories: dict[str, Listing] = {}
        self.kinds: dict[str, Listing] = {}
        self.years: dict[str, Listing] = {}
        items: list[Item] = [*corpus.entries.values(), *corpus.tombstones.values()]
        items.sort(key=lambda item: (item.published, item.id))
        for item in items:
            self._add(item)

    def _add(self, item: Item) -> None:
        facts = item.tombstone if isinstance(item, Withdrawn) else item
        places = [
            self.all,
            _listing(self.kinds, facts.kind),
            _listing(self.years, item.id.partition("-")[0]),
            *(_listing(self.units, code) for code in facts.organisation[1:]),
        ]
        if facts.category is not None:
            places.append(_listing(self.categories, facts.category))
        published = facts is item
        for listing in places:
            listing.items.append(item)
            listing.published_count += published


def _listing(listings: dict[str, Listing], code: str) -> Listing:
    listing = listings.get(code)
    if listing is None:
        listing = listings[code] = Listing("")
    return listing
