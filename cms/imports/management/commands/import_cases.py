"""`python manage.py import_cases FILE --batch NAME`"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cms.cases.importers.lines import UnreadableFileError
from cms.cases.importers.load import ImportReport, import_file
from cms.imports.mapping import MappingError, read_mapping
from cms.imports.sources import import_mapped, import_open311, local_file
from search_index.signals import deferred_indexing

EXAMPLE = "Example: python manage.py import_cases cases.jsonl --batch spring --dry-run"


class Command(BaseCommand):
    """Imports cases from JSON Lines or CSV."""

    help = (
        "Import cases from JSON Lines or CSV (also .gz), or with --mapping from any table (CSV or XLSX). "
        "Bad lines are reported and left out; a second run changes nothing."
    )

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """The parser, with an example below the options."""
        return super().create_parser(*args, epilog=EXAMPLE, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument(
            "file", help="the file; its format is described in docs/import-format.md. With --open311 also an address"
        )
        parser.add_argument("--batch", required=True, help="name of the batch, for approve_batch")
        parser.add_argument(
            "--mapping",
            type=Path,
            help="what the columns and words of another system mean: a file that the wizard made; see docs/import-mapping.md",
        )
        parser.add_argument(
            "--open311",
            metavar="SOURCE",
            help="the file or https address holds service requests of Open311 GeoReport v2, of the system SOURCE; "
            "without --mapping, its fields mean what docs/import-mapping.md says",
        )
        parser.add_argument(
            "--root", default="", help="department under which missing units are made; the municipality unless given"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check every line and tell what would happen; change nothing"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, report, and end with 1 when any line was refused."""
        console = Console(stderr=True)
        columns = (
            TextColumn("[progress.description]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        try:
            with Progress(*columns, console=console, disable=not console.is_terminal) as progress, deferred_indexing():
                task = progress.add_task("Importing", total=None)
                how: dict[str, Any] = {
                    "root": options["root"],
                    "dry_run": options["dry_run"],
                    "progress": lambda rows: progress.update(task, completed=rows),
                }
                report = _bring_in(options, how)
        except (UnreadableFileError, MappingError) as error:
            raise CommandError(str(error)) from error
        self._report(report, as_json=options["json"])
        if report.refused:
            sys.exit(1)

    def _report(self, report: ImportReport, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
            return
        for problem in report.problems:
            self.stderr.write(f"Line {problem.line}{f' ({problem.id})' if problem.id else ''}: {problem.reason}")
        if report.refused > len(report.problems):
            self.stderr.write(f"… and {report.refused - len(report.problems)} more lines that were refused.")
        verb = "would be " if report.dry_run else ""
        self.stdout.write(
            f"{report.read} lines read: {report.added} {verb}added, {report.changed} {verb}changed, {report.unchanged} unchanged, "
            f"{report.refused} refused, {report.noted} with a note."
        )


def _bring_in(options: dict[str, Any], how: dict[str, Any]) -> ImportReport:
    if options["open311"]:
        with local_file(options["file"]) as path:
            return import_open311(path, options["open311"], options["mapping"], options["batch"], **how)
    if options["mapping"]:
        return import_mapped(Path(options["file"]), read_mapping(options["mapping"]), options["batch"], **how)
    return import_file(Path(options["file"]), options["batch"], **how)
