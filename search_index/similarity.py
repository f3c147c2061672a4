"""Which words of a case tell most of it, for finding cases like it in any index."""

import math
from collections import Counter
from collections.abc import Callable

from cms.cases.models import Case
from search_index import analysis

SIMILAR_KEYS = 14
HEADING, TEXT = 2, 1


def telling_keys(case: Case, rarity: Callable[[str, str], float | None]) -> list[str]:
    """The most telling keys of a case, best first: those that stand often in it and seldom elsewhere.

    Args:
        rarity: of a key and the last word of the case that it is of; None leaves the key out.
    """
    weights: Counter[str] = Counter()
    words: dict[str, str] = {}
    for text, weight in ((case.heading, HEADING), (case.text, TEXT)):
        for word in analysis.words(text):
            for term in analysis.terms(word)[:1]:
                weights[term.key] += weight
                words[term.key] = word
    telling = {
        key: (1 + math.log(weight)) * rare
        for key, weight in weights.items()
        if (rare := rarity(key, words[key])) is not None
    }
    return sorted(telling, key=lambda key: (-telling[key], key))[:SIMILAR_KEYS]
