"""Takes events from the queue to their receivers: claimed first, never in a request, never lost in a crash.

The same as letters (docs/decisions/0024-a-letter-is-never-lost.md), with one difference: a receiver can tell by the event's id that it had
it before, so an event in doubt is simply sent again.
"""

from __future__ import annotations

import base64
import hmac
import logging
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db.models import Q
from django.utils import timezone

from cms.api.models import Delivery, DeliveryState
from cms.api.targets import TargetNotAllowedError
from cms.api.tokens import signing_key
from cms.api.wire import NoAnswerError, post

CLAIM_MINUTES = 5
"""A claim older than this belongs to a worker that died: one attempt takes less than a minute."""
PAUSES_MINUTES = (1, 2, 5, 15, 30, 60, 120, 240)
GONE = 410

logger = logging.getLogger(__name__)


@dataclass
class Report:
    """What a run did, by the events' keys in the database."""

    delivered: list[int] = field(default_factory=list)
    postponed: list[int] = field(default_factory=list)
    given_up: list[int] = field(default_factory=list)


def due(now: datetime | None = None) -> Any:
    """Events to be sent now, and those whose worker died; none of an integration that was revoked or has no address any more."""
    now = now or timezone.now()
    return Delivery.objects.filter(
        Q(state=DeliveryState.WAITING, next_attempt_at__lte=now)
        | Q(state=DeliveryState.CLAIMED, claimed_at__lt=now - timedelta(minutes=CLAIM_MINUTES)),
        integration__revoked_at__isnull=True,
    ).exclude(integration__webhook_url="")


def has_due() -> bool:
    """Whether anything is to be sent."""
    return bool(due().exists())


def send_due(*, seconds: float | None = None, now: datetime | None = None) -> Report:
    """Send what is due until nothing is, or the time is up. A receiver that fails is left alone for the rest of the run."""
    report, until = Report(), time.monotonic() + seconds if seconds is not None else None
    while until is None or time.monotonic() < until:
        delivery = claim_next(now)
        if delivery is None:
            break
        _send(delivery, report, now)
    return report


def claim_next(now: datetime | None = None) -> Delivery | None:
    """The next due event, claimed for this worker alone; None when nothing is due."""
    while True:
        found = due(now).order_by("next_attempt_at", "pk").values_list("pk", "state", "claim").first()
        if found is None:
            return None
        pk, state, earlier = found
        mine = uuid.uuid4()
        if Delivery.objects.filter(pk=pk, state=state, claim=earlier).update(
            state=DeliveryState.CLAIMED, claim=mine, claimed_at=now or timezone.now()
        ):
            return Delivery.objects.select_related("integration").get(pk=pk, claim=mine)


def body_of(delivery: Delivery) -> bytes:
    """What is said: which case, and what happened. No words and no person; the receiver reads the rest with its token."""
    return orjson.dumps(
        {
            "id": str(delivery.event_id),
            "type": delivery.type,
            "timestamp": timezone.localtime(delivery.happened_at).isoformat(timespec="seconds"),
            "data": {"number": delivery.number},
        }
    )


def headers_of(delivery: Delivery, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks: id, time, and a signature of both and the body."""
    stamp = str(int(now.timestamp()))
    signed = b".".join([str(delivery.event_id).encode(), stamp.encode(), body])
    signature = hmac.digest(signing_key(delivery.integration), signed, "sha256")
    return {
        "Content-Type": "application/json",
        "User-Agent": "Klarsyn",
        "webhook-id": str(delivery.event_id),
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + base64.b64encode(signature).decode(),
    }


def _send(delivery: Delivery, report: Report, now: datetime | None) -> None:
    body = body_of(delivery)
    try:
        status = post(delivery.integration.webhook_url, body, headers_of(delivery, body, timezone.now()))
    except (NoAnswerError, TargetNotAllowedError) as error:
        trouble = str(error) if isinstance(error, NoAnswerError) else "address not allowed"
        _failed(delivery, trouble, report, now or timezone.now())
        return
    if 200 <= status < 300:
        _mark(
            delivery,
            DeliveryState.DELIVERED,
            attempts=delivery.attempts + 1,
            trouble=str(status),
            finished_at=timezone.now(),
        )
        report.delivered.append(delivery.pk)
    else:
        _failed(delivery, str(status), report, now or timezone.now(), forever=status == GONE)


def _failed(delivery: Delivery, trouble: str, report: Report, now: datetime, *, forever: bool = False) -> None:
    """Try again later, or give up; what else waits for the same receiver waits as long."""
    attempts = delivery.attempts + 1
    if forever or now >= delivery.tried_until:
        _mark(delivery, DeliveryState.GIVEN_UP, attempts=attempts, trouble=trouble, finished_at=now)
        report.given_up.append(delivery.pk)
    else:
        again = now + timedelta(minutes=PAUSES_MINUTES[min(attempts, len(PAUSES_MINUTES)) - 1])
        _mark(delivery, DeliveryState.WAITING, attempts=attempts, trouble=trouble, next_attempt_at=again)
        same = Delivery.objects.filter(integration=delivery.integration_id, state=DeliveryState.WAITING)
        same.filter(next_attempt_at__lt=again, tried_until__gt=again).update(next_attempt_at=again)
        report.postponed.append(delivery.pk)
    logger.warning("event %s (%s) was not taken at attempt %s: %s", delivery.pk, delivery.type, attempts, trouble)


def _mark(delivery: Delivery, state: DeliveryState, **values: Any) -> None:
    """Write the new state, as long as the event is still this worker's."""
    Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim).update(
        state=state, claim=None, claimed_at=None, **values
    )
