"""Looks for private strings in every byte that a release would publish.

What counts as a leak: a value that identifies (an address with @, a number, a sentence of an internal note) wherever it stands,
unless the municipality's own vocabulary holds it (a function mailbox). A name or a short phrase is a leak when the record's own
approved text holds it, or when nobody's approved text explains it: a sender's name may be another item's place.

A value is looked for as typed, as HTML, JSON and addresses write it, and numbers also without what separates their digits. What files are
made from is also read as people read it (`publish.reading`).
Messages name record, file and category, never the value.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import ahocorasick_rs
import orjson

from publish.numbers import identity_numbers, long_numbers
from publish.reading import plain

if TYPE_CHECKING:
    from cms.publication.selectors import PrivateString

SHORTEST = 3
SENTENCE_WORDS = 4
SENTENCE_LETTERS = 20
NUMBER_DIGITS = 8
CHUNK_BYTES = 4_000_000
SENTENCES = re.compile(r"[\n.!?]+\s*")
PLAIN = re.compile("[a-z0-9 @.-]*")
ADDRESS_WORD = re.compile("[a-z0-9]+")
FOLDED = str.maketrans("åäöéüèáàâñçøæ", "aaoeueaaancoa")
CAPITALS = re.compile(rb"\xc3[\x84\x85\x89\x96\x9c]")  # Ä Å É Ö Ü in UTF-8
CASE = 0x20  # from their second byte to that of the small letter
PHONE = re.compile(r"[\d\s()+./–-]+")
DIGEST = re.compile(rb"(?<![0-9A-Za-z])(?=(?:\d*[a-f]){8})[0-9a-f]{64}(?![0-9A-Za-z])")
"""A SHA-256 that stands alone, with the letters that chance gives it. Somebody's number can be part of one, and says nothing there."""


class Leak(NamedTuple):
    """A private string found: whose, of which category, in which file."""

    public_id: str
    category: str
    file: str


@dataclass(slots=True)
class Pattern:
    """A value that is looked for, and the items it belongs to."""

    text: str
    identifying: bool
    is_number: bool = False  # found by its digits, whatever separates them
    owners: set[tuple[str, str]] = field(default_factory=set)

    @property
    def exact_case(self) -> bool:
        """A single word counts only as it was written: `Per` is a name, `per` is not."""
        return not self.identifying and len(self.text.split()) == 1


def lower(data: bytes) -> bytes:
    """Small letters, the usual Swedish ones included, with every byte in its place."""
    small = bytearray(data.lower())
    for capital in CAPITALS.finditer(data):
        small[capital.end() - 1] += CASE
    return bytes(small)


def parts(value: str) -> Iterator[str]:
    """A value, or the sentences of a longer one: a note may leak in part."""
    value = plain(value)
    sentences = [each.strip() for each in SENTENCES.split(value)]
    if len(sentences) > 1 and len(value) > 2 * SENTENCE_LETTERS:
        yield from (each for each in sentences if len(each) >= SENTENCE_LETTERS)
    if len(value) >= SHORTEST:
        yield value


def forms(text: str) -> set[bytes]:
    """How files may write a value, in small letters."""
    small = text.lower()
    written = {small}
    if not PLAIN.fullmatch(small):
        written |= {escape(small), escape(small, quote=False), quote(text).lower(), orjson.dumps(small).decode()[1:-1]}
        written.add(small.replace("&", "&amp;").replace("'", "&#39;").replace('"', "&#34;"))
    if "@" in small:
        written.add(small.replace("@", "%40"))
    words = ADDRESS_WORD.findall(small.translate(FOLDED))
    if 1 < len(words) < SENTENCE_WORDS and "@" not in small:
        written.add("-".join(words))
    return {lower(each.encode()) for each in written}


def is_identifying(text: str) -> bool:
    """True for what points at somebody wherever it stands."""
    digits = sum(letter.isdigit() for letter in text)
    return "@" in text or digits >= NUMBER_DIGITS - 1 or len(text.split()) >= SENTENCE_WORDS


