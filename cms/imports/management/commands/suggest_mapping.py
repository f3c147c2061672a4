"""`python manage.py suggest_mapping FILE --source NAME`"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.cases.importers.lines import UnreadableFileError
from cms.imports.suggestions import suggest_mapping


class Command(BaseCommand):
    """Writes a mapping for a table of another system, to look through and to import with."""

    help = (
        "Look at a table (CSV or XLSX) of another system and write a mapping for it: what its columns and words probably mean here. "
        "Look it through, then give it to import_cases --mapping."
    )

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """The parser, with an example below the options."""
        example = "Example: python manage.py suggest_mapping export.xlsx --source flexite"
        return super().create_parser(*args, epilog=example, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("file", type=Path, help="the table; its encoding, delimiter and header are found out")
        parser.add_argument(
            "--source", required=True, help="the system it comes from; with the number it names a case for ever"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the mapping on standard output, and what it leaves open on standard error."""
        try:
            mapping, left, words = suggest_mapping(options["file"], options["source"])
        except (UnreadableFileError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(mapping, ensure_ascii=False, indent=2))
        if left:
            self.stderr.write(f"Left out, because their names say nothing: {', '.join(left)}.")
        for target, unknown in words.items():
            self.stderr.write(f"Say in “values” what these mean as {target}: {', '.join(islice(unknown, 20))}.")
        for needed in {"id", "text"} - set(mapping["columns"].values()):
            self.stderr.write(f"No column was found to be “{needed}”; an import needs it.")
