"""`python manage.py releases`"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from publish import run
from publish.models import Release


class Command(BaseCommand):
    """Lists what was published."""

    help = "List the releases, newest first; the served one is marked."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py releases --json"
        parser.add_argument("--json", action="store_true", help="write the list as JSON")
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="at most so many (default: 20)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the history."""
        here = run.folders()
        served, kept = here.served(), set(here.numbers())
        entries = Release.objects.all()[: options["limit"]]
        if options["json"]:
            rows = [
                {
                    "number": each.number,
                    "state": each.state,
                    "started": each.started_at.isoformat(),
                    "finished": each.finished_at and each.finished_at.isoformat(),
                    "who": each.who,
                    "records": each.records,
                    "added": each.added,
                    "changed": each.changed,
                    "withdrawn": each.withdrawn,
                    "message": each.message,
                    "manifest_sha256": each.manifest_sha256,
                    "seconds": each.seconds,
                    "served": each.number == served,
                    "kept": each.number in kept,
                }
                for each in entries
            ]
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for each in entries:
            mark = "→" if each.number == served else " "
            started = timezone.localtime(each.started_at).strftime("%Y-%m-%d %H:%M")
            counts = f"+{each.added} ~{each.changed} -{each.withdrawn}"
            message = each.message.splitlines()[0] if each.message else ""
            line = f"{mark} {each.number or '–':>5}  {started}  {each.get_state_display():<12}  {counts:<16} {each.who}  {message}"
            self.stdout.write(line.rstrip())
