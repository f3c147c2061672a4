"""`python manage.py load_demo`"""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.cases.models import Case
from cms.demo.generator import CASES, generate
from cms.demo.load import load_demonstration
from cms.organisation.models import Municipality


class Command(BaseCommand):
    """Loads the demonstration municipality into an empty database."""

    help = "Load Kvarnsala, the demonstration municipality. Does nothing when it is loaded already."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py load_demo"
        parser.add_argument("--cases", type=int, default=CASES, help="how many cases to make up; fewer is quicker")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, unless the database holds other cases."""
        if Municipality.load().demonstration:
            return
        if Case.objects.exists():
            raise CommandError(
                "This database holds cases that are not the demonstration's. Point KLARSYN_VAR at an empty folder and try again."
            )
        loaded = load_demonstration(generate(cases=options["cases"]))
        call_command("index_cases")
        self.stdout.write(f"Kvarnsala is loaded: {loaded} cases.")
