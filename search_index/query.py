"""From what a member of staff typed to what is looked up, and from that to ranked documents.

The same rules as in the browser (`search-plan.js`, `search-rank.js`): a plan is a group for each word; a group is variants of
which one is enough; a variant asks for all of its parts, and each part is keys of which one is enough.
"""

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol

from search_index import analysis
from search_index.synonyms import keyed, parsed_groups, shipped_groups

PARTS, NOUN, SYNONYM, JOINED, CORRECTED, FOLDED = 0.62, 0.6, 0.7, 0.95, 0.85, 0.95
COVERAGE, PART_COVERAGE, OTHERS, KEPT_SHARE, OTHER_KEY = 0.7, 1.3, 0.3, 0.12, 0.8
SHORTEST_CORRECTED = 4
"""Letters of a word that may be taken for a misspelt one."""
_PHRASE = re.compile(r'["”“]([^"”“]+)["”“]')
Synonyms = dict[str, list[list[str]]]
_NO_WORD = re.compile(r"[^\w]+")


class Postings(NamedTuple):
    """Documents of one key, and how well it describes each."""

    documents: list[int]
    impacts: list[float]


class Words(Protocol):
    """What planning asks of an index."""

    def is_known(self, key: str) -> bool: ...
    def folded(self, key: str) -> list[str]: ...
    def corrected(self, word: str) -> str: ...


class Lookup(Words, Protocol):
    """What planning and ranking ask of an index."""

    size: int

    def postings(self, key: str) -> Postings: ...


@dataclass
class Variant:
    """One way to satisfy a word. `borrowed` is a synonym: worth no more than the word itself."""

    parts: list[list[str]]
    weight: float
    borrowed: bool = False


@dataclass
class Group:
    """One typed word with what is looked up for it."""

    word: str
    variants: list[Variant] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    correction: str = ""
    before: str = ""
    """The stop word that stands before it."""


@dataclass
class Plan:
    """What to look up."""

    groups: list[Group]
    phrases: list[str]
    suggestion: str


def plan(query: str, lookup: Words, own_synonyms: tuple[str, ...] = ()) -> Plan:
    """What a query asks for, in the words of the index. `own_synonyms` are the municipality's groups, written one a line."""
    synonyms = _synonyms(own_synonyms)
    typed = analysis.words(query, joined_only=True)
    groups = []
    for before, word in zip(["", *typed], typed, strict=False):
        if analysis.terms(word):
            groups.append(_group(word, before if before in analysis.stop_words() else "", lookup, synonyms))
    for one, other in pairwise(groups):
        _join([one, other], lookup)
    for group, following in zip(groups, [*groups[1:], None], strict=False):  # an empty query has no group
        _add_synonyms(group, following, synonyms)
    corrections = {group.word: group.correction for group in groups if group.correction}
    suggestion = " ".join(corrections.get(word, word) for word in typed) if corrections else ""
    return Plan(groups, [plain(phrase) for phrase in _PHRASE.findall(query)], suggestion)


def plain(text: str) -> str:
    """Text for comparing phrases: lower case, words one space apart."""
    return _NO_WORD.sub(" ", text.lower()).strip()


def _group(word: str, before: str, lookup: Words, synonyms: Synonyms) -> Group:
    group = Group(word, before=before)
    key = analysis.main_key(word)
    atoms = analysis.atoms(word)
    knows_all_parts = len(atoms) > 1 and all(any(map(lookup.is_known, atom)) for atom in atoms)
    if lookup.is_known(key):
        _add_word(group, word, 1.0, synonyms)
    folded = lookup.folded(key) if analysis.fold(word) == word else []
    for other in folded:
        group.keys.append(other)
        group.variants.append(Variant([[other]], FOLDED if not lookup.is_known(key) else FOLDED / 2))
    if group.variants:
        return group
    correction = "" if knows_all_parts or synonyms.get(key) else lookup.corrected(word)
    if correction:
        group.correction = correction
        _add_word(group, correction, CORRECTED, synonyms)
    else:
        _add_word(group, word, 1.0, synonyms)
    return group


