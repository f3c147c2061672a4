"""Keeps the staff's index up to date: what a transaction saved is indexed in one commit after it, what a block saved after the block."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any

from django.apps import apps
from django.db import models, transaction
from haystack.signals import BaseSignalProcessor
from whoosh.index import IndexError as WhooshIndexError
from whoosh.index import LockError
from whoosh.writing import IndexingError

logger = logging.getLogger(__name__)
_here = local()


def _pending() -> dict[tuple[str, str], None]:
    if not hasattr(_here, "pending"):
        _here.pending = {}
    return _here.pending


class BatchingSignalProcessor(BaseSignalProcessor):
    """Named as HAYSTACK_SIGNAL_PROCESSOR."""

    def setup(self) -> None:
        """Listen to the two indexed models."""
        for sender in _indexed_models():
            models.signals.post_save.connect(self.note, sender=sender)
            models.signals.post_delete.connect(self.note, sender=sender)

    def teardown(self) -> None:
        """Stop listening."""
        for sender in _indexed_models():
            models.signals.post_save.disconnect(self.note, sender=sender)
            models.signals.post_delete.disconnect(self.note, sender=sender)

    def note(self, sender: type[models.Model], instance: models.Model, **_: Any) -> None:
        """Remember what changed, and index it once the transaction is through."""
        _pending()[(sender._meta.label_lower, str(instance.pk))] = None
        if not getattr(_here, "deferring", False):
            transaction.on_commit(flush, robust=False)


def _indexed_models() -> list[type[models.Model]]:
    return [apps.get_model("cases", "Case"), apps.get_model("publication", "PublicRecord")]


def changed(model: type[models.Model], primary_keys: Iterable[object]) -> None:
    """Note objects that were written in bulk, which sends no signals; they are indexed like saved ones."""
    for key in primary_keys:
        _pending()[(model._meta.label_lower, str(key))] = None
    if not getattr(_here, "deferring", False):
        transaction.on_commit(flush, robust=False)


def flush() -> None:
    """Index what has been noted; nothing when there is nothing."""
    if getattr(_here, "deferring", False):
        return
    noted = list(_pending())
    _pending().clear()
    if noted:
        from search_index.staff import index_many

        by_model: dict[str, list[str]] = {}
        for label, primary_key in noted:
            by_model.setdefault(label, []).append(primary_key)
        for label, keys in by_model.items():
            try:
                index_many(keys, model=apps.get_model(label))
            except (OSError, LockError, WhooshIndexError, IndexingError):
                # What was saved stays saved: the index can be made again from it.
                logger.exception(
                    "%d of %s were not indexed for the staff's search. Run: manage.py index_cases", len(keys), label
                )


@contextmanager
def deferred_indexing() -> Iterator[None]:
    """Index all that is saved within the block in one go when it ends, for imports and other bulk work."""
    if getattr(_here, "deferring", False):
        yield
        return
    _here.deferring = True
    try:
        yield
    finally:
        _here.deferring = False
        flush()
