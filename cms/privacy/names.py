"""Names of persons: lists, shapes of surnames, and the words around.

A name is accepted on evidence: first name with surname; a word after "heter", "mvh", "min son", "läraren"; a first name standing alone
with a capital. It is refused by what follows (gata, skola, AB), by what stands before (stormen, lex, avdelning), by places, and when
the whole is a historic or world-famous person. Words that are also names (Sten, Love, Dag) need a surname or such words before them.
"""

from __future__ import annotations

from collections.abc import Iterator

from cms.privacy.findings import Category, Confidence, Finding, Level
from cms.privacy.name_capitals import CapitalNames
from cms.privacy.name_knowledge import first_name_strength
from cms.privacy.name_refusals import Candidate
from cms.privacy.name_small_letters import SmallLetterNames
from cms.privacy.text import Text


class NameFinder(CapitalNames, SmallLetterNames):
    """Finds the names of one text. Words inside `taken` spans (addresses, e-mail, numbers) are left alone."""

    def candidates(self) -> Iterator[Candidate]:
        """Names in reading order, none overlapping another."""
        index, spans = 0, iter(self.taken)
        span = next(spans, None)
        while index < len(self.words):
            word = self.words[index]
            while span is not None and span[1] <= word.start:
                span = next(spans, None)
            if span is not None and word.start < span[1] and span[0] < word.end:
                index += 1
                continue
            if word.text.islower() and not first_name_strength(word.lower) and not self._may_be_introduced(index):
                index += 1
                continue
            found = self._at(index)
            if found is None:
                index = max(index, self._refused_to) + 1
                continue
            yield found
            index = found.last + 1

    def _at(self, index: int) -> Candidate | None:
        word = self.words[index]
        strength = self._first_strength(word)
        if word.is_capital and not self.shouts:
            initial = len(word.text) == 1 and self.text.plain.startswith(". ", word.end)
            if not strength and not initial and self._is_ordinary(word):
                return None
            return self._capital(index, strength)
        return self._lower(index, strength)


def finding_of(text: Text, candidate: Candidate) -> Finding:
    """The finding for an accepted name."""
    level = Level.NOTE if candidate.confidence is Confidence.UNSURE else Level.DECIDE
    return text.finding(candidate.start, candidate.end, Category.NAME, level, candidate.confidence, candidate.reason)
