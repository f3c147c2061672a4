"""A text as a reader meets it, for the scan for private strings: what is written in pieces or in odd characters reads as one word.

`Fia <em>Provsson</em>`, `Fia&nbsp;Provs&shy;son` and a name whose `Å` is two characters look alike on a page, and so does a number with
narrow spaces, long dashes or wide digits.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

INSIDE_WORDS = re.compile(r"</?(?:a|strong|em|b|i|span|wbr)\b[^<>]*>")
TAG = re.compile(r"</?[a-z][^<>]*>")
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
DASHES = str.maketrans(dict.fromkeys("\u2010\u2012\u2013\u2014\u2015\u2212", "-"))


def as_read(text: str) -> str:
    """The text on one line, without tags and invisible characters, with plain spaces, dashes, letters and digits."""
    return plain(unescape(TAG.sub(" ", INSIDE_WORDS.sub("", text)) if "<" in text else text))


def plain(text: str) -> str:
    """The text on one line with plain characters; its tags stay."""
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(DASHES).split())
