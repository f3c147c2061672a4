"""A release as a background task."""

from django_tasks import task

from publish import run
from publish.errors import PublishError
from publish.models import Release


@task()
def run_release(release_id: int) -> None:
    """Make the release that the Publish page entered in the history; what becomes of it stands there."""
    entry = Release.objects.get(pk=release_id)
    try:
        run.make(entry)
    except PublishError:
        return  # said in the history, where the person who asked is looking
