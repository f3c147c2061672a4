"""Taking Swedish compounds apart: trädgårdsavfall is trädgård + avfall.

The Swedish Hunspell dictionary says which forms may stand first or inside a compound (flags X and U, and affix rules that lead to
them) and which words may end one (Y). What it does not say is which of several readings is meant: the cheapest path wins, where a
part costs more the rarer and the shorter it is. The table derived from the dictionary is kept in `KLARSYN_VAR/cache`.
"""

import hashlib
import math
import re
import sys
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from search_index import stemming
from search_index.stemming import is_known, key, lemma, light_stem
from search_index.tables import StoredTable
from search_index.wordlists import LEXICON, words_in

SHORTEST_WORD = 6
SHORTEST_PART = 3
SHORTEST_AGENT = 6
LONGEST_DOUBTED = 5
_SHORT_FIRSTS = frozenset(("is", "el", "ö", "it", "tv", "bi", "öl", "gc", "va"))
SHORT_LASTS = frozenset(("kö", "by", "el", "is"))
_ALSO_LAST = frozenset(
    ("sten", "katt", "abort", "sak", "tipp", "disk", "tur", "lur", "sopor", "bud", "gas", "snö", "rot", "dans")
)  # the dictionary does not let them end a compound
_PART_COST = 12.0
_ALWAYS_KEPT_LETTERS = 7  # longer words that are in no text are compounds themselves
_COMMON = 2.5  # words in wordfreq's Zipf scale: about one in three million words
_UNLISTED_FORM_COST = 3.0
_FIRST, _LAST, _FORMS, _IRREGULAR = "first ", "last ", "forms ", "irregular "
_LINK_FORMS = {
    "gat": "gata",
    "gatu": "gata",
    "läro": "lära",
    "lok": "lok",
    "betes": "bete",
    "kyrko": "kyrka",
    "förskole": "förskola",
    "fritids": "fritid",
    "elbils": "elbil",
    "kvinno": "kvinna",
    "veck": "vecka",
    "el": "el",
    "is": "is",
    "it": "it",
    "tv": "tv",
}


class Part(NamedTuple):
    """One part of a compound: as written, and the word it stands for."""

    form: str
    base: str


def dictionary_folder() -> Path:
    """Where the `hunspell-sv` package put its files."""
    return Path(sys.prefix) / "share" / "hunspell"


