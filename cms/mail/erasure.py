"""Erasing addresses and texts of letters that have served."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from cms.mail.models import Message, MessageState

DONE = (MessageState.SENT, MessageState.REFUSED, MessageState.GIVEN_UP)


def served(now: datetime) -> QuerySet[Message]:
    """Letters whose address and text have outlived their time."""
    limit = now - timedelta(days=settings.MAIL_KEPT_DAYS)
    return Message.objects.filter(state__in=DONE, finished_at__lt=limit, erased_at__isnull=True)


def erase(messages: QuerySet[Message]) -> int:
    """Blank addresses and texts; gives how many letters."""
    return messages.update(to="", text="", erased_at=timezone.now())


def erase_about(case_number: str) -> int:
    """Blank what was sent about a case, and stop what waits; gives how many letters."""
    about = Message.objects.filter(about=case_number, erased_at__isnull=True)
    about.filter(state=MessageState.WAITING).update(state=MessageState.GIVEN_UP, finished_at=timezone.now())
    return erase(about.filter(state__in=DONE))
