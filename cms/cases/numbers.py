"""Case numbers: `<year received>-<running number>`, given out once and never again."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from cms.cases.models import NumberSeries


def take_numbers(year: int, count: int = 1) -> Iterator[str]:
    """The next `count` case numbers of the year, such as `2026-0123`; taken at once, in the caller's transaction."""
    with transaction.atomic():
        series, _created = NumberSeries.objects.select_for_update().get_or_create(year=year)
        first = series.last + 1
        series.last += count
        series.save(update_fields=["last"])
    return (f"{year}-{number:04d}" for number in range(first, first + count))
