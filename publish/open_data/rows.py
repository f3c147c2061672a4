"""Released content as rows of the tables in `fields`. A cell is a string, a whole number, a boolean, or None for unknown."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import orjson

from publish.facts import NUMBERS
from publish.files import read_json
from publish.open_data.fields import Table

Cell = str | int | bool | None
Row = tuple[Cell, ...]
_BLOCK_END = re.compile(r"</(?:p|li|h3|h4|tr|blockquote|ul|ol|table)>|<br ?/?>")
_CELL_END = re.compile(r"</t[dh]>")
_TAG = re.compile(r"<[^>]+>")

LISTS = {
    "kind": "kinds",
    "category": "categories",
    "outcome": "outcomes",
    "redaction_reason": "redaction_reasons",
    "withdrawal_reason": "withdrawal_reasons",
    "withholding_reason": "withholding_reasons",
    "level": "levels",
}


class Vocabulary:
    """The names behind codes, from the released folder."""

    def __init__(self, content: Path) -> None:
        self.site_url = str(read_json(content / "site.json")["url"]).rstrip("/")
        self.organisation = read_json(content / "organisation.json")
        self.terms = read_json(content / "terms.json")
        self.levels = {unit["code"]: unit["level"] for unit in self.organisation["units"]}
        self.unit_names = {unit["code"]: unit["name"] for unit in self.organisation["units"]}
        self.boards = {board["code"]: board["name"] for board in self.organisation["boards"]}
        self.names = {(name, term["code"]): term["name"] for name, term, _place in self.codes()}

    def codes(self) -> Iterator[tuple[str, dict[str, Any], int]]:
        """Every term: the list it stands in, the term, its place."""
        for name, key in LISTS.items():
            for place, term in enumerate(self.terms[key], start=1):
                yield name, term, place

    def place(self, organisation: list[str]) -> dict[str, str]:
        """Level to code of the units on a path."""
        return {self.levels[code]: code for code in organisation}


def plain_text(html: str) -> str:
    """An answer without its tags: a line per paragraph or point."""
    text = _TAG.sub("", _CELL_END.sub("\t", _BLOCK_END.sub("\n", html)))
    lines = (line.strip() for line in unescape(text).splitlines())
    return "\n".join(line for line in lines if line)


def record_rows(file: Path, words: Vocabulary) -> Iterator[Row]:
    """The rows of records/<year>.jsonl."""
    with file.open("rb") as lines:
        for line in lines:
            yield _record_row(orjson.loads(line), words)


def _record_row(record: dict[str, Any], words: Vocabulary) -> Row:
    name, unit_name = words.names.get, words.unit_names.get
    place = words.place(record["organisation"])
    promise = record["promise"] or {}
    last = record["answers"][-1] if record["answers"] else {}
    return (
        record["id"],
        words.site_url + record["path"],
        record["heading"],
        "\n\n".join(record["question"]),
        "\n\n".join(plain_text(answer["html"]) for answer in record["answers"]),
        last.get("role"),
        last.get("unit"),
        record["outcome"],
        name(("outcome", record["outcome"])),
        record["outcome_text"],
        record["kind"],
        name(("kind", record["kind"])),
        record["category"],
        name(("category", record["category"])),
        place.get("department"),
        unit_name(place.get("department")),
        place.get("area"),
        unit_name(place.get("area")),
        place.get("unit"),
        unit_name(place.get("unit")),
        record["received"],
        record["answered"],
        record["published"],
        record["working_days"],
        record["calendar_days"],
        promise.get("code"),
        promise.get("due"),
        promise.get("kept"),
        sum(record["redactions"].values()),
        len(record["corrections"]),
        max((each["on"] for each in record["corrections"]), default=None),
        # Not spaces: to who searches, numbers parted by spaces are one, and two items would make somebody's telephone number.
        "; ".join(record["related"]),
        record["language"],
    )


def unit_rows(words: Vocabulary) -> Iterator[Row]:
    """Every unit that ever was."""
    for unit in words.organisation["units"]:
        contact = unit["contact"]
        yield (
            unit["code"],
            unit["level"],
            unit["name"],
            words.site_url + unit["path"],
            unit["parent"],
            "; ".join(words.boards.get(code, code) for code in unit["boards"]),
            unit["valid_from"],
            unit["valid_to"],
            unit["closed_for_publication"],
            contact["email"],
            contact["phone"],
            contact["web"],
        )


def succession_rows(words: Vocabulary) -> Iterator[Row]:
    """Every change from one unit to another."""
    for unit in words.organisation["units"]:
        for each in unit["successors"]:
            yield unit["code"], each["code"], each["kind"], each["on"]


def code_rows(words: Vocabulary) -> Iterator[Row]:
    """Every code with its word."""
    for name, term, place in words.codes():
        yield name, term["code"], term["name"], term.get("scheme", ""), place


def promise_rows(words: Vocabulary) -> Iterator[Row]:
    """Every promise there ever was."""
    for each in words.terms.get("promises", ()):
        kinds, departments = " ".join(each["kinds"]), " ".join(each["departments"])
        ends = (kinds, departments, each["valid_from"], each["valid_to"])
        yield (each["code"], each["name"], each["length"], each["unit"], each["kept_by"], each["pauses"], *ends)


def denominator_rows(content: Path) -> Iterator[Row]:
    """Every number of people that cases are set against."""
    file = content / "denominators.csv"
    if file.exists():
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield row["unit"], int(row["year"]), row["basis"], int(row["number"]), row["source"]


def report_rows(content: Path, words: Vocabulary) -> Iterator[Row]:
    """Every published period report."""
    for path in sorted((content / "reports").glob("*.json")):
        report = read_json(path)
        period = (report["name"], report["kind"], report["first"], report["last"])
        yield report["slug"], words.site_url + report["path"], *period, report["version"], report["approved"]


def fact_rows(file: Path) -> Iterator[Row]:
    """The facts of one year; numbers as numbers, and nothing for what is not known."""
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        numbers = [name in NUMBERS for name in next(reader)]
        for line in reader:
            pairs = zip(line, numbers, strict=True)
            yield tuple((int(cell) if is_number else cell) if cell else None for cell, is_number in pairs)


def tombstone_rows(content: Path, words: Vocabulary) -> Iterator[Row]:
    """Every withdrawn item."""
    for line in (content / "tombstones.jsonl").read_bytes().splitlines():
        item = orjson.loads(line)
        place = words.place(item["organisation"])
        days = (item["received"], item["published"], item["withdrawn"])
        what = (item["reason"], item["kind"], item.get("category"))
        where = (place.get("department"), place.get("area"), place.get("unit"))
        yield (item["id"], words.site_url + item["path"], *days, *what, *where)


def small_rows(table: Table, content: Path, words: Vocabulary) -> list[Row]:
    """The rows of a table that is one file."""
    makers: dict[str, Callable[[], Iterator[Row]]] = {
        "units": lambda: unit_rows(words),
        "successions": lambda: succession_rows(words),
        "codes": lambda: code_rows(words),
        "promises": lambda: promise_rows(words),
        "denominators": lambda: denominator_rows(content),
        "reports": lambda: report_rows(content, words),
        "tombstones": lambda: tombstone_rows(content, words),
    }
    return list(makers[table.name]())
