"""Puts letters in the queue. Call it inside the transaction of what the letter tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from cms.mail.models import GIVE_UP_AFTER, Language, MailTemplate, Message
from cms.mail.purposes import Purpose
from cms.mail.tasks import wake
from cms.mail.wording import filled_subject, filled_text
from cms.organisation.models import Municipality


def queue_mail(
    template: Purpose | str,
    to: str,
    context: Mapping[str, object],
    *,
    language: str = "sv",
    key: str,
    about: str = "",
    at: datetime | None = None,
) -> Message:
    """One letter in the queue, worded now; the same key again gives the letter that is there, and queues nothing.

    Args:
        template: which letter; `cms.mail.purposes.FIELDS` says what its context may hold. `municipality` is filled in.
        to: one address.
        language: `sv` or `en`; any other is written to in Swedish.
        key: says which event the letter belongs to, such as `answer:2026-0123:1`. Never made of personal data: it stays.
        about: the case's number, by which the letter is found when the case is erased.
        at: not to be sent before; by default at once.

    Raises:
        ValidationError: the address is none.
        WordingError: the text uses a field that the letter does not have.
    """
    validate_email(to)
    if existing := Message.objects.filter(key=key).first():
        return existing
    purpose = Purpose(template)
    spoken = language if language in Language.values else Language.SWEDISH
    words = MailTemplate.objects.get(purpose=purpose, language=spoken)
    values = {"municipality": Municipality.load().municipality, **context}
    now = timezone.now()
    message, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "purpose": purpose,
            "about": about,
            "language": spoken,
            "to": to,
            "subject": filled_subject(purpose, words.subject, values),
            "text": filled_text(purpose, words.text, values),
            "created_at": now,
            "next_attempt_at": at or now,
            "tried_until": (at or now) + GIVE_UP_AFTER,
            "holds_code": bool(context.get("code")),
        },
    )
    if created:
        transaction.on_commit(wake, robust=True)
    return message
