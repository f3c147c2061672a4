"""`python manage.py send_mail_queue`"""

from __future__ import annotations

from django.core.management.base import CommandError

from cms.mail.delivery import Report, due, send_due
from cms.server.sending import SendingCommand


class Command(SendingCommand):
    """Sends the letters that are due."""

    help = (
        "Send the letters that are due. The worker beside the admin does this by itself; run it from a timer where there is "
        "none, or to send at once when the mail server is back. Safe to run twice and beside the worker."
    )
    things = "letters"
    due = staticmethod(due)
    send_due = staticmethod(send_due)

    def summary(self, report: Report) -> str:
        """One line of what was done."""
        return f"Sent: {len(report.sent)}. Postponed: {len(report.postponed)}. Refused: {len(report.refused)}."

    def complain(self, report: Report) -> None:
        """End with an error when the mail server is away.

        Raises:
            CommandError: it could not be spoken with.
        """
        if report.stopped_by_trouble:
            raise CommandError(
                "The mail server could not be spoken with. Every letter is still in the queue and is tried again later."
            )
