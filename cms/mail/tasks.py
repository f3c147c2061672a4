"""Delivery as a background task, and what wakes it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from cms.mail.delivery import has_due, send_due

RUN_SECONDS = 20.0
"""A release that takes something down must not wait long behind letters: the worker does one thing at a time."""


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
