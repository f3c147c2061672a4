"""The staff's search over cases and public records: ranked hits, counts for each filter, and similar earlier cases.

It asks the index that the settings name: the embedded one (`embedded`), or Solr or Elasticsearch (`served`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from haystack import connections

from cms.cases.models import Case
from cms.publication.models import SearchSynonym
from search_index import embedded, served
from search_index.results import FILTERS, Question, StaffHit, StaffResults, wanted_codes
from search_index.served_backend import ServedBackend
from search_index.whoosh_backend import SwedishWhooshBackend

__all__ = ["FILTERS", "StaffHit", "StaffResults", "index_backend", "index_many", "search", "similar"]

BATCH = 500
MOST_AWAITED, LONGEST_WAIT_SECONDS = 50, 1.0


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
    found, `None` means everything.

    Raises:
        SearchEngineError: Solr or Elasticsearch does not answer as it should.
    """
    catch_up()
    asked = Question(
        query=query,
        models=models,
        filters=wanted_codes(filters),
        units=None if user_units is None else tuple(user_units),
        page=page,
        page_size=page_size,
        synonyms=tuple(SearchSynonym.objects.values_list("words", flat=True)),
    )
    backend = index_backend()
    return served.search(backend, asked) if isinstance(backend, ServedBackend) else embedded.search(backend, asked)


def similar(case: Case, limit: int = 5, user_units: Iterable[str] | None = None) -> list[StaffHit]:
    """Other cases most like this one, most alike first.

    Raises:
        SearchEngineError: Solr or Elasticsearch does not answer as it should.
    """
    catch_up()
    units = None if user_units is None else tuple(user_units)
    backend = index_backend()
    of_index = served.similar if isinstance(backend, ServedBackend) else embedded.similar
    hits: list[StaffHit] = of_index(backend, case, limit + 1, units)  # type: ignore[arg-type]  # each its own backend
    return [hit for hit in hits if hit.primary_key != case.pk][:limit]


def catch_up() -> None:
    """Index what is marked as stale when it is little; when it is much, the background task is at it and a search does not wait."""
    from search_index.models import Stale
    from search_index.tasks import index_stale

    waiting = Stale.objects.all()[: MOST_AWAITED + 1].count()
    if 0 < waiting <= MOST_AWAITED:
        index_stale(seconds=LONGEST_WAIT_SECONDS)


def index_many(primary_keys: Iterable[Any], *, model: type[Model] = Case) -> int:
    """Index objects by primary key in one commit; those that are gone are forgotten. Returns how many are now indexed."""
    from search_index.search_indexes import forget_units

    backend = index_backend()
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


def index_backend() -> SwedishWhooshBackend | ServedBackend:
    """What the settings name."""
    backend: SwedishWhooshBackend | ServedBackend = connections["default"].get_backend()
    return backend
