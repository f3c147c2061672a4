"""`python manage.py rollback`"""

from __future__ import annotations

import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from publish import run, switch
from publish.errors import PublishError


class Command(BaseCommand):
    """Serves an earlier release again."""

    help = "Serve an earlier release again; refused when it still shows an item that was withdrawn since."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py rollback 41 --yes"
        parser.add_argument("number", nargs="?", type=int, help="the release to serve (default: the one before)")
        parser.add_argument(
            "--yes", action="store_true", help="do it; without, the command only tells what it would do"
        )
        parser.add_argument(
            "--by", default="", metavar="NAME", help="who does it, for the history (default: the account)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Move the link, or tell where it would move."""
        try:
            if not options["yes"]:
                number = options["number"] if options["number"] is not None else switch.one_before(run.folders())
                raise CommandError(
                    _("This would serve release %(number)d again. Add --yes to do it.") % {"number": number}
                )
            number = run.roll_back(options["number"], None, options["by"] or getpass.getuser())
        except PublishError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Release %(number)d is served again.") % {"number": number})
