"""Somebody signed in tries every address of the admin, with the numbers of what is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cms.accounts.models import SecurityEvent, User
from cms.cases.models import Case, CaseEvent
from cms.cases.states import State
from cms.organisation.actions import add_unit
from cms.organisation.models import OrganisationUnit
from cms.publication.actions import withdraw
from cms.publication.models import Approval, PublicRecord, Status, WithdrawalReason
from cms.stewardship.models import Concern, Receipt, RecheckTask, RemovalRequest
from cms.stewardship.requests import receive
from tests.cast import Cast
from tests.factories import approved, awaiting, case_in
from tests.stewardship.addresses import admin_addresses

SENDER = {
    "sender_name": "Kanarina Fågelberg",
    "sender_email": "kanarina@fagelberg.example",
    "sender_phone": "070-174 06 05",
    "sender_address": "Kanariegränd 7",
    "internal_notes": "Kanarieanteckning",
}
WORDS = {"heading": "Kanarierubrik om gatan", "text": "Kanarietext om gatan."}
PRIVATE = [*SENDER.values(), "Kanarierubrik", "Kanarietext", "Kanariebegäran"]
SignIn = Callable[[User], Client]


@dataclass
class Town:
    """What is not the attacker's: cases and records of the street unit, and what hangs on them."""

    addresses: list[str]
    cases: list[Case]
    record: PublicRecord
    request: RemovalRequest
    elsewhere: OrganisationUnit


@pytest.fixture
def town(cast: Cast) -> Town:
    """Cases at three points, with a canary in every private field."""
    waiting = awaiting(cast, **SENDER, **WORDS)
    online = approved(cast, **SENDER, heading="Lampan", text="Lampan vid torget.")
    gone = approved(cast, **SENDER, heading="Bänken", text="Bänken vid torget.").record
    withdraw(gone, cast.karin, WithdrawalReason.OTHER)
    opened = case_in(State.INVESTIGATING, cast, **SENDER, **WORDS)
    asked = receive(
        public_id="2026-0002",
        concern=Concern.ABOUT_ME,
        message="Kanariebegäran",
        contact="kanarina@fagelberg.example",
        language="sv",
    )
    task = RecheckTask.objects.create(
        approval=online, public_id="2026-0002", level="stop", categories={"name": 1}, found_at=timezone.now()
    )
    pks: set[object] = {
        waiting.pk,
        waiting.case_id,
        online.record_id,
        gone.pk,
        opened.pk,
        asked.pk,
        task.pk,
        Receipt.objects.get().pk,
    }
    content_type = ContentType.objects.get_for_model(PublicRecord)
    keys: dict[str, list[object]] = {
        "pk": sorted(pks, key=str),
        "object_id": [waiting.pk],
        "revision_id": [waiting.latest_revision_id],
        "revision_id_a": ["earliest"],
        "revision_id_b": ["latest"],
        "task_id": [1],
        "app_label": ["publication", "cases"],
        "app_name": ["publication"],
        "model_name": ["publicrecord", "case"],
        "content_type_id": [content_type.pk],
        "session_id": [1],
        "action": ["delete"],
    }
    elsewhere = add_unit("Simhallen", add_unit("Kulturförvaltningen", OrganisationUnit.get_root_nodes().get()))
    return Town(admin_addresses(keys), [waiting.case, online.record.case, opened], waiting, asked, elsewhere)


def body(response: HttpResponse) -> str:
    data = b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content
    return data.decode(errors="replace") + str(response.headers)


def leaks(client: Client, addresses: list[str], words: list[str]) -> list[tuple[str, str]]:
    """Addresses that answer with one of the words."""
    found = []
    for address in addresses:
        text = body(client.get(address))
        found += [(address, word) for word in words if word in text]
    return found


def test_every_address_is_known(town: Town) -> None:
    assert len(town.addresses) > 150
    for part in (
        "/admin/cases/inspect/",
        "/admin/review/",
        "/admin/snippets/publication/publicrecord/history/",
        "/admin/removal/receipts/",
    ):
        assert any(address.startswith(part) for address in town.addresses), part


def test_somebody_without_a_role_gets_nowhere(cast: Cast, town: Town, signed_in: SignIn) -> None:
    client = signed_in(cast.david)
    open_to_all = (
        "/anmal/",
        "/admin/login/",
        "/admin/password_reset/",
        "/admin/jsi18n/",
        "/admin/sprite/",
        "/admin/second-factor/",
    )
    for address in town.addresses:
        response = client.get(address)
        assert not any(word in body(response) for word in PRIVATE), address
        if address.startswith("/admin/") and not address.startswith(open_to_all):
            assert response.status_code in {302, 403, 404, 405}, address


