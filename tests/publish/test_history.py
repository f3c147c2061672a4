"""What the office sees of releases: commands, the Publish page, and a history that tells the truth after trouble."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from publish import run
from publish.errors import BuildError
from publish.folders import Folders
from publish.models import Release, ReleaseState
from publish.release import Job
from publish.tasks import run_release
from tests.cast import Cast
from tests.factories import approved
from tests.publish.conftest import NOW
from tests.publish.stand_ins import Index, Press, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(town: Town, press: Press, index: Index, folders: Folders, tmp_path: Path) -> Job:
    return Job(town, press, index, index, folders, tmp_path, NOW, "Karin")


@pytest.fixture
def place(settings: Any, tmp_path: Path) -> Folders:
    """An installation of its own for the commands and the admin."""
    settings.VAR, settings.RELEASED = tmp_path / "var", tmp_path / "released"
    return run.folders()


def online(cast: Cast, **changes: Any) -> str:
    """An item that may be online now; its id."""
    approval = approved(cast, **changes)
    type(approval).objects.filter(pk=approval.pk).update(visible_from=timezone.now() - timedelta(hours=1))
    return approval.public_id


def command(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_release_is_entered_with_who_what_and_how_long(job: Job) -> None:
    entry = run.begin(None, "Karin")
    run.carry_out(entry, job)
    entry.refresh_from_db()
    assert (entry.number, entry.state, entry.who) == (1, ReleaseState.DONE, "Karin")
    assert (entry.records, entry.added, entry.progress) == (4, 4, 1)
    assert entry.manifest_sha256
    assert set(entry.seconds) >= {"snapshot", "build", "verify", "switch"}


def test_a_release_without_anything_new_is_told_so(job: Job, folders: Folders) -> None:
    run.carry_out(run.begin(None, "Karin"), job)
    entry = run.begin(None, "Karin")
    assert run.carry_out(entry, job).nothing_new
    entry.refresh_from_db()
    assert entry.state == ReleaseState.UNCHANGED
    assert folders.numbers() == [1]


def test_a_failed_release_says_why(job: Job, press: Press) -> None:
    press.broken = "2026-0002"
    entry = run.begin(None, "Karin")
    with pytest.raises(BuildError):
        run.carry_out(entry, job)
    entry.refresh_from_db()
    assert entry.state == ReleaseState.FAILED
    assert "2026-0002" in entry.message


def test_a_locked_database_leaves_the_site_and_says_what_to_do(
    job: Job, town: Town, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.carry_out(run.begin(None, "Karin"), job)

    def locked(*_: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as disk:
        disk.setattr(town, "year_marks", locked)
        entry = run.begin(None, "Karin")
        with pytest.raises(run.DatabaseTroubleError, match="database is locked"):
            run.carry_out(entry, job)
    assert folders.served() == 1
    entry.refresh_from_db()
    assert entry.state == ReleaseState.FAILED
    assert run.carry_out(run.begin(None, "Karin"), job).number == 1


def test_a_killed_release_is_shown_as_interrupted_after_the_next(job: Job) -> None:
    killed = Release.objects.create(who="Astrid", state=ReleaseState.RUNNING, number=7)
    run.carry_out(run.begin(None, "Karin"), job)
    killed.refresh_from_db()
    assert killed.state == ReleaseState.INTERRUPTED


def test_the_commands_plan_publish_list_and_roll_back(cast: Cast, place: Folders) -> None:
    first = online(cast)
    plan = json.loads(command("release", "--dry-run", "--json"))
    assert plan["added"] == [{"id": first, "heading": "Hål i gatan"}]
    assert place.served() is None

    outcome = json.loads(command("release", "--json", "--by", "Karin"))
    assert outcome["records"] == 1
    second = online(cast, heading="Mörkt vid skolan")
    assert json.loads(command("release", "--json"))["changes"]["added"] == [second]
    page = next((place.current / "synpunkter").glob("*/*-morkt-vid-skolan/index.html"))
    assert "Mörkt vid skolan" in page.read_text(encoding="utf-8")

    listed = json.loads(command("releases", "--json"))
    assert [(each["number"], each["served"]) for each in listed] == [(2, True), (1, False)]
    with pytest.raises(CommandError, match="--yes"):
        command("rollback")
    assert place.served() == 2
    command("rollback", "--yes")
    assert place.served() == 1
    with pytest.raises(CommandError, match="99"):
        command("rollback", "99", "--yes")


def test_karin_publishes_in_the_admin_rolf_looks_and_david_is_refused(
    cast: Cast, place: Folders, client: Client
) -> None:
    online(cast)
    client.force_login(cast.karin)
    page = client.get(reverse("publish_overview")).content.decode()
    assert "Hål i gatan" in page
    assert reverse("publish_start") in page
    client.post(reverse("publish_start"))
    entry = Release.objects.get()
    if entry.state == ReleaseState.WAITING:  # the task waits for the end of this transaction
        run_release.func(entry.pk)
    assert place.served() == 1
    entry.refresh_from_db()
    assert (entry.user, entry.state) == (cast.karin, ReleaseState.DONE)
    assert client.get(reverse("publish_progress", args=[entry.pk])).json()["done"]

    client.force_login(cast.rolf)
    page = client.get(reverse("publish_overview")).content.decode()
    assert reverse("publish_start") not in page
    assert client.post(reverse("publish_start")).status_code in {302, 403}
    client.force_login(cast.david)
    assert client.get(reverse("publish_overview")).status_code in {302, 403}
    assert Release.objects.count() == 1


@pytest.mark.parametrize("name", ["release", "releases", "rollback", "serve_site"])
def test_every_help_ends_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command(name, "--help")
    assert re.search(rf"manage\.py {name}.*\s*$", capsys.readouterr().out)


def test_the_page_tells_of_what_is_approved_for_a_later_day(cast: Cast, place: Folders, client: Client) -> None:
    approval = approved(cast)
    tomorrow = timezone.now() + timedelta(days=1)
    type(approval).objects.filter(pk=approval.pk).update(visible_from=tomorrow)
    client.force_login(cast.karin)
    page = client.get(reverse("publish_overview")).content.decode()
    assert "1 godkänt ärende väntar på sin dag" in page
    assert f"{timezone.localdate(tomorrow).year}" in page
