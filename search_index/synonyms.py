"""Words that mean the same to the person who searches: the shipped municipal list, and the municipality's own.

A line is a group: `sopor, avfall, skräp`. `a > b, c` looks up b and c for a, and not the other way round.
Several words stand for one idea: `socialbidrag, ekonomiskt bistånd`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

from search_index import analysis
from search_index.stemming import light_stem
from search_index.vocabulary import Shards
from search_index.wordlists import LEXICON

LONGEST_LOOKED_UP = 2  # words
PIECE_BYTES = 10_000
_COLUMN = "synonyms"


class SynonymGroup(NamedTuple):
    """Expressions that stand for each other; with `leads`, those that are looked up for the leads only."""

    expressions: tuple[str, ...]
    leads: tuple[str, ...] = ()


def parsed_groups(text: str) -> list[SynonymGroup]:
    """Groups written one a line; # starts a comment."""
    groups = []
    for line in text.splitlines():
        line = line.partition("#")[0].strip()
        if not line:
            continue
        leads, arrow, rest = line.rpartition(">")
        expressions = tuple(part.strip().lower() for part in rest.split(",") if part.strip())
        groups.append(
            SynonymGroup(expressions, tuple(part.strip().lower() for part in leads.split(",")) if arrow else ())
        )
    return groups


@cache
def shipped_groups() -> tuple[SynonymGroup, ...]:
    """The list that comes with Klarsyn."""
    return tuple(parsed_groups((LEXICON / "synonyms.txt").read_text(encoding="utf-8")))


def own_groups(content: Path) -> list[SynonymGroup]:
    """The municipality's own groups in a released folder; none in one that was written before there were any."""
    path = content / "synonyms.json"
    return parsed_groups("\n".join(orjson.loads(path.read_bytes())["groups"])) if path.is_file() else []


def keyed(groups: Iterable[SynonymGroup]) -> dict[str, list[list[str]]]:
    """For each expression, as keys joined by a space, the expressions to look up as well, each a list of keys."""
    found: dict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    for group in groups:
        targets = [keys_of(expression) for expression in group.expressions if not _needs_stop_word(expression)]
        for expression in group.leads or group.expressions:
            source = keys_of(expression)
            for name in _names(expression, source):
                found[name].update((target, None) for target in targets if target and target != source)
    return {
        source: [list(target) for target in targets] for source, targets in sorted(found.items()) if source and targets
    }


def _names(expression: str, source: tuple[str, ...]) -> set[str]:
    """What a typed expression may be known as in the browser, which does not know the key of a word that is in no text."""
    if len(source) != 1:
        return {" ".join(source)}
    first, _, second = expression.partition(" ")
    if not _needs_stop_word(expression):
        return {source[0], light_stem(expression)}
    return {f"{first} {source[0]}", f"{first} {light_stem(second)}"} if first in analysis.stop_words() else set()


def _needs_stop_word(expression: str) -> bool:
    """Whether two words are one without their stop word, and say something else then: "vad kostar" is not "kost"."""
    return len(expression.split()) == 2 and len(keys_of(expression)) == 1


def keys_of(expression: str) -> tuple[str, ...]:
    """Keys of the words of one expression, stop words left out."""
    return tuple(
        analysis.main_key(word)
        for word in analysis.words(expression, joined_only=True)
        if word not in analysis.stop_words() and (len(word) > 1 or word.isdigit())
    )


def in_known_words(targets: list[list[str]], known: set[str]) -> list[list[str]]:
    """The expressions whose words are all in the texts; where none is, those whose compounds' parts are (hundlatrin: hund, latrin)."""
    whole = [keys for keys in targets if known.issuperset(keys)]
    apart = [[atom[0] for key in keys for atom in analysis.atoms(key)] for keys in targets]
    return whole or [keys for keys in apart if known.issuperset(keys)]


def with_verbs(key: str, known: set[str]) -> str:
    """The key and after it those of the verb that its noun names, joined by a space: of them one is enough."""
    verbs = () if analysis.split(key) else analysis.verbs_behind(key)
    return " ".join([key, *(verb for verb in verbs if verb in known and verb != key)])


def write_synonyms(groups: Iterable[SynonymGroup], known: set[str], folder: Path) -> dict[str, str]:
    """Write the table for the browser, of words the index knows, in pieces by the first two letters of what is looked up.

    Returns the file of each piece by the name of the piece. A file's name carries its hash: a release in which a piece
    is as it was does not make readers fetch it again. A word of an expression comes with the verb behind it, so that the
    browser need not fetch the synonym's entry. The browser looks up one or two words, never more.
    """
    pieces = Shards(_COLUMN)
    for source, targets in keyed(groups).items():
        written = [[with_verbs(key, known) for key in keys] for keys in in_known_words(targets, known)]
        if written and source.count(" ") < LONGEST_LOOKED_UP:
            pieces.put(_COLUMN, _stop_word_last(source), written)
    (folder / "synonyms").mkdir(exist_ok=True)
    files = {}
    for name, piece in pieces.divided(PIECE_BYTES).items():
        data = orjson.dumps(piece[_COLUMN], option=orjson.OPT_SORT_KEYS) + b"\n"
        files[name] = f"synonyms/{name}-{hashlib.sha256(data).hexdigest()[:10]}.json"
        (folder / files[name]).write_bytes(data)
    return files


def _stop_word_last(source: str) -> str:
    first, space, rest = source.partition(" ")
    return f"{rest} {first}" if space and first in analysis.stop_words() else source
