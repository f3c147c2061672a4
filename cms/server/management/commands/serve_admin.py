"""`python manage.py serve_admin`"""

from __future__ import annotations

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from waitress import create_server

from cms.server.processes import Stopped, manage, raise_stopped, start, stop_all

LARGEST_REQUEST_BYTES = 100_000_000
"""A table of a hundred thousand cases fits; what is larger is refused before it fills the disk."""
EXAMPLE = "Example: python manage.py serve_admin --port 8001"


def worker_commands() -> list[list[str]]:
    """A worker for each queue, so that nothing waits for an import."""
    always = ("--verbosity", "0", "--interval", "0.5")
    return [manage("db_worker", *always, "--queue-name", queue) for queue in settings.TASKS["default"]["QUEUES"]]


class Command(BaseCommand):
    """Serves the admin, with embedded workers for background tasks."""

    help = (
        "Serve the admin with waitress. Workers for background tasks (publishing and e-mail; imports) run beside it "
        "unless --no-worker is given."
    )

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """The parser, with an example below the options."""
        return super().create_parser(*args, epilog=EXAMPLE, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on; a web server in front does the rest"
        )
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument(
            "--no-worker",
            action="store_true",
            help="background tasks are run by another process (manage.py db_worker --queue-name '*')",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until told to stop."""
        from cms.server.pulse import Pulse
        from cms.wsgi import application

        try:
            server = create_server(
                application,
                host=options["host"],
                port=options["port"],
                threads=options["threads"],
                max_request_body_size=LARGEST_REQUEST_BYTES,
            )
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {options['host']}:{options['port']}: {error}. Choose another with --port."
            ) from error
        signal.signal(signal.SIGTERM, raise_stopped)
        workers = [] if options["no_worker"] else [start(command) for command in worker_commands()]
        pulse = Pulse()
        pulse.start()
        try:
            server.run()
        except (KeyboardInterrupt, Stopped, SystemExit):
            pass
        finally:
            pulse.stop()
            server.close()
            stop_all(workers)
