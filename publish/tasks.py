"""A release as a background task."""

import time

from django_tasks import task

from publish import run, switch
from publish.errors import PublishError
from publish.models import Release

LOCK_WAIT_SECONDS = 600


@task()
def run_release(release_id: int) -> None:
    """Make the release that the Publish page entered in the history; what becomes of it stands there."""
    entry = Release.objects.get(pk=release_id)
    try:
        run.make(entry)
    except PublishError:
        return  # said in the history, where the person who asked is looking


@task()
def run_urgent_release(release_id: int) -> None:
    """As `run_release`, but waits for a release under way: that one may have read what is to leave the site."""
    deadline = time.monotonic() + LOCK_WAIT_SECONDS
    while switch.is_locked(run.folders()) and time.monotonic() < deadline:
        time.sleep(1)
    run_release.func(release_id)