class LeakScan:
    """One pass over many files.

    Args:
        strings: what may stand nowhere.
        vocabulary: text that everyone may read whatever it says: the municipality's own contact details and names.
        allowed_numbers: digits of numbers that look like personal identity numbers and are none.
    """

    def __init__(self, strings: "Iterable[PrivateString]", vocabulary: bytes, allowed_numbers: frozenset[str]) -> None:
        self.patterns: dict[str, Pattern] = {}
        self.numbers: dict[str, Pattern] = {}
        self.allowed_numbers = allowed_numbers
        for public_id, category, value in strings:
            for text in parts(value):
                self._add(public_id, category, text)
        self._by_form: list[Pattern] = []
        written: list[bytes] = []
        for pattern in self.patterns.values():
            for form in () if pattern.is_number else forms(pattern.text):
                written.append(form)
                self._by_form.append(pattern)
        self._automaton = ahocorasick_rs.BytesAhoCorasick(written) if written else None
        self._lengths = sorted({len(number) for number in self.numbers})
        self._hits: dict[str, set[str]] = defaultdict(set)  # value → files
        self._number_hits: list[Leak] = []
        self._waiting: list[tuple[str, bytes]] = []
        self._size = 0
        self._known = {pattern.text for pattern, _, _ in self._found(vocabulary)}
        if self._lengths:
            self._known |= {pattern.text for pattern in self._numbers_in(vocabulary)}

    def _add(self, public_id: str, category: str, text: str) -> None:
        pattern = self.patterns.get(text.casefold())
        if pattern is None:
            pattern = self.patterns[text.casefold()] = Pattern(text, is_identifying(text))
        pattern.owners.add((public_id, category))
        digits = "".join(filter(str.isdigit, text))
        if PHONE.fullmatch(text) and len(digits) >= NUMBER_DIGITS:
            pattern.is_number = True
            abroad = "46" + digits[1:] if digits.startswith("0") else digits
            for number in {digits, abroad, "0" + abroad.removeprefix("46")}:
                self.numbers[number] = pattern

    def add(self, file: str, data: bytes) -> None:
        """Scan a file; small ones wait until there is enough for one go."""
        self._waiting.append((file, data))
        self._size += len(data) + 1
        if self._size >= CHUNK_BYTES:
            self._scan()

    def _scan(self) -> None:
        chunk = b"\n".join([data for _, data in self._waiting])
        starts, place = [], 0
        for _, data in self._waiting:
            starts.append(place)
            place += len(data) + 1
        files = _Files([file for file, _ in self._waiting], starts)
        for pattern, start, _ in self._found(chunk):
            self._hits[pattern.text].add(files.at(start))
        for start, number in identity_numbers(chunk):
            if number not in self.allowed_numbers:
                self._number_hits.append(Leak("", "identity_number", files.at(start)))
        if self._lengths and any(self._numbers_in(chunk)):
            for file, data in self._waiting:
                for pattern in self._numbers_in(DIGEST.sub(b"-x-", data)):
                    self._hits[pattern.text].add(file)
        self._waiting, self._size = [], 0

    def _numbers_in(self, data: bytes) -> Iterator[Pattern]:
        for run in long_numbers(data, self._lengths[0]):
            for length in self._lengths:
                for start in range(len(run) - length + 1):
                    if pattern := self.numbers.get(run[start : start + length]):
                        yield pattern

    def _found(self, data: bytes) -> Iterator[tuple[Pattern, int, int]]:
        """Hits that are not part of a longer word."""
        if self._automaton is None:
            return
        small = lower(data)
        for index, start, end in self._automaton.find_matches_as_indexes(small, overlapping=True):
            pattern = self._by_form[index]
            if not pattern.exact_case and small[end : end + 1] == b"s":
                end += 1  # a genitive
            if (start and _in_word(small[start - 1])) or (end < len(small) and _in_word(small[end])):
                continue
            if pattern.exact_case and not _same_case(data[start:end], pattern.text):
                continue
            yield pattern, start, end

    def leaks(self, approved: Iterable[tuple[str, bytes]]) -> list[Leak]:
        """What was found and is not explained by the approved texts, given as (id, bytes)."""
        if self._waiting:
            self._scan()
        found = list(self._number_hits)
        doubtful = {}
        for text, files in self._hits.items():
            pattern = self.patterns[text.casefold()]
            if pattern.text in self._known:
                continue
            if pattern.identifying:
                found += [Leak(*owner, file) for owner in pattern.owners for file in files]
            else:
                doubtful[text] = pattern
        if doubtful:
            found += self._unexplained(doubtful, approved)
        return sorted(set(found))

    def _unexplained(self, doubtful: dict[str, Pattern], approved: Iterable[tuple[str, bytes]]) -> Iterator[Leak]:
        holders: dict[str, set[str]] = defaultdict(set)
        for public_id, record in approved:
            for pattern, _, _ in self._found(record):
                holders[pattern.text].add(public_id)
        for text, pattern in doubtful.items():
            for public_id, category in pattern.owners:
                if public_id in holders[text] or not holders[text]:
                    yield from (Leak(public_id, category, file) for file in self._hits[text])


class _Files:
    """Which file of a chunk a place belongs to."""

    def __init__(self, names: list[str], starts: list[int]) -> None:
        self.names, self.starts = names, starts

    def at(self, place: int) -> str:
        return self.names[bisect_right(self.starts, place) - 1]


def _in_word(byte: int) -> bool:
    return byte >= 0x80 or 48 <= byte <= 57 or 97 <= byte <= 122


def _same_case(found: bytes, text: str) -> bool:
    written = found.decode(errors="replace")
    return written in {text, text.upper()} or written[:1].isupper() == text[:1].isupper()