def _add_word(group: Group, word: str, weight: float, synonyms: Synonyms) -> None:
    key = analysis.main_key(word)
    group.keys.append(key)
    group.variants.append(Variant([[key]], weight))
    atoms = analysis.atoms(word)
    if len(atoms) > 1:
        group.variants.append(Variant([_widened(atom, synonyms) for atom in atoms], weight * PARTS))
    else:
        group.variants += [Variant([[other]], weight * NOUN) for other in atoms[0][1:]]


def _widened(atom: tuple[str, ...], synonyms: Synonyms) -> list[str]:
    same = [keys[0] for keys in synonyms.get(atom[0], ()) if len(keys) == 1]
    return list(dict.fromkeys((*atom, *same)))


def _join(members: list[Group], lookup: Words) -> None:
    for link in ("", "s"):
        key = analysis.main_key(link.join(group.word for group in members))
        if lookup.is_known(key):
            for group in members:
                group.variants.append(Variant([[key]], JOINED))
                group.keys.append(key)
                group.correction = ""


@lru_cache(maxsize=4)
def _synonyms(own: tuple[str, ...]) -> Synonyms:
    return keyed([*shipped_groups(), *parsed_groups("\n".join(own))])


def _add_synonyms(group: Group, following: Group | None, synonyms: Synonyms) -> None:
    for key in dict.fromkeys(group.keys):
        for keys in (*synonyms.get(key, ()), *(synonyms.get(f"{group.before} {key}", ()) if group.before else ())):
            group.variants.append(Variant([[each] for each in keys], SYNONYM, borrowed=True))
        for next_key in following.keys if following else ():
            for keys in synonyms.get(f"{key} {next_key}", ()):
                for member in (group, following):
                    member.variants.append(Variant([[each] for each in keys], SYNONYM, borrowed=True))  # type: ignore[union-attr]


def rank(groups: list[Group], lookup: Lookup) -> dict[int, float]:
    """Documents with their scores, only those worth showing. One that lacks a word counts for less, the rarer the word."""
    scores: dict[int, float] = defaultdict(float)
    covered: dict[int, float] = defaultdict(float)
    total = 0.0
    for group in groups:
        values, importance = _group_scores(group, lookup)
        total += importance
        for document, value in values.items():
            scores[document] += value
            covered[document] += importance
    for document in scores:
        scores[document] *= (covered[document] / total) ** COVERAGE
    least = max(scores.values(), default=0.0) * KEPT_SHARE
    return {document: score for document, score in scores.items() if score >= least}


def _group_scores(group: Group, lookup: Lookup) -> tuple[dict[int, float], float]:
    results = [(variant, *_variant_scores(variant, lookup)) for variant in group.variants]
    own = max((importance for variant, _, importance in results if not variant.borrowed), default=0.0)
    most = own or max((importance for _, _, importance in results), default=0.0)
    values: dict[int, float] = {}
    for variant, found, importance in results:
        weight = variant.weight * (min(1.0, most / importance) if importance else 0.0)
        for document, value in found.items():
            weighted, before = value * weight, values.get(document, 0.0)
            values[document] = max(before, weighted) + OTHERS * min(before, weighted)
    return values, most


def _variant_scores(variant: Variant, lookup: Lookup) -> tuple[dict[int, float], float]:
    parts = [_part_scores(keys, lookup) for keys in variant.parts]
    importance = sum(share for _, share in parts)
    if len(parts) == 1:
        return parts[0]
    sums: dict[int, float] = defaultdict(float)
    shares: dict[int, float] = defaultdict(float)
    for found, share in parts:
        for document, value in found.items():
            sums[document] += value
            shares[document] += share
    return {one: value * (shares[one] / importance) ** PART_COVERAGE for one, value in sums.items()}, importance


def _part_scores(keys: list[str], lookup: Lookup) -> tuple[dict[int, float], float]:
    found: dict[int, float] = {}
    importance = 0.0
    for place, key in enumerate(keys):
        documents, impacts = lookup.postings(key)
        if not documents:
            continue
        rarity = math.log(1 + (lookup.size - len(documents) + 0.5) / (len(documents) + 0.5))
        importance = min(importance, rarity) if importance else rarity
        weight = rarity * (OTHER_KEY if place else 1.0)
        for document, impact in zip(documents, impacts, strict=True):
            value = impact * weight
            if value > found.get(document, 0.0):
                found[document] = value
    return found, importance
