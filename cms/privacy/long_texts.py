"""What lies beyond the length that is examined in full: searched window by window, so that no text can hold the reviewer's queue up.

Nobody writes a hundred thousand characters of feedback by hand. Past that, numbers, e-mail and accounts are found as everywhere, names
already accepted are found again, and one stop says from where on new names, homes and health were not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cms.privacy import contact, identifiers, personnummer, reasons, senders
from cms.privacy.findings import Category, Confidence, Finding, Level, MunicipalLists, Recogniser, SenderDetails
from cms.privacy.lexicon_files import fold
from cms.privacy.text import Text

EXAMINED = 100_000
WINDOW = 20_000
OVERLAP = 300
MOST_NAMES = 2_000


def full_part(original: str) -> str:
    """The beginning that is examined in full: all of any ordinary text."""
    return original if len(original) <= EXAMINED else original[: _between_words(original, EXAMINED)]


def find_beyond(
    original: str,
    begins: int,
    known: dict[str, bool],
    *,
    is_answer: bool,
    sender: SenderDetails | None,
    lists: MunicipalLists,
    recognisers: Sequence[Recogniser],
) -> Iterator[Finding]:
    """Findings from position `begins` on, which may overlap one another where two windows do."""
    if begins >= len(original):
        return
    first = re.compile(r"\S{1,40}").search(original, begins)
    if first is not None:
        yield Finding(*first.span(), Category.OTHER_ID, Level.STOP, Confidence.UNSURE, reasons.TOO_LONG, "[…]")
    names = _names_pattern(known)
    start = begins
    while start < len(original):
        end = len(original) if len(original) - start <= WINDOW else _between_words(original, start + WINDOW)
        window = Text(original[start : min(len(original), end + OVERLAP)], is_answer=is_answer)
        for finding in _in_window(window, names, known, sender, lists):
            yield replace(finding, start=finding.start + start, end=finding.end + start)
        for recogniser in recognisers:
            for finding in recogniser(window.original):
                yield replace(finding, start=finding.start + start, end=finding.end + start)
        start = end


def _between_words(original: str, position: int) -> int:
    """A place at or shortly before the position where the text may be cut: after a line, a space, or anywhere."""
    for mark in ("\n", " "):
        found = original.rfind(mark, position - WINDOW // 10, position)
        if found >= 0:
            return found + 1
    return position


def _in_window(
    window: Text,
    names: re.Pattern[str] | None,
    known: dict[str, bool],
    sender: SenderDetails | None,
    lists: MunicipalLists,
) -> Iterable[Finding]:
    if sender is not None:
        yield from senders.find(window, sender)
    yield from personnummer.find(window)
    yield from contact.find_emails(window, lists)
    yield from identifiers.find_accounts(window)
    yield from identifiers.find_other_ids(window)
    yield from contact.find_phones(window, lists)
    yield from identifiers.find_plates(window)
    if names is None:
        return
    for match in names.finditer(fold(window.lower)):
        if known[match.group(1)] or window.plain[match.start()].isupper():
            yield window.finding(*match.span(), Category.NAME, Level.DECIDE, Confidence.PROBABLE, reasons.NAME_AGAIN)


def _names_pattern(known: dict[str, bool]) -> re.Pattern[str] | None:
    """All accepted names in one pattern, the longest first."""
    if not known:
        return None
    chosen = sorted(list(known)[:MOST_NAMES], key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, chosen))})s?(?!\w)")
