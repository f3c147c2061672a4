"""From the button to the receipt: the item leaves the served site and every kept release, and the receipt says so."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from cms.accounts.models import User
from cms.mail.delivery import send_due
from cms.publication.actions import withdraw
from cms.publication.models import Status, WithdrawalReason
from cms.publication.policies import PublicationNotAllowedError
from cms.publication.signals import release_wanted
from cms.stewardship import requests
from cms.stewardship.models import Concern, Receipt, RemovalRequest, RequestState
from cms.stewardship.receipts import complete_receipts, mail_receipt, parts_of, receipt_sentences, withdraw_now
from publish.files import write_json
from publish.models import Release
from tests.cast import Cast
from tests.factories import approved, streets

SHA = "a" * 64
SignIn = Callable[[User], Client]


@pytest.fixture
def served() -> Iterator[Callable[[str], None]]:
    """Lets a release without an item be served, as the publish step says it."""

    def serve(public_id: str) -> None:
        release = settings.VAR / "releases" / "7"
        release.mkdir(parents=True, exist_ok=True)
        files = [
            "index.html",
            f"synpunkter/{public_id.replace('-', '/')}-…/index.html",
            "sok/index/…",
            "sitemap-2026.xml",
            "data/alla.csv",
        ]
        proof = {"release": 7, "manifest_sha256": SHA, "at": timezone.now().isoformat(), "files": files}
        write_json(release / "removed.json", {public_id: proof})
        write_json(settings.VAR / "purged.json", {"5": [public_id], "6": [public_id, "2026-0099"], "4": ["2026-0099"]})
        complete_receipts(None, number=7)

    yield serve
    shutil.rmtree(settings.VAR / "releases", ignore_errors=True)
    Path(settings.VAR / "purged.json").unlink(missing_ok=True)


@pytest.fixture
def wanted() -> Iterator[list[str]]:
    """Releases asked for, instead of made."""
    asked: list[str] = []
    receivers, release_wanted.receivers = release_wanted.receivers, []
    release_wanted.sender_receivers_cache.clear()

    def note(sender: object, who: str = "", **kwargs: object) -> None:
        asked.append(who)

    release_wanted.connect(note)
    yield asked
    release_wanted.receivers = receivers
    release_wanted.sender_receivers_cache.clear()


def test_one_action_withdraws_and_starts_a_release(
    cast: Cast, wanted: list[str], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    record = approved(cast).record
    with django_capture_on_commit_callbacks(execute=True):
        receipt = withdraw_now(record, cast.karin, WithdrawalReason.REQUEST)
    record.refresh_from_db()
    assert record.status == Status.WITHDRAWN
    assert wanted == ["Karin"]
    assert not receipt.is_complete


def test_nobody_withdraws_without_the_right(cast: Cast, wanted: list[str]) -> None:
    record = approved(cast).record
    for person in (cast.david, cast.ingrid, cast.rolf):
        with pytest.raises(PublicationNotAllowedError):
            withdraw_now(record, person, WithdrawalReason.OTHER)
    assert not Receipt.objects.exists()


def test_every_withdrawal_has_a_receipt_wherever_it_was_decided(cast: Cast) -> None:
    withdraw(approved(cast).record, cast.karin, WithdrawalReason.WRONG_ANSWER)
    assert Receipt.objects.get().public_id == "2026-0001"


def test_the_receipt_names_release_hash_files_and_older_releases(cast: Cast, served: Callable[[str], None]) -> None:
    withdraw(approved(cast).record, cast.karin, WithdrawalReason.REQUEST)
    served("2026-0001")
    receipt = Receipt.objects.get()
    assert (receipt.release, receipt.manifest_sha256, receipt.older_releases) == (7, SHA, [5, 6])
    assert dict(parts_of(receipt.files)).values()
    assert sum(count for _part, count in parts_of(receipt.files)) == 5
    assert any(SHA in sentence for sentence in receipt_sentences(receipt))


def test_a_receipt_is_not_completed_by_a_release_that_does_not_prove_it(
    cast: Cast, served: Callable[[str], None]
) -> None:
    withdraw(approved(cast).record, cast.karin, WithdrawalReason.REQUEST)
    served("2026-0002")
    assert not Receipt.objects.get().is_complete


def test_the_receipt_can_be_read_printed_and_sent(cast: Cast, served: Callable[[str], None], signed_in: SignIn) -> None:
    record = approved(cast).record
    asked = requests.receive(
        public_id="2026-0001", concern=Concern.ABOUT_ME, message="", contact="fia@prov.example", language="en"
    )
    requests.decide_withdraw(asked, cast.karin, WithdrawalReason.REQUEST, "")
    receipt = Receipt.objects.get()
    with pytest.raises(ValueError, match=r"has not left|inte"):
        mail_receipt(receipt, cast.karin)
    served(record.public_id)
    client = signed_in(cast.karin)
    page = client.get(f"/admin/removal/receipts/{receipt.pk}/")
    assert page.status_code == 200
    assert SHA in page.content.decode()
    assert client.post(f"/admin/removal/receipts/{receipt.pk}/mail/").status_code == 302
    assert mail.outbox == [], "the person's mail server is not waited for"
    send_due()
    (letter,) = [each for each in mail.outbox if "withdrawn" in each.body]
    assert letter.to == ["fia@prov.example"]
    assert "2026-0001 was withdrawn" in letter.body
    assert SHA in letter.body


def test_a_request_is_decided_once_and_with_words(cast: Cast) -> None:
    approved(cast)
    asked = requests.receive(public_id="2026-0001", concern=Concern.WRONG, message="Fel.", contact="", language="sv")
    with pytest.raises(requests.RequestNotAllowedError):
        requests.decide_without_withdrawal(asked, cast.karin, RequestState.REJECTED, "  ")
    requests.decide_without_withdrawal(asked, cast.karin, RequestState.REJECTED, "Uppgiften stämmer.")
    with pytest.raises(requests.RequestNotAllowedError):
        requests.decide_withdraw(asked, cast.karin, WithdrawalReason.OTHER, "")
    assert RemovalRequest.objects.get().state == RequestState.REJECTED


def test_two_requests_about_one_item_share_the_withdrawal(cast: Cast) -> None:
    approved(cast)
    first, second = (
        requests.receive(public_id="2026-0001", concern=Concern.ABOUT_ME, message="", contact="", language="sv")
        for _each in range(2)
    )
    requests.decide_withdraw(first, cast.karin, WithdrawalReason.REQUEST, "")
    receipt = requests.decide_withdraw(second, cast.astrid, WithdrawalReason.REQUEST, "")
    assert Receipt.objects.get() == receipt


def test_the_clock_of_a_request_counts_working_days(cast: Cast) -> None:
    approved(cast)
    wednesday = timezone.make_aware(timezone.datetime(2026, 6, 17, 23, 0))
    asked = requests.receive(
        public_id="2026-0001", concern=Concern.OTHER, message="", contact="", language="sv", at=wednesday
    )
    assert asked.due_on.isoformat() == "2026-06-23"


def test_the_pages_of_the_office_work_from_request_to_receipt(cast: Cast, signed_in: SignIn, wanted: list[str]) -> None:
    approved(cast)
    asked = requests.receive(
        public_id="2026-0001", concern=Concern.ABOUT_ME, message="Det är jag.", contact="", language="sv"
    )
    client = signed_in(cast.karin)
    assert "2026-0001" in client.get("/admin/removal/").content.decode()
    assert "Det är jag." in client.get(f"/admin/removal/{asked.pk}/").content.decode()
    client.post(f"/admin/removal/{asked.pk}/", {"decision": "take"})
    asked.refresh_from_db()
    assert asked.taken_by == cast.karin
    answer = client.post(
        f"/admin/removal/{asked.pk}/", {"decision": "withdraw", "reason": "request", "words": "Borttaget."}
    )
    assert answer.headers["Location"] == f"/admin/removal/receipts/{Receipt.objects.get().pk}/"
    assert client.get("/admin/removal/?decided=1").status_code == 200
    assert client.get("/admin/removal/receipts/").status_code == 200


def test_a_record_has_the_button_and_the_page_behind_it(cast: Cast, signed_in: SignIn) -> None:
    record = approved(cast).record
    client = signed_in(cast.karin)
    page = client.get(f"/admin/snippets/publication/publicrecord/edit/{record.pk}/").content.decode()
    assert f"/admin/removal/withdraw/{record.pk}/" in page
    assert client.get(f"/admin/removal/withdraw/{record.pk}/").status_code == 200
    client.post(f"/admin/removal/withdraw/{record.pk}/", {"reason": "retention"})
    assert not Receipt.objects.exists()
    client.post(f"/admin/removal/withdraw/{record.pk}/", {"reason": "personal_data", "comment": ""})
    assert Receipt.objects.get().withdrawal.reason == "personal_data"


def test_a_wanted_release_is_entered_once_while_it_waits(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from publish import urgent

    enqueued: list[int] = []

    class Task:
        enqueue = staticmethod(enqueued.append)

    monkeypatch.setattr(urgent, "run_urgent_release", Task)
    urgent.start(None, user=cast.karin, who="Karin")
    urgent.start(None, user=cast.karin, who="Karin")
    assert enqueued == [Release.objects.get().pk]


def test_somebody_of_another_unit_sees_no_request(cast: Cast, signed_in: SignIn) -> None:
    record = approved(cast).record
    other = (
        streets()
        .get_parent()
        .add_child(instance=type(streets())(code="org-9", name="Parkenheten", slug="park", level="unit"))
    )
    cast.karin.units.add(other)
    asked = requests.receive(
        public_id=record.public_id, concern=Concern.ABOUT_ME, message="Hemligt", contact="", language="sv"
    )
    client = signed_in(cast.karin)
    assert "2026-0001" not in client.get("/admin/removal/").content.decode()
    assert client.get(f"/admin/removal/{asked.pk}/").status_code == 404
    with pytest.raises(requests.RequestNotAllowedError):
        requests.take(asked, cast.karin)
