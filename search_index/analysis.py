"""From Swedish text to what is indexed and looked up. Both searches use it.

A word gives its own key (lemma, then stem) at full weight, and at lower weights what else it says: the parts of a compound
(sophämtning: sop, hämtning) and the verb a noun comes from (hämtning: hämta).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from search_index.compounds import Compounds, Part
from search_index.stemming import is_known, key, lemma
from search_index.wordlists import words_in

PART_WEIGHT = 0.5
DERIVED_WEIGHT = 0.5
_WORD = re.compile(r"[^\W_]+(?:[-–][^\W_]+)*")
_FOLDED = str.maketrans("åäöéèêáàâóòôúüñçæø", "aaoeeeaaaooouuncao")
_NOUN_ENDINGS = {
    "ningar": "a",
    "ning": "a",
    "ing": "a",
    "ande": "a",
    "ende": "a",
    "else": "a",
    "ation": "era",
    "ition": "era",
    "are": "a",
}
_AFTER_A = ("ning", "ing", "else", "are")
_FOREIGN_VERB = "er"
_ADJECTIVE_ENDING, _SHORTEST_NOUN_STEM = "ig", 4
_SHORTEST_VERB_STEM = 3
compounds = Compounds()


class Term(NamedTuple):
    """What a word is indexed under, and how much of the word it carries."""

    key: str
    weight: float


def fold(text: str) -> str:
    """Lower case without å, ä, ö and accents, as people type without a Swedish keyboard."""
    return text.lower().translate(_FOLDED)


@cache
def stop_words() -> frozenset[str]:
    """Words that are neither indexed nor looked up."""
    return words_in("stopwords.txt")


def words(text: str, *, joined_only: bool = False) -> list[str]:
    """Lower-case words in order. A word with hyphens comes as its parts, then joined: e-tjänst is e, tjänst, etjänst."""
    found = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    if "-" not in text and "–" not in text:
        return found
    every: list[str] = []
    for word in found:
        parts = word.replace("–", "-").split("-")
        if len(parts) > 1 and not joined_only:
            every += parts
        every.append("".join(parts))
    return every


@lru_cache(maxsize=200_000)
def main_key(word: str, language: str = "sv") -> str:
    """The key of a word; a compound unknown to the dictionary takes the key of its last part (kommunböcker: kommunbok)."""
    found = key(word, language)
    if language == "sv" and not is_known(word):
        parts = compounds.split(word)
        if parts and word.endswith(parts[-1].form):
            return word.removesuffix(parts[-1].form) + key(parts[-1].form)
    return found


@lru_cache(maxsize=200_000)
def terms(word: str, language: str = "sv") -> tuple[Term, ...]:
    """Everything a word is indexed under, its own key first. Stop words and single letters give nothing."""
    if word in stop_words() or (len(word) < 2 and not word.isdigit()):
        return ()
    found = {main_key(word, language): 1.0}
    if language == "sv":
        for part in part_keys(word):
            found.setdefault(part, PART_WEIGHT)
        for verb in verbs_behind(word):
            found.setdefault(verb, DERIVED_WEIGHT)
    return tuple(Term(name, weight) for name, weight in found.items())


def split(word: str) -> tuple[Part, ...]:
    """The parts of a compound; a form of a known word has those of the word (källaren none, for källare has none)."""
    return compounds.split(lemma(word))


@lru_cache(maxsize=200_000)
def part_keys(word: str) -> tuple[str, ...]:
    """Keys of the parts of a compound, outer parts before the parts within them."""
    found: dict[str, None] = {}
    parts = split(word)
    for place, part in enumerate(parts):
        found[key(part.form if place == len(parts) - 1 else part.base)] = None
    for part in parts:
        found.update(dict.fromkeys(part_keys(part.base) if part.base != word else ()))
    return tuple(found)


@lru_cache(maxsize=200_000)
def atoms(word: str) -> tuple[tuple[str, ...], ...]:
    """The smallest parts of a word, each with the other keys that say the same: sophämtning is (sop), (hämtning, hämta)."""
    parts = split(word)
    if not parts:
        own = main_key(word)
        return ((own, *(verb for verb in verbs_behind(word) if verb != own)),)
    found: list[tuple[str, ...]] = []
    for place, part in enumerate(parts):
        form = part.form if place == len(parts) - 1 else part.base
        found += atoms(form) if form != word else ((key(form),),)
    return tuple(found)


@lru_cache(maxsize=100_000)
def verbs_behind(word: str) -> tuple[str, ...]:
    """Keys of the verb that a noun names, also when the noun ends a compound: sophämtning gives hämta."""
    parts = split(word)
    noun = lemma(parts[-1].form if parts else word)
    for ending, of_verb in _NOUN_ENDINGS.items():
        stem = noun.removesuffix(ending)
        if noun.endswith(ending) and len(stem) >= _SHORTEST_VERB_STEM and is_known(f"{stem}{of_verb}"):
            return (key(f"{stem}{of_verb}"),)
    stem = noun.removesuffix(_ADJECTIVE_ENDING)
    if stem != noun and len(stem) >= _SHORTEST_NOUN_STEM:
        return tuple(key(word) for word in (stem, f"{stem}a") if is_known(word))[:1]
    return ()


def words_from(word_key: str) -> Iterator[str]:
    """Dictionary words that say what the verb or noun with this key says: for muter (mutera) mutation, for halk (halka) halkig."""
    if is_known(f"{word_key}a"):
        yield from (noun for ending in _AFTER_A if is_known(noun := f"{word_key}{ending}"))
    if word_key.endswith(_FOREIGN_VERB):
        stem = word_key.removesuffix(_FOREIGN_VERB)
        yield from (noun for ending in ("ation", "ition") if is_known(noun := f"{stem}{ending}"))
    if len(word_key) >= _SHORTEST_NOUN_STEM and is_known(adjective := f"{word_key}{_ADJECTIVE_ENDING}"):
        yield adjective
