"""Which lines of the delivery log have served their time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from cms.api.models import Delivery, DeliveryState


def outlived(now: datetime) -> QuerySet[Delivery]:
    """Events that were taken or given up long ago, and those of that age that nobody will ever be told."""
    limit = now - timedelta(days=settings.EVENTS_KEPT_DAYS)
    done = Q(state__in=(DeliveryState.DELIVERED, DeliveryState.GIVEN_UP), finished_at__lt=limit)
    untold = Q(state=DeliveryState.WAITING, tried_until__lt=limit)
    return Delivery.objects.filter(done | untold)
