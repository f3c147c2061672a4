"""A text made uniform for matching, with the way back to every character as it was typed.

Invisible characters go, odd spaces and dashes become plain ones, wide and foreign digits become 0–9, letters of other alphabets that
only look Latin become Latin inside otherwise Latin words, HTML entities become what they stand for.
"""

from __future__ import annotations

import html
import re
import unicodedata
from array import array

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f"
)
SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\v\f"
DASHES = "\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d\u02d7"
PECULIAR = re.compile(
    f"[{INVISIBLE}]|[{SPACES}]|[{DASHES}]|[\uff01-\uff5e]|[^\\W\\d_][\u0300-\u036f]+|[\u0300-\u036f]"
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});|(?![0-9])\d|[\u2070-\u2089\U0001d7ce-\U0001d7ff]|\r\n?"
)
MIXED_WORD = re.compile(r"[A-Za-zÅÄÖåäöÉé\u0370-\u03ff\u0400-\u04ff]+")
FOREIGN_LETTER = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
LATIN_LETTER = re.compile(r"[A-Za-zÅÄÖåäö]")
LOOKALIKES = str.maketrans(
    "АВЕЅЗІЈКМНОРСТУХаеѕіјкорсухԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧορνιа", "ABESZIJKMHOPCTYXaesijkopcyxdhABEZHIKMNOPTYXopvia"
)
LETTERS_AS_DIGITS = re.compile(
    r"(?<=\d)[oO](?=\d)|(?<=\d[oO])[oO](?=\d)|(?<=\d)[oO](?=[oO]\d)|(?<![^\W\d_])[oO](?=\d[oO]\d)|(?<=nr)[oO](?=\d)|"
    r"(?:(?<=\d)|(?<=\d[ -])|(?<![^\s(+:,]))[oO](?=[ -]?[0-9oO][ -]?[0-9oO])|(?<=\d)[oO](?!\w)"
    r"|(?<=\d)[lI](?=\d)|(?<=\d[ -])[lI](?=\d\d)"
)


class Normalised:
    """`text` for matching; `span` gives back the place in the text as typed."""

    __slots__ = ("_ends", "_starts", "original", "text")

    def __init__(self, original: str) -> None:
        self.original = original
        self._starts: array[int] | None = None
        self._ends: array[int] | None = None
        self.text = _digits_mended(_latin_again(self._without_peculiarities(original)))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Start and end, in the text as typed, of a span of the normalised text."""
        if self._starts is None or self._ends is None or start >= end:
            return start, end
        return self._starts[start], self._ends[end - 1]

    def _without_peculiarities(self, original: str) -> str:
        if PECULIAR.search(original) is None:
            return original
        pieces: list[str] = []
        starts, ends = array("l"), array("l")
        position = 0
        for match in PECULIAR.finditer(original):
            pieces.append(original[position : match.start()])
            starts.extend(range(position, match.start()))
            ends.extend(range(position + 1, match.start() + 1))
            position = match.end()
            plain = _plain(match.group())
            pieces.append(plain)
            starts.extend([match.start()] * len(plain))
            ends.extend([match.end()] * len(plain))
        pieces.append(original[position:])
        starts.extend(range(position, len(original)))
        ends.extend(range(position + 1, len(original) + 1))
        self._starts, self._ends = starts, ends
        return "".join(pieces)


def _plain(piece: str) -> str:
    """What a peculiar character, letter with combining marks, or entity stands for in plain text."""
    if piece[0] == "&":
        meant = html.unescape(piece)
        return piece if meant == piece else "".join(_plain(one) if PECULIAR.fullmatch(one) else one for one in meant)
    if piece[0] == "\r":
        return "\n"
    if len(piece) > 1:
        return unicodedata.normalize("NFC", piece)[0]
    if re.match(f"[{INVISIBLE}\u0300-\u036f]", piece):
        return ""
    if re.match(f"[{SPACES}]", piece):
        return " "
    if re.match(f"[{DASHES}]", piece):
        return "-"
    digit = unicodedata.digit(piece, None)
    if digit is not None:
        return str(digit)
    compatible = unicodedata.normalize("NFKC", piece)
    return compatible if len(compatible) == 1 else piece


def _latin_again(text: str) -> str:
    """The same length of text, with Greek and Cyrillic look-alikes made Latin in words that are Latin otherwise."""
    if text.isascii() or FOREIGN_LETTER.search(text) is None:
        return text

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        return word.translate(LOOKALIKES) if FOREIGN_LETTER.search(word) and LATIN_LETTER.search(word) else word

    return MIXED_WORD.sub(mended, text)


def _digits_mended(text: str) -> str:
    """The same length of text, with the letters O, l and I between digits read as the digits they were meant to be."""
    return LETTERS_AS_DIGITS.sub(lambda match: "0" if match.group() in "oO" else "1", text)
