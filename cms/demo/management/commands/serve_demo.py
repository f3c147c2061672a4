"""`python manage.py serve_demo`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.demo.load import CAST, PASSWORD
from cms.server.processes import manage, run_together


class Command(BaseCommand):
    """Serves the public site and the admin of the demonstration until Ctrl-C."""

    help = "Serve the demonstration: the public site and the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py serve_demo"
        parser.add_argument("--site-port", type=int, default=8000)
        parser.add_argument("--admin-port", type=int, default=8001)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print where everything is, and serve."""
        self.stdout.write(f"\nPublic site:  http://127.0.0.1:{options['site_port']}/")
        self.stdout.write(f"Form:         http://127.0.0.1:{options['admin_port']}/synpunkt/")
        self.stdout.write(f"Admin:        http://127.0.0.1:{options['admin_port']}/admin/\n")
        self.stdout.write(f"Sign in with one of these and the password {PASSWORD}:")
        for username, _name, role, title in CAST:
            self.stdout.write(f"  {username:<8} {role}: {title.lower()}")
        self.stdout.write("\nStop with Ctrl-C.")
        self.stdout.flush()
        run_together(
            [
                manage("serve_site", "--port", str(options["site_port"])),
                manage("serve_admin", "--port", str(options["admin_port"])),
            ]
        )
