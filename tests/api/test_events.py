"""Events: signed, without a word of the person, never lost, sent again until they are taken, and only where they may go."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from cms.api import wire
from cms.api.delivery import CLAIM_MINUTES, claim_next, send_due
from cms.api.integrations import change_integration, renew_token, revoke
from cms.api.models import TRIED_FOR, Delivery, DeliveryState
from cms.api.targets import TargetNotAllowedError, address_problem
from cms.api.tasks import wake
from cms.api.tokens import signing_key_as_text
from cms.api.wire import NoAnswerError, post
from cms.cases.models import Case
from cms.handling.actions import move_case
from cms.publication.actions import approve, withdraw
from cms.publication.models import Approval, PublicRecord, WithdrawalReason
from cms.publication.payload import canonical_bytes
from cms.publication.signals import release_served
from cms.stewardship.retention import apply_retention
from tests.api.caller import PRIVATE, Caller, new_answer
from tests.api.receiver import Receiver, listening
from tests.cast import Cast


@pytest.fixture
def told(make_caller: Callable[..., Caller], receiver: Receiver) -> Caller:
    """A system that is told of events."""
    return make_caller(webhook_url=receiver.url)


def answered(caller: Caller, cast: Cast, **changes: Any) -> Case:
    """A case that the system answered and Astrid closed."""
    number = caller.create(distribute=True, **changes)["number"]
    assert caller.post(f"cases/{number}/answer", new_answer()).status_code == 201
    return move_case(Case.objects.get(number=number), "close", cast.astrid)


def published(case: Case, cast: Cast) -> Approval:
    """Its public version, approved by Karin; `served` puts it online."""
    record = PublicRecord.objects.get(case=case)
    return approve(record, cast.karin, record.latest_revision, kept_findings="Prov.")


def served(settings: Settings, folder: Path, *approvals: Approval) -> None:
    """A release is served that holds these."""
    settings.RELEASED = folder
    (folder / "records").mkdir(exist_ok=True)
    lines = [canonical_bytes(json.loads(each.payload) | {"related": []}) + b"\n" for each in approvals]
    (folder / "records" / f"{approvals[0].year}.jsonl").write_bytes(b"".join(lines))
    release_served.send(sender=None, number=1)


def events(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(body) for _headers, body in receiver.received]


def test_a_case_that_is_answered_published_and_withdrawn_is_told_of_three_times(
    told: Caller, cast: Cast, receiver: Receiver, settings: Settings, tmp_path: Path
) -> None:
    case = answered(told, cast, sender={})  # a named sender would be given some days first
    approval = published(case, cast)
    send_due()
    assert [each["type"] for each in events(receiver)] == ["case.answered"]
    assert told.get(f"cases/{case.number}").json()["publication"]["state"] == "not_published"  # type: ignore[attr-defined]
    served(settings, tmp_path, approval)
    release_served.send(sender=None, number=2)
    send_due()
    publication = told.get(f"cases/{case.number}").json()["publication"]  # type: ignore[attr-defined]
    assert publication["state"] == "published"
    assert publication["url"].startswith(f"{settings.SITE_URL}/synpunkter/")
    withdraw(approval.record, cast.karin, WithdrawalReason.PERSONAL_DATA)
    send_due()
    assert [each["type"] for each in events(receiver)] == ["case.answered", "case.published", "case.withdrawn"]
    assert {each["data"]["number"] for each in events(receiver)} == {case.number}
    publication = told.get(f"cases/{case.number}").json()["publication"]  # type: ignore[attr-defined]
    assert (publication["state"], publication["url"]) == ("withdrawn", None)


def test_an_event_is_signed_as_standard_webhooks_says_and_names_nobody(
    told: Caller, cast: Cast, receiver: Receiver
) -> None:
    answered(told, cast)
    send_due()
    [(headers, body)] = receiver.received
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(signing_key_as_text(told.integration).removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    assert json.loads(body)["id"] == headers["webhook-id"]
    assert set(json.loads(body)) == {"id", "type", "timestamp", "data"}
    assert not [word for word in (*PRIVATE, "hål") if word in body.decode()]


def test_only_the_system_that_sent_the_case_is_told(
    told: Caller, make_caller: Callable[..., Caller], cast: Cast, receiver: Receiver
) -> None:
    make_caller("annat", webhook_url=receiver.url.replace("events", "annat"))
    answered(told, cast)
    assert Delivery.objects.get().integration == told.integration


def test_nothing_is_sent_in_the_request_and_an_answer_that_is_rolled_back_is_not_told(
    told: Caller, cast: Cast, receiver: Receiver
) -> None:
    with transaction.atomic():
        answered(told, cast)
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()
    answered(told, cast)
    assert receiver.received == []
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_what_is_queued_wakes_the_worker(
    told: Caller,
    cast: Cast,
    receiver: Receiver,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as waiting:
        answered(told, cast)
    next(each for each in waiting if each is wake)()
    assert len(receiver.received) == 1


@pytest.mark.parametrize("status", [301, 400, 404, 500, 503])
def test_an_event_that_is_not_taken_is_sent_again_later_with_the_same_id(
    told: Caller, cast: Cast, receiver: Receiver, status: int
) -> None:
    receiver.answers = [status]
    answered(told, cast)
    answered(told, cast)
    assert len(send_due().postponed) == 1
    assert len(receiver.received) == 1, "the receiver is left alone after a refusal"
    assert send_due().postponed == []
    report = send_due(now=timezone.now() + timedelta(minutes=2))
    assert len(report.delivered) == 2
    assert len({each["id"] for each in events(receiver)}) == 2
    assert set(Delivery.objects.values_list("state", "trouble")) == {(DeliveryState.DELIVERED, "200")}


def test_an_event_is_given_up_after_three_days_or_when_the_receiver_is_gone(
    told: Caller, cast: Cast, receiver: Receiver
) -> None:
    answered(told, cast)
    receiver.answers = [500, 500]
    send_due()
    send_due(now=timezone.now() + TRIED_FOR + timedelta(minutes=1))
    event = Delivery.objects.get()
    assert (event.state, event.attempts, event.trouble) == (DeliveryState.GIVEN_UP, 2, "500")
    answered(told, cast)
    receiver.answers = [410]
    assert len(send_due().given_up) == 1


def test_an_event_of_a_worker_that_died_is_sent_by_another(told: Caller, cast: Cast, receiver: Receiver) -> None:
    answered(told, cast)
    dead = claim_next()
    assert dead is not None
    assert send_due().delivered == [], "as long as the worker may live, nobody else sends it"
    Delivery.objects.update(claimed_at=timezone.now() - timedelta(minutes=CLAIM_MINUTES, seconds=1))
    assert send_due().delivered == [dead.pk]
    assert len(receiver.received) == 1


def test_two_workers_send_each_event_once(told: Caller, cast: Cast) -> None:
    answered(told, cast)
    assert claim_next() is not None
    assert claim_next() is None


def test_a_revoked_system_is_told_nothing_and_one_with_a_new_token_the_rest_with_the_new_key(
    told: Caller, cast: Cast, receiver: Receiver
) -> None:
    answered(told, cast)
    revoke(told.integration, cast.sara)
    assert send_due().delivered == []
    earlier = signing_key_as_text(told.integration)
    renew_token(told.integration, cast.sara)
    assert signing_key_as_text(told.integration) != earlier
    assert len(send_due().delivered) == 1


def test_the_log_is_emptied_when_its_time_is_up(told: Caller, cast: Cast, settings: Any) -> None:
    answered(told, cast)
    Delivery.objects.update(state=DeliveryState.DELIVERED, finished_at=timezone.now())
    apply_retention(timezone.localdate() + timedelta(days=settings.EVENTS_KEPT_DAYS))
    assert Delivery.objects.exists()
    late = timezone.localdate() + timedelta(days=settings.EVENTS_KEPT_DAYS + 2)
    assert apply_retention(late, dry_run=True).events_forgotten == 1
    apply_retention(late)
    assert not Delivery.objects.exists()


def test_the_command_sends_and_says_what_was_not_taken(told: Caller, cast: Cast, receiver: Receiver) -> None:
    answered(told, cast)
    receiver.answers = [503]
    with pytest.raises(CommandError, match="did not take"):
        call_command("send_events")
    Delivery.objects.update(next_attempt_at=timezone.now())
    call_command("send_events", "--json")
    assert len(receiver.received) == 2


# ------------------------------------------------------------------------------------------------- where events may go


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://user@example.org/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data/",
        "https://192.168.0.1:8443/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[2002:7f00:1::]/",
        "https://224.0.0.1/",
        "https://example.org:99999/",
        "https://example.org/a b",
        "https://example.org/\r\nHost: inner",
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    assert address_problem(url)
    with pytest.raises((TargetNotAllowedError, NoAnswerError)):
        post(url, b"{}", {})


def test_a_name_that_comes_to_mean_a_machine_of_the_inner_network_is_not_connected_to(
    told: Caller, cast: Cast, receiver: Receiver, settings: Settings
) -> None:
    settings.WEBHOOK_HOSTS = set()
    url = f"https://localhost:{receiver.port}/"
    assert address_problem(url) == "", "the name alone does not tell"
    change_integration(told.integration, cast.sara, webhook_url=url)
    answered(told, cast)
    assert len(send_due().postponed) == 1
    assert receiver.received == []
    assert Delivery.objects.get().trouble == "address not allowed"


def test_a_redirect_leads_nowhere(told: Caller, cast: Cast, receiver: Receiver, certificate: Path) -> None:
    inner = Receiver()
    with listening(inner, certificate):
        receiver.answers, receiver.location = [307], inner.url
        answered(told, cast)
        assert len(send_due().postponed) == 1
    assert inner.received == []


def test_a_certificate_that_does_not_hold_is_not_spoken_with(
    told: Caller, cast: Cast, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    answered(told, cast)
    send_due()
    assert receiver.received == []
    assert Delivery.objects.get().trouble == "certificate"


def test_nobody_there_and_no_answer_are_trouble_not_a_crash(
    told: Caller, cast: Cast, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "ANSWER_SECONDS", 0.3)
    receiver.pause_seconds = 1
    with pytest.raises(NoAnswerError, match="Timeout"):
        post(receiver.url, b"{}", {})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(NoAnswerError, match="ConnectionRefusedError"):
            post(f"https://127.0.0.1:{free.getsockname()[1]}/", b"{}", {})


def test_a_receiver_that_speaks_no_tls_does_not_hold_the_worker(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_HOSTS = {"127.0.0.1"}
    monkeypatch.setattr(wire, "ANSWER_SECONDS", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        with pytest.raises(NoAnswerError):
            post(f"https://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {})
    assert time.monotonic() - began < 5
