"""What the form reads at every request and few people change: read from the database once a minute."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from django.core.cache import cache

LISTS_SECONDS = 60
T = TypeVar("T")


def once_a_minute(name: str, read: Callable[[], T]) -> T:
    """What `read` gives, or gave at most a minute ago. `name` tells lists apart."""
    return cast(T, cache.get_or_set(f"intake:{name}", read, LISTS_SECONDS))
