"""One key for all forms of a word: its lemma, without ending.

`light_stem` takes off endings of inflection in the order of the Snowball algorithm for Swedish, and -et besides, but none that makes
another word: billig is not bil, förare is not föra. It is written out because the browser takes the very same steps
(`portal/theme/static/js/search-words.js`; a test keeps the two alike). `key` is what is indexed.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.metadata import version

import Stemmer
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY, DefaultDictionaryFactory

from search_index.tables import StoredTable
from search_index.wordlists import words_in

_VOWELS = "aeiouyåäö"
_ENDINGS = tuple(
    (
        "heterna hetens anden heten heter arnas ernas ornas andes andet arna erna orna ande arne aste "
        "ades erns ade ern ens het ast ets ad en ar er or as es at et a e"
    ).split()
)
_AGENTS = ("arens", "aren", "ares", "are")
_DEFINITE = (
    "arnas",
    "ernas",
    "ornas",
    "arna",
    "erna",
    "orna",
    "ens",
    "ets",
    "na",
    "et",
    "en",
    "ts",
    "ns",
    "t",
    "n",
    "s",
    "r",
)
_BEFORE_S = "bcdfghjklmnoprtvy"
_DOUBLED = ("dd", "gd", "nn", "dt", "gt", "kt", "tt")
_REGION = re.compile(f"[{_VOWELS}][^{_VOWELS}]")


def light_stem(word: str) -> str:
    """The word without its Swedish ending, by rule alone."""
    found = _REGION.search(word)
    start = max(3, found.end()) if found else len(word)
    for ending in _AGENTS:
        if word.endswith(ending) and len(word) - len(ending) >= start:
            return word[: 2 - len(ending)]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= start:
            word = word[: -len(ending)]
            break
    else:
        if word.endswith("s") and len(word) - 1 >= start and word[-2] in _BEFORE_S:
            word = word[:-1]
    if len(word) - 2 >= start and word.endswith(_DOUBLED):
        word = word[:-1]
    return word


class _Dictionaries:
    """simplemma's dictionaries, the Swedish one from a table: it takes two seconds to read and 200 MB to hold."""

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        """The dictionary of one language."""
        return _swedish() if lang == "sv" else DEFAULT_DICTIONARY_FACTORY.get_dictionary(lang)


@cache
def _swedish() -> StoredTable:
    def rows() -> Iterator[tuple[str, str]]:
        return iter(DefaultDictionaryFactory().get_dictionary("sv").items())

    return StoredTable(f"lemmas-{version('simplemma')}", rows)


@cache
def _english() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@cache
def _lemmatizer() -> Lemmatizer:
    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_Dictionaries()))


@cache
def _nouns() -> frozenset[str]:
    return words_in("nouns.txt")


@cache
def _whole_words() -> frozenset[str]:
    return words_in("whole_words.txt")


def is_known(word: str) -> bool:
    """Whether a Swedish word form is in the dictionary."""
    return word in _swedish()


@lru_cache(maxsize=200_000)
def lemma(word: str, language: str = "sv") -> str:
    """The dictionary form of one lower-case word, or the word itself when it is in no dictionary."""
    if language == "en":
        return _lemmatizer().lemmatize(word, "en").lower()
    if word in _nouns():
        return word
    if word.endswith(("ndet", "ndets")):
        return word.removesuffix("s")[:-1]
    found = _lemmatizer().lemmatize(word, "sv").lower()
    if found == word and word.endswith(_DEFINITE) and not is_known(word):
        for ending in _DEFINITE:
            stem = word.removesuffix(ending)
            if stem and stem != word and is_known(stem):
                return _lemmatizer().lemmatize(stem, "sv").lower()
    return found


@lru_cache(maxsize=200_000)
def key(word: str, language: str = "sv") -> str:
    """What all forms of the word share: its lemma without ending, unless what looks like one belongs to the word."""
    found = lemma(word, language)
    if language == "en":
        return str(_english().stemWord(found))
    return found if found in _whole_words() else light_stem(found)
