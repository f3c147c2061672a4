"""What Haystack's backends for Solr and Elasticsearch share here: our documents, and one way to ask.

The Swedish language layer stays with us: a document arrives as the keys of its words, and a query asks for keys. The engine splits at
spaces and changes nothing, so no Swedish has to be installed in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Model
from haystack.exceptions import SkipDocument

from search_index import analysis
from search_index.errors import SearchEngineError
from search_index.query import plain
from search_index.results import FILTERS
from search_index.weighting import FIELD_MARK, weighted_keys

KEYS, SHOWN = "keys", "text"
LOOKED_UP = (KEYS, "folded", "surfaces", "folded_surfaces")  # words parted by spaces
EXACT = ("id", "django_ct", "django_id", "units", *FILTERS, "recency")
KEPT_TO_SHOW = ("heading", SHOWN)
NOT_RETURNED = (KEYS, "folded", "folded_surfaces", "recency")
STEPS_OF_WEIGHT = 2  # a key is written twice for a weight of 1: engines count words, they take no weights
ADDED_AT_ONCE = 1000


def document(index: Any, item: Model) -> dict[str, Any]:
    """What an engine holds of an object: exact codes, keys of words, words as written, and what a hit shows."""
    prepared: dict[str, Any] = index.full_prepare(item)
    whole: str = prepared["text"]
    heading, *texts, names = whole.split(FIELD_MARK)
    keys: list[str] = []
    for key, weight in weighted_keys(whole):
        keys += [key] * max(1, round(weight * STEPS_OF_WEIGHT))
    written = plain(" ".join((heading, *texts, names)))
    received = getattr(item, "received_on", None)
    return {
        **{name: prepared[name] for name in EXACT if name in prepared},
        KEYS: " ".join(keys),
        "folded": " ".join(sorted({analysis.fold(key) for key in keys} - set(keys))),
        "surfaces": written,
        "folded_surfaces": analysis.fold(written),
        "heading": heading,
        SHOWN: " \n".join(text for text in texts if text),
        "recency": f"{received or '0000-00-00'} {item.pk:>012}",
    }


class ServedBackend:
    """Mixed into Haystack's backend of an engine."""

    facet_options: dict[str, Any] = {}
    newest_first: Any = None
    asked_always: dict[str, Any] = {}
    troubles: tuple[type[Exception], ...] = ()
    connection_options: dict[str, Any]

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Index objects, replacing what was known of them."""
        self.add_new(index, iterable)

    def add_new(self, index: Any, iterable: Iterable[Any]) -> int:
        """The same. Returns how many."""
        count = 0
        with self.reached():
            items = iter(iterable)
            while chunk := list(islice(items, ADDED_AT_ONCE)):
                documents = list(self._documents(index, chunk))
                self.store(documents)
                count += len(documents)
        return count

    def _documents(self, index: Any, items: Iterable[Any]) -> Iterator[dict[str, Any]]:
        for item in items:
            try:
                yield document(index, item)
            except SkipDocument:
                continue

    def store(self, documents: list[dict[str, Any]]) -> None:
        """Write documents."""
        raise NotImplementedError

    def forget(self, identifiers: list[str]) -> None:
        """Delete documents; those that are not there are no trouble."""
        raise NotImplementedError

    def remove_many(self, identifiers: Iterable[str]) -> None:
        """Forget objects by their identifiers."""
        with self.reached():
            self.forget(list(identifiers))

    def clear(self, models: Any = None, commit: bool = True) -> None:
        """Forget everything."""
        with self.reached():
            super().clear(models, commit)  # type: ignore[misc]  # Haystack's backend, which this is mixed into

    def ask(
        self,
        query: str,
        *,
        models: Sequence[type[Model]] = (),
        narrowed: Sequence[str] = (),
        facets: Sequence[str] = (),
        start: int = 0,
        rows: int = 1,
        newest_first: bool = False,
    ) -> dict[str, Any]:
        """Haystack's answer to a query in Lucene's words: `results`, `hits` and `facets`.

        Raises:
            SearchEngineError: the engine does not answer as it should.
        """
        with self.reached():
            answer: dict[str, Any] = self.search(  # type: ignore[attr-defined]  # Haystack's
                query,
                models=list(models),
                narrow_queries=set(narrowed),
                facets={name: dict(self.facet_options) for name in facets} or None,
                start_offset=start,
                end_offset=start + rows,
                sort_by=self.newest_first if newest_first else None,
                **self.asked_always,
            )
        return answer

    @contextmanager
    def reached(self) -> Iterator[None]:
        """What goes wrong between us and the engine, as one error that names the machine."""
        try:
            yield
        except self.troubles as error:
            raise SearchEngineError(
                f"The search engine on {urlsplit(self.connection_options['URL']).hostname} did not do what it was asked "
                f"({type(error).__name__}). Look at its log; Klarsyn tries again by itself. KLARSYN_SEARCH_URL says where it is."
            ) from error
