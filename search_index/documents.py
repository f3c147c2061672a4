"""Released records as the public search sees them: what is indexed, what is shown, what is filtered by."""

import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

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


class Released:
    """One line of the released folder: its id and digest at once, its document when it is asked for."""

    __slots__ = ("_line", "_names", "category", "digest", "id", "organisation")

    def __init__(self, line: bytes, names: "_Names") -> None:
        record = orjson.loads(line)
        self._line, self._names = line, names
        self.id: str = record["id"]
        self.organisation: list[str] = record["organisation"]
        named = names.of(record)
        self.category = named[2]
        self.digest = hashlib.sha256(line + repr(named).encode()).hexdigest()[:16]

    def document(self) -> Document:
        """What is indexed of the record."""
        record = orjson.loads(self._line)
        places, kind, category, outcome = self._names.of(record)
        answers = " ".join(plain_text(answer["html"]) for answer in record["answers"])
        return Document(
            id=record["id"],
            path=record["path"],
            heading=record["heading"],
            question=_SPACE.sub(" ", " ".join(record["question"])),
            answer=f"{answers} {record['outcome_text']}".strip(),
            language=record["language"],
            kind=kind,
            category=category,
            outcome=outcome,
            places=places,
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

    def of(
        self, record: dict[str, Any]
    ) -> tuple[tuple[Place, ...], tuple[str, str] | None, tuple[str, str] | None, tuple[str, str] | None]:
        """Places below the municipality, kind, category and outcome of a record, each with slug and name."""
        places = (self._units[code] for code in record["organisation"])
        return (
            tuple(place for place in places if place.level != "municipality"),
            self._terms["kinds"].get(record["kind"]),
            self._terms["categories"].get(record["category"] or ""),
            self._terms["outcomes"].get(record["outcome"] or ""),
        )


def released(content: Path) -> Iterator[Released]:
    """Every record in the released folder, by id."""
    names = _Names(content)
    for path in sorted((content / "records").glob("*.jsonl")):
        with path.open("rb") as lines:
            yield from (Released(line, names) for line in lines)


def plain_text(markup: str) -> str:
    """Sanitised HTML as text, blocks apart."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub("", _BLOCK_END.sub(" ", markup)))).strip()
