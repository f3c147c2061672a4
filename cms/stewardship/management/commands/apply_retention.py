"""`python manage.py apply_retention`"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cms.accounts.system import system_user
from cms.publication.signals import release_wanted
from cms.stewardship.retention import apply_retention

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Carries out the retention rules."""

    help = "Withdraw items whose time online is up, and erase data whose time is up. To be run once a day; safe to run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py apply_retention --dry-run"
        parser.add_argument("--dry-run", action="store_true", help="tell what would be withdrawn and erased")
        parser.add_argument("--json", action="store_true", help="write the result as JSON")
        parser.add_argument("--publish", action="store_true", help="start a release when something was withdrawn")

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry out, and tell."""
        report = apply_retention(timezone.localdate(), dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report) | {"dry_run": options["dry_run"]}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(report.sentences()))
        if options["dry_run"]:
            return
        logger.info(
            "retention: %d withdrawn, %d contact details, %d originals and %d requests erased",
            len(report.withdrawn),
            len(report.contact_erased),
            len(report.original_erased),
            len(report.requests_erased),
        )
        if report.withdrawn and options["publish"]:
            release_wanted.send(sender=type(self), user=system_user(), who="apply_retention")
