"""The sender's own details from the form, searched literally and fuzzily: nearly free and nearly perfect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from cms.privacy import reasons
from cms.privacy.findings import Category, Confidence, Finding, Level, SenderDetails
from cms.privacy.lexicon_files import fold, ordinary_words, words
from cms.privacy.text import Text

DIGITS = re.compile(r"\+?\d(?:[ \-/.()]{0,3}\d){5,14}")
ALIKE = 88
ALIKE_ADDRESS = 90
SHORTEST_FUZZY = 5


def find(text: Text, sender: SenderDetails) -> Iterator[Finding]:
    """Every place where the sender's name, e-mail, telephone or address stands, misspellings included."""
    yield from _names(text, sender.name)
    if sender.email.strip():
        yield from _literal(text, sender.email.strip(), Category.EMAIL)
    yield from _phone(text, sender.phone)
    yield from _address(text, sender.address)


def _names(text: Text, name: str) -> Iterator[Finding]:
    parts = [fold(part) for part in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", name) if len(part) > 1]
    run: list[tuple[int, int]] = []
    for word in text.words:
        if any(_is_part(word.text, part) for part in parts):
            if run and text.plain[run[-1][1] : word.start].strip(" .") == "":
                run.append((word.start, word.end))
                continue
            if run:
                yield _finding(text, run[0][0], run[-1][1], Category.NAME)
            run = [(word.start, word.end)]
    if run:
        yield _finding(text, run[0][0], run[-1][1], Category.NAME)


def _is_part(written: str, part: str) -> bool:
    """True when the written word is the part of the name, its genitive or a likely misspelling of it."""
    folded = fold(written)
    if folded in (part, part + "s"):
        return written[0].isupper() or part not in {fold(word) for word in (part,) if word in ordinary_words()}
    if (
        min(len(folded), len(part)) < SHORTEST_FUZZY
        or not written[0].isupper()
        or written.lower() in words("places")
        or folded[0] != part[0]
    ):
        return False
    return fuzz.ratio(folded, part) >= ALIKE


def _literal(text: Text, wanted: str, category: Category) -> Iterator[Finding]:
    position = text.lower.find(wanted.lower())
    while position >= 0:
        yield _finding(text, position, position + len(wanted), category)
        position = text.lower.find(wanted.lower(), position + len(wanted))


def _phone(text: Text, phone: str) -> Iterator[Finding]:
    wanted = re.sub(r"\D", "", phone)[-8:]
    if len(wanted) < 6:
        return
    for match in DIGITS.finditer(text.plain):
        if re.sub(r"\D", "", match.group()).endswith(wanted):
            yield _finding(text, *match.span(), Category.PHONE)


def _address(text: Text, address: str) -> Iterator[Finding]:
    street = address.split(",")[0].split("\n")[0].strip()
    if len(street) < SHORTEST_FUZZY:
        return
    haystack, wanted = fold(text.plain), fold(street)
    if len(haystack) != len(text.plain):
        return
    position = haystack.find(wanted)
    while position >= 0:
        yield _finding(text, position, position + len(wanted), Category.HOME_ADDRESS)
        position = haystack.find(wanted, position + len(wanted))
    number = re.search(r"\d+", street)
    if number is None:
        return
    for match in re.finditer(rf"[^\W\d_]{{4,40}} {{1,2}}{number.group()}\b(?: ?[a-z]\b)?", haystack):
        if wanted not in match.group() and fuzz.ratio(match.group(), wanted) >= ALIKE_ADDRESS:
            yield _finding(text, *match.span(), Category.HOME_ADDRESS)


def _finding(text: Text, start: int, end: int, category: Category) -> Finding:
    return text.finding(start, end, category, Level.STOP, Confidence.SURE, reasons.SENDER)
