"""One folder of the public index: posting lists, words, filters and texts, in files that a browser fetches one by one.

A document is a number, newest first, so sorting by date is sorting by number. A posting is a pair of whole numbers: the
distance to the previous document, and how well the word describes the document (BM25F without the rarity of the word,
times `SCALE`; the browser knows the rarity over all bundles). Posting lists and words lie in files by the alphabet, so that
a first search fetches a few small files however large the index is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson

from search_index import analysis
from search_index.documents import Document
from search_index.packing import pack
from search_index.vocabulary import Vocabulary

FORMAT = 7
SATURATION, LENGTH_INFLUENCE, SCALE = 1.6, 0.5, 30
FIELD_WEIGHTS = {"heading": 3.0, "question": 1.0, "answer": 0.8, "names": 1.2}
POSTINGS_FILES = 100  # about: more are longer to list, larger ones longer to fetch
POSTINGS_FILE_LEAST, POSTINGS_FILE_MOST = 4_000, 16_000  # characters
DOCUMENTS_A_FILE = 4
_EPOCH = date(2000, 1, 1)


def write_bundle(documents: Iterable[Document], folder: Path) -> None:
    """Write one bundle into a folder that does not exist yet."""
    ordered = sorted(documents, key=lambda document: (document.published, document.id), reverse=True)
    folder.mkdir(parents=True)
    postings, frequencies, vocabulary = _analysed(ordered)
    start = {
        "format": FORMAT,
        "documents": len(ordered),
        "scale": SCALE,
        "documents_a_file": DOCUMENTS_A_FILE,
        "postings": _write_postings(postings, folder),
        **vocabulary.write(folder, frequencies),
    }
    _write_texts(ordered, folder)
    _write(folder / "facets.json", _facets(ordered))
    _write(folder / "start.json", start)
    files = {path.relative_to(folder).as_posix(): path.stat().st_size for path in folder.rglob("*.json")}
    _write(folder / "state.json", {"files": files, "records": {document.id: document.digest for document in ordered}})


def _write(path: Path, value: Any) -> None:
    path.write_bytes(orjson.dumps(value, option=orjson.OPT_SORT_KEYS) + b"\n")


def _analysed(ordered: Sequence[Document]) -> tuple[dict[str, list[int]], dict[str, int], Vocabulary]:
    vocabulary = Vocabulary()
    weights: list[dict[str, float]] = []
    lengths: list[float] = []
    terms_of: dict[str, dict[str, tuple[analysis.Term, ...]]] = defaultdict(dict)
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    for document in ordered:
        found: dict[str, float] = defaultdict(float)
        length = 0
        known = terms_of[document.language]
        for text, weight in _fields(document):
            counted = Counter(analysis.words(text))
            surfaces[document.language].update(counted)
            for word, times in counted.items():
                terms = known.get(word)
                if terms is None:
                    terms = known[word] = analysis.terms(word, document.language)
                if terms:
                    length += times
                    times_weight = weight * times
                    for key, share in terms:
                        found[key] += times_weight * share
        weights.append(found)
        lengths.append(length)
    for language, counts in surfaces.items():
        for word, times in counts.items():
            if terms_of[language][word]:
                vocabulary.add(word, terms_of[language][word][0].key, times, language)
    average = (sum(lengths) / len(lengths) if lengths else 0) or 1.0
    postings: dict[str, list[int]] = defaultdict(list)
    last: dict[str, int] = {}
    for number, found in enumerate(weights):
        norm = SATURATION * (1 - LENGTH_INFLUENCE + LENGTH_INFLUENCE * lengths[number] / average)
        for term, weight in found.items():
            impact = max(1, round(SCALE * weight * (SATURATION + 1) / (norm + weight)))
            postings[term] += (number - last.get(term, 0), impact)
            last[term] = number
    return postings, {term: len(pairs) // 2 for term, pairs in postings.items()}, vocabulary


def _fields(document: Document) -> list[tuple[str, float]]:
    names = [place.name for place in document.places]
    names += [term[1] for term in (document.kind, document.category) if term]
    return [
        (document.heading, FIELD_WEIGHTS["heading"]),
        (document.question, FIELD_WEIGHTS["question"]),
        (document.answer, FIELD_WEIGHTS["answer"]),
        (" . ".join(names), FIELD_WEIGHTS["names"]),
    ]


def _write_postings(postings: dict[str, list[int]], folder: Path) -> list[str]:
    """Write posting files; returns the first term of each, in order."""
    (folder / "postings").mkdir()
    firsts: list[str] = []
    pending: dict[str, str] = {}
    size = 0
    lists = {term: pack(postings[term]) for term in sorted(postings)}
    wanted = sum(map(len, lists.values())) // POSTINGS_FILES
    bound = min(POSTINGS_FILE_MOST, max(POSTINGS_FILE_LEAST, wanted))
    for term, packed in lists.items():
        cost = len(term) + len(packed) + 6
        if pending and size + cost > bound:
            _write(folder / "postings" / f"{len(firsts)}.json", pending)
            firsts.append(min(pending))
            pending, size = {}, 0
        pending[term] = packed
        size += cost
    if pending:
        _write(folder / "postings" / f"{len(firsts)}.json", pending)
        firsts.append(min(pending))
    return firsts


def _write_texts(ordered: Sequence[Document], folder: Path) -> None:
    (folder / "texts").mkdir()
    for begin in range(0, len(ordered), DOCUMENTS_A_FILE):
        rows = [
            [
                document.id,
                document.path,
                document.heading,
                f"{document.question}\n{document.answer}".strip(),
                document.unit,
                document.kind[1] if document.kind else "",
                document.published,
                document.language,
                *(document.outcome or ("", "")),
            ]
            for document in ordered[begin : begin + DOCUMENTS_A_FILE]
        ]
        _write(folder / "texts" / f"{begin // DOCUMENTS_A_FILE}.json", rows)


def _facets(ordered: Sequence[Document]) -> dict[str, Any]:
    """For each filter the values in use and, per document, the number of its value (0: none)."""
    columns: dict[str, Any] = {}
    for field, of in {
        "typ": lambda document: document.kind,
        "amne": lambda document: document.category,
        "utfall": lambda document: document.outcome,
        "ar": lambda document: (document.year, document.year),
    }.items():
        columns[field] = _column([of(document) for document in ordered])
    paths = sorted({document.places for document in ordered})
    number = {path: place for place, path in enumerate(paths)}
    columns["places"] = {
        "values": [[list(place) for place in path] for path in paths],
        "of": pack(number[document.places] for document in ordered),
    }
    days = [(date.fromisoformat(document.published) - _EPOCH).days for document in ordered]
    columns["published"] = {
        "first": days[0] if days else 0,
        "steps": pack(one - other for one, other in pairwise(days)),
    }
    return columns


def _column(values: Sequence[tuple[str, str] | None]) -> dict[str, Any]:
    used = sorted({value for value in values if value})
    number = {value: place for place, value in enumerate(used, 1)}
    return {"values": [list(value) for value in used], "of": pack(number[value] if value else 0 for value in values)}
