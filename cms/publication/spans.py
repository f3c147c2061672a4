"""Text that can be replaced piece by piece: plain text as it is, sanitised HTML without touching its tags.

Offsets count characters of `plain`, which for HTML is what a person reads, a line for each block, and each link's address on a line of
its own, because an address may hold a name or a telephone number that the page does not show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape

_TOKEN = re.compile(r"<(?:[^<>\"]|\"[^\"]*\")*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|[^<&]+|[<&]")
_BLOCK_END = re.compile(r"</(?:p|li|tr|h3|h4|blockquote|td|th|ul|ol|table)>|<br>", re.IGNORECASE)
_LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"]*)\"", re.IGNORECASE)
_EMPTY = re.compile(r"<(strong|em|li|p|h3|h4|blockquote)>\s*</\1>")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of `plain` and where it stands in the source. `literal` runs have the same characters in both."""

    start: int
    source_start: int
    source_end: int
    text: str
    literal: bool = True
    is_link: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Replacement:
    """A span of `plain` and what is to stand there instead."""

    start: int
    end: int
    marking: str


class FieldText:
    """One field of a record: its source, the plain text that findings count in, and the pieces that join the two."""

    def __init__(self, source: str, *, is_html: bool) -> None:
        self.source, self.is_html = source, is_html
        self.pieces = list(_html_pieces(source)) if is_html else [Piece(0, 0, len(source), source)]
        self.plain = "".join(_with_gaps(self.pieces)) if is_html else source

    def replaced(self, replacements: Iterable[Replacement]) -> str:
        """The source with every span replaced; a link whose address is touched stops being a link.

        Raises:
            ValueError: two spans overlap, or one lies outside the text.
        """
        wanted = sorted(replacements, key=lambda each: each.start)
        if not wanted:
            return self.source
        _check(wanted, len(self.plain))
        edits: list[tuple[int, int, str]] = []
        broken_links: list[int] = []
        first = 0
        for each in wanted:
            marking = each.marking
            while first < len(self.pieces) and self.pieces[first].end <= each.start:
                first += 1
            index = first
            while index < len(self.pieces) and self.pieces[index].start < each.end:
                piece = self.pieces[index]
                index += 1
                if piece.is_link:
                    broken_links.append(piece.source_start)
                    continue
                edits.append(self._edit(piece, each, marking))
                marking = ""
        result = _apply(self.source, [*edits, *self._unlinked(broken_links)])
        return _EMPTY.sub("", result) if self.is_html else result

    def _edit(self, piece: Piece, each: Replacement, marking: str) -> tuple[int, int, str]:
        start, end = max(each.start, piece.start), min(each.end, piece.end)
        written = escape(marking, quote=False) if self.is_html else marking
        if not piece.literal:
            return piece.source_start, piece.source_end, written
        source_start = piece.source_start + start - piece.start
        if not each.marking:  # a greeting loses the space before the name too: “Hej Anna!” becomes “Hej!”
            while source_start > piece.source_start and self.source[source_start - 1] in " ,":
                source_start -= 1
        return source_start, piece.source_start + end - piece.start, written

    def _unlinked(self, addresses: list[int]) -> Iterator[tuple[int, int, str]]:
        for address in addresses:
            opening = self.source.rfind("<", 0, address)
            yield opening, self.source.index(">", address) + 1, ""
            if (closing := self.source.find("</a>", address)) >= 0:
                yield closing, closing + 4, ""


def _check(wanted: list[Replacement], length: int) -> None:
    position = 0
    for each in wanted:
        if each.start < position or each.end > length or each.start >= each.end:
            raise ValueError(
                f"The span {each.start}–{each.end} overlaps another or lies outside the text of {length} characters."
            )
        position = each.end


def _apply(source: str, edits: list[tuple[int, int, str]]) -> str:
    result, position = [], 0
    for start, end, text in sorted(set(edits)):
        if end <= position:
            continue
        result += [source[position : max(start, position)], text]
        position = end
    return "".join([*result, source[position:]])


def _html_pieces(source: str) -> Iterator[Piece]:
    at, newline = 0, False
    for token in _TOKEN.finditer(source):
        text = token.group()
        if text.startswith("<") and len(text) > 1:
            if _BLOCK_END.fullmatch(text):
                newline = True
            elif link := _LINK.match(text):
                start = token.start() + link.start(1)
                yield Piece(at + 1, start, start + len(link.group(1)), link.group(1), is_link=True)
                at += len(link.group(1)) + 2
            continue
        at += newline
        newline = False
        plain = unescape(text) if text.startswith("&") else text
        yield Piece(at, token.start(), token.end(), plain, literal=plain == text)
        at += len(plain)


def _with_gaps(pieces: list[Piece]) -> Iterator[str]:
    at = 0
    for piece in pieces:
        yield "\n" * (piece.start - at) + piece.text
        at = piece.end
