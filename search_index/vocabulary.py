"""The words of one bundle for the browser's planner: which key a typed word has, how common it is, what it is made of.

Sharded by first letter (å and ä with a, ö with o) so that one word is found, or corrected, from one small file, and so that a
compound is taken apart from the files of the letters where its parts may begin. Letters with few words share a file: the
bundle that each publish writes anew is then a handful of files and not one for each letter.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from search_index import analysis
from search_index.compounds import SHORT_LASTS
from search_index.stemming import light_stem

SHARD_BYTES = 20_000
PARTS_SHARD_BYTES = 6_000  # a long compound reads several


class Vocabulary:
    """Collects surface words and their keys while documents are analysed."""

    def __init__(self) -> None:
        self._surfaces: dict[str, Counter[str]] = defaultdict(Counter)
        self._atoms: dict[str, tuple[tuple[str, ...], ...]] = {}

    def add(self, word: str, key: str, times: int, language: str) -> None:
        """Count a word of a text."""
        self._surfaces[key][word] += times
        if language == "sv" and key not in self._atoms:
            atoms = analysis.atoms(word)
            self._atoms[key] = () if atoms == ((key,),) else atoms

    def write(self, folder: Path, frequencies: dict[str, int]) -> dict[str, list[str]]:
        """Write the shards of `words` and of `parts`; returns the names of both.

        `frequencies` counts the documents of every key. A shard of words is `{"keys": {key: [documents, word as most often
        written, atoms]}, "stems": {stem or word: key}}`; a stem that equals its key is left out, and the stem of a noun that no text
        has leads to its verb. A shard of parts is `{"keys": {key: 0},
        "forms": {form: key}}`: keys that may be parts of a compound, and forms whose light stem is not their key (gatu: gata).
        """
        words = Shards("keys", "stems")
        for key, count in frequencies.items():
            surfaces = self._surfaces.get(key, Counter())
            word = min(surfaces, key=lambda word: (-surfaces[word], word), default="")
            words.put("keys", key, [count, "" if word == key else word, self._atoms.get(key, ())])
        for name, key in self._names(frequencies):
            words.put("stems", name, key)
        parts = Shards("keys", "forms")
        for key in frequencies:
            for word in analysis.words_from(key):
                if analysis.main_key(word) not in frequencies:
                    words.put("stems", light_stem(word), key)
                    parts.put("forms", word, key)
        for key in sorted(frequencies, reverse=True):
            first_forms = analysis.compounds.first_forms(key)
            if first_forms or len(self._atoms.get(key, ())) > 1 or key in SHORT_LASTS:
                parts.put("keys", key, 0)
            for form in first_forms:
                if light_stem(form) != key:
                    parts.put("forms", form, key)
        return {
            "words": words.write(folder / "words", SHARD_BYTES),
            "parts": parts.write(folder / "parts", PARTS_SHARD_BYTES),
        }

    def _names(self, frequencies: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        """What leads to a key and is not the key: stems of its words, and words whose stem leads elsewhere too (rött: röd, rötter: rot)."""
        keys_of: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for key, surfaces in self._surfaces.items():
            for word in surfaces:
                keys_of[light_stem(word)][key].append(word)
            for stem in analysis.compounds.irregular_stems(key):
                keys_of[stem].setdefault(key, [])
        for words_of in keys_of.values():
            if len(words_of) > 1:
                yield from ((word, key) for key, words in words_of.items() for word in words if word != key)
        for stem, words_of in keys_of.items():
            others = [key for key in words_of if key != stem]
            if others:
                yield stem, max(others, key=lambda key: (frequencies.get(key, 0), key))


class Shards:
    """Tables with the same columns, one for each first letter."""

    def __init__(self, *columns: str) -> None:
        self._columns = columns
        self._of: dict[str, dict[str, dict[str, Any]]] = defaultdict(self._empty)

    def _empty(self) -> dict[str, dict[str, Any]]:
        return {column: {} for column in self._columns}

    def put(self, column: str, word: str, value: Any) -> None:
        """Enter a word; of two values the first one stays."""
        self._of[shard_of(word)][column].setdefault(word, value)

    def write(self, folder: Path, bound: int) -> list[str]:
        """Write files of about `bound` bytes; returns their names."""
        folder.mkdir()
        for name, shard in self.divided(bound).items():
            (folder / f"{name}.json").write_bytes(orjson.dumps(shard, option=orjson.OPT_SORT_KEYS) + b"\n")
        return sorted(path.stem for path in folder.iterdir())

    def divided(self, bound: int) -> dict[str, dict[str, dict[str, Any]]]:
        """The shards by name, of about `bound` bytes.

        A large one is taken apart by the second letter as well (`s` into `sa`, `sk` …; what has none stays), small ones are
        put together in the order of the alphabet: `a-b-c`.
        """
        divided: dict[str, dict[str, Any]] = defaultdict(self._empty)
        letters: list[str] = []
        together, filled = self._empty(), 0
        for letter, shard in sorted(self._of.items()):
            size = len(orjson.dumps(shard))
            if size <= bound:
                if filled + size > bound:
                    divided["-".join(letters)] = together
                    letters, together, filled = [], self._empty(), 0
                letters.append(letter)
                filled += size
                for column, entries in shard.items():
                    together[column].update(entries)
                continue
            for column, entries in shard.items():
                for word, entry in entries.items():
                    divided[letter + shard_of(word[1:]) if len(word) > 1 else letter][column][word] = entry
        if letters:
            divided["-".join(letters)] = together
        return divided


def shard_of(word: str) -> str:
    """First letter of a word, folded, which names its shard; all that is no letter or digit together."""
    letter = analysis.fold(word[:1])
    return letter if letter.isascii() and letter.isalnum() else "_"


def indexed_keys(bundle: Path) -> Iterator[str]:
    """Every key that one bundle holds, a folder or one file with its files by name."""
    for path in (bundle / "words").glob("*.json"):
        yield from orjson.loads(path.read_bytes())["keys"]
    for name, shard in orjson.loads(bundle.read_bytes()).items() if bundle.suffix else ():
        if name.startswith("words/"):
            yield from shard["keys"]
