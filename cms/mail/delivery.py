"""Takes letters from the queue to the mail server: one at a time, claimed first, never two workers at one letter.

What happens at a crash, and why a letter keeps its Message-ID: docs/decisions/0024-a-letter-is-never-lost.md.
"""

from __future__ import annotations

import logging
import smtplib
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F, Q
from django.utils import timezone

from cms.mail.models import Message, MessageState
from cms.mail.purposes import FIELDS, Purpose
from cms.mail.wording import as_html
from cms.organisation.models import Municipality

CLAIM_MINUTES = 15
"""A claim older than this belongs to a worker that died: a letter takes at most a few times EMAIL_TIMEOUT."""
PAUSES_MINUTES = (2, 5, 15, 30, 60, 120, 240, 480, 720)
OF_THE_CONNECTION = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPSenderRefused,
)
"""The server, our sign-in or our sender is at fault, not the letter: every other letter would fare the same."""

logger = logging.getLogger(__name__)


@dataclass
class Report:
    """What a run did, by the letters' own keys in the database."""

    sent: list[int] = field(default_factory=list)
    postponed: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    stopped_by_trouble: bool = False


def due(now: datetime | None = None) -> Any:
    """Letters to be sent now, and those whose worker died."""
    now = now or timezone.now()
    return Message.objects.filter(
        Q(state=MessageState.WAITING, next_attempt_at__lte=now)
        | Q(
            state__in=[MessageState.CLAIMED, MessageState.HANDED_OVER],
            claimed_at__lt=now - timedelta(minutes=CLAIM_MINUTES),
        )
    )


def has_due() -> bool:
    """Whether anything is to be sent."""
    return bool(due().exists())


def send_due(*, seconds: float | None = None, now: datetime | None = None) -> Report:
    """Send what is due until nothing is, the time is up, or the mail server cannot be spoken with."""
    report, until = Report(), time.monotonic() + seconds if seconds is not None else None
    connection = get_connection()
    sender = Municipality.load()
    try:
        while (until is None or time.monotonic() < until) and not report.stopped_by_trouble:
            message = claim_next(now)
            if message is None:
                break
            _send(message, connection, sender, report, now)
    finally:
        _closed(connection)
    return report


def claim_next(now: datetime | None = None) -> Message | None:
    """The next due letter, claimed for this worker alone; None when nothing is due."""
    while True:
        found = due(now).order_by("next_attempt_at", "pk").values_list("pk", "state", "claim").first()
        if found is None:
            return None
        pk, state, earlier = found
        mine = uuid.uuid4()
        interrupted = {"interrupted": True} if state == MessageState.HANDED_OVER else {}
        taken = Message.objects.filter(pk=pk, state=state, claim=earlier).update(
            state=MessageState.CLAIMED, claim=mine, claimed_at=now or timezone.now(), **interrupted
        )
        if taken:
            return Message.objects.get(pk=pk, claim=mine)


def _send(message: Message, connection: Any, sender: Municipality, report: Report, now: datetime | None) -> None:
    try:
        connection.open()
        letter = _letter(message, connection, sender)
        _mark(message, MessageState.HANDED_OVER)
        connection.send_messages([letter])
    except (smtplib.SMTPException, OSError) as error:
        _closed(connection)
        _failed(message, error, report, now)
    else:
        _mark(
            message,
            MessageState.SENT,
            trouble="",
            finished_at=timezone.now(),
            attempts=F("attempts") + 1,
            **_emptied(message),
        )
        report.sent.append(message.pk)


def _emptied(message: Message) -> dict[str, Any]:
    """A letter with a receipt code is emptied the moment it is sent: the code is stored nowhere else."""
    return {"to": "", "text": "", "erased_at": timezone.now()} if message.holds_code else {}


def _closed(connection: Any) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        connection.connection = None


class Letter(EmailMultiAlternatives):
    """A letter whose parts are set apart by the same line each time, so that sent again it is the same bytes."""

    boundary = ""

    def message(self, *args: Any, **kwargs: Any) -> Any:
        """The letter for the wire."""
        made: Any = super().message(*args, **kwargs)
        made.set_boundary(self.boundary)
        return made


def _letter(message: Message, connection: Any, sender: Municipality) -> Letter:
    """The letter as it goes over the wire. Sent again, it is the same to the last header."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = address.rpartition("@")[2] or "localhost"
    to_person = FIELDS[Purpose(message.purpose)].to_person
    letter = Letter(
        message.subject,
        message.text,
        formataddr((name or " ".join(sender.municipality.split()), address)),
        to=[message.to],
        connection=connection,
        reply_to=[sender.email] if to_person and sender.email else None,
        headers={
            "Message-ID": f"<{message.message_id}@{domain}>",
            "Date": format_datetime(timezone.localtime(message.created_at)),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    page = as_html(message.text, language=message.language, sender=sender.municipality, subject=message.subject)
    letter.boundary = f"=={message.message_id.hex}=="
    letter.attach_alternative(page, "text/html")
    return letter


def _failed(message: Message, error: Exception, report: Report, now: datetime | None) -> None:
    """Postpone, refuse or give up, by what the server said. Its words are not kept: they often hold the address."""
    code = _code(error)
    report.stopped_by_trouble = isinstance(error, OF_THE_CONNECTION) or not isinstance(error, smtplib.SMTPException)
    trouble = str(code) if code else type(error).__name__
    message.attempts += 1
    at = now or timezone.now()
    if code is not None and code >= 500 and not report.stopped_by_trouble:
        state, finished = MessageState.REFUSED, at
        report.refused.append(message.pk)
    elif message.tried_until < at:
        state, finished = MessageState.GIVEN_UP, at
        report.refused.append(message.pk)
    else:
        state, finished = MessageState.WAITING, None
        report.postponed.append(message.pk)
    pause = PAUSES_MINUTES[min(message.attempts, len(PAUSES_MINUTES)) - 1]
    _mark(
        message,
        state,
        attempts=message.attempts,
        trouble=trouble,
        finished_at=finished,
        next_attempt_at=at + timedelta(minutes=pause),
    )
    logger.warning(
        "mail %s (%s) is %s after attempt %s: %s", message.pk, message.purpose, state, message.attempts, trouble
    )


def _code(error: Exception) -> int | None:
    """The SMTP answer to the one recipient, or to the whole."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _words in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


def _mark(message: Message, state: MessageState, **values: Any) -> None:
    """Write the new state, as long as the letter is still this worker's."""
    if state not in {MessageState.CLAIMED, MessageState.HANDED_OVER}:
        values |= {"claim": None, "claimed_at": None}
    Message.objects.filter(pk=message.pk, claim=message.claim).update(state=state, **values)
    message.state = state
