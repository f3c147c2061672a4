"""The office's pages as people with different roles see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from cms.accounts.models import User


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No report of an earlier test counts."""
    cache.clear()


@pytest.fixture
def signed_in(db: None) -> Callable[[User], Client]:
    """A browser in which the person is signed in."""

    def sign_in(user: User, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
