"""`python manage.py draft_period_reports`"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cms.period_reports.announcing import draft_ended
from cms.period_reports.periods import LENGTHS


class Command(BaseCommand):
    """Drafts the reports on what has ended."""

    help = (
        "Draft the reports on the month, quarter and year that ended last, and tell those who are to comment on them. What has a report "
        "already is left alone, and nobody is told twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py draft_period_reports --kinds month tertial --dry-run"
        parser.add_argument(
            "--kinds", nargs="+", choices=list(LENGTHS), default=["month", "quarter", "year"], help="kinds of period"
        )
        parser.add_argument("--dry-run", action="store_true", help="tell what would be drafted and announced")
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Draft, announce, and tell."""
        done = draft_ended(tuple(options["kinds"]), timezone.localdate(), dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done)))
            return
        self.stdout.write(
            f"Drafted: {', '.join(done.drafted) or 'none'}. Announced: {', '.join(done.announced) or 'none'}."
        )
        if not options["dry_run"]:
            self.stdout.write(f"Letters: {done.letters}.")