@pytest.mark.parametrize("name", ["ingrid", "rolf", "karin", "astrid"])
def test_somebody_of_another_unit_sees_nothing_of_this_one(
    name: str, cast: Cast, town: Town, signed_in: SignIn
) -> None:
    person: User = getattr(cast, name)
    person.units.add(town.elsewhere)
    assert leaks(signed_in(person), town.addresses, PRIVATE) == []


@pytest.mark.parametrize("name", ["karin", "sara"])
def test_who_sent_a_case_is_for_those_who_handle_cases(name: str, cast: Cast, town: Town, signed_in: SignIn) -> None:
    requests = (f"/admin/removal/{town.request.pk}/",)  # the request holds the address that the person left there
    addresses = [address for address in town.addresses if address not in requests]
    assert leaks(signed_in(getattr(cast, name)), addresses, list(SENDER.values())) == []


@pytest.mark.parametrize(
    "address",
    ["/admin/trail/?number=2026-0001", "/admin/trail/?number=2026-0001&format=csv", "/admin/trail/?number=2026-9999"],
)
def test_the_trail_of_another_unit_is_closed(address: str, cast: Cast, town: Town, signed_in: SignIn) -> None:
    cast.rolf.units.add(town.elsewhere)
    assert signed_in(cast.rolf).get(address).status_code == 404


@pytest.mark.parametrize("word", ["Kanarierubrik", "Kanarietext", "Kanarina", "2026-0001"])
def test_searching_finds_nothing_of_another_unit(word: str, cast: Cast, town: Town, signed_in: SignIn) -> None:
    cast.ingrid.units.add(town.elsewhere)
    client = signed_in(cast.ingrid)
    for address in ("/admin/cases/", "/admin/snippets/publication/publicrecord/", "/admin/cases/results/"):
        assert "om gatan" not in body(client.get(address, {"q": word}))


def state_of_the_town() -> list[Any]:
    return [
        list(Case.objects.order_by("pk").values()),
        list(
            PublicRecord.objects.order_by("pk").values(
                "pk", "status", "heading", "question", "latest_revision_id", "last_editor_id"
            )
        ),
        Approval.objects.filter(current=True).count(),
        CaseEvent.objects.count(),
        list(RemovalRequest.objects.values()),
        list(RecheckTask.objects.values()),
        Receipt.objects.count(),
    ]


OURS = (
    "/admin/cases/",
    "/admin/review/",
    "/admin/removal/",
    "/admin/snippets/publication/",
    "/admin/publish/",
    "/admin/retention/",
    "/admin/trail/",
)
DETAILS = {
    "withdrawal_reason": "other", "reason": "other", "words": "x", "why": "x", "comment": "x", "what_changed": "x", "heading": "Kapad",
    "question": "Kapad", "answer": "<p>Kapad</p>", "state": "closed", "unit": "1", "next": "/", "days_online": "1", "responsible": "x",
}  # fmt: skip


def forge(client: Client, town: Town) -> None:
    """Send every form there is, as one that decides and as one that changes."""
    about = {
        "revision": str(town.record.latest_revision_id),
        "ids": str(town.record.pk),
        "records": str(town.record.pk),
    }
    for address in (each for each in town.addresses if each.startswith(OURS)):
        for decision in ("approve", "withdraw"):
            response = client.post(address, DETAILS | about | {"decision": decision})
            assert not any(word in body(response) for word in PRIVATE), address


@pytest.mark.parametrize("name", ["david", "ingrid", "rolf", "karin", "astrid"])
def test_forged_posts_change_nothing(name: str, cast: Cast, town: Town, signed_in: SignIn) -> None:
    person: User = getattr(cast, name)
    person.units.add(town.elsewhere)
    before = state_of_the_town()
    forge(signed_in(person), town)
    assert state_of_the_town() == before
    assert PublicRecord.objects.get(pk=town.record.pk).status == Status.AWAITING


def test_guessing_is_logged_without_words(cast: Cast, town: Town, signed_in: SignIn) -> None:
    cast.ingrid.units.add(town.elsewhere)
    signed_in(cast.ingrid).get(f"/admin/cases/inspect/{town.cases[0].pk}/")
    event = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.REFUSED).get()
    assert (event.user, event.where, event.object_id) == (cast.ingrid, "cases:inspect", str(town.cases[0].pk))
