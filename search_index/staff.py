"""The staff's search over cases and public records: ranked hits, counts for each filter, and similar earlier cases."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db.models import Model
from haystack import connections
from whoosh.query import And, Every, Not, Or, Query, Term

from cms.cases.models import Case
from search_index.query import keys_in, looked_up, plan
from search_index.whoosh_backend import SwedishWhooshBackend

FILTERS = ("department", "area", "unit", "kind", "category", "state", "year")
ENOUGH_HITS = 10
SIMILAR_KEYS = 14
BATCH = 500


@dataclass(frozen=True)
class StaffHit:
    """One hit. `label` is `cases.case` or `publication.publicrecord`."""

    label: str
    primary_key: int
    heading: str
    text: str
    score: float
    codes: dict[str, str]


@dataclass(frozen=True)
class StaffResults:
    """A page of hits, with the number of all hits and, per filter, of hits for each code."""

    hits: list[StaffHit]
    total: int
    facets: dict[str, dict[str, int]]
    suggestion: str = ""
    is_loose: bool = False


def search(
    query: str,
    *,
    models: Sequence[type[Model]] = (),
    filters: Mapping[str, str | Sequence[str]] | None = None,
    user_units: Iterable[str] | None = None,
    page: int = 1,
    page_size: int = 20,
) -> StaffResults:
    """Hits for a query, best first; newest first without one.

    `filters` maps names of `FILTERS` to a code or several. `user_units` are codes of units: only what belongs under one of them is
    found, `None` means everything. When fewer than ten hits have all the words, those with some of them follow (`is_loose`).
    """
    index = _backend().refreshed()
    with index.searcher() as searcher:
        reader = searcher.reader()
        vocabulary = _vocabulary_of(index, reader)
        allowed = _allowed(models, filters or {}, user_units)
        found = plan(query, vocabulary.is_known, vocabulary.corrected)
        is_loose = False
        if not found.groups and not found.phrases:
            wanted: Query = Every()
        else:
            wanted = found.all_words()
            if len(found.groups) > 1 and _count(searcher, wanted, allowed) < ENOUGH_HITS:
                wanted, is_loose = found.any_word(), True
        results = searcher.search(wanted, limit=page * page_size, filter=allowed, terms=False)
        matching = results.docs()
        hits = [_hit(results[at]) for at in range((page - 1) * page_size, min(page * page_size, results.scored_length()))]
        return StaffResults(hits, len(matching), vocabulary.facets(matching), found.suggestion, is_loose)


def similar(case: Case, limit: int = 5, user_units: Iterable[str] | None = None) -> list[StaffHit]:
    """Earlier cases most like this one, most alike first."""
    index = _backend().refreshed()
    with index.searcher() as searcher:
        size = max(searcher.doc_count(), 1)
        weights: Counter[str] = Counter()
        for text, weight in ((case.heading, 2.0), (case.text, 1.0)):
            for key in keys_in(text):
                weights[key] += weight  # type: ignore[assignment]
        scored = {
            key: (1 + math.log(weight)) * math.log(1 + size / (1 + searcher.doc_frequency("text", key)))
            for key, weight in weights.items()
        }
        best = sorted(scored, key=lambda key: (-scored[key], key))[:SIMILAR_KEYS]
        if not best:
            return []
        allowed = And([_allowed([Case], {}, user_units), Not(Term("id", f"cases.case.{case.pk}"))])
        results = searcher.search(Or([looked_up(key, scored[key]) for key in best], scale=0.8), limit=limit, filter=allowed)
        return [_hit(result) for result in results]


def index_many(primary_keys: Iterable[Any], *, model: type[Model] = Case) -> int:
    """Index objects by primary key in one commit; those that are gone are forgotten. Returns how many are now indexed."""
    from search_index.search_indexes import forget_units

    backend = _backend()
    search_index = connections["default"].get_unified_index().get_index(model)
    keys = [str(key) for key in primary_keys]
    forget_units()
    found: list[Model] = []
    for begin in range(0, len(keys), BATCH):
        found += search_index.index_queryset().filter(pk__in=keys[begin : begin + BATCH])
    if found:
        backend.update(search_index, found)
    gone = set(keys) - {str(item.pk) for item in found}
    if gone:
        backend.remove_many(f"{model._meta.label_lower}.{key}" for key in sorted(gone))
    return len(found)


def _backend() -> SwedishWhooshBackend:
    backend = connections["default"].get_backend()
    assert isinstance(backend, SwedishWhooshBackend)  # noqa: S101  the settings name it
    return backend


def _allowed(
    models: Sequence[type[Model]], filters: Mapping[str, str | Sequence[str]], user_units: Iterable[str] | None
) -> Query | None:
    asked: list[Query] = []
    if models:
        asked.append(Or([Term("django_ct", model._meta.label_lower) for model in models]))
    for name, wanted in filters.items():
        if name not in FILTERS:
            raise ValueError(f"There is no filter {name}; there are {', '.join(FILTERS)}.")
        codes = [wanted] if isinstance(wanted, str) else list(wanted)
        asked.append(Or([Term(name, code) for code in codes]))
    if user_units is not None:
        asked.append(Or([Term("units", code) for code in user_units] or [Term("units", "")]))
    return And(asked) if asked else None


def _count(searcher: Any, wanted: Query, allowed: Query | None) -> int:
    return sum(1 for _ in searcher.docs_for_query(And([wanted, allowed]) if allowed else wanted))


def _hit(result: Any) -> StaffHit:
    stored = result.fields()
    codes = {name: stored.get(name, "") for name in FILTERS}
    return StaffHit(stored["django_ct"], int(stored["django_id"]), stored["heading"], stored["text"], result.score or 0.0, codes)


@dataclass
class _Vocabulary:
    """What one state of the index knows: its words, for corrections, and which documents have each filter value."""

    reader: Any
    _speller: Any = None
    _masks: dict[str, dict[str, int]] = field(default_factory=dict)

    def is_known(self, key: str) -> bool:
        return any((name, key) in self.reader for name in ("text", "heading", "names", "parts"))

    def corrected(self, word: str) -> str:
        """The known word, or two, that an unknown one was meant as; empty when there is none."""
        if len(word) < 4 or not word.isalpha():
            return ""
        from symspellpy import Verbosity

        found = self._spelling().lookup(word, Verbosity.CLOSEST, max_edit_distance=2, include_unknown=False)
        return found[0].term if found else ""

    def _spelling(self) -> Any:
        if self._speller is None:
            from symspellpy import SymSpell

            self._speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
            for term in self.reader.field_terms("surfaces"):
                if term.isalpha():
                    self._speller.create_dictionary_entry(term, self.reader.doc_frequency("surfaces", term))
        return self._speller

    def facets(self, matching: Any) -> dict[str, dict[str, int]]:
        """For each filter the number of matching documents per code, most first."""
        bits = bytearray(self.reader.doc_count_all() // 8 + 1)
        for number in matching:
            bits[number >> 3] |= 1 << (number & 7)
        mask = int.from_bytes(bits, "little")
        counted: dict[str, dict[str, int]] = {}
        for name in FILTERS:
            counts = {code: (of & mask).bit_count() for code, of in self._documents_by(name).items()}
            counted[name] = dict(sorted(((c, n) for c, n in counts.items() if n and c), key=lambda pair: (-pair[1], pair[0])))
        return counted

    def _documents_by(self, name: str) -> dict[str, int]:
        if name not in self._masks:
            size = self.reader.doc_count_all() // 8 + 1
            found = {}
            for code in self.reader.field_terms(name):
                bits = bytearray(size)
                for number in self.reader.postings(name, code).all_ids():
                    bits[number >> 3] |= 1 << (number & 7)
                found[code] = int.from_bytes(bits, "little")
            self._masks[name] = found
        return self._masks[name]


_known: dict[str, Any] = {}
_lock = Lock()


def _vocabulary_of(index: Any, reader: Any) -> _Vocabulary:
    """The vocabulary of the index as last committed, made once for each commit."""
    with _lock:
        state = (str(index.storage), index.latest_generation())
        if _known.get("state") != state:
            _known.update(state=state, vocabulary=_Vocabulary(index.reader()))
        return _known["vocabulary"]  # type: ignore[no-any-return]


