"""Starts a release when the CMS says that something must leave the site now."""

from __future__ import annotations

from typing import Any

from publish import run
from publish.models import Release, ReleaseState
from publish.tasks import run_urgent_release


def start(sender: object, *, user: Any = None, who: str = "", **kwargs: Any) -> None:
    """Enter a release in the history and hand it to the worker; one that still waits for its turn will do."""
    if not Release.objects.filter(state=ReleaseState.WAITING).exists():
        entry = run.begin(user, who)
        run_urgent_release.enqueue(entry.pk)
