"""From what a member of staff typed to a Whoosh query, by the same rules as the browser's planner (`search-plan.js`).

Each word is a group of which one variant is enough: its key in heading, text or names, its parts, what it derives from, its synonyms.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from whoosh.query import And, DisjunctionMax, Or, Phrase, Query, Term

from search_index import analysis
from search_index.synonyms import keyed, shipped_groups

FIELD_BOOSTS = {"heading": 2.5, "text": 1.0, "names": 0.8, "parts": 0.45}
PARTS, NOUN, SYNONYM, JOINED, CORRECTED = 0.7, 0.5, 0.7, 0.9, 0.8
_PHRASE = re.compile(r'["”“]([^"”“]+)["”“]')
_PLAIN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass
class Group:
    """One typed word with what is looked up for it."""

    word: str
    variants: list[Query] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    correction: str = ""


@dataclass
class Plan:
    """What to look up."""

    groups: list[Group]
    phrases: list[Query]
    suggestion: str

    def all_words(self) -> Query:
        """Documents that have every word."""
        return And([_one_of(group) for group in self.groups] + self.phrases)

    def any_word(self) -> Query:
        """Documents that have some of the words, more of them first."""
        some = Or([_one_of(group) for group in self.groups], scale=0.9)
        return And([some, *self.phrases]) if self.phrases else some


def plan(query: str, is_known: Callable[[str], bool], corrected: Callable[[str], str]) -> Plan:
    """The plan for a query. `is_known` tells whether a key is in the index, `corrected` what an unknown word may be meant as."""
    phrases = [_phrase(match) for match in _PHRASE.findall(query)]
    typed = [word.replace("-", "") for word in _PLAIN.findall(query.lower())]
    wanted = [word for word in typed if analysis.terms(word)]
    groups = [_group(word, is_known, corrected) for word in wanted]
    for one, other in zip(groups, groups[1:], strict=False):
        _join(one, other, is_known)
    for at, group in enumerate(groups):
        _add_synonyms(group, groups[at + 1] if at + 1 < len(groups) else None)
    corrections = {group.word: group.correction for group in groups if group.correction}
    suggestion = " ".join(corrections.get(word, word) for word in typed) if corrections else ""
    return Plan(groups, [phrase for phrase in phrases if phrase], suggestion)


def looked_up(key: str, boost: float = 1.0) -> Query:
    """One key in every field that holds words."""
    return Or([Term(name, key, boost=weight * boost) for name, weight in FIELD_BOOSTS.items()])


def _one_of(group: Group) -> Query:
    return DisjunctionMax(group.variants, tiebreak=0.1) if len(group.variants) > 1 else group.variants[0]


def _phrase(text: str) -> Query | None:
    keys = [terms[0].key for word in analysis.words(text) if (terms := analysis.terms(word))]
    return Or([Phrase("text", keys), Phrase("heading", keys, boost=2.0)]) if keys else None


def _group(word: str, is_known: Callable[[str], bool], corrected: Callable[[str], str]) -> Group:
    group = Group(word)
    key = analysis.main_key(word)
    atoms = analysis.atoms(word)
    knows_parts = any(is_known(alternative) for atom in atoms for alternative in atom)
    if not is_known(key) and not knows_parts:
        group.correction = corrected(word)
        if group.correction:
            for part in group.correction.split():
                _add_word(group, part, CORRECTED)
            return group
    _add_word(group, word, 1.0)
    return group


def _add_word(group: Group, word: str, boost: float) -> None:
    key = analysis.main_key(word)
    group.keys.append(key)
    group.variants.append(looked_up(key, boost))
    atoms = analysis.atoms(word)
    if len(atoms) > 1:
        group.variants.append(_all_parts(atoms, boost * PARTS))
    else:
        group.variants += [looked_up(other, boost * NOUN) for other in atoms[0][1:]]


def _all_parts(atoms: tuple[tuple[str, ...], ...], boost: float) -> Query:
    return And([Or([looked_up(key, boost) for key in atom]) for atom in atoms])


def _join(one: Group, other: Group, is_known: Callable[[str], bool]) -> None:
    for together in (one.word + other.word, f"{one.word}s{other.word}"):
        key = analysis.main_key(together)
        if is_known(key):
            for group in (one, other):
                group.variants.append(looked_up(key, JOINED))
                group.correction = ""
            return


@cache
def _synonyms() -> dict[str, list[list[str]]]:
    return keyed(shipped_groups())


def _add_synonyms(group: Group, following: Group | None) -> None:
    for key in list(group.keys):
        for keys in _synonyms().get(key, ()):
            group.variants.append(_expression(keys))
        for next_key in following.keys if following else ():
            for keys in _synonyms().get(f"{key} {next_key}", ()):
                group.variants.append(_expression(keys))
                following.variants.append(_expression(keys))  # type: ignore[union-attr]


def _expression(keys: list[str]) -> Query:
    parts = [looked_up(key, SYNONYM) for key in keys]
    return And(parts) if len(parts) > 1 else parts[0]


def keys_in(text: str) -> Iterator[str]:
    """The key of every word, for finding similar texts."""
    for word in analysis.words(text):
        terms = analysis.terms(word)
        if terms:
            yield terms[0].key
