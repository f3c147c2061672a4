"""`python manage.py forget_second_factor`"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.accounts.events import Kind, record
from cms.accounts.models import User
from cms.accounts.second_factor import forget_devices


class Command(BaseCommand):
    """Removes somebody's second factor."""

    help = "Remove a person's second factor, when the phone and the printed codes are lost."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py forget_second_factor karin --yes"
        parser.add_argument("username", help="whose")
        parser.add_argument(
            "--yes", action="store_true", help="do it; without, the command only tells what it would do"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove, or tell."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(_("There is no account called “%(name)s”.") % {"name": options["username"]})
        if not options["yes"]:
            raise CommandError(
                _("This would remove the second factor of %(name)s. Add --yes to do it.") % {"name": user}
            )
        if not forget_devices(user):
            raise CommandError(_("%(name)s has no second factor.") % {"name": user})
        record(Kind.FACTOR_REMOVED, None, user)
        self.stdout.write(_("The second factor of %(name)s is removed.") % {"name": user})
