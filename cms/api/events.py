"""Writes down what integrations are to be told: in the transaction of what it tells of, or, for what a release did, from what is online."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.api.models import TRIED_FOR, Delivery, EventType, SentCase
from cms.api.tasks import wake
from cms.cases.models import Case, CaseEvent
from cms.publication.models import Approval, Withdrawal
from cms.publication.online import is_online

ANSWERING_MOVES = frozenset({"close", "thank"})
"""The moves that release the reply to the person. Until then an answer is only written, and may come back."""


def tell_of_answer(sender: Any, case: Case, event: CaseEvent, **kwargs: Any) -> None:
    """The reply to one of an integration's cases was released."""
    if event.action in ANSWERING_MOVES and (sent := SentCase.objects.filter(case=case).first()):
        _queue(sent, EventType.ANSWERED, str(event.pk), event.at)


def tell_of_withdrawal(sender: Any, instance: Withdrawal, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """One of an integration's cases is taken down. Told at the decision: copies elsewhere must go at once."""
    if not created or raw:
        return
    sent = SentCase.objects.filter(case__public_record__pk=instance.record_id).first()
    if sent is not None:
        _queue(sent, EventType.WITHDRAWN, str(instance.pk), instance.withdrawn_at)


def tell_of_published(sender: Any, **kwargs: Any) -> None:
    """A release is served: tell of the cases that came online with it, once each."""
    waiting = Approval.objects.visible_at(timezone.now()).filter(
        record__case__sent_by__published_at__isnull=True, record__case__sent_by__isnull=False
    )
    for approval in waiting.select_related("record"):
        if is_online(approval):
            _published(approval)


@transaction.atomic
def _published(approval: Approval) -> None:
    sent = SentCase.objects.select_for_update().get(case=approval.record.case_id)
    if sent.published_at is None:
        sent.published_at = timezone.now()
        sent.save(update_fields=["published_at"])
        _queue(sent, EventType.PUBLISHED, approval.public_id, sent.published_at)


def _queue(sent: SentCase, what: EventType, which: str, at: datetime) -> None:
    """One event in the queue, if the integration wants to be told; the same one again queues nothing."""
    if not sent.integration.webhook_url or sent.integration.revoked_at is not None:
        return
    now = timezone.now()
    _event, created = Delivery.objects.get_or_create(
        key=f"{what}:{which}",
        defaults={
            "integration": sent.integration,
            "type": what,
            "number": sent.case.number,
            "happened_at": at,
            "next_attempt_at": now,
            "tried_until": now + TRIED_FOR,
        },
    )
    if created:
        transaction.on_commit(wake, robust=True)
