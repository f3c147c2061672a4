"""The judged queries over the demonstration municipality, and what a list of hits is worth beside them."""

import html
import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

from cms.demo.generator import generate
from cms.demo.model import Case, Demonstration, Unit
from search_index.documents import plain_text
from tests.portal.sample import TERMS

QUERIES = Path(__file__).with_name("judged.txt")
_WORD = re.compile(r"\w+(?:-\w+)*")


class Query(NamedTuple):
    """What somebody types, what kind of trouble it is, and the ids of all records that answer it."""

    kind: str
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True)
class Judged:
    """A released folder's records with the queries over them."""

    records: list[dict[str, Any]]
    queries: list[Query]


def demonstration(content: Path) -> Judged:
    """Write what Kvarnsala has published to the folder, and judge the queries over it."""
    town = generate()
    published = {case.number: case for case in town.cases if case.publication.state in ("approved", "corrected")}
    units = {unit.code: unit for unit in town.units}
    records = [_record(case, units) for case in published.values()]
    _write(content, town, records)
    texts = {record["id"]: _texts(record) for record in records}
    queries = []
    for line in QUERIES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, text, answering, words, about = [part.strip() for part in f"{line}|||".split("|")][:5]
            answers = _judge(
                kind, text, answering.split() if kind != "unit" else [answering], words.split(), about.split()
            )
            relevant = {number for number, case in published.items() if answers(case, units, texts[number])}
            queries.append(Query(kind, text, frozenset(relevant)))
    return Judged(records, queries)


def _judge(
    kind: str, text: str, answering: Sequence[str], words: Sequence[str], about: Sequence[str]
) -> Callable[..., bool]:
    """Whether a case answers a query, by what the line says of it."""

    def answers(case: Case, units: dict[str, Unit], texts: tuple[str, str]) -> bool:
        asked, whole = texts
        if any(f" {word}" in asked for word in about):
            return True
        if kind == "unit":
            return units[case.unit].name in answering
        if kind == "phrase":
            return f" {' '.join(_WORD.findall(text.lower()))} " in whole
        has_theme = any(fnmatch(case.theme, theme) for theme in answering)
        return has_theme and (not words or any(f" {word}" in asked for word in words))

    return answers


def _texts(record: dict[str, Any]) -> tuple[str, str]:
    """Heading and question, and all of the record, as words one space apart."""
    asked = f"{record['heading']} {' '.join(record['question'])}"
    whole = f"{asked} {plain_text(record['answers'][0]['html'])}"
    return tuple(f" {' '.join(_WORD.findall(text.lower()))} " for text in (asked, whole))  # type: ignore[return-value]


def _record(case: Case, units: dict[str, Unit]) -> dict[str, Any]:
    public = case.publication.public
    assert public is not None
    year, _, running = case.number.partition("-")
    path = [units[case.unit]]
    while path[0].parent:
        path.insert(0, units[path[0].parent])
    return {
        "id": case.number,
        "path": f"/synpunkter/{year}/{running}-rubrik/",
        "heading": public.heading,
        "question": list(public.question),
        "answers": [{"html": public.answer_html, "role": case.role, "unit": case.unit, "on": str(case.answered_on)}],
        "outcome": case.outcome,
        "outcome_text": case.outcome_text,
        "kind": case.kind,
        "category": f"kristianstad-10/{case.category}",
        "organisation": [unit.code for unit in path],
        "published": str(case.publication.approved_on),
        "language": "sv",
    }


def _write(content: Path, town: Demonstration, records: Iterable[dict[str, Any]]) -> None:
    (content / "records").mkdir(parents=True)
    units = [
        {"code": unit.code, "level": unit.level, "name": unit.name, "slug": unit.slug, "parent": unit.parent}
        for unit in town.units
    ]
    (content / "organisation.json").write_text(json.dumps({"units": units}), encoding="utf-8")
    (content / "terms.json").write_text(json.dumps(TERMS), encoding="utf-8")
    for year in sorted({record["id"][:4] for record in records}):
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records if record["id"].startswith(year)]
        (content / "records" / f"{year}.jsonl").write_text("".join(sorted(lines)), encoding="utf-8")


def plain_page(record: dict[str, Any], unit: str = "") -> str:
    """The record as a page that another search engine can index."""
    question = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in record["question"])
    return (
        f'<html lang="sv"><body data-pagefind-body data-pagefind-meta="id:{record["id"]}"><h1>{html.escape(record["heading"])}</h1>'
        f"{question}{record['answers'][0]['html']}<p>{html.escape(unit)}</p></body></html>"
    )


class Worth(NamedTuple):
    """How good the first ten hits of one query are."""

    gain: float
    first: float
    recall: float
    is_empty: bool


def worth(found: Sequence[str], relevant: frozenset[str]) -> Worth:
    """nDCG@10, reciprocal rank, recall@10 (of ten, where more than ten answer), and whether nothing was found."""
    places = [place for place, number in enumerate(found[:10]) if number in relevant]
    ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(relevant))))
    gain = sum(1 / math.log2(place + 2) for place in places) / ideal
    return Worth(gain, 1 / (places[0] + 1) if places else 0.0, len(places) / min(10, len(relevant)), not found)
