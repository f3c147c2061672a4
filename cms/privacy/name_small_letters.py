"""Names in small letters: only known ones, and only together or introduced by the words before them."""

from __future__ import annotations

import re

from cms.privacy import reasons
from cms.privacy.findings import Confidence
from cms.privacy.lexicon_files import surnames, words
from cms.privacy.name_knowledge import says_name, signs_off
from cms.privacy.name_patterns import (
    FOREIGN_SHAPE,
    INTRODUCES,
    ORGANISATION,
    PARTICLES,
    SIGNS_ANONYMOUSLY,
    SMALL_TALK,
    WEAK_BEFORE,
)
from cms.privacy.name_refusals import Candidate, Refusals
from cms.privacy.text import Word


class SmallLetterNames(Refusals):
    """Names typed in small letters, and those of a text that shouts."""

    def _lower(self, index: int, strength: int) -> Candidate | None:
        """Words typed in small letters, or a text that shouts: only known names, and only together or introduced."""
        word = self.words[index]
        text = self.text
        if not strength and not self._may_be_introduced(index):
            return None
        before = text.before(word.start, 60)
        if signs_off(before) and (signed_to := self._signature_run(index)) is not None and not self._is_place(word):
            return self._candidate(index, signed_to, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if strength:
            last = self._lower_run(index)
            if self.is_refused(index, last) or (last > index and self._is_famous(index, last)):
                return None
            if last > index and says_name(before):
                last = max(last, self._lower_unknown_run(index))
            if last > index and (
                strength >= 2
                or signs_off(before)
                or says_name(before)
                or self._role_before(index)
                or self._kin_before(index)
            ):
                return self._candidate(index, last, Confidence.SURE, reasons.NAME_FULL)
            if (
                last > index
                and self.words[last].lower in words("last_names")
                and self.words[last].lower.endswith("sson")
            ):
                return self._candidate(index, last, Confidence.SURE, reasons.NAME_FULL)
        if not strength:
            return self._lower_unknown(index, before)
        signed = signs_off(before)
        named = says_name(before) and not before.endswith(("jag är ", "namn ", "namnet "))
        introduced = (
            signed or named or self._title_before(index) or (self._greeted(index) and self._closes_greeting(word))
        )
        if introduced or (self._kin_before(index) and (strength == 3 or self._bare(word) not in words("name_verbs"))):
            if strength == 1 and (not signed or not self._alone_in_line(index)) and not named:
                return None
            last = self._lower_unknown_run(index) if named else index
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if strength == 3 and len(self._bare(word)) >= 4 and (self._role_before(index) or self._and_after_name(index)):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if (
            strength == 3
            and len(self._bare(word)) >= 4
            and not self._is_place(word)
            and (WEAK_BEFORE.search(before) or self._person_verb_after(index) or self.text.begins_sentence(word))
        ):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_FIRST)
        if strength == 3 and self._role_after(index):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        return None

    def _may_be_introduced(self, index: int) -> bool:
        """A cheap look at what stands just before, so that ordinary words cost next to nothing."""
        if index == 0:
            return False
        previous = self.words[index - 1]
        return previous.lower in INTRODUCES or not self.text.plain[previous.end : self.words[index].start].isspace()

    def _lower_unknown(self, index: int, before: str) -> Candidate | None:
        """An unknown small word is a name only right after "heter" and the like, or as a surname after a title."""
        word = self.words[index]
        if (
            self._is_ordinary(word)
            or word.lower in SMALL_TALK
            or len(word.text) < 2
            or ORGANISATION.fullmatch(word.lower)
        ):
            return None
        if re.search(
            r"\b(?:jag|han|hon|hen|som|sonen|dottern) (?:heter|hette)\s*$|\bmitt namn (?:är|ar) $|\bvid namn $", before
        ) and not (word.text.islower() and self._is_place(word)):
            return self._candidate(index, self._lower_unknown_run(index), Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if self._kin_before(index):
            last = index
            while (
                last + 1 < len(self.words)
                and last - index < 3
                and self._adjacent(last)
                and self._looks_foreign(self.words[last + 1])
            ):
                last += 1
            if self._looks_foreign(word) or (last > index and len(word.text) > 3):
                return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if self._is_surname(word) and (
            self._title_before(index) or (signs_off(before) and self._has_shape(word.lower))
        ):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        return None

    def _lower_unknown_run(self, index: int) -> int:
        """Last of up to four small words after "jag heter" that are no ordinary words: "jag heter li na chen och vill"."""
        last = index
        while last + 1 < len(self.words) and last - index < 3 and self._adjacent(last):
            word = self.words[last + 1]
            if self._is_ordinary(word) or word.lower in SMALL_TALK or ORGANISATION.fullmatch(word.lower):
                break
            last += 1
        following = self.text.after(self.words[last].end, 8)
        closes = re.match(r"\s*(?:[,.!?;\n(]|$)|\s(?:och|å|o|från|här|heter|är|som|jag|men)\b", following) is not None
        if closes or (last + 1 < len(self.words) and self.words[last + 1].lower in SMALL_TALK):
            return last
        return last if self._is_surname(self.words[last]) or self._first_strength(self.words[last]) else index

    def _looks_foreign(self, word: Word) -> bool:
        """True for a small word that no Swedish word is spelled like, or that is a known surname."""
        if self._is_ordinary(word) or word.lower in SMALL_TALK or len(word.text) < 3:
            return False
        if word.lower.endswith(("xer", "xar", "ade", "xte", "xt")):
            return False
        return FOREIGN_SHAPE.search(word.lower) is not None or self._bare(word) in words("last_names")

    def _signature_run(self, index: int) -> int | None:
        """Last of one to four small words that are all that stands in the line after a sign-off, when they can be a name."""
        last = index
        while last + 1 < len(self.words) and self._adjacent(last):
            last += 1
        if last - index > 3 or not re.match(
            r"[ \t]*(?:[.,!)]|\n|$)", self.text.plain[self.words[last].end : self.words[last].end + 4]
        ):
            return None
        for word in self.words[index : last + 1]:
            unfit = (
                self._is_ordinary(word)
                or self._is_place(word)
                or SIGNS_ANONYMOUSLY.fullmatch(word.lower)
                or ORGANISATION.fullmatch(word.lower)
            )
            if unfit and word.lower not in PARTICLES and self._first_strength(word) < 2 and not self._is_surname(word):
                return None
        return last

    def _lower_run(self, index: int) -> int:
        last = index
        while last + 1 < len(self.words) and last - index < 3 and self._adjacent(last):
            word = self.words[last + 1]
            lower = word.lower
            if (
                lower in PARTICLES
                and last + 2 < len(self.words)
                and self._is_surname(self.words[last + 2])
                and lower in ("von", "van", "af", "al", "el", "abu", "bin")
            ):
                last += 2
                continue
            foreign = (
                self._first_strength(self.words[index]) >= 2
                and len(lower) > 3
                and FOREIGN_SHAPE.search(lower) is not None
            )
            known = (
                foreign
                or self._bare(word) in words("last_names")
                or self._has_shape(lower)
                or (self._bare(word) in surnames() and len(lower) > 4)
                or self._first_strength(word) >= 2
            )
            if (
                not known
                or self._is_ordinary(word)
                or (lower in words("name_words") and not self._strong_pair(index, word))
            ):
                break
            last += 1
        return last

    def _strong_pair(self, index: int, word: Word) -> bool:
        return self._first_strength(self.words[index]) == 3 and word.lower in words("last_names")
