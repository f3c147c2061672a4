"""Ways to the review screen for tests."""

from __future__ import annotations

from typing import Any

from django.test import Client

from cms.accounts.models import User
from cms.publication.models import PublicRecord
from cms.publication.redaction import Redactor
from cms.publication.screen import Screen
from tests.cast import Cast
from tests.factories import awaiting

QUESTION = "Hej! Jag heter Fia Provsson, ring mig på 070-174 06 05. Det är ett hål i gatan vid torget."


def with_phone(cast: Cast, **changes: Any) -> PublicRecord:
    """A record whose question holds the sender's name and a telephone number."""
    return fresh(awaiting(cast, **{"text": QUESTION} | changes))


def fresh(record: PublicRecord) -> PublicRecord:
    """The record as the database has it."""
    return PublicRecord.objects.select_related("case", "unit", "latest_revision").get(pk=record.pk)


def redactor(record: PublicRecord, by: User) -> Redactor:
    """Decisions about the newest version."""
    record = fresh(record)
    assert record.latest_revision_id is not None
    return Redactor(record, by, record.latest_revision_id)


def replace_all(record: PublicRecord, by: User) -> PublicRecord:
    """Every open finding of the record replaced, or kept where it concerns the whole."""
    work = redactor(record, by)
    for finding in list(work.findings):
        if finding.field:
            work.replace(finding)
        elif finding.level == "stop":
            work.keep(finding, "Prövat")
    work.write()
    return fresh(record)


def signed_in(user: User) -> Client:
    """A browser."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def screen_of(client: Client, record: PublicRecord) -> Screen:
    """What the screen shows."""
    screen: Screen = client.get(f"/admin/review/{record.pk}/").context["screen"]
    return screen


def version(client: Client, record: PublicRecord) -> dict[str, Any]:
    """What the forms of the screen say about the version on it."""
    context = client.get(f"/admin/review/{record.pk}/").context
    return {"revision": context["record"].latest_revision_id, "seen": context["screen"].seen}


def place(client: Client, record: PublicRecord, **data: Any) -> Any:
    """Decide a place as the script does; the answer."""
    return client.post(
        f"/admin/review/{record.pk}/place/", version(client, record) | data, headers={"X-Review-Fragment": "1"}
    )


def decide(client: Client, record: PublicRecord, **data: Any) -> Any:
    """Decide the record; the answer."""
    return client.post(f"/admin/review/{record.pk}/decide/", version(client, record) | data)
