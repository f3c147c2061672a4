"""The hand-written themes: what people write about, in which months, and what the municipality answers."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cms.demo.text import SLOTS

FOLDER = Path(__file__).parent / "themes"

KINDS = ("complaint", "praise", "suggestion", "question")
CATEGORIES = [
    "fysisk-miljo",
    "delaktighet",
    "handlaggning",
    "bemotande",
    "tillganglighet",
    "kompetens",
    "information",
    "kost",
    "utbud",
    "ovrigt",
]
OUTCOMES = ("done", "planned", "explained", "no_action", "not_ours", "praise_passed_on")
SENSITIVE = ("health", "name", "phone", "personnummer", "address", "third_party", "offensive", "individual")
ROUTES = ("", "rejected", "sent_elsewhere")


@dataclass(frozen=True)
class Question:
    """One person's text on a theme, still with alternatives and slots.

    `about` narrows a wide theme: a question with a word there gets only answers with the same word, or with none.
    """

    heading: str
    text: str
    about: str = ""

    @cached_property
    def variants(self) -> int:
        """How many different texts the alternatives make, slots apart."""
        return _variants(self.text)


@dataclass(frozen=True)
class Answer:
    """One official's answer to a theme, still with alternatives and slots."""

    outcome: str
    outcome_text: str
    role: str
    text: str
    about: str = ""

    def fits(self, question: Question) -> bool:
        """Whether the answer is one to that question."""
        return not self.about or not question.about or bool(set(self.about.split()) & set(question.about.split()))


@dataclass(frozen=True)
class Theme:
    """One thing that people in town write about.

    A theme with a `route` is not the municipality's to answer: its cases are rejected or sent elsewhere.
    """

    key: str
    services: tuple[str, ...]
    kind: str
    category: str
    months: tuple[int, ...]
    weight: int
    sensitive: str
    route: str
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]


def load_themes(folder: Path = FOLDER) -> list[Theme]:
    """Every theme of the folder, by file name and then as written."""
    themes = []
    for path in sorted(folder.glob("*.toml")):
        themes += [_theme(row) for row in tomllib.loads(path.read_text(encoding="utf-8")).get("theme", [])]
    return themes


def _theme(row: dict[str, Any]) -> Theme:
    return Theme(
        key=row["key"],
        services=tuple(row["services"]),
        kind=row["kind"],
        category=row["category"],
        months=tuple(row.get("months", range(1, 13))),
        weight=row.get("weight", 3),
        sensitive=row.get("sensitive", ""),
        route=row.get("route", ""),
        questions=tuple(
            Question(question["heading"], question["text"].strip(), question.get("about", ""))
            for question in row["question"]
        ),
        answers=tuple(
            Answer(
                answer["outcome"],
                answer["outcome_text"],
                answer["role"],
                answer["text"].strip(),
                answer.get("about", ""),
            )
            for answer in row.get("answer", [])
        ),
    )


def faults(theme: Theme, services: set[str]) -> list[str]:
    """What is wrong with a theme, as sentences; empty when it can be used."""
    found = []
    if unknown := set(theme.services) - services:
        found.append(f"no unit gives {', '.join(sorted(unknown))}")
    for value, allowed, what in (
        (theme.kind, KINDS, "kind"),
        (theme.category, CATEGORIES, "category"),
        (theme.route, ROUTES, "route"),
        (theme.sensitive, ("", *SENSITIVE), "sensitive"),
    ):
        if value not in allowed:
            found.append(f"{what} {value!r} is not one of {', '.join(allowed)}")
    if not theme.months or not set(theme.months) <= set(range(1, 13)):
        found.append(f"months {theme.months} are not months")
    if not 1 <= theme.weight <= 5:
        found.append(f"weight {theme.weight} is not 1 to 5")
    if len(theme.questions) < 2 or (not theme.route and not theme.answers):
        found.append("too few questions or answers")
    for question in theme.questions:
        if not theme.route and not any(answer.fits(question) for answer in theme.answers):
            found.append(f"no answer to {question.heading[:40]!r}")
        found += _text_faults(question.heading) + _text_faults(question.text)
    for answer in theme.answers:
        found += _text_faults(answer.text) + _text_faults(answer.outcome_text)
        if answer.outcome not in OUTCOMES:
            found.append(f"outcome {answer.outcome!r} is not one of {', '.join(OUTCOMES)}")
        if answer.outcome in ("done", "planned", "not_ours", "praise_passed_on") and not answer.outcome_text:
            found.append(f"outcome {answer.outcome} without a sentence on what it led to")
    return found


def _text_faults(text: str) -> list[str]:
    found = [
        f"unknown slot {{{slot}}} in {text[:40]!r}" for slot in re.findall(r"\{(\w*)\}", text) if slot not in SLOTS
    ]
    if text.count("[[") != text.count("]]"):
        found.append(f"alternatives do not close in {text[:40]!r}")
    depth = deepest = 0
    for mark in re.findall(r"\[\[|\]\]", text):
        depth += 1 if mark == "[[" else -1
        deepest = max(deepest, depth)
    if deepest > 2:
        found.append(f"alternatives nested more than once in {text[:40]!r}")
    if "|" in re.sub(r"\[\[.*\]\]", "", text, flags=re.DOTALL):
        found.append(f"a bar outside alternatives in {text[:40]!r}")
    if not text.strip() and found:
        found.append("empty text")
    return found


def _variants(text: str) -> int:
    """The number of texts that choosing alternatives can make."""
    inner = re.compile(r"\[\[((?:(?!\[\[|\]\]).)*)\]\]", re.DOTALL)
    total, position = 1, 0
    while position < len(text):
        if text.startswith("[[", position):
            end = _closing(text, position)
            options = _split(text[position + 2 : end])
            total *= sum(_variants(option) if inner.search(option) else 1 for option in options)
            position = end + 2
        else:
            position += 1
    return total


def _closing(text: str, start: int) -> int:
    depth = 0
    for match in re.finditer(r"\[\[|\]\]", text[start:]):
        depth += 1 if match.group() == "[[" else -1
        if depth == 0:
            return start + match.start()
    return len(text) - 2


def _split(body: str) -> list[str]:
    """The options of one bracket; bars inside nested brackets do not count."""
    options, depth, current = [], 0, ""
    for piece in re.split(r"(\[\[|\]\]|\|)", body):
        if piece == "|" and depth == 0:
            options.append(current)
            current = ""
            continue
        depth += (piece == "[[") - (piece == "]]")
        current += piece
    return [*options, current]
