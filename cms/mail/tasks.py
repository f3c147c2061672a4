"""Delivery as a background task, and what wakes it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import close_old_connections
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from cms.mail.delivery import has_due, send_due

PULSE_SECONDS = 20.0
RUN_SECONDS = 20.0
"""A release that takes something down must not wait long behind letters: the worker does one thing at a time."""

logger = logging.getLogger(__name__)


@task()
def deliver() -> None:
    """Send what is due; what remains when the time is up is left to a run after it."""
    report = send_due(seconds=RUN_SECONDS)
    if has_due() and not report.stopped_by_trouble:
        deliver.using(run_after=timezone.now() + timedelta(seconds=1)).enqueue()


def wake() -> None:
    """See to it that a delivery runs soon. One that waits already is enough."""
    if not DBTaskResult.objects.ready().filter(task_path=deliver.module_path).exists():
        deliver.enqueue()


def look() -> None:
    """Wake the delivery when something is due: after a pause, after a crash, whatever was lost."""
    if has_due():
        wake()


class Pulse(threading.Thread):
    """Looks after queues: calls each `look` every PULSE_SECONDS."""

    def __init__(self, *looks: Callable[[], None]) -> None:
        super().__init__(name="queue-pulse", daemon=True)
        self._looks = looks
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look every now and then until stopped."""
        while not self._stopped.wait(PULSE_SECONDS):
            for each in self._looks:
                try:
                    each()
                except Exception:
                    logger.exception("A queue could not be looked at: %s. It is tried again.", each.__module__)
                finally:
                    close_old_connections()

    def stop(self, *args: Any) -> None:
        """End at the next look."""
        self._stopped.set()
