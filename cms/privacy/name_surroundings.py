"""The words around a possible name: relatives, titles, roles, greetings, verbs that only people take."""

from __future__ import annotations

import re

from cms.privacy.findings import MunicipalLists
from cms.privacy.lexicon_files import places, surname_shape, surnames, words
from cms.privacy.name_knowledge import bare_name, first_name_strength
from cms.privacy.name_patterns import (
    GREETING,
    HUMAN_VERBS,
    INDEFINITE_ROLES,
    ORGANISATION,
    ROLE_ENDING,
    SIGNATURE_ROLE,
    YOUNG_KIN,
)
from cms.privacy.text import Text, Word


class Surroundings:
    """One text with questions about its words and about the words beside them."""

    def __init__(self, text: Text, lists: MunicipalLists, taken: list[tuple[int, int]]) -> None:
        self.text = text
        self.words = text.words
        self.taken = sorted(taken)
        self._refused_to = -1
        self.own_places = frozenset(place.lower() for place in lists.places)
        letters = [c for c in text.plain[:4000] if c.isalpha()]
        self.shouts = len(letters) > 30 and sum(c.isupper() for c in letters) > 0.7 * len(letters)

    def _bare(self, word: Word) -> str:
        return bare_name(word.lower)

    def _first_strength(self, word: Word) -> int:
        return first_name_strength(word.lower)

    def _is_surname(self, word: Word) -> bool:
        bare = self._bare(word)
        if bare in words("not_names"):
            return False
        return (
            bare in surnames()
            or self._has_shape(bare)
            or ("-" in bare and any(part in surnames() for part in bare.split("-")))
        )

    def _has_shape(self, lower: str) -> bool:
        return len(lower) >= 6 and surname_shape().search(lower) is not None and not ORGANISATION.fullmatch(lower)

    def _is_ordinary(self, word: Word) -> bool:
        lower = word.lower
        known = (
            lower in words("not_names")
            or lower in words("kinship")
            or lower in words("roles")
            or lower in words("name_verbs")
        )
        return known or ROLE_ENDING.fullmatch(lower) is not None

    def _is_place(self, word: Word) -> bool:
        lower = word.lower
        bare = lower.removesuffix("s")
        return lower in places() or bare in places() or lower in self.own_places or bare in self.own_places

    def _ends_in_genitive(self, word: Word) -> bool:
        return word.lower.endswith("s") and self._bare(word) != word.lower

    def _adjacent(self, index: int) -> bool:
        gap = self.text.plain[self.words[index].end : self.words[index + 1].start]
        return gap in (" ", "  ")

    def _previous(self, index: int, steps: int = 1) -> Word | None:
        """The word before, when only spaces (and a comma or quotation mark) stand between."""
        if index < steps:
            return None
        for step in range(steps):
            gap = self.text.plain[self.words[index - step - 1].end : self.words[index - step].start]
            if gap.strip(" ,\"'“”(:") or len(gap) > 4:
                return None
        return self.words[index - steps]

    def _kin_before(self, index: int) -> bool:
        previous = self._previous(index)
        if previous is None:
            return False
        kin = previous.lower in YOUNG_KIN and not (self._owns(previous) and not self.words[index].is_capital)
        gap = self.text.plain[previous.end : self.words[index].start]
        if kin and (gap == " " or "," in gap or "(" in gap):
            if "," in gap and not self.words[index].is_capital:
                return False
            return previous.lower not in ("man", "make") or self._owned(index - 1)
        return False

    def _owns(self, word: Word) -> bool:
        return word.lower.endswith("s") and word.lower.removesuffix("s") in YOUNG_KIN

    def _owned(self, index: int) -> bool:
        previous = self._previous(index)
        return previous is not None and previous.lower in ("min", "mitt", "hennes", "din", "gode", "vår", "god")

    def _role_before(self, index: int) -> bool:
        previous = self._previous(index)
        if previous is None:
            return False
        gap = self.text.plain[previous.end : self.words[index].start]
        if gap not in (" ", ", ", " (", ": ", ' "') or (gap != " " and not self.words[index].is_capital):
            return False
        return previous.lower in words("roles") or ROLE_ENDING.fullmatch(previous.lower) is not None

    def _definite_role_before(self, index: int) -> bool:
        if not self._role_before(index):
            return False
        previous = self.words[index - 1].lower
        return (
            previous not in INDEFINITE_ROLES
            and previous.endswith(("n", "t", "a"))
            and self.text.plain[self.words[index - 1].end : self.words[index].start] == " "
        )

    def _title_before(self, index: int) -> bool:
        previous = self._previous(index)
        if previous is None or previous.lower not in words("titles"):
            return False
        if self.words[index].is_capital and not self.shouts:
            return True
        return previous.lower in (
            "herr",
            "fru",
            "fröken",
            "familjen",
            "tant",
            "farbror",
            "hr",
            "moster",
            "faster",
            "morbror",
        )

    def _role_after(self, last: int) -> bool:
        """True where a comma, dash or new line and then a role follow: "Xia Lim, enhetschef"."""
        match = SIGNATURE_ROLE.match(self.text.lower, self.words[last].end)
        return match is not None and (
            match.group(1) in words("roles") or ROLE_ENDING.fullmatch(match.group(1)) is not None
        )

    def _person_verb_after(self, last: int, *, strict: bool = False) -> bool:
        if last + 1 >= len(self.words) or not self._adjacent(last):
            return False
        following = self.words[last + 1].lower
        if strict:
            return following in HUMAN_VERBS
        return following in words("name_verbs")

    def _and_after_name(self, index: int) -> bool:
        """True for the second of two names: "Anna och Erik"."""
        previous = self._previous(index)
        if previous is None or previous.lower not in ("och", "eller", "&", "samt", "o"):
            return False
        before = self._previous(index - 1)
        return before is not None and self._first_strength(before) == 3 and before.is_capital

    def _name_follows(self, index: int) -> bool:
        """True for the first of several names: "Per och Stina", "Lotta, Micke och barnen"."""
        if index + 2 >= len(self.words):
            return False
        gap = self.text.plain[self.words[index].end : self.words[index + 1].start]
        following = (
            self.words[index + 1]
            if gap in (", ", " & ")
            else self.words[index + 2]
            if self.words[index + 1].lower in ("och", "o", "samt") and gap == " "
            else None
        )
        return following is not None and following.is_capital and self._first_strength(following) >= 1

    def _greeted(self, index: int) -> bool:
        previous = self._previous(index)
        if (
            previous is not None
            and previous.lower in ("igen", "på", "där", "dig", "morgon", "kväll", "dag", "du")
            and index >= 2
        ):
            previous = self._previous(index - 1) if self.words[index - 2].lower in GREETING else previous
        return previous is not None and previous.lower in GREETING and previous.lower != "god"

    def _closes_greeting(self, word: Word) -> bool:
        """True where a mark or the end of the line follows the greeted word, and it is nobody else than a person."""
        if self._is_ordinary(word) or self._is_place(word) or ORGANISATION.fullmatch(word.lower):
            return False
        return re.match(r"\s*(?:[!,.]|\n|$)", self.text.plain[word.end : word.end + 6]) is not None

    def _alone_in_line(self, index: int) -> bool:
        """True where nothing but a mark, a role or a contact line follows the word in its line."""
        word = self.words[index]
        return (
            not ORGANISATION.fullmatch(word.lower)
            and re.match(r"[ \t]*(?:[.,!;/)]|\n|$|\d|[–-] )", self.text.plain[word.end : word.end + 8]) is not None
        )

    def _preposition_of_place(self, before: str) -> bool:
        return re.search(r"\b(?:i|på|vid|mellan|genom|kring|runt)\s*$", before) is not None
