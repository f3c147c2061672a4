"""Makes a release from the database and keeps its history: what the command, the task and the admin call."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.publication.selectors import release_served
from publish import switch
from publish.build import PortalBuilder
from publish.cms_source import CmsSource
from publish.errors import PublishError
from publish.folders import Folders
from publish.models import Release, ReleaseState
from publish.release import STEPS, Job, Outcome, Report, release
from publish.snapshot import Changes, plan
from publish.state import State

if TYPE_CHECKING:
    from cms.accounts.models import User

# Seconds of each step at 10,000 records, so that the bar moves evenly.
WEIGHTS = dict(zip(STEPS, (6, 6, 44, 26, 2, 12, 2, 1, 1), strict=True))
REPORT_EVERY_SECONDS = 0.3
logger = logging.getLogger(__name__)


class DatabaseTroubleError(PublishError):
    """The database could not be read or written."""


def folders() -> Folders:
    """The folders of this installation."""
    return Folders(settings.VAR, settings.RELEASED)


def pending_changes() -> tuple[Changes, dict[str, str]]:
    """What a release made now would change, and the headings of those items."""
    here = folders()
    served = here.served()
    before = State.read(here.release(served) if served else None)
    source = CmsSource()
    changes = plan(source, before, timezone.now())
    return changes, source.describe(changes.touched)


def begin(user: User | None, who: str) -> Release:
    """Enter a release in the history; `make` carries it out."""
    return Release.objects.create(user=user, who=who)


def make(entry: Release, *, full: bool = False, report: Report | None = None) -> Outcome:
    """Make a release from the database and keep what became of it.

    Raises:
        PublishError: the served site is as it was; the history says so too.
    """
    import search_index.public  # loads word lists: only who publishes waits for them

    job = Job(
        source=CmsSource(),
        builder=PortalBuilder(),
        indexer=search_index.public.renew,
        search=search_index.public,
        folders=folders(),
        content_pages=settings.CONTENT_PAGES,
        now=timezone.now(),
        who=entry.who,
        kept=settings.RELEASES_KEPT,
        full=full,
        allowed_numbers=frozenset(getattr(settings, "ALLOWED_NUMBERS", ())),
        deploy_command=tuple(getattr(settings, "DEPLOY_COMMAND", ())),
        report=report or (lambda step, done, total: None),
    )
    return carry_out(entry, job)


def carry_out(entry: Release, job: Job) -> Outcome:
    """Make a release with a given job, and keep its progress and its end in the history.

    Raises:
        PublishError: the served site is as it was.
    """
    history = _History(entry, job.report)
    try:
        Release.objects.filter(pk=entry.pk).update(state=ReleaseState.RUNNING)
        outcome = release(replace(job, report=history.report), history.numbered)
    except DatabaseError as error:
        trouble = DatabaseTroubleError(
            _("The database could not be read or written (%(reason)s). Wait a moment and publish again.")
            % {"reason": error}
        )
        history.failed(trouble)
        raise trouble from error
    except Exception as error:
        history.failed(error)
        raise
    try:
        history.done(outcome)
    except DatabaseError as error:
        outcome.warning = _("Release %(number)d is served, but the history could not be written (%(reason)s).") % {
            "number": outcome.number,
            "reason": error,
        }
    if not outcome.warning:
        tell_served(outcome)
    return outcome


def tell_served(outcome: Outcome) -> None:
    """Let the CMS complete its receipts for what was withdrawn. The release stands, whatever becomes of that."""
    for receiver, error in release_served.send_robust(sender=Release, number=outcome.number):
        if isinstance(error, Exception):
            logger.error("%s could not note release %d: %s", receiver.__name__, outcome.number, type(error).__name__)


class _History:
    """Writes the progress of one release into its row."""

    def __init__(self, entry: Release, tell: Report) -> None:
        self.entry, self.tell = entry, tell
        self.written = 0.0

    def report(self, step: str, done: int, total: int) -> None:
        self.tell(step, done, total)
        if done and time.monotonic() - self.written < REPORT_EVERY_SECONDS:
            return
        self.written = time.monotonic()
        before = sum(WEIGHTS[each] for each in STEPS[: STEPS.index(step)])
        share = (before + WEIGHTS[step] * (min(done / total, 1) if total else 0)) / sum(WEIGHTS.values())
        with suppress(DatabaseError):  # a release does not stop because its progress can't be shown
            self._save(step=step, progress=round(share, 3))

    def numbered(self, number: int) -> None:
        """This release holds the lock, so every other one that seems to run was interrupted."""
        for left in Release.objects.filter(state=ReleaseState.RUNNING).exclude(pk=self.entry.pk):
            close_interrupted(left)
        self._save(number=number, state=ReleaseState.RUNNING)

    def failed(self, error: BaseException) -> None:
        with suppress(DatabaseError):  # the message reaches whoever asked; the next release marks the row interrupted
            self._save(state=ReleaseState.FAILED, finished_at=timezone.now(), message=str(error) or repr(error))

    def done(self, outcome: Outcome) -> None:
        changes = outcome.changes
        self._save(
            state=ReleaseState.UNCHANGED if outcome.nothing_new else ReleaseState.DONE,
            number=None if outcome.nothing_new else outcome.number,
            finished_at=timezone.now(),
            records=outcome.records,
            added=len(changes.added),
            changed=len(changes.changed),
            withdrawn=len(changes.withdrawn),
            message=outcome.warning,
            step="",
            progress=1,
            manifest_sha256=outcome.manifest_sha256,
            seconds=outcome.seconds,
        )

    def _save(self, **values: Any) -> None:
        Release.objects.filter(pk=self.entry.pk).update(**values)


def close_interrupted(entry: Release) -> None:
    """Say in the history how a release ended whose process did not live to say it."""
    entry.finished_at = timezone.now()
    if entry.number in folders().numbers():
        entry.state, entry.progress = ReleaseState.DONE, 1
    else:
        entry.state = ReleaseState.INTERRUPTED
        entry.message = _("It was interrupted. The site served before it stayed as it was. Publish again.")
    entry.save()


def roll_back(number: int | None, user: User | None, who: str) -> int:
    """Serve an earlier release again: the given one, or the one before the served. Returns its number.

    Raises:
        PublishError: it is not kept, or still holds an item that was withdrawn since.
    """
    here = folders()
    with switch.release_lock(here, who):
        chosen = number if number is not None else switch.one_before(here)
        source = CmsSource()
        now = timezone.now()
        allowed = {row.public_id for row in source.release_rows(now)}
        switch.roll_back(here, chosen, allowed, {*source.report_hashes_gone(), *source.record_hashes_gone(now)})
        with transaction.atomic():
            Release.objects.create(
                number=chosen,
                user=user,
                who=who,
                state=ReleaseState.DONE,
                finished_at=timezone.now(),
                progress=1,
                records=len(State.read(here.release(chosen)).online),
                message=_("Rolled back to release %(number)d.") % {"number": chosen},
            )
    return chosen
