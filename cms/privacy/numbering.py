"""One number for each person: the same `[namn 1]` wherever a text or the text that belongs with it names the person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cms.privacy.findings import PLACEHOLDERS, Category, Finding
from cms.privacy.lexicon_files import fold
from cms.privacy.name_knowledge import is_genitive
from cms.privacy.text import Text


def numbered(found: Sequence[tuple[Text, list[Finding]]]) -> list[list[Finding]]:
    """The findings with `[namn 1]`, `[namn 2]` … where more than one mention stands, the same person the same number."""
    persons: list[set[str]] = []
    having: dict[str, list[int]] = {}
    numbers: dict[tuple[int, int], int] = {}
    mentions = [
        (which, position, _parts(text, finding))
        for which, (text, findings) in enumerate(found)
        for position, finding in enumerate(findings)
        if finding.category is Category.NAME
    ]
    for which, position, parts in sorted(mentions, key=lambda mention: (-len(mention[2]), mention[0], mention[1])):
        sharing = sorted({index for part in parts for index in having.get(part, ())})
        number = next((index for index in sharing if parts <= persons[index] or persons[index] <= parts), None)
        if number is None:
            persons.append(set(parts))
            number = len(persons) - 1
            for part in parts:
                having.setdefault(part, []).append(number)
        numbers[which, position] = number
    in_order: dict[int, int] = {}
    for which, position, _ in mentions:
        in_order.setdefault(numbers[which, position], len(in_order) + 1)
    several = len(mentions) > 1
    result = []
    for which, (text, findings) in enumerate(found):
        result.append(
            [
                _with_number(text, finding, in_order.get(numbers.get((which, position), -1)) if several else None)
                for position, finding in enumerate(findings)
            ]
        )
    return result


def _parts(text: Text, finding: Finding) -> set[str]:
    written = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.original[finding.start : finding.end])
    parts = {fold(part) for part in written}
    if written and written[-1].endswith("s"):
        last = fold(written[-1])
        parts = (parts - {last}) | {last.removesuffix("s")}
    return parts


def _with_number(text: Text, finding: Finding, number: int | None) -> Finding:
    """The name's placeholder with its number and the genitive s it stands for."""
    if finding.category is not Category.NAME or finding.replacement != PLACEHOLDERS[Category.NAME]:
        return finding
    placeholder = f"[namn {number}]" if number is not None else finding.replacement
    return replace(finding, replacement=placeholder + ("s" if _is_genitive(text, finding) else ""))


def _is_genitive(text: Text, finding: Finding) -> bool:
    """True when the name ends in a genitive s: known without it, and a word follows that it can own."""
    written = text.original[finding.start : finding.end]
    last = re.split(r"[\s]", written)[-1]
    if not last.lower().endswith("s") or not re.match(r"\s[a-zåäö]", text.original[finding.end : finding.end + 2]):
        return False
    return is_genitive(last.lower())
