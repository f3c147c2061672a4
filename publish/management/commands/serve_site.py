"""`python manage.py serve_site`"""

from __future__ import annotations

import contextlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from publish import run
from publish.server import SiteServer


class Command(BaseCommand):
    """Serves the released site on this machine."""

    help = "Serve the released site on 127.0.0.1, as deploy/nginx.conf does on a real server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py serve_site --port 8000"
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until Ctrl-C."""
        try:
            server = SiteServer(run.folders(), options["port"])
        except OSError as error:
            raise CommandError(
                _("Port %(port)d could not be opened: %(reason)s. Choose another with --port.")
                % {"port": options["port"], "reason": error.strerror}
            ) from error
        self.stdout.write(f"http://127.0.0.1:{server.server_port}/")
        self.stdout.flush()
        with server, contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
