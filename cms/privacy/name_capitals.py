"""Names with capital letters: first name with surname, either alone, and unknown ones that the words around introduce."""

from __future__ import annotations

import re

from cms.privacy import reasons
from cms.privacy.findings import Confidence
from cms.privacy.lexicon_files import FAKER_SWEDISH, faker_names, surnames, words
from cms.privacy.name_knowledge import says_name, signs_off
from cms.privacy.name_patterns import (
    ANONYMOUS_CAPITAL,
    FOREIGN_SHAPE,
    INITIAL,
    JOINED,
    ORGANISATION,
    PARTICLES,
    PLACE_BEFORE,
    SAYS_NAME_AFTER,
    THANKED,
    UNIT_SHAPE,
    WEAK_BEFORE,
)
from cms.privacy.name_refusals import Candidate, Refusals
from cms.privacy.text import Word


class CapitalNames(Refusals):
    """Names whose words have capital letters."""

    def _run(self, index: int) -> int:
        """Index of the last capital word that goes on the name beginning here (initials and von, al, de between)."""
        last = index
        position = index + 1
        while position < len(self.words) and position - index <= 4:
            word, previous = self.words[position], self.words[position - 1]
            gap = self.text.plain[previous.end : word.start]
            initial_before = INITIAL.fullmatch(previous.text) is not None and gap in (". ", ".", ".-")
            if not (JOINED.fullmatch(gap) or initial_before):
                break
            if word.lower in PARTICLES and not word.is_capital:
                if not any(
                    following.is_capital or following.lower not in PARTICLES
                    for following in self.words[position + 1 : position + 2]
                ):
                    following = self.words[position + 2 : position + 3]
                else:
                    following = self.words[position + 1 : position + 2]
                if not following or not following[0].is_capital:
                    break
                position += 1
                continue
            if (
                not word.is_capital
                or (len(word.text) > 1 and self._is_ordinary(word) and not self._is_known_surname_after(index, word))
                or ORGANISATION.fullmatch(word.lower)
            ):
                break
            if self._is_place(word) and not self._is_surname(word):
                break
            if self._ends_in_genitive(previous) and position - 1 >= index and not self._is_surname(word):
                break
            last = position
            position += 1
        return last

    def _is_known_surname_after(self, index: int, word: Word) -> bool:
        return (
            self._first_strength(self.words[index]) == 3
            and word.lower in words("last_names")
            and word.lower not in words("not_names")
        )

    def _capital(self, index: int, strength: int) -> Candidate | None:
        word = self.words[index]
        if ORGANISATION.fullmatch(word.lower) and not strength:
            return None
        last = self._run(index)
        text = self.text
        if self.is_refused(index, last) or (last > index and self._is_famous(index, last)):
            self._refused_to = last
            return None
        before = text.before(word.start, 60)
        signed = signs_off(before)
        named = says_name(before)
        if last > index:
            return self._full(index, last, strength, signed or named)
        return self._single(index, strength, signed=signed, named=named)

    def _full(self, index: int, last: int, strength: int, introduced: bool) -> Candidate | None:
        """Two or more capital words in a row."""
        first_word, last_word = self.words[index], self.words[last]
        initials = INITIAL.fullmatch(first_word.text) is not None
        surname = self._is_surname(last_word)
        if strength >= 2 or (
            strength == 1
            and (
                surname
                or self._first_strength(last_word)
                or introduced
                or self._role_before(index)
                or self._kin_before(index)
            )
        ):
            if self._is_place(first_word) and self._is_place(last_word) and not introduced:
                return None
            return self._candidate(
                index, last, Confidence.SURE if surname or strength == 3 else Confidence.PROBABLE, reasons.NAME_FULL
            )
        if strength == 1:
            return self._unless_start(index, last)
        if initials:
            return (
                self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_FULL)
                if surname and len(last_word.text) > 3
                else None
            )
        if introduced or self._kin_before(index) or self._definite_role_before(index):
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if self._is_place(first_word) or self._is_place(last_word):
            return None
        begins = self.text.begins_sentence(first_word)
        if self._greeted(index) and self._closes_greeting(last_word):
            return self._candidate(
                index,
                last,
                Confidence.PROBABLE,
                reasons.NAME_GREETING if self.text.is_answer else reasons.NAME_INTRODUCED,
            )
        family_first = first_word.lower in surnames() and any(
            self._first_strength(word) or self._is_surname(word) for word in self.words[index + 1 : last + 1]
        )
        if family_first and (not begins or self._person_verb_after(last)):
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_FULL)
        if self._first_strength(last_word) >= 2 and not begins:
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_FULL)
        known = first_word.lower in surnames() and surname
        verb_after = self._person_verb_after(last)
        if surname and (known or not self.text.begins_sentence(first_word) or verb_after or self._role_after(last)):
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_UNKNOWN)
        if (
            self._role_after(last)
            or (self._role_before(index) and last - index == 1)
            or (verb_after and last - index == 1 and not self.text.begins_sentence(first_word))
        ):
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_UNKNOWN)
        before = self.text.before(first_word.start, 30)
        foreign = any(FOREIGN_SHAPE.search(word.lower) for word in self.words[index : last + 1])
        if (
            last - index > (2 if foreign else 1)
            or len(first_word.text) < 2
            or len(last_word.text) < 2
            or first_word.text.isupper() != last_word.text.isupper()
        ):
            return None
        if first_word.lower.endswith(("ens", "ets", "ns", "nas")) and not foreign:
            return None
        if begins:
            return (
                self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_UNKNOWN)
                if self._person_verb_after(last, strict=True)
                else None
            )
        if (WEAK_BEFORE.search(before) or THANKED.search(before)) and not PLACE_BEFORE.search(before):
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_UNKNOWN)
        return None

    def _unless_start(self, index: int, last: int) -> Candidate | None:
        if self.text.begins_sentence(self.words[index]):
            return None
        return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_FULL)

    def _single(self, index: int, strength: int, *, signed: bool, named: bool) -> Candidate | None:
        """One capital word."""
        word = self.words[index]
        if word.text.isupper() and len(word.text) > 3 and not (strength or named or self._is_surname(word)):
            return None  # shouted, not a name
        kin, role = self._kin_before(index), self._role_before(index)
        if self._greeted(index):
            if strength or self._closes_greeting(word):
                return self._candidate(
                    index,
                    index,
                    Confidence.SURE if strength else Confidence.PROBABLE,
                    reasons.NAME_GREETING if self.text.is_answer else reasons.NAME_INTRODUCED,
                )
            return None
        if len(word.text) == 1 or self.text.plain[word.end : word.end + 2] == "- ":
            return None
        jag_ar = self.text.before(word.start, 8).endswith("jag är ")
        if (signed or named) and not (jag_ar and not strength):
            if not strength and (
                ANONYMOUS_CAPITAL.fullmatch(word.lower) or (signed and UNIT_SHAPE.fullmatch(word.lower))
            ):
                return None
            if (
                strength
                or self._is_surname(word)
                or (not self._is_place(word) and (named or self._alone_in_line(index)))
            ):
                return self._candidate(
                    index, index, Confidence.SURE if strength else Confidence.PROBABLE, reasons.NAME_INTRODUCED
                )
            return None
        if kin and (strength or not self._is_place(word)):
            return self._candidate(
                index, index, Confidence.SURE if strength else Confidence.PROBABLE, reasons.NAME_INTRODUCED
            )
        if role and (
            strength or self._is_surname(word) or (self._definite_role_before(index) and not self._is_place(word))
        ):
            return self._candidate(
                index, index, Confidence.SURE if strength else Confidence.PROBABLE, reasons.NAME_INTRODUCED
            )
        if self._title_before(index) and (strength or self._is_surname(word) or not self._is_place(word)):
            return self._candidate(index, index, Confidence.SURE, reasons.NAME_INTRODUCED)
        if self._and_after_name(index) and strength:
            return self._candidate(index, index, Confidence.SURE, reasons.NAME_INTRODUCED)
        return self._alone(index, strength)

    def _alone(self, index: int, strength: int) -> Candidate | None:
        """One capital word that nothing introduces."""
        word = self.words[index]
        begins = self.text.begins_sentence(word)
        place = self._is_place(word)
        before = self.text.before(word.start, 24)
        text_after = self.text.after(word.end, 24)
        if SAYS_NAME_AFTER.match(text_after) and (strength or not self._is_ordinary(word)):
            return self._candidate(index, index, Confidence.SURE, reasons.NAME_INTRODUCED)
        if place and not self._person_verb_after(index, strict=True):
            return None
        if word.text.isupper() and len(word.text) <= 4:
            return None
        if strength == 3:
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_FIRST)
        if strength == 2 and (not begins or self._person_verb_after(index) or self._role_after(index)):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_FIRST)
        if strength == 1:
            if (
                not begins
                and not self._preposition_of_place(before)
                and (
                    word.lower in faker_names(FAKER_SWEDISH)[0]
                    or WEAK_BEFORE.search(before)
                    or self._person_verb_after(index)
                    or self._role_after(index)
                )
            ):
                return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_FIRST)
            if begins and (self._role_after(index) or self._name_follows(index) or SAYS_NAME_AFTER.match(text_after)):
                return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_FIRST)
            return None
        bare = self._bare(word)
        if (
            THANKED.search(before)
            and re.match(r" (?:i|på|från|hos|för|som|o|och)\b", text_after)
            and not place
            and not ORGANISATION.fullmatch(word.lower)
        ):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if not begins and bare.endswith("sson") and self._is_surname(word):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_SURNAME)
        if begins and bare.endswith("sson") and bare in words("last_names"):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_SURNAME)
        if (
            not begins
            and self._person_verb_after(index, strict=True)
            and bare in surnames()
            and bare not in words("name_words")
            and not place
        ):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_SURNAME)
        return None
