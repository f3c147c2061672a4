"""`python manage.py approve_batch NAME --by USER`"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from cms.accounts.models import User
from cms.cases.models import ImportBatch
from cms.publication.batches import approve_batch
from cms.publication.policies import PublicationNotAllowedError
from search_index.signals import deferred_indexing

EXAMPLE = "Example: python manage.py approve_batch spring --by karin"


class Command(BaseCommand):
    """Approves an import batch for publication."""

    help = "Approve every record of an import batch that waits for review. The person approving is never the one who imported."

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """The parser, with an example below the options."""
        return super().create_parser(*args, epilog=EXAMPLE, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("name", help="name of the batch, as given to import_cases")
        parser.add_argument("--by", required=True, metavar="USER", help="username of the person who approves")
        parser.add_argument(
            "--keep-findings",
            default="",
            metavar="REASON",
            help="approve records in spite of findings of personal data, for this reason",
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Approve, report, and end with 1 when any record was refused."""
        user = User.objects.filter(username=options["by"]).first()
        if user is None:
            raise CommandError(f"There is no user called “{options['by']}”. Create one, or name another.")
        if not ImportBatch.objects.filter(name=options["name"]).exists():
            names = ", ".join(ImportBatch.objects.values_list("name", flat=True)[:10]) or "none yet"
            raise CommandError(f"There is no batch called “{options['name']}”. Batches: {names}.")
        console = Console(stderr=True)
        try:
            with Progress(console=console, disable=not console.is_terminal) as progress, deferred_indexing():
                task = progress.add_task("Approving", total=None)
                report = approve_batch(
                    options["name"],
                    user,
                    kept_findings=options["keep_findings"],
                    progress=lambda done: progress.update(task, completed=done),
                )
        except PublicationNotAllowedError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            for public_id, reason in report.refused.items():
                self.stderr.write(f"{public_id}: {reason}")
            self.stdout.write(
                f"{report.approved} approved, {report.unchanged} approved before, {len(report.refused)} refused."
            )
        if report.refused:
            sys.exit(1)
