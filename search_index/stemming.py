"""One key for all forms of a word: its lemma, stemmed.

`light_stem` takes off endings in the order of the Snowball algorithm for Swedish, and -et besides. It is written out because the
browser takes the very same steps (`portal/theme/static/js/search-words.js`; a test keeps the two alike). `key` is what is indexed.
"""

import re
from functools import lru_cache

import simplemma
import Stemmer

_VOWELS = "aeiouyåäö"
_ENDINGS = tuple(
    (
        "heterna hetens anden heten heter arnas ernas ornas andes arens andet arna erna orna ande arne aste aren "
        "ades erns ade are ern ens het ast ets ad en ar er or as es at et a e"
    ).split()
)
_DEFINITE = ("arnas", "ernas", "ornas", "arna", "erna", "orna", "ens", "ets", "na", "et", "en", "ts", "ns", "t", "n", "s", "r")
_BEFORE_S = "bcdfghjklmnoprtvy"
_DOUBLED = ("dd", "gd", "nn", "dt", "gt", "kt", "tt")
_REGION = re.compile(f"[{_VOWELS}][^{_VOWELS}]")
_stemmers = {"sv": Stemmer.Stemmer("swedish"), "en": Stemmer.Stemmer("english")}


def light_stem(word: str) -> str:
    """The word without its Swedish ending, by rule alone."""
    found = _REGION.search(word)
    start = max(3, found.end()) if found else len(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= start:
            word = word[: -len(ending)]
            break
    else:
        if word.endswith("s") and len(word) - 1 >= start and word[-2] in _BEFORE_S:
            word = word[:-1]
    if len(word) - 2 >= start and word.endswith(_DOUBLED):
        word = word[:-1]
    for ending, kept in (("lig", 0), ("els", 0), ("löst", 3), ("fullt", 4), ("ig", 0)):
        if word.endswith(ending) and len(word) - len(ending) >= start:
            return word[: len(word) - len(ending) + kept]
    return word


@lru_cache(maxsize=200_000)
def lemma(word: str, language: str = "sv") -> str:
    """The dictionary form of one lower-case word, or the word itself when it is in no dictionary."""
    if language == "en":
        return simplemma.lemmatize(word, "en").lower()
    found = simplemma.lemmatize(word, "sv").lower()
    if word.endswith(("ndet", "ndets")):
        return word.removesuffix("s")[:-1]
    if found == word and word.endswith(_DEFINITE) and not simplemma.is_known(word, "sv"):
        for ending in _DEFINITE:
            if word.endswith(ending) and word != ending and simplemma.is_known(word.removesuffix(ending), "sv"):
                return simplemma.lemmatize(word.removesuffix(ending), "sv").lower()
    return found


@lru_cache(maxsize=200_000)
def key(word: str, language: str = "sv") -> str:
    """What all forms of the word share: the Snowball stem of its lemma."""
    return str(_stemmers["en" if language == "en" else "sv"].stemWord(lemma(word, language)))
