"""The open corpus: texts with their labels written into them, so that a label can never drift from its text.

One JSON object a line: id, kind (question or answer), sensitive (a whole matter about one individual) and text, in which `«name:Anna»`
marks a span. Files beginning with `tune` were looked at while the rules were made; those beginning with `report` only counted.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
MARK = re.compile(r"«(\w+):([^»]*)»")


@dataclass(frozen=True, slots=True)
class MarkedText:
    """One text of the corpus without its marks, and the spans (start, end, category) that they stood around."""

    id: str
    kind: str
    is_sensitive: bool
    text: str
    spans: tuple[tuple[int, int, str], ...]


def parse(marked: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The text without marks, and its labelled spans."""
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    length = position = 0
    for match in MARK.finditer(marked):
        before = marked[position : match.start()]
        pieces += [before, match.group(2)]
        start = length + len(before)
        length = start + len(match.group(2))
        spans.append((start, length, match.group(1)))
        position = match.end()
    pieces.append(marked[position:])
    return "".join(pieces), tuple(spans)


def texts(half: str) -> list[MarkedText]:
    """All texts of one half: `tune` or `report`."""
    found = []
    for path in sorted(CORPUS.glob(f"{half}*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            text, spans = parse(row["text"])
            found.append(MarkedText(row["id"], row["kind"], row["sensitive"], text, spans))
    return found
