"""What every test can ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import settings

from tests.cast import Cast, make_cast

# The browser driver runs an event loop of its own; Django's guard against that would refuse the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How long one example takes says how busy the machine is, not whether the code is right; slowness is measured in benchmarks/.
settings.register_profile("klarsyn", deadline=None)
settings.load_profile("klarsyn")

REAL_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages are compared in English, as the code has them. What a page or a release shows is Swedish, as it runs."""
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """The office: Astrid registers, Ingrid investigates, Karin approves, Rolf reads reports, David has no business here."""
    return make_cast()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of open data sets beside the checkout; the test is skipped when it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip("the open data sets are not here")
    return REAL_DATA
