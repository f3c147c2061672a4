"""The staff's search in Solr or Elasticsearch, asked in the query language that both take over from Lucene.

The query is planned as everywhere: the same keys, parts of compounds, synonyms and corrections. Ranking is the engine's own. All words must
be there; when nothing has them all, one is enough.
"""

from collections.abc import Iterable
from typing import Any

from rapidfuzz.distance import OSA
from wordfreq import zipf_frequency

from cms.cases.models import Case
from search_index import analysis
from search_index.query import OTHER_KEY, SHORTEST_CORRECTED, Group, Variant, plan
from search_index.results import FILTERS, Question, StaffHit, StaffResults
from search_index.served_backend import KEYS, SHOWN, ServedBackend
from search_index.similarity import telling_keys

MOST_EDITS = 2
LOOKED_INTO = 10
COMMONEST = 8.0  # the top of the scale of `zipf_frequency`
LAST_HIT = 10_000
"""Elasticsearch answers no further."""


def search(backend: ServedBackend, asked: Question) -> StaffResults:
    """Hits for a query, best first; newest first without one."""
    if asked.units == ():
        return StaffResults([], 0, {name: {} for name in FILTERS})
    planned = plan(asked.query, _EngineWords(backend), asked.synonyms)
    narrowed = [_any(name, codes) for name, codes in asked.filters.items()]
    narrowed += [] if asked.units is None else [_any("units", asked.units)]
    narrowed += [_term("surfaces", phrase) for phrase in planned.phrases]
    groups = [_group(group) for group in planned.groups if group.variants]
    start = min((asked.page - 1) * asked.page_size, LAST_HIT - asked.page_size)

    def answer(query: str) -> dict[str, Any]:
        return backend.ask(
            query,
            models=asked.models,
            narrowed=narrowed,
            facets=FILTERS,
            start=start,
            rows=asked.page_size,
            newest_first=not groups,
        )

    found = answer(" AND ".join(groups) or "*:*")
    if not found["hits"] and len(groups) > 1:
        found = answer(" OR ".join(groups))
    fields = found["facets"].get("fields", {}) if found.get("facets") else {}
    facets = {name: {str(code): int(count) for code, count in fields.get(name, ()) if code} for name in FILTERS}
    return StaffResults([_hit(each) for each in found["results"]], int(found["hits"]), facets, planned.suggestion)


def similar(backend: ServedBackend, case: Case, limit: int, units: tuple[str, ...] | None) -> list[StaffHit]:
    """Cases most like this one, itself among them, most alike first."""
    best = telling_keys(case, lambda _key, word: COMMONEST - zipf_frequency(word, "sv"))
    if not best or units == ():
        return []
    narrowed = [] if units is None else [_any("units", units)]
    found = backend.ask(" OR ".join(_term(KEYS, key) for key in best), models=[Case], narrowed=narrowed, rows=limit)
    return [_hit(each) for each in found["results"]]


class _EngineWords:
    """What the engine knows of words, asked once each."""

    def __init__(self, backend: ServedBackend) -> None:
        self._backend = backend
        self._known: dict[str, bool] = {}

    def is_known(self, key: str) -> bool:
        if key not in self._known:
            self._known[key] = bool(self._backend.ask(_term(KEYS, key))["hits"])
        return self._known[key]

    def folded(self, key: str) -> list[str]:
        keys = (analysis.main_key(word) for word in self._words_of(_term("folded", key)))
        return sorted({each for each in keys if each != key and analysis.fold(each) == key})

    def corrected(self, word: str) -> str:
        """The known word that an unknown one was meant as; empty when there is none."""
        if len(word) < SHORTEST_CORRECTED or not word.isalpha():
            return ""
        meant = analysis.fold(word)
        near: dict[str, int] = {}
        for known in self._words_of(f"folded_surfaces:{meant}~{MOST_EDITS}"):
            edits = OSA.distance(meant, analysis.fold(known), score_cutoff=MOST_EDITS)
            if edits <= MOST_EDITS and known.isalpha() and analysis.terms(known):
                near[known] = edits
        return min(near, key=lambda known: (near[known], known), default="")

    def _words_of(self, query: str) -> Iterable[str]:
        found = self._backend.ask(query, rows=LOOKED_INTO)["results"]
        return {word for each in found for word in each.surfaces.split()}


def _group(group: Group) -> str:
    return "(" + " OR ".join(_variant(variant) for variant in group.variants) + ")"


def _variant(variant: Variant) -> str:
    parts = [
        "(" + " OR ".join(f"{_term(KEYS, key)}^{OTHER_KEY if place else 1.0}" for place, key in enumerate(keys)) + ")"
        for keys in variant.parts
    ]
    return f"({' AND '.join(parts)})^{variant.weight:.2f}"


def _any(name: str, codes: Iterable[str]) -> str:
    return " OR ".join(_term(name, code) for code in codes) or _term(name, "")


def _term(name: str, value: str) -> str:
    """A word, or several in a row, in a field: quoted, so that nothing in it is read as a command."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}:"{escaped}"'


def _hit(found: Any) -> StaffHit:
    codes = {name: getattr(found, name, "") or "" for name in FILTERS}
    label = f"{found.app_label}.{found.model_name}"
    return StaffHit(label, int(found.pk), found.heading, getattr(found, SHOWN), float(found.score or 0), codes)
