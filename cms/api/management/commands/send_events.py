"""`python manage.py send_events`"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.api.delivery import due, send_due


class Command(BaseCommand):
    """Sends the events that are due."""

    help = (
        "Send the events that integrations wait for. The worker beside the admin does this by itself; run it from a timer where "
        "there is none, or to send at once when a receiver is back. Safe to run twice and beside the worker."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py send_events --dry-run"
        parser.add_argument("--dry-run", action="store_true", help="tell how many events are due")
        parser.add_argument(
            "--seconds", type=float, default=None, help="stop after so long; the rest stays in the queue"
        )
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and tell."""
        if options["dry_run"]:
            waiting = due().count()
            self.stdout.write(json.dumps({"due": waiting}) if options["json"] else f"Events due: {waiting}")
            return
        report = send_due(seconds=options["seconds"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report)))
        else:
            self.stdout.write(
                f"Delivered: {len(report.delivered)}. Postponed: {len(report.postponed)}. Given up: {len(report.given_up)}."
            )
        if report.postponed or report.given_up:
            raise CommandError(
                "Some receivers did not take their events. Reports → Sent events says what they answered."
            )
