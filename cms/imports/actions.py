"""What can be done with an import, each in one transaction: check, change, log. The work itself is done by the worker (`tasks`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.cases.models import ImportBatch
from cms.imports.mapping import Mapping
from cms.imports.models import ImportRun, SavedMapping
from cms.imports.reading import Reading, detect
from cms.imports.states import State, states_before
from cms.imports.suggestions import suggest_for
from cms.imports.tables import header_of
from cms.imports.undo import Reverted, refusals, remove_cases, revert_changes
from cms.imports.uploads import count_rows, erase, forget_words, keep
from cms.imports.words import suggested_words, words_in

RUN = "imports.run_import"


class ImportNotAllowedError(Exception):
    """What was asked cannot be done with this import; the message says why, and what can."""


def may_import(user: Any) -> bool:
    """Whether the person may bring in cases: they have the permission and work for all units."""
    return bool(user.has_perm(RUN) and (user.is_superuser or not user.has_units))


def upload(chunks: Iterable[bytes], source: str, user: User, saved: SavedMapping | None = None) -> ImportRun:
    """Keep the file, and find out how it is to be read and what its columns mean.

    Raises:
        UnreadableFileError: it is no table, or too large; nothing is kept.
    """
    run = ImportRun(source=source.strip(), user=user)
    try:
        keep(run, chunks)
        prepare(run, detect(run.path), saved)
        with transaction.atomic():
            run.save()
            log(run, "imports.upload", user=user)
    except BaseException:
        erase(run)
        raise
    return run


def prepare(run: ImportRun, reading: Reading, saved: SavedMapping | None = None) -> None:
    """Begin the mapping: suggested, or the saved one as far as the file has its columns. Nothing is saved.

    Raises:
        UnreadableFileError: the file cannot be read so.
    """
    columns = header_of(run.path, reading)
    suggested = suggest_for(run.path, run.source, reading, columns)
    run.rows, run.words = count_rows(run.path, reading), {}
    run.mapping = suggested
    if saved:
        known = {name: meaning for name, meaning in saved.mapping.get("columns", {}).items() if name in columns}
        kept = {
            name: saved.mapping[name]
            for name in ("values", "defaults", "dates", "unmapped_units")
            if name in saved.mapping
        }
        run.mapping = suggested | kept | {"columns": known}
    run.mapping["reading"] = reading.as_dict()


def read_differently(run: ImportRun, reading: Reading) -> None:
    """Read the file another way. When its columns are the same, their meanings stay.

    Raises:
        UnreadableFileError: it cannot be read so; nothing is changed.
        ImportNotAllowedError: it is no longer being prepared.
    """
    before = run.mapping
    columns = header_of(run.path, reading)
    if set(before.get("columns", {})) <= set(columns) and before.get("columns"):
        run.mapping = before | {"reading": reading.as_dict()}
        run.rows, run.words = count_rows(run.path, reading), {}
    else:
        prepare(run, reading)
    _save_setup(run)


def map_columns(run: ImportRun, columns: dict[str, str], dates: str, unmapped_units: str) -> None:
    """Give the columns their meanings, and look up which words stand in them; what was said about words before stays.

    Raises:
        MappingError: the columns cannot bring in anything so.
        UnreadableFileError: the file cannot be read.
        ImportNotAllowedError: it is no longer being prepared.
    """
    run.mapping = run.mapping | {"columns": columns, "dates": dates, "unmapped_units": unmapped_units}
    mapping = run.read_mapping()
    run.words, run.rows = words_in(run.path, mapping)
    suggested = suggested_words(run.words)
    values = {
        target: {
            word: code for word, code in (suggested[target] | mapping.values.get(target, {})).items() if word in words
        }
        for target, words in run.words.items()
    }
    run.mapping = replace(mapping, values=mapping.values | values).as_dict()
    _save_setup(run)


def map_words(run: ImportRun, values: dict[str, dict[str, str]], defaults: dict[str, str]) -> None:
    """Give the words their meanings.

    Raises:
        MappingError: something in it is impossible.
        ImportNotAllowedError: it is no longer being prepared.
    """
    mapping = Mapping.from_dict(run.mapping | {"values": run.mapping.get("values", {}) | values, "defaults": defaults})
    run.mapping = mapping.as_dict()
    _save_setup(run)


def _save_setup(run: ImportRun) -> None:
    """Save what is prepared; an import that was checked is to be checked anew."""
    fields = ("mapping", "words", "rows")
    open_states = {State.SETUP, *(state for state in states_before(State.SETUP))}
    values = {name: getattr(run, name) for name in fields}
    changed = ImportRun.objects.filter(pk=run.pk, state__in=open_states).update(
        state=State.SETUP, touched_at=timezone.now(), message="", report={}, **values
    )
    if not changed:
        raise ImportNotAllowedError(_("The import is no longer being prepared. Upload the file again."))
    run.refresh_from_db()


@transaction.atomic
def start_check(run: ImportRun, user: User) -> None:
    """Let the worker try every row without changing anything.

    Raises:
        MappingError: the mapping is not complete.
        ImportNotAllowedError: it is under way, or the file is gone.
    """
    from cms.imports.tasks import check

    run.read_mapping()
    _begin(run, State.CHECKING)
    log(run, "imports.check", user=user)
    transaction.on_commit(lambda: check.enqueue(run.pk))


@transaction.atomic
def start_import(run: ImportRun, user: User) -> None:
    """Let the worker bring the cases in.

    Raises:
        ImportNotAllowedError: it was not checked, is under way, or the file is gone.
    """
    from cms.imports.tasks import bring_in

    _begin(run, State.IMPORTING)
    run.user = user
    run.batch = run.batch or ImportBatch.objects.create(name=batch_name(run))
    run.save(update_fields=["batch", "user"])
    log(run, "imports.import", user=user, data={"rows": run.rows})
    transaction.on_commit(lambda: bring_in.enqueue(run.pk))


def batch_name(run: ImportRun) -> str:
    """The name that the batch has in histories and for `approve_batch`."""
    return f"{run.source[:50]} {timezone.localdate().isoformat()} #{run.pk}"


def _begin(run: ImportRun, state: State) -> None:
    if not run.has_file:
        raise ImportNotAllowedError(_("The uploaded file was erased. Upload it again."))
    _move(run, state, rows_done=0, message="")


def _move(run: ImportRun, state: State, **values: Any) -> None:
    """Move, if nobody else did meanwhile. One whose worker was stopped begins its step again."""
    before: list[str] = [*states_before(state)]
    if run.is_silent:
        before.append(State(run.state))
    moved = ImportRun.objects.filter(pk=run.pk, state__in=before, touched_at__lte=run.touched_at).update(
        state=state, touched_at=timezone.now(), **values
    )
    if not moved:
        run.refresh_from_db()
        raise ImportNotAllowedError(
            _("The import is now “%(state)s”, so this cannot be done. Load the page again.")
            % {"state": run.get_state_display()}
        )
    run.refresh_from_db()


@transaction.atomic
def abandon(run: ImportRun, user: User) -> None:
    """Give up an import that has brought in nothing, and erase its file.

    Raises:
        ImportNotAllowedError: it is under way, or has brought in cases.
    """
    if run.batch and run.batch.cases.exists():
        raise ImportNotAllowedError(_("The import has brought in cases. Undo it instead."))
    _move(run, State.ABANDONED)
    forget_words(run)
    log(run, "imports.abandon", user=user)
    transaction.on_commit(lambda: erase(run))


@transaction.atomic
def undo(run: ImportRun, user: User) -> tuple[int, Reverted]:
    """Remove every case that this import added, all or none, and give those it changed their earlier values where nobody touched them.

    Gives how many were removed, and what became of the changed ones.

    Raises:
        ImportNotAllowedError: some have been handled, reviewed or published since; the message names them.
    """
    _move(run, State.UNDONE)
    found = refusals(run)
    if found:
        shown = "; ".join(f"{number}: {reason}" for number, reason in found[:10])
        more = len(found) - 10
        message = _("Nothing was undone, because somebody has worked with %(count)d of the cases. %(cases)s.") % {
            "count": len(found),
            "cases": shown + (_(" … and %(count)d more") % {"count": more} if more > 0 else ""),
        }
        raise ImportNotAllowedError(message)
    removed = remove_cases(run)
    reverted = revert_changes(run, user)
    forget_words(run)
    log(run, "imports.undo", user=user, data={"cases": removed, "reverted": len(reverted.done)})
    transaction.on_commit(lambda: erase(run))
    return removed, reverted


@transaction.atomic
def save_mapping(run: ImportRun, name: str, user: User) -> SavedMapping:
    """Keep the mapping under a name, in place of an earlier one of that name. Nothing of the file's rows is in it."""
    kept = {part: value for part, value in run.mapping.items() if part != "reading"}
    saved, _made = SavedMapping.objects.update_or_create(name=name.strip(), defaults={"mapping": kept})
    log(saved, "imports.save_mapping", user=user)
    return saved


@transaction.atomic
def remove_mapping(saved: SavedMapping, user: User) -> None:
    """Forget a saved mapping."""
    log(saved, "imports.remove_mapping", user=user)
    saved.delete()