class Compounds:
    """Splits words; builds or loads its table on first use."""

    @cached_property
    def _table(self) -> StoredTable:
        stamp = hashlib.sha256(f"{version('hunspell-sv')} {version('simplemma')} {version('wordfreq')}".encode())
        code = (Path(__file__), Path(stemming.__file__))
        for path in (*code, *(LEXICON / f"{name}.txt" for name in ("nouns", "particles", "suffixes"))):
            stamp.update(path.read_bytes())
        return StoredTable(f"compounds-{stamp.hexdigest()[:16]}", _table_rows)

    def _first(self, form: str) -> tuple[str, float] | None:
        return _priced(self._table.get(f"{_FIRST}{form}"))

    def _last(self, word_key: str) -> tuple[str, float] | None:
        return _priced(self._table.get(f"{_LAST}{word_key}"))

    def first_forms(self, word_key: str) -> list[str]:
        """Forms in which the word with this key may begin a compound."""
        return (self._table.get(f"{_FORMS}{word_key}") or "").split()

    def irregular_stems(self, word_key: str) -> list[str]:
        """Light stems of dictionary forms that share the key but not the stem: for bok also böck."""
        return (self._table.get(f"{_IRREGULAR}{word_key}") or "").split()

    @cached_property
    def _simple(self) -> frozenset[str]:
        return frozenset(key(word) for word in words_in("simple_words.txt"))

    @cached_property
    def _endings(self) -> frozenset[str]:
        return words_in("suffixes.txt")

    def _is_word(self, rest: str, word: str) -> bool:
        """Whether a last part that has the key of a word is one: a short one may have it by chance, as dat has that of dator."""
        return len(rest) > LONGEST_DOUBTED or rest == word or is_known(rest) or (self._first(rest) or ("",))[0] == rest

    def _agent(self, rest: str) -> tuple[str, float] | None:
        """The verb or noun behind who does it: slagare is in no dictionary, but slag is."""
        noun = lemma(rest)
        return self._last(key(f"{noun[:-3]}a")) if noun.endswith("are") and len(noun) >= SHORTEST_AGENT else None

    @lru_cache(maxsize=100_000)  # noqa: B019  one instance lives as long as the process
    def split(self, word: str) -> tuple[Part, ...]:
        """The parts of a lower-case compound, or nothing for a word that is not one."""
        if len(word) < SHORTEST_WORD or not word.isalpha() or key(word) in self._simple:
            return ()
        best: list[tuple[float, tuple[Part, ...]] | None] = [None] * (len(word) + 1)
        best[0] = (0.0, ())
        for start in range(len(word)):
            reached = best[start]
            if reached is None:
                continue
            for end, cost, part in self._parts_from(word, start):
                total = reached[0] + cost
                if best[end] is None or total < best[end][0]:  # type: ignore[index]
                    best[end] = (total, (*reached[1], part))
        parts = best[len(word)]
        return parts[1] if parts and len(parts[1]) > 1 else ()

    def _parts_from(self, word: str, start: int) -> Iterator[tuple[int, float, Part]]:
        # Three equal consonants are written as two: buss + station is busstation.
        shared = start > 1 and word[start - 1] == word[start - 2] and word[start - 1] not in "aeiouyåäö"
        for begin in (start, start - 1) if shared else (start,):
            for end in range(start + 1, len(word)):
                form = word[begin:end]
                found = self._first(form)
                if found:
                    yield end, found[1] + (1 if begin < start else 0), Part(form, found[0])
            rest = word[begin:]
            if start and rest not in self._endings and (len(rest) >= SHORTEST_PART or rest in SHORT_LASTS):
                found = self._last(key(rest)) or self._agent(rest)
                if found and found[0][0] == rest[0] and self._is_word(rest, found[0]):
                    yield len(word), found[1] + (1 if begin < start else 0), Part(rest, found[0])


def _priced(text: str | None) -> tuple[str, float] | None:
    word, _, price = text.partition(" ") if text else ("", "", "")
    return (word, float(price)) if word else None


def _table_rows() -> Iterator[tuple[str, str]]:
    first, last = _parts_with_prices()
    for mark, prices in ((_FIRST, first), (_LAST, last)):
        yield from ((f"{mark}{form}", f"{word} {price}") for form, (word, price, *_) in prices.items())
    forms_of: dict[str, list[str]] = {}
    for form, (base, _, is_listed) in first.items():
        if form == base or is_listed:
            forms_of.setdefault(key(base), []).append(form)
    yield from ((f"{_FORMS}{word_key}", " ".join(sorted(forms))) for word_key, forms in forms_of.items())
    yield from ((f"{_IRREGULAR}{word_key}", " ".join(stems)) for word_key, stems in _irregular_stems().items())


def _parts_with_prices() -> tuple[dict[str, tuple[str, float, bool]], dict[str, tuple[str, float]]]:
    """Forms that may begin a compound (word, price, listed by the dictionary) and keys of words that may end one."""
    rules = _affix_rules(dictionary_folder() / "sv_SE.aff")
    entries = [
        (word, flags)
        for word, flags in _entries(dictionary_folder() / "sv_SE.dic")
        if "Z" in flags or len(word) <= _ALWAYS_KEPT_LETTERS or _zipf(word)
    ]
    known = {word for word, flags in entries if "Z" not in flags}
    particles, endings = words_in("particles.txt"), words_in("suffixes.txt")

    def cost(word: str, form: str) -> float:
        rare = max(0.0, 6.5 - _zipf(word))
        short = {1: 9.0, 2: 7.0, 3: 4.0, 4: 1.0}.get(len(form), 0.0)
        return round(_PART_COST + 1.6 * rare + short, 2)

    first: dict[str, tuple[str, float, bool]] = {}
    last: dict[str, tuple[str, float]] = {}

    def offer(form: str, word: str, price: float, *, listed: bool) -> None:
        if form in particles or (len(form) < SHORTEST_PART and form not in _SHORT_FIRSTS):
            return
        known_price = first[form][1] if form in first else math.inf
        if price < known_price:
            first[form] = (word, price, listed)

    for word, flags in entries:
        for form in _first_forms(word, flags, rules):
            base = word if "Z" not in flags and word in known else _base(form, known)
            offer(form, base, cost(base, form), listed=True)
        may_end = ("Y" in flags or word in _ALSO_LAST) and word not in particles and word not in endings
        if may_end:
            for form in _plausible_first_forms(word):
                offer(form, word, cost(word, form) + _UNLISTED_FORM_COST, listed=False)
            price = cost(word, word)
            if len(word) >= SHORTEST_PART and (key(word) not in last or price < last[key(word)][1]):
                last[key(word)] = (word, price)
        elif word.endswith("a") and len(word) > SHORTEST_PART + 1:
            offer(word[:-1], word, cost(word, word[:-1]) + _UNLISTED_FORM_COST, listed=False)
    for form, base in _LINK_FORMS.items():
        first[form] = (base, cost(base, form), True)
    for word in SHORT_LASTS:
        last.setdefault(key(word), (word, cost(word, word)))
    return first, last


