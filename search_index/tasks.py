"""Indexing as a background task, and what wakes it."""

import logging
import time
from datetime import timedelta

from django.apps import apps
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from whoosh.index import IndexError as WhooshIndexError
from whoosh.index import LockError
from whoosh.writing import IndexingError

from search_index.errors import SearchEngineError
from search_index.models import Stale
from search_index.staff import index_many

BATCH = 1000
RUN_SECONDS = 10.0
"""A release that takes something down must not wait long: the worker does one thing at a time."""

logger = logging.getLogger(__name__)


@task()
def index_marked() -> None:
    """Index what is marked as stale; what remains when the time is up is left to a run after it."""
    if index_stale(seconds=RUN_SECONDS) and has_stale():
        index_marked.using(run_after=timezone.now() + timedelta(milliseconds=100)).enqueue()


def has_stale() -> bool:
    """Whether something waits for being indexed."""
    return Stale.objects.exists()


def wake() -> None:
    """See to it that what is marked is indexed soon. One task that waits already is enough: it takes all that is marked when it begins."""
    if not DBTaskResult.objects.ready().filter(task_path=index_marked.module_path).exists():
        index_marked.enqueue()


def index_stale(*, seconds: float | None = None) -> bool:
    """Index what is marked, a batch in a commit, until nothing is or the time is up; False when the index could not be written.

    What could not be indexed stays marked, and is tried again.
    """
    until = None if seconds is None else time.monotonic() + seconds
    while marks := list(Stale.objects.order_by("pk")[:BATCH]):
        by_model: dict[str, dict[str, None]] = {}
        for mark in marks:
            by_model.setdefault(mark.model, {})[mark.object_key] = None
        for label, keys in by_model.items():
            try:
                index_many(keys, model=apps.get_model(label))
            except (OSError, LockError, WhooshIndexError, IndexingError, SearchEngineError):
                logger.exception(
                    "%d of %s are not indexed for the staff's search yet; it is tried again. "
                    "If this returns, run: manage.py index_cases",
                    len(keys),
                    label,
                )
                return False
        Stale.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
        if until is not None and time.monotonic() > until:
            break
    return True
