"""Imports a table of another system by a mapping: the rows become those of docs/import-format.md, and go the one way in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cms.accounts.models import User
from cms.cases.importers.load import ImportReport, import_rows
from cms.imports.mapping import Mapping, UnitPaths, mapped_rows


def import_mapped(
    path: Path,
    mapping: Mapping,
    batch: str,
    *,
    root: str = "",
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
    report: ImportReport | None = None,
    by: User | None = None,
) -> ImportReport:
    """Import every good line of the table.

    Raises:
        UnreadableFileError: the file as a whole cannot be read; nothing was imported.
    """
    rows = mapped_rows(path, mapping, UnitPaths())
    return import_rows(rows, mapping.source, batch, root=root, dry_run=dry_run, progress=progress, report=report, by=by)
