"""Imports a table of another system by a mapping: the rows become those of docs/import-format.md, and go the one way in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.cases.importers.lines import UnreadableFileError
from cms.cases.importers.load import ImportReport, import_rows
from cms.imports.fetching import fetch
from cms.imports.mapping import Mapping, UnitPaths, mapped_rows, read_mapping
from cms.imports.open311 import SIZE_LIMIT_BYTES
from cms.imports.reading import Reading
from cms.imports.suggestions import suggest_for
from cms.imports.tables import header_of


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


def import_open311(path: Path, source: str, mapping: Path | None, batch: str, **how: Any) -> ImportReport:
    """Import service requests of Open311: by the mapping, or as their fields are suggested.

    Raises:
        UnreadableFileError: they cannot be read.
        MappingError: the mapping cannot be used, or there is no name for the source.
    """
    if not path.is_file():
        raise UnreadableFileError(_("%(path)s is not there. Check the path.") % {"path": path})
    if mapping:
        return import_mapped(path, read_mapping(mapping), batch, **how)
    reading = Reading("open311")
    suggested = Mapping.from_dict(suggest_for(path, source, reading, header_of(path, reading)))
    return import_mapped(path, suggested, batch, **how)


@contextmanager
def local_file(place: str) -> Iterator[Path]:
    """The file at a path, or what an address sends, in a file that only its owner reads and that is gone afterwards.

    Raises:
        UnreadableFileError: the address may not be fetched, or does not answer as it should.
    """
    if "://" not in place:
        yield Path(place)
        return
    with NamedTemporaryFile(prefix="klarsyn-import-") as file:
        for chunk in fetch(place, SIZE_LIMIT_BYTES):
            file.write(chunk)
        file.flush()
        yield Path(file.name)
