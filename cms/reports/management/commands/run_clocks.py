"""Gives the notices that the clocks ask for, and the digests of the week."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.handling import reminders
from cms.reports import digest


class Command(BaseCommand):
    """Runs the clocks."""

    help = (
        "Remind those whose turn it is before the time is up, tell them after, tell the higher manager when an investigation is late, and "
        "send the digests of the week. Each notice is given once: to be run every morning, safe to run twice, also at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py run_clocks --dry-run"
        parser.add_argument("--dry-run", action="store_true", help="tell what would be told, and tell nobody")
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and say what was done."""
        today = timezone.localdate()
        counts = reminders.run(today, dry_run=options["dry_run"])
        counts["digests"] = digest.run(today, dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        told = _(
            "Reminders: %(reminder)d. Time is up: %(late)d. To higher managers: %(escalation)d. Letters: %(letters)d. "
            "Digests: %(digests)d. Due too long ago for a letter: %(old)d."
        )
        self.stdout.write(told % counts)
        if options["dry_run"]:
            self.stdout.write(str(_("This was a dry run: nobody was told.")))
