from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.mail.smtp import Post, listening


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    """A mail server that takes everything unless it is told otherwise, and that Klarsyn sends through."""
    server = Post()
    with listening(server) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        yield server
