"""The words of one bundle for the browser's planner: which key a typed word has, how common it is, what it is made of.

Sharded by first letter (å and ä with a, ö with o) so that one word is found, or corrected, from one small file. Letters with
few words share a file: the bundle that each publish writes anew is then a handful of files and not one for each letter.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from search_index import analysis
from search_index.compounds import SHORT_LASTS
from search_index.stemming import light_stem

SHARD_BYTES = 20_000


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

    def write(self, folder: Path, frequencies: dict[str, int]) -> list[str]:
        """Write the shards and the parts file; returns the names of the shards.

        `frequencies` counts the documents of every key. A shard is `{"keys": {key: [documents, word as most often written,
        atoms]}, "stems": {stem: key}}`; a stem that equals its key is left out.
        """
        (folder / "words").mkdir()
        shards: dict[str, dict[str, Any]] = defaultdict(lambda: {"keys": {}, "stems": {}})
        for key, count in frequencies.items():
            surfaces = self._surfaces.get(key, Counter())
            word = min(surfaces, key=lambda word: (-surfaces[word], word), default="")
            shards[shard_of(key)]["keys"][key] = [count, "" if word == key else word, self._atoms.get(key, ())]
        for key, surfaces in self._surfaces.items():
            for stem in {light_stem(word) for word in surfaces} | set(analysis.compounds.irregular_stems(key)):
                if stem != key:
                    shards[shard_of(stem)]["stems"].setdefault(stem, key)
        for name, shard in _divided(shards).items():
            _write(folder / "words" / f"{name}.json", shard)
        _write(folder / "parts.json", self._compound_parts(frequencies))
        return sorted(path.stem for path in (folder / "words").iterdir())

    def _compound_parts(self, frequencies: dict[str, int]) -> dict[str, Any]:
        """Which keys may be parts of a compound, and forms whose light stem is not their key (gatu: gata)."""
        known: list[str] = []
        forms: dict[str, str] = {}
        for key in sorted(frequencies):
            first_forms = analysis.compounds.first_forms(key)
            if first_forms or len(self._atoms.get(key, ())) > 1 or key in SHORT_LASTS:
                known.append(key)
            forms.update((form, key) for form in first_forms if light_stem(form) != key)
        return {"keys": known, "forms": forms}


def shard_of(word: str) -> str:
    """First letter of a word, folded, which names its shard; all that is no letter or digit together."""
    letter = analysis.fold(word[:1])
    return letter if letter.isascii() and letter.isalnum() else "_"


def indexed_keys(folder: Path) -> Iterator[str]:
    """Every key that one bundle holds."""
    for path in (folder / "words").glob("*.json"):
        yield from orjson.loads(path.read_bytes())["keys"]


def _divided(shards: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The shards, a large one taken apart by the second letter as well (`s` into `sa`, `sk` …; what has none stays).

    Small ones are put together in the order of the alphabet: `a-b-c`.
    """
    divided: dict[str, dict[str, Any]] = {}
    letters: list[str] = []
    together: dict[str, Any] = {"keys": {}, "stems": {}}
    filled = 0
    for letter, shard in sorted(shards.items()):
        size = len(orjson.dumps(shard))
        if size <= SHARD_BYTES:
            if filled + size > SHARD_BYTES:
                divided["-".join(letters)] = together
                letters, together, filled = [], {"keys": {}, "stems": {}}, 0
            letters.append(letter)
            filled += size
            for part in together:
                together[part].update(shard[part])
            continue
        for part, entries in shard.items():
            for word, entry in entries.items():
                name = letter + shard_of(word[1:]) if len(word) > 1 else letter
                divided.setdefault(name, {"keys": {}, "stems": {}})[part][word] = entry
    if letters:
        divided["-".join(letters)] = together
    return divided


def _write(path: Path, value: Any) -> None:
    path.write_bytes(orjson.dumps(value, option=orjson.OPT_SORT_KEYS) + b"\n")
