"""The worker's part of an import: trying every row, and bringing them in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.log_actions import log

from cms.cases.importers.lines import UnreadableFileError
from cms.cases.importers.load import ImportReport
from cms.imports.mapping import MappingError
from cms.imports.models import ImportRun
from cms.imports.sources import import_mapped
from cms.imports.states import State
from cms.imports.uploads import erase, write_refused
from search_index.signals import deferred_indexing

logger = logging.getLogger(__name__)
LANE = "imports"
"""A queue with a worker of its own: an import takes minutes, and letters and releases do not wait for it."""
PROBLEMS_SHOWN = 500
"""Problems that the page shows; the file of refused lines has all that are kept."""


@task(queue_name=LANE)
def check(run_id: int) -> None:
    """Try every row; the report stands with the import."""
    _carry_out(run_id, State.CHECKING, dry_run=True)


@task(queue_name=LANE)
def bring_in(run_id: int) -> None:
    """Bring the rows in, keep the refused ones to be corrected, and erase the file."""
    _carry_out(run_id, State.IMPORTING, dry_run=False)


def _carry_out(run_id: int, state: State, *, dry_run: bool) -> None:
    run = ImportRun.objects.select_related("user", "batch").filter(pk=run_id, state=state).first()
    if run is None:
        return  # abandoned, or done by another worker
    batch = run.batch.name if run.batch else f"#{run.pk}"
    try:
        mapping = run.read_mapping()
        with deferred_indexing():
            report = import_mapped(
                run.path,
                mapping,
                batch,
                dry_run=dry_run,
                progress=_teller(run, state),
                by=None if dry_run else run.user,
            )
        if not dry_run and report.problems:
            write_refused(run, mapping, report.problems)
    except (UnreadableFileError, MappingError) as error:
        _end(run, state, State.FAILED, message=str(error))
    except (DatabaseError, OSError) as error:
        # Without the error's text, which may hold what stands in a row.
        logger.error("Import %d stopped: %s.", run.pk, type(error).__name__)  # noqa: TRY400
        _end(run, state, State.FAILED, message=stopped())
    else:
        following = State.CHECKED if dry_run else State.DONE
        _end(run, state, following, report=_shown(report), rows_done=report.read)
        if not dry_run:
            ImportRun.objects.filter(pk=run.pk).update(words={})
            erase(run, refused=False)
            log(run, "imports.done", user=run.user, data={"added": report.added, "refused": report.refused})


def stopped() -> str:
    """What a person is told of an import that ended by no fault of the file."""
    return _(
        "The import stopped half-way because of a fault on the server. Start it again: what is in already is not brought in twice."
    )


def _teller(run: ImportRun, state: State) -> Callable[[int], None]:
    def tell(rows: int) -> None:
        ImportRun.objects.filter(pk=run.pk, state=state).update(rows_done=rows, touched_at=timezone.now())

    return tell


def _end(run: ImportRun, state: State, following: State, **values: Any) -> None:
    ImportRun.objects.filter(pk=run.pk, state=state).update(state=following, touched_at=timezone.now(), **values)


def _shown(report: ImportReport) -> dict[str, Any]:
    found = report.as_dict()
    for name in ("problems", "warnings"):
        found[name] = found[name][:PROBLEMS_SHOWN]
    return found
