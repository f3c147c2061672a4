"""One text on its way through the recognisers: normalised, split into words and sentences, each done once."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from cms.privacy.findings import PLACEHOLDERS, Category, Confidence, Finding, Level
from cms.privacy.normalise import Normalised
from cms.privacy.reasons import Reason

WORD = re.compile(r"[^\W\d_]+(?:[-'’´`][^\W\d_]+)*")
CAPITAL_WITHIN = re.compile(r"(?:el|al|as|ash|an|ad|d|l|bin|ul|ur)[-'’][^\W\d_a-zåäö]")
SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n+")
ABBREVIATIONS = frozenset(
    "bl t.ex ca kl kv tel mob st nr s.k d.v.s m.m osv fam hr fr dr mvh m.v.h ang resp inkl exkl tom obs str pers p.nr".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the normalised text."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def is_capital(self) -> bool:
        """True for a capital first letter, also behind an Arabic or Dutch article: el-Sayed, al-Khatib, d'Angelo."""
        return self.text[0].isupper() or CAPITAL_WITHIN.match(self.text) is not None


class Text:
    """A text as the recognisers see it. Spans given to `finding` are of `plain`; findings carry spans of the text as typed."""

    def __init__(self, original: str, *, is_answer: bool = False) -> None:
        self.original = original
        self.is_answer = is_answer
        self._normalised = Normalised(original)
        self.plain = self._normalised.text

    @cached_property
    def lower(self) -> str:
        """`plain` in lower case, of the same length (İ and the like are left as they are)."""
        lowered = self.plain.lower()
        return (
            lowered
            if len(lowered) == len(self.plain)
            else "".join(c.lower() if len(c.lower()) == 1 else c for c in self.plain)
        )

    @cached_property
    def words(self) -> list[Word]:
        lower = self.lower
        return [Word(m.start(), m.end(), m.group(), lower[m.start() : m.end()]) for m in WORD.finditer(self.plain)]

    @cached_property
    def word_starts(self) -> list[int]:
        return [word.start for word in self.words]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        starts = [0]
        for match in SENTENCE_END.finditer(self.plain):
            before = self.lower[max(0, match.start() - 6) : match.start()].split()
            if (
                match.group() == "."
                and before
                and (before[-1] in ABBREVIATIONS or (len(before[-1]) == 1 and before[-1].isalpha()))
            ):
                continue
            starts.append(match.end())
        return starts

    def sentence(self, position: int) -> tuple[int, int]:
        """Start and end of the sentence around a position of `plain`."""
        index = bisect_right(self._sentence_starts, position) - 1
        start = self._sentence_starts[index]
        end = self._sentence_starts[index + 1] if index + 1 < len(self._sentence_starts) else len(self.plain)
        return start, end

    def begins_sentence(self, word: Word) -> bool:
        """True when only spaces and quotation marks stand between the start of the sentence (or a colon) and the word."""
        start, _ = self.sentence(word.start)
        between = self.plain[max(start, word.start - 4) : word.start]
        return (word.start - start <= 4 and not between.strip(" \n\"'”»*-•(")) or between.rstrip().endswith(
            (":", "-", "•")
        )

    def before(self, position: int, count: int) -> str:
        """Up to `count` characters before a position, in lower case."""
        return self.lower[max(0, position - count) : position]

    def after(self, position: int, count: int) -> str:
        """Up to `count` characters from a position on, in lower case."""
        return self.lower[position : position + count]

    def finding(
        self,
        start: int,
        end: int,
        category: Category,
        level: Level,
        confidence: Confidence,
        reason: Reason,
        replacement: str | None = None,
    ) -> Finding:
        original_start, original_end = self._normalised.span(start, end)
        chosen = PLACEHOLDERS[category] if replacement is None else replacement
        return Finding(original_start, original_end, category, level, confidence, reason, chosen)

    def typed_span(self, start: int, end: int) -> tuple[int, int]:
        return self._normalised.span(start, end)

    def begins_sentence_at(self, position: int) -> bool:
        """True when the sentence begins at this position, spaces aside."""
        start, _ = self.sentence(position)
        return not self.plain[start:position].strip()
