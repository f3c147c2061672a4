"""Released records as the public search sees them: what is indexed, what is shown, what is filtered by."""

import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import orjson

_BLOCK_END = re.compile(r"</(?:p|li|h3|h4|tr|blockquote|td|th)>|<br\s*/?>")
_TAG = re.compile(r"<[^>]+>")
_SPACE = re.compile(r"\s+")


class Place(NamedTuple):
    """One level of a record's path through the organisation."""

    level: str
    slug: str
    name: str


class Document(NamedTuple):
    """One record."""

    id: str
    path: str
    heading: str
    question: str
    answer: str
    language: str
    kind: tuple[str, str] | None
    category: tuple[str, str] | None
    outcome: tuple[str, str] | None
    places: tuple[Place, ...]
    year: str
    published: str
    digest: str

    @property
    def unit(self) -> str:
        """Name of the innermost unit."""
        return self.places[-1].name if self.places else ""


class _Coded(msgspec.Struct, gc=False):
    """What names of a record depend on; its texts are passed over."""

    id: str
    organisation: tuple[str, ...]
    kind: str
    category: str | None
    outcome: str | None


class Named(NamedTuple):
    """The words that a record names by code: places below the municipality; kind, category and outcome with slug and name."""

    places: tuple[Place, ...]
    kind: tuple[str, str] | None
    category: tuple[str, str] | None
    outcome: tuple[str, str] | None


_decode = msgspec.json.Decoder(_Coded).decode


class Released:
    """One line of the released folder: its id and digest at once, its document when it is asked for."""

    __slots__ = ("_line", "_named", "category", "digest", "id", "organisation")

    def __init__(self, line: bytes, names: "_Names") -> None:
        coded = _decode(line)
        self._line = line
        self.id = coded.id
        self.organisation = coded.organisation
        self._named, written = names.of(coded)
        self.category = self._named.category
        self.digest = hashlib.sha256(line + written).hexdigest()[:16]

    def document(self) -> Document:
        """What is indexed of the record."""
        record = orjson.loads(self._line)
        answers = " ".join(plain_text(answer["html"]) for answer in record["answers"])
        return Document(
            id=record["id"],
            path=record["path"],
            heading=record["heading"],
            question=_SPACE.sub(" ", " ".join(record["question"])),
            answer=f"{answers} {record['outcome_text']}".strip(),
            language=record["language"],
            kind=self._named.kind,
            category=self._named.category,
            outcome=self._named.outcome,
            places=self._named.places,
            year=record["id"].partition("-")[0],
            published=record["published"],
            digest=self.digest,
        )


class _Names:
    """The words that records name by code."""

    def __init__(self, content: Path) -> None:
        terms = orjson.loads((content / "terms.json").read_bytes())
        units = orjson.loads((content / "organisation.json").read_bytes())["units"]
        self._units = {unit["code"]: Place(unit["level"], unit["slug"], unit["name"]) for unit in units}
        self._terms = {
            field: {term["code"]: (term["slug"], term["name"]) for term in terms[field]}
            for field in ("kinds", "categories", "outcomes")
        }
        self._known: dict[tuple[object, ...], tuple[Named, bytes]] = {}

    def of(self, coded: _Coded) -> tuple[Named, bytes]:
        """What a record names, and the same as bytes for its digest. Thousands of records share few combinations."""
        key = (coded.organisation, coded.kind, coded.category, coded.outcome)
        if key not in self._known:
            places = (self._units[code] for code in coded.organisation)
            named = Named(
                tuple(place for place in places if place.level != "municipality"),
                self._terms["kinds"].get(coded.kind),
                self._terms["categories"].get(coded.category or ""),
                self._terms["outcomes"].get(coded.outcome or ""),
            )
            self._known[key] = named, repr(tuple(named)).encode()
        return self._known[key]


def released(content: Path) -> Iterator[Released]:
    """Every record in the released folder, by id."""
    names = _Names(content)
    for path in sorted((content / "records").glob("*.jsonl")):
        with path.open("rb") as lines:
            yield from (Released(line, names) for line in lines)


def plain_text(markup: str) -> str:
    """Sanitised HTML as text, blocks apart."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub("", _BLOCK_END.sub(" ", markup)))).strip()
