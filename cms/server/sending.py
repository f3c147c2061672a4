"""What commands that empty a queue have in common: tell what is due, or send it and tell what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class SendingCommand(BaseCommand):
    """A command that sends what is due. Subclasses name the queue, and say what a report means."""

    things: str
    """What is sent, in the plural: `letters`."""
    due: Callable[[], Any]
    """A query of what is to be sent now."""
    send_due: Callable[..., Any]
    """Sends it, for at most `seconds`, and gives a dataclass that says what it did."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        name = type(self).__module__.rpartition(".")[2]
        parser.epilog = f"Example: python manage.py {name} --dry-run"
        parser.add_argument("--dry-run", action="store_true", help=f"tell how many {self.things} are due")
        parser.add_argument(
            "--seconds", type=float, default=None, help="stop after so long; the rest stays in the queue"
        )
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and tell."""
        if options["dry_run"]:
            waiting = self.due().count()
            words = f"{self.things.capitalize()} due: {waiting}"
            self.stdout.write(json.dumps({"due": waiting}) if options["json"] else words)
            return
        report = self.send_due(seconds=options["seconds"])
        self.stdout.write(json.dumps(asdict(report)) if options["json"] else self.summary(report))
        self.complain(report)

    def summary(self, report: Any) -> str:
        """One line of what was done."""
        raise NotImplementedError

    def complain(self, report: Any) -> None:
        """End with an error when somebody should look.

        Raises:
            CommandError: it says at what.
        """
        raise NotImplementedError
