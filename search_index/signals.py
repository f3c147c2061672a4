"""Keeps the staff's index up to date: what is saved is marked as stale in its own transaction, and indexed after it by a background task.

A mark is a row in the database, so nothing is lost when a process dies or the index cannot be written: the mark stays until it is indexed.
A search indexes what little is marked before it looks (`catch_up` in `search_index.staff`), so staff find what they just saved.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any

from django.apps import apps
from django.db import models, transaction
from haystack.signals import BaseSignalProcessor

_here = local()


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
        """Mark what changed."""
        changed(sender, [instance.pk])


def _indexed_models() -> list[type[models.Model]]:
    return [apps.get_model("cases", "Case"), apps.get_model("publication", "PublicRecord")]


def changed(model: type[models.Model], primary_keys: Iterable[object]) -> None:
    """Mark objects as stale. Called for what was written in bulk, which sends no signals; what is saved singly marks itself."""
    from search_index.models import Stale
    from search_index.tasks import wake

    label = model._meta.label_lower
    Stale.objects.bulk_create([Stale(model=label, object_key=str(key)) for key in primary_keys], batch_size=2000)
    if getattr(_here, "deferring", False):
        return
    waiting = transaction.get_connection().run_on_commit
    if not any(after is wake for _, after, _ in waiting):  # thousands may be removed in one transaction
        transaction.on_commit(wake, robust=True)


@contextmanager
def deferred_indexing() -> Iterator[None]:
    """Index all that is saved within the block in one go when it ends, for imports and other bulk work."""
    from search_index.tasks import index_stale

    if getattr(_here, "deferring", False):
        yield
        return
    _here.deferring = True
    try:
        yield
    finally:
        _here.deferring = False
        index_stale()
