"""A letter a week to each member of staff: what waits for them, in numbers, with nothing of any case in it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from cms.accounts.models import User
from cms.handling.letters import STAFF_LANGUAGE
from cms.mail.models import Message
from cms.mail.purposes import Purpose
from cms.mail.queue import queue_mail
from cms.reports.start import cards_for

NOT_COUNTED = frozenset(
    {"open"}
)  # what is open in all is told on the start page; a digest says what waits for the reader


def run(today: date, *, dry_run: bool = False) -> int:
    """Queue the digests of the week that have not been queued; how many. People for whom nothing waits get none."""
    year, week, _day = today.isocalendar()
    prefix = f"digest:{year}-{week:02d}:"
    sent = set(Message.objects.filter(key__startswith=prefix).values_list("key", flat=True))
    count = 0
    staff = User.objects.filter(is_active=True, system=False, groups__isnull=False).exclude(email="").distinct()
    for person in staff.prefetch_related("groups", "units").order_by("pk"):
        key = f"{prefix}{person.pk}"
        if key in sent:
            continue
        with override(STAFF_LANGUAGE):
            cards = [card for card in cards_for(person, today) if card.count and card.name not in NOT_COUNTED]
            lines = "\n".join(f"- {card.title}: {card.count}" for card in cards)
        if not cards:
            continue
        count += 1
        if not dry_run:
            values = {
                "role": ", ".join(group.name for group in person.groups.all()),
                "week": week,
                "count": sum(card.count for card in cards if card.name != "late"),
                "lines": lines,
                "link": settings.ADMIN_URL + reverse("wagtailadmin_home"),
            }
            queue_mail(Purpose.DIGEST, person.email, values, language=STAFF_LANGUAGE, key=key)
    return count
