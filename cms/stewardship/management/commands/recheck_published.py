"""`python manage.py recheck_published`"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from cms.stewardship.recheck import recheck_published


class Command(BaseCommand):
    """Examines everything online again."""

    help = (
        "Examine everything online with today's rules of the detector and queue what it finds. "
        "Ends with status 1 when something is online that would be stopped today."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py recheck_published --json"
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine, and tell."""
        report = recheck_published()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False))
        else:
            self.stdout.write(_("Looked at: %(count)d") % {"count": report.looked_at})
            self.stdout.write(_("Newly queued for a second look: %(count)d") % {"count": len(report.queued)})
            for category, count in sorted(report.categories.items()):
                self.stdout.write(f"  {category}: {count}")
            if report.stop:
                self.stdout.write(_("Would be stopped today: %(items)s") % {"items": ", ".join(report.stop)})
        if report.stop:
            sys.exit(1)
