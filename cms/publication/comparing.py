"""How one text became another, as runs of words that were kept, taken away or added. Bounded for texts of any length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

LONGEST = 3000
_WORDS = re.compile(r"\s+|\[[^\[\]\n]{1,40}\]|\w+|[^\w\s]")


class Change(NamedTuple):
    """A run of text; `kind` is same, gone or new."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Change]:
    """The runs from one text to the other. What both begin and end with is set aside first; a long remainder is given as a whole."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = _compared(old[head : len(old) - tail], new[head : len(new) - tail])
    runs = [Change("same", "".join(old[:head])), *middle, Change("same", "".join(old[len(old) - tail :]))]
    return [run for run in runs if run.text]


def _compared(old: list[str], new: list[str]) -> Iterator[Change]:
    if max(len(old), len(new)) > LONGEST:
        yield from (Change("gone", "".join(old)), Change("new", "".join(new)))
        return
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(old[start:end]))
            continue
        yield Change("gone", "".join(old[start:end]))
        yield Change("new", "".join(new[new_start:new_end]))
