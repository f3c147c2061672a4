from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Nothing of an earlier test counts."""
    cache.clear()


@pytest.fixture(autouse=True)
def swedish_form(db: None) -> None:
    """Every test here reads the database."""
