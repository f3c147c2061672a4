"""The staff's search in the embedded index (Whoosh), ranked as the public search ranks."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Any

from django.db.models import Model
from symspellpy import SymSpell, Verbosity
from whoosh.query import And, Or, Query, Term

from cms.cases.models import Case
from search_index import analysis
from search_index.query import SHORTEST_CORRECTED, Group, Postings, Variant, plain, plan, rank
from search_index.results import FILTERS, Question, StaffHit, StaffResults
from search_index.similarity import telling_keys
from search_index.weighting import FIELD_MARK
from search_index.whoosh_backend import SwedishWhooshBackend

SATURATION, LENGTH_INFLUENCE = 1.6, 0.5
PHRASE_CANDIDATES = 500


def search(backend: SwedishWhooshBackend, asked: Question) -> StaffResults:
    """Hits for a query, best first; newest first without one."""
    with backend.refreshed().searcher() as searcher:
        known = _known_of(backend)
        allowed = _allowed_documents(searcher, asked.models, asked.filters, asked.units)
        planned = plan(asked.query, known, asked.synonyms)
        scores = rank(planned.groups, known) if planned.groups else dict.fromkeys(known.documents(), 0.0)
        if allowed is not None:
            scores = {document: score for document, score in scores.items() if document in allowed}
        ordered = sorted(scores, key=lambda document: (-scores[document], -document))
        if planned.phrases:
            ordered = [one for one in ordered[:PHRASE_CANDIDATES] if _has_phrases(searcher, one, planned.phrases)]
        shown = ordered[(asked.page - 1) * asked.page_size : asked.page * asked.page_size]
        hits = [_hit(searcher.stored_fields(document), scores[document]) for document in shown]
        return StaffResults(hits, len(ordered), known.facets(ordered), planned.suggestion)


def similar(backend: SwedishWhooshBackend, case: Case, limit: int, units: tuple[str, ...] | None) -> list[StaffHit]:
    """Cases most like this one, itself among them, most alike first."""
    with backend.refreshed().searcher() as searcher:
        known = _known_of(backend)
        best = telling_keys(case, known.rarity)
        scores = rank([Group(key, [Variant([[key]], 1.0)]) for key in best], known)
        allowed = _allowed_documents(searcher, [Case], {}, units) or set()
        ordered = sorted(allowed & scores.keys(), key=lambda document: (-scores[document], -document))
        return [_hit(searcher.stored_fields(document), scores[document]) for document in ordered[:limit]]


def _allowed(
    models: Sequence[type[Model]], filters: Mapping[str, Sequence[str]], units: tuple[str, ...] | None
) -> Query | None:
    asked: list[Query] = []
    if models:
        asked.append(Or([Term("django_ct", model._meta.label_lower) for model in models]))
    for name, codes in filters.items():
        asked.append(Or([Term(name, code) for code in codes]))
    if units is not None:
        asked.append(Or([Term("units", code) for code in units] or [Term("units", "")]))
    return And(asked) if asked else None


def _allowed_documents(
    searcher: Any,
    models: Sequence[type[Model]],
    filters: Mapping[str, Sequence[str]],
    units: tuple[str, ...] | None,
) -> set[int] | None:
    wanted = _allowed(models, filters, units)
    return None if wanted is None else set(searcher.docs_for_query(wanted))


def _has_phrases(searcher: Any, document: int, phrases: list[str]) -> bool:
    text = plain(searcher.stored_fields(document)["text"])
    return all(phrase in text for phrase in phrases)


def _hit(stored: dict[str, Any], score: float) -> StaffHit:
    codes = {name: stored.get(name, "") for name in FILTERS}
    heading, *texts = stored["text"].split(FIELD_MARK)
    text = " \n".join(each for each in texts[:-1] if each)
    return StaffHit(stored["django_ct"], int(stored["django_id"]), heading, text, score, codes)


class _Known:
    """What one state of the index knows: words, postings, and which documents have each filter value."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.size = max(reader.doc_count(), 1)
        self._postings: dict[str, Postings] = {}
        self._masks: dict[str, dict[str, int]] = {}

    def is_known(self, key: str) -> bool:
        return ("text", key) in self._reader

    def rarity(self, key: str, _word: str) -> float | None:
        """How much a key tells a text from others; None of one that no text has."""
        return math.log(1 + self.size / (1 + len(self.postings(key).documents))) if self.is_known(key) else None

    def documents(self) -> Iterable[int]:
        return self._reader.all_doc_ids()

    @cached_property
    def _norms(self) -> list[float]:
        lengths = [self._reader.doc_field_length(number, "text") for number in range(self._reader.doc_count_all())]
        average = (sum(lengths) / len(lengths) if lengths else 0) or 1.0
        return [SATURATION * (1 - LENGTH_INFLUENCE + LENGTH_INFLUENCE * length / average) for length in lengths]

    def postings(self, key: str) -> Postings:
        if key not in self._postings:
            documents: list[int] = []
            impacts: list[float] = []
            if self.is_known(key):
                matcher, norms = self._reader.postings("text", key), self._norms
                while matcher.is_active():
                    number, weight = matcher.id(), matcher.weight()
                    documents.append(number)
                    impacts.append(weight * (SATURATION + 1) / (norms[number] + weight))
                    matcher.next()
            self._postings[key] = Postings(documents, impacts)
        return self._postings[key]

    @cached_property
    def _folded(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in self._reader.field_terms("text"):
            plain_key = analysis.fold(key)
            if plain_key != key:
                found.setdefault(plain_key, []).append(key)
        return found

    def folded(self, key: str) -> list[str]:
        return self._folded.get(key, [])

    def corrected(self, word: str) -> str:
        """The known word that an unknown one was meant as; empty when there is none."""
        if len(word) < SHORTEST_CORRECTED or not word.isalpha():
            return ""
        found = self._speller.lookup(analysis.fold(word), Verbosity.CLOSEST, max_edit_distance=2)
        return self._written[found[0].term] if found else ""

    @cached_property
    def _written(self) -> dict[str, str]:
        """Words as written by their folded form, the commonest of each."""
        found: dict[str, str] = {}
        for word in self._reader.field_terms("surfaces"):
            plain_word = analysis.fold(word)
            before = found.get(plain_word)
            if word.isalpha() and (before is None or self._frequency(word) > self._frequency(before)):
                found[plain_word] = word
        return found

    def _frequency(self, word: str) -> int:
        return int(self._reader.doc_frequency("surfaces", word))

    @cached_property
    def _speller(self) -> SymSpell:
        speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        for plain_word, word in self._written.items():
            speller.create_dictionary_entry(plain_word, self._frequency(word))
        return speller

    def facets(self, matching: Iterable[int]) -> dict[str, dict[str, int]]:
        """For each filter the number of matching documents per code, most first."""
        mask = _mask(matching, self._reader.doc_count_all())
        counted: dict[str, dict[str, int]] = {}
        for name in FILTERS:
            counts = [(code, (of & mask).bit_count()) for code, of in self._documents_by(name).items()]
            counted[name] = dict(sorted((pair for pair in counts if pair[1]), key=lambda pair: (-pair[1], pair[0])))
        return counted

    def _documents_by(self, name: str) -> dict[str, int]:
        if name not in self._masks:
            size = self._reader.doc_count_all()
            codes = [code for code in self._reader.field_terms(name) if code]
            self._masks[name] = {code: _mask(self._reader.postings(name, code).all_ids(), size) for code in codes}
        return self._masks[name]


def _mask(documents: Iterable[int], size: int) -> int:
    bits = bytearray(size // 8 + 1)
    for number in documents:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


_latest: list[tuple[tuple[str, int], _Known]] = []
_lock = Lock()


def _known_of(backend: SwedishWhooshBackend) -> _Known:
    """What is known of the index as last committed, made once for each commit."""
    index = backend.index
    state = (str(backend.path), index.latest_generation())
    with _lock:
        if not _latest or _latest[0][0] != state:
            _latest[:] = [(state, _Known(index.reader()))]
        return _latest[0][1]
