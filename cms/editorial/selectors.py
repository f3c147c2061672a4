"""Reads the municipality's own pages."""

from __future__ import annotations

from cms.editorial.models import EditorialPage


def published_pages() -> dict[str, str]:
    """The pages that the municipality has published instead of the shipped ones: Markdown by name."""
    return {page.name: page.markdown() for page in EditorialPage.objects.filter(live=True).order_by("name")}
