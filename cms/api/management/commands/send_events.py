"""`python manage.py send_events`"""

from __future__ import annotations

from django.core.management.base import CommandError

from cms.api.delivery import Report, due, send_due
from cms.server.sending import SendingCommand


class Command(SendingCommand):
    """Sends the events that are due."""

    help = (
        "Send the events that integrations wait for. The worker beside the admin does this by itself; run it from a timer where "
        "there is none, or to send at once when a receiver is back. Safe to run twice and beside the worker."
    )
    things = "events"
    due = staticmethod(due)
    send_due = staticmethod(send_due)

    def summary(self, report: Report) -> str:
        """One line of what was done."""
        return (
            f"Delivered: {len(report.delivered)}. Postponed: {len(report.postponed)}. Given up: {len(report.given_up)}."
        )

    def complain(self, report: Report) -> None:
        """End with an error when a receiver did not take its events.

        Raises:
            CommandError: some did not.
        """
        if report.postponed or report.given_up:
            raise CommandError(
                "Some receivers did not take their events. Reports → Sent events says what they answered."
            )
