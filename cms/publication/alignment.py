"""What stood where a marking stands now, found by laying a public text beside its original. Plain functions, linear in the texts."""

from __future__ import annotations

from collections.abc import Iterator

from cms.publication.markings import MARKING

ANCHOR = 24
LONGEST = 400


def cut_out(public: str, original: str) -> Iterator[tuple[str, str]]:
    """Each marking with the original's characters in its place: `("[namn]", "Anna Provsson")`.

    The words on both sides of a marking are looked for in the original, in order. Where they were rewritten, the marking is skipped.
    """
    position, markings = 0, list(MARKING.finditer(public))
    for index, marking in enumerate(markings):
        before = public[markings[index - 1].end() if index else 0 : marking.start()]
        after = public[marking.end() : markings[index + 1].start() if index + 1 < len(markings) else len(public)]
        start = _end_of(before[-ANCHOR:], original, position)
        if start < 0:
            continue
        end = (
            original.find(after[:ANCHOR], start)
            if after[:ANCHOR].strip()
            else (len(original) if index + 1 == len(markings) else -1)
        )
        if start < end <= start + LONGEST:
            position = end
            yield marking.group(), original[start:end].strip()


def _end_of(anchor: str, original: str, position: int) -> int:
    if not anchor.strip():
        return position
    found = original.find(anchor, position)
    return found + len(anchor) if found >= 0 else -1


def place_of(value: str, original: str, expected: int) -> tuple[int, int] | None:
    """Where the value stands in the original, the occurrence nearest to where it is expected."""
    if original[expected : expected + len(value)] == value:
        return expected, expected + len(value)
    before = original.rfind(value, 0, expected + len(value))
    after = original.find(value, expected)
    places = [place for place in (before, after) if place >= 0]
    if not value or not places:
        return None
    start = min(places, key=lambda place: abs(place - expected))
    return start, start + len(value)
