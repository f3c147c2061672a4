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


def documents(content: Path) -> Iterator[Document]:
    """Every record in the released folder, by id."""
    terms = orjson.loads((content / "terms.json").read_bytes())
    units = {unit["code"]: unit for unit in orjson.loads((content / "organisation.json").read_bytes())["units"]}
    names = {
        field: {term["code"]: (term["slug"], term["name"]) for term in terms[field]}
        for field in ("kinds", "categories", "outcomes")
    }
    for path in sorted((content / "records").glob("*.jsonl")):
        with path.open("rb") as lines:
            for line in lines:
                yield _document(orjson.loads(line), names, units)


def plain_text(markup: str) -> str:
    """Sanitised HTML as text, blocks apart."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub("", _BLOCK_END.sub(" ", markup)))).strip()


def _document(
    record: dict[str, Any], names: dict[str, dict[str, tuple[str, str]]], units: dict[str, dict[str, Any]]
) -> Document:
    places = tuple(
        Place(units[code]["level"], units[code]["slug"], units[code]["name"])
        for code in record["organisation"]
        if units[code]["level"] != "municipality"
    )
    answers = " ".join(plain_text(answer["html"]) for answer in record["answers"])
    shown = (
        record["id"],
        record["path"],
        record["heading"],
        _SPACE.sub(" ", " ".join(record["question"])),
        f"{answers} {record['outcome_text']}".strip(),
        record["language"],
        names["kinds"].get(record["kind"]),
        names["categories"].get(record["category"] or ""),
        names["outcomes"].get(record["outcome"] or ""),
        places,
        record["id"].partition("-")[0],
        record["published"],
    )
    return Document(*shown, digest=hashlib.sha256(repr(shown).encode()).hexdigest()[:16])