@cache
def _frequencies() -> dict[str, float]:
    from wordfreq import get_frequency_dict

    return get_frequency_dict("sv")


def _zipf(word: str) -> float:
    """How common a word is on the Zipf scale: 3 is one in a million words, 0 is unknown."""
    frequency = _frequencies().get(word)
    return max(0.0, math.log10(frequency) + 9) if frequency else 0.0


def _irregular_stems() -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for form in _frequencies():
        if form.isalpha() and _zipf(form) >= _COMMON:
            stem, word_key = light_stem(form), key(form)
            if stem != word_key:
                found.setdefault(word_key, set()).add(stem)
    return {word_key: sorted(stems) for word_key, stems in found.items()}


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            word, _, flags = line.split()[0].partition("/") if line.strip() else ("", "", "")
            if word.isalpha() and word.islower() and not set(flags) & {"%", "!"} and flags:
                yield word, flags


def _affix_rules(path: Path) -> dict[str, list[tuple[str, str, re.Pattern[str]]]]:
    """Suffix rules that lead to a form allowed first or inside a compound: flag → (strip, add, condition)."""
    rules: dict[str, list[tuple[str, str, re.Pattern[str]]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if len(fields) < 5 or fields[0] != "SFX":
            continue
        add, _, continued = fields[3].partition("/")
        if set(continued) & {"X", "U"}:
            strip = "" if fields[2] == "0" else fields[2]
            condition = re.compile(("" if fields[4] == "." else fields[4]) + "$")
            rules.setdefault(fields[1], []).append((strip, "" if add == "0" else add, condition))
    return rules


def _first_forms(word: str, flags: str, rules: dict[str, list[tuple[str, str, re.Pattern[str]]]]) -> Iterator[str]:
    if "X" in flags or "U" in flags:
        yield word
    for flag in flags:
        for strip, add, condition in rules.get(flag, ()):
            if word.endswith(strip) and condition.search(word):
                form = word.removesuffix(strip) + add
                if form.isalpha():
                    yield form


def _plausible_first_forms(word: str) -> Iterator[str]:
    """Forms in which a word commonly begins a compound although the dictionary lists none: skol-, trädgårds-, rullstols-."""
    if len(word) < SHORTEST_PART and word not in _SHORT_FIRSTS:
        return
    yield word
    if word.endswith("a") and len(word) > SHORTEST_PART:
        yield word[:-1]
        yield f"{word[:-1]}e"
    elif not word.endswith(("s", "e")) and len(word) > SHORTEST_PART:
        yield f"{word}s"


def _base(form: str, known: set[str]) -> str:
    """The word a bound form stands for: gatu → gata, skol → skola, trädgårds → trädgård."""
    stem = form[:-1]
    candidates = [form, f"{form}a", f"{form}e"]
    if form.endswith("s"):
        candidates.append(stem)
    if form[-1] in "oue":
        candidates += [f"{stem}a", f"{stem}e", stem]
    return max((word for word in candidates if word in known), key=_zipf, default=form)
