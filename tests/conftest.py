"""What every test can ask for."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.cast import Cast, make_cast
from tests.migrated import fill, migrated_database

# The browser driver runs an event loop of its own; Django's guard against that would refuse the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How long one example takes says how busy the machine is, not whether the code is right; slowness is measured in benchmarks/.
settings.register_profile("klarsyn", deadline=None)
settings.load_profile("klarsyn")

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
]
REAL_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests begin, then those with many: two processes then end at about the same time."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    tests_in = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in slow, -tests_in[item.path]))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages are compared in English, as the code has them. What a page or a release shows is Swedish, as it runs."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Nothing that an earlier test counted or read is remembered."""
    cache.clear()


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; one for all tests of a process, because the driver cannot be started twice in one."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is not installed. Run `make setup-dev`.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


class _Migrated:
    """What the migrations put into the test database: kinds, categories, roles."""

    content = ""


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite's test database is taken as it is found, that is filled; it is in memory and goes with the process."""
    from django.db import connection

    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Fill the test database before Django looks at it, so that it finds no migration left to run."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    with closing(sqlite3.connect(connection.creation._get_test_db_name(), uri=True)) as held:
        fill(held, migrated_database())
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Remember what the migrations put into the database."""
    from django.db import connection

    with django_db_blocker.unblock():
        _Migrated.content = connection.creation.serialize_db_to_string()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test with transactions of its own ends by emptying the database: put back what the next test counts on."""
    yield
    marker = item.get_closest_marker("django_db")
    own = marker is not None and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))
    if own or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
        _put_back(item.config)


def _put_back(config: pytest.Config) -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from django.db import connection
    from pytest_django.plugin import blocking_manager_key

    with config.stash[blocking_manager_key].unblock():
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(_Migrated.content)
        ContentType.objects.clear_cache()
