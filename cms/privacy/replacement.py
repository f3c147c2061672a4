"""Putting the placeholders in, by offsets."""

from __future__ import annotations

from collections.abc import Iterable

from cms.privacy.findings import Finding


def replace_findings(text: str, decisions: Iterable[Finding | tuple[int, int, str]]) -> str:
    """The text with every decided span replaced.

    Decisions are findings, or (start, end, replacement) for spans that a reviewer marked or reworded; what is kept is simply left out.
    An empty replacement takes the space before it along, so that "Hej Anna!" becomes "Hej!".

    Raises:
        ValueError: two spans overlap, or one lies outside the text.
    """
    spans = sorted((one.start, one.end, one.replacement) if isinstance(one, Finding) else one for one in decisions)
    pieces: list[str] = []
    position = 0
    for start, end, replacement in spans:
        if start < position or end > len(text) or start >= end:
            raise ValueError(
                f"The span {start}–{end} overlaps another or lies outside the text of {len(text)} characters."
            )
        kept = text[position:start]
        pieces.append(kept.rstrip(" ,") if not replacement else kept)
        pieces.append(replacement)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)
