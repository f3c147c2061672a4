from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django.fixtures import Settings

from cms.api.integrations import add_integration
from cms.api.scopes import Scope
from tests.api.caller import Caller
from tests.api.receiver import Receiver, listening, make_certificate
from tests.cast import Cast
from tests.factories import streets


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Nothing of an earlier test counts."""
    cache.clear()


@pytest.fixture
def make_caller(cast: Cast) -> Callable[..., Caller]:
    """Another system with a token; may everything unless told otherwise."""
    streets()

    def make(name: str = "Ärendesystemet", **values: Any) -> Caller:
        integration, token = add_integration(
            cast.sara,
            **{
                "name": name,
                "unit": None,
                "scopes": Scope.values,
                "expires_on": timezone.localdate() + timedelta(days=365),
                "per_minute": 10_000,
            }
            | values,
        )
        return Caller(integration, token)

    return make


@pytest.fixture
def caller(make_caller: Callable[..., Caller]) -> Caller:
    """One system that may everything."""
    return make_caller()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of the receiver."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def receiver(certificate: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver on this machine, which the municipality has allowed and whose certificate it trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.WEBHOOK_HOSTS = {"127.0.0.1"}
    running = Receiver()
    with listening(running, certificate):
        yield running
