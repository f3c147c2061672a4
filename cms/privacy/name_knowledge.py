"""What is known of a single word or of the characters before it: is it a first name, does "Mvh" stand there."""

from __future__ import annotations

from functools import cache, lru_cache

from cms.privacy.lexicon_files import entries, first_names, other_first_names, surname_shape, surnames, words
from cms.privacy.name_patterns import SAYS_NAME, SAYS_NAME_HOLDS, SIGN_OFF, SIGN_OFF_HOLDS


def signs_off(before: str) -> bool:
    """True where "Mvh" or the like ends these characters. What the pattern needs is looked for first: it is dear."""
    return any(held in before for held in SIGN_OFF_HOLDS) and SIGN_OFF.search(before) is not None


def says_name(before: str) -> bool:
    """True where "jag heter" or the like ends these characters."""
    return any(held in before for held in SAYS_NAME_HOLDS) and SAYS_NAME.search(before) is not None


@lru_cache(maxsize=65536)
def bare_name(lower: str) -> str:
    """The word without a genitive s, when only so it is a known name."""
    if (
        lower in words("not_names")
        or lower in first_names()
        or lower in words("name_words")
        or not lower.endswith("s")
        or len(lower) < 4
    ):
        return lower
    stem = lower.removesuffix("s").rstrip("'’´`")
    if stem in first_names() or stem in other_first_names() or (stem in surnames() and lower not in surnames()):
        return stem
    return lower


@lru_cache(maxsize=65536)
def first_name_strength(lower: str) -> int:
    """0 not a first name, 1 also an ordinary word, 2 on a foreign list, 3 well known."""
    bare = bare_name(lower)
    if bare in words("not_names"):
        return 0
    if bare in words("name_words"):
        return 1
    if bare in first_names():
        return 3 if len(bare) > 2 else 1
    if bare in other_first_names():
        return 2
    parts = bare.split("-")
    return 3 if len(parts) == 2 and all(part in first_names() or part in words("name_words") for part in parts) else 0


@cache
def famous_names() -> dict[str, list[str]]:
    """First word to the names of the historic and world-famous that begin with it."""
    table: dict[str, list[str]] = {}
    for name in entries("famous"):
        table.setdefault(name.lower().split(" ")[0], []).append(name.lower())
    return table


def is_genitive(last: str) -> bool:
    """True when the last word of a name, in lower case, is a known name with a genitive s."""
    stem = last.removesuffix("s")
    return (
        stem != last
        and last not in first_names()
        and (
            stem in first_names()
            or stem in other_first_names()
            or (stem in surnames() and last not in surnames())
            or surname_shape().search(stem) is not None
        )
    )
