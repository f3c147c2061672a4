"""The public page of a record before it is approved, drawn by the portal's own templates."""

from __future__ import annotations

from django.utils import timezone

from cms.publication import selectors
from cms.publication.models import PublicRecord
from cms.publication.payload import PayloadContext, build_payload
from portal.preview import render_preview


def preview_page(record: PublicRecord) -> str:
    """The page as it would look if this version were approved today."""
    payload = build_payload(
        record,
        PayloadContext.read(),
        published=record.first_published_on or timezone.localdate(),
        kind=record.kind.code,
        category=(record.category.scheme.code, record.category.code) if record.category else None,
    )
    return render_preview({**payload, "related": []}, selectors.site(), selectors.organisation(), selectors.terms())
