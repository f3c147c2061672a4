"""The uploaded files: personal data, so kept where only the server reads, no longer than they are needed."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.cases.importers.lines import Problem, UnreadableFileError
from cms.imports.mapping import Mapping
from cms.imports.models import ImportRun
from cms.imports.reading import Reading, detect
from cms.imports.states import UNDER_WAY, State
from cms.imports.tables import body_rows, cell_text, header_of, table_rows

UPLOAD_LIMIT_BYTES = 200_000_000


def keep(run: ImportRun, chunks: Iterable[bytes]) -> None:
    """Write the file, readable by the server's own account alone.

    Raises:
        UnreadableFileError: it is larger than what is taken; nothing is kept.
    """
    size = 0
    with _private(run.path) as file:
        for chunk in chunks:
            size += len(chunk)
            if size > UPLOAD_LIMIT_BYTES:
                break
            file.write(chunk)
    if size > UPLOAD_LIMIT_BYTES:
        erase(run)
        raise UnreadableFileError(
            _("The file is larger than %(limit)d MB. Split it, for example by year.")
            % {"limit": UPLOAD_LIMIT_BYTES // 1_000_000}
        )
    run.size_bytes = size


def _private(path: Path) -> IO[bytes]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def erase(run: ImportRun, *, refused: bool = True) -> None:
    """Remove the file, and with `refused` also the lines that were refused; twice does no harm."""
    run.path.unlink(missing_ok=True)
    if refused:
        run.refused_path.unlink(missing_ok=True)


def write_refused(run: ImportRun, mapping: Mapping, problems: list[Problem]) -> None:
    """Keep the refused lines as CSV with their reasons, to be corrected and sent again.

    The cells are as they came, so that a corrected file can be imported; the first two columns are ours and mean nothing to an import.
    """
    reasons = {problem.line: problem.reason for problem in problems}
    reading = mapping.reading or detect(run.path)
    columns = header_of(run.path, reading)
    with _private(run.refused_path) as binary:
        binary.write(b"\xef\xbb\xbf")
    with run.refused_path.open("a", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([_("Line"), _("Why it was refused"), *columns])
        for number, values in table_rows(run.path, reading):
            if number in reasons:
                cells = [] if isinstance(values, Problem) else [cell_text(value) for value in values]
                writer.writerow([number, reasons[number], *cells])


def count_rows(path: Path, reading: Reading) -> int:
    """Lines under the header that are not empty."""
    columns = header_of(path, reading)
    return sum(1 for _row in body_rows(path, reading, columns))


def forgotten(*, dry_run: bool = False) -> int:
    """Erase what outlived its time: abandoned uploads, refused lines nobody fetched, and files without an import. How many."""
    limit = timezone.now() - timedelta(hours=settings.IMPORT_KEPT_HOURS)
    # Looked up first: a file that is written just now gets its row in the same transaction, and is younger than the limit.
    kept = set(ImportRun.objects.filter(touched_at__gte=limit).values_list("token", flat=True))
    old = [
        path
        for path in (settings.IMPORTS.iterdir() if settings.IMPORTS.is_dir() else ())
        if path.name.split(".")[0] not in kept and path.stat().st_mtime < limit.timestamp()
    ]
    if dry_run:
        return len(old)
    for path in old:
        path.unlink(missing_ok=True)
    with transaction.atomic():
        left = ImportRun.objects.filter(touched_at__lt=limit)
        waiting = {State.SETUP, State.CHECKED, State.FAILED, *UNDER_WAY}
        left.filter(state__in=waiting).update(state=State.ABANDONED, words={})
    for run in left.exclude(words={}, report={}):
        forget_words(run)
    return len(old)


def forget_words(run: ImportRun) -> None:
    """Blank what was read from the file: words, and the reasons that quote cells."""
    run.words = {}
    run.report = {name: value for name, value in run.report.items() if name not in {"problems", "warnings"}}
    run.save(update_fields=["words", "report"])
