"""Delivery of events as a background task, and what wakes it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from cms.api.delivery import has_due, send_due

RUN_SECONDS = 20.0
"""As with letters: a release that takes something down must not wait long behind events."""


@task()
def deliver_events() -> None:
    """Send what is due; what remains when the time is up is left to a run after it."""
    send_due(seconds=RUN_SECONDS)
    if has_due():
        deliver_events.using(run_after=timezone.now() + timedelta(seconds=1)).enqueue()


def wake() -> None:
    """See to it that a delivery runs soon. One that waits already is enough."""
    if not DBTaskResult.objects.ready().filter(task_path=deliver_events.module_path).exists():
        deliver_events.enqueue()
