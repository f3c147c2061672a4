"""Who looked at a case is part of its history."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.cases.models import Case


def log_view(case: Case, user: Any) -> None:
    """Say in the case's log who read it; written without Wagtail's checks, which ask the database twice more."""
    entry = ModelLogEntry(
        content_type=ContentType.objects.get_for_model(Case),
        object_id=str(case.pk),
        label=case.number,
        action="cases.view_original",
        timestamp=timezone.now(),
        user=user,
    )
    entry.save_base(force_insert=True)
