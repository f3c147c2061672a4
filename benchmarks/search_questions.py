"""Texts and queries that the search was not made with: pages and answers of Swedish authorities, from the open data sets.

The questions of SweQUAD-MC come with the page that answers them; some are misspelt here, or typed without å, ä and ö. The short queries
(`answer_queries.txt`, `wide_queries.txt`) are our own. Of the wide ones every second is held out: looked at to report, never to tune.
Those of `fresh_queries.txt` were written without knowing the search.
"""

import html
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from search_index.analysis import fold
from tests.search.judged import Judged, Query
from tests.search.released import record, write_released

QUESTIONS = 160
KINDS = ("question", "question", "misspelt", "nodiacritics")
_WORD = re.compile(r"[^\W_]+")
HERE = Path(__file__).parent
UNIT = "org-3"  # where who answered is not looked for


def authority_questions(data: Path, content: Path) -> Judged:
    """Questions people asked of authorities' pages, among the pages."""
    number_of: dict[str, str] = {}
    same: dict[str, set[str]] = defaultdict(set)
    records = []
    for place, passage in enumerate(_rows(data / "swequad_mc" / "passages.jsonl"), 1):
        heading, _, text = passage["text"].partition("\n")
        number = number_of[passage["id"]] = f"2024-{place:04}"
        same[passage["text"][:400]].add(number)
        records.append(record(number, heading[:200], "", html.escape(text or heading), UNIT))
    groups = {number: group for group in same.values() for number in group}
    right: dict[str, set[str]] = defaultdict(set)
    for query in _rows(data / "swequad_mc" / "queries.jsonl"):
        right[query["question"].rstrip("?")] |= groups[number_of[query["passage_id"]]]
    dice = random.Random(7)
    queries = []
    for place, question in enumerate(dice.sample(sorted(right), QUESTIONS)):
        kind = KINDS[place % len(KINDS)]
        queries.append(Query(kind, _typed(question, kind, dice), frozenset(right[question])))
    write_released(content, records)
    return Judged(records, queries)


def authority_answers(data: Path, content: Path) -> Judged:
    """Short queries of all kinds, among authorities' questions and answers."""
    numbers: dict[str, str] = {}
    records = []
    for mark, row in _answers(data):
        number = numbers[mark] = f"2024-{len(records) + 1:04}"
        records.append(record(number, row["title"][:200], row["text"], html.escape(row["answer"]), UNIT))
    write_released(content, records)
    return Judged(records, _queries("answer_queries.txt", numbers))


def authority_answers_of_units(data: Path, content: Path) -> Judged:
    """Short queries by somebody who did not know the search, among the same answers; who answered, and about what, is a unit."""
    numbers: dict[str, str] = {}
    records = []
    units: dict[str, str] = {}
    for mark, row in _answers(data):
        number = numbers[mark] = f"2024-{len(records) + 1:04}"
        unit = units.setdefault(f"{row['org'][0]} – {row['category']}", f"authority-{len(units) + 1}")
        one = record(number, row["title"][:200], "", html.escape(row["answer"]), UNIT)
        records.append(one | {"organisation": ["org-1", unit]})
    write_released(content, records)
    _add_units(content, units)
    return Judged(records, _queries("fresh_queries.txt", numbers))


def _queries(name: str, numbers: dict[str, str]) -> list[Query]:
    return [Query(kind, text, frozenset(numbers[mark] for mark in right.split())) for kind, text, right in _lines(name)]


def authority_pages(data: Path, content: Path) -> tuple[Judged, Judged]:
    """Short queries of all kinds over pages and answers together: the half to tune with, and the half that is held out."""
    numbers: dict[str, str] = {}
    records = []
    units: dict[str, str] = {}
    for mark, row in _answers(data):
        number = numbers[mark] = f"2024-{len(records) + 1:04}"
        name = row["org"][0].rpartition(", ")[2]
        units.setdefault(name, f"authority-{len(units) + 1}")
        one = record(number, row["title"][:200], row["text"], html.escape(row["answer"]), UNIT)
        records.append(one | {"organisation": ["org-1", units[name]]})
    known: set[str] = set()
    for line, passage in enumerate(_rows(data / "swequad_mc" / "passages.jsonl")):
        text = passage["text"]
        if text[:400] in known:
            continue
        known.add(text[:400])
        number = numbers[f"s{line}"] = f"2024-{len(records) + 1:04}"
        heading, _, rest = text.partition("\n")
        one = record(number, heading[:200], "", html.escape(rest or heading), UNIT)
        records.append(one | {"organisation": ["org-1"]})
    write_released(content, records)
    _add_units(content, units)
    halves: tuple[list[Query], list[Query]] = ([], [])
    count: dict[str, int] = defaultdict(int)
    for kind, text, right in _lines("wide_queries.txt"):
        halves[count[kind] % 2].append(Query(kind, text, _relevant(kind, text, right, records, numbers, units)))
        count[kind] += 1
    return Judged(records, halves[0]), Judged(records, halves[1])


def _relevant(
    kind: str, text: str, right: str, records: list[dict[str, Any]], numbers: dict[str, str], units: dict[str, str]
) -> frozenset[str]:
    if kind == "unit":
        return frozenset(one["id"] for one in records if one["organisation"][-1] == units[right])
    if kind == "phrase":
        phrase = _plain(text)
        return frozenset(one["id"] for one in records if phrase in _plain(_whole(one)))
    return frozenset(numbers[mark] for mark in right.split())


def _whole(one: dict[str, Any]) -> str:
    return html.unescape(f"{one['heading']} . {one['question'][0]} . {one['answers'][0]['html'][3:-4]}")


def _plain(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.lower()))} "


def _add_units(content: Path, units: dict[str, str]) -> None:
    path = content / "organisation.json"
    organisation = json.loads(path.read_text(encoding="utf-8"))
    for name, code in units.items():
        organisation["units"].append(
            {"code": code, "level": "unit", "name": name, "slug": code, "parent": "org-1", "path": "/"}
        )
    path.write_text(json.dumps(organisation), encoding="utf-8")


def _answers(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for mark, name in (("f", "swefaq"), ("c", "covid_faq_sv")):
        for line, row in enumerate(_rows(data / name / "common.jsonl")):
            yield f"{mark}{line}", row


def _lines(name: str) -> Iterator[tuple[str, str, str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, text, right = (part.strip() for part in line.split("|"))
            yield kind, text, right


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _typed(question: str, kind: str, dice: random.Random) -> str:
    if kind == "nodiacritics":
        return fold(question)
    if kind == "misspelt":
        word = max(re.findall(r"\w+", question), key=len)
        at = dice.randrange(1, len(word) - 1)
        wrong = dice.choice((word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]))
        return question.replace(word, wrong)
    return question
