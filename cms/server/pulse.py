"""Looks every now and then for work that waits, whatever was lost of its tasks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections

from cms.api import delivery as event_delivery
from cms.api import tasks as event_tasks
from cms.intake.abuse import forget_counts
from cms.mail import delivery
from cms.mail import tasks as mail_tasks
from search_index import tasks as index_tasks

PULSE_SECONDS = 20.0

logger = logging.getLogger(__name__)


def wake_mail() -> None:
    """Deliver, while a letter is due."""
    if delivery.has_due():
        mail_tasks.wake()


def wake_events() -> None:
    """Tell integrations, while an event is due."""
    if event_delivery.has_due():
        event_tasks.wake()


def wake_index() -> None:
    """Index, while something is marked."""
    if index_tasks.has_stale():
        index_tasks.wake()


LOOKS: tuple[Callable[[], object], ...] = (wake_mail, wake_events, wake_index, forget_counts)


class Pulse(threading.Thread):
    """Wakes what has work: after a pause, after a crash, whatever was lost."""

    def __init__(self, seconds: float = PULSE_SECONDS) -> None:
        super().__init__(name="pulse", daemon=True)
        self._seconds = seconds
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look every now and then until stopped."""
        while not self._stopped.wait(self._seconds):
            for look in LOOKS:
                try:
                    look()
                except Exception:
                    logger.exception("%s failed. It is tried again.", look.__name__)
            close_old_connections()

    def stop(self, *args: Any) -> None:
        """End at the next look."""
        self._stopped.set()
