"""Letters against a real mail server: what it takes, refuses, postpones, and what a crash does."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from cms.mail import delivery
from cms.mail.delivery import CLAIM_MINUTES, claim_next, send_due
from cms.mail.models import GIVE_UP_AFTER, Message, MessageState
from cms.mail.purposes import Purpose
from cms.mail.queue import queue_mail
from tests.commands import ROOT, environment
from tests.mail.smtp import Post, listening
from tests.migrated import lay_out

TO = "fia.provsson@prov.example"
WORDS = {"number": "2026-0001", "received_on": "2 mars 2026", "link": "https://admin.example/svar/abc", "code": "abc"}


def queued(key: str = "ack:2026-0001", to: str = TO) -> Message:
    return queue_mail(Purpose.ACKNOWLEDGEMENT, to, WORDS, language="sv", key=key, about="2026-0001")


def later(minutes: float) -> None:
    """Time passes: what waits so long is due."""
    Message.objects.update(next_attempt_at=timezone.now() - timedelta(minutes=1))
    for message in Message.objects.filter(claimed_at__isnull=False):
        Message.objects.filter(pk=message.pk).update(claimed_at=message.claimed_at - timedelta(minutes=minutes))


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_a_letter_arrives_as_plain_text_and_simple_html(db: None, post: Post) -> None:
    message = queued()
    send_due()
    assert state_of(message) == MessageState.SENT
    [letter] = post.received
    assert letter["To"] == TO
    assert letter["Subject"] == "Vi har tagit emot din synpunkt, 2026-0001"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    plain, page = (part.get_content() for part in letter.iter_parts())
    assert "2 mars 2026" in plain
    assert '<a href="https://admin.example/svar/abc">' in page
    assert "svar senast" not in plain, "a paragraph without its field is left out"


def test_a_letter_with_a_receipt_code_is_emptied_when_it_is_sent(db: None, post: Post) -> None:
    message = queued()
    send_due()
    message.refresh_from_db()
    assert (message.to, message.text, message.state) == ("", "", MessageState.SENT)


def test_the_same_key_is_one_letter_and_one_letter_is_sent_once(db: None, post: Post) -> None:
    assert queued().pk == queued().pk
    send_due()
    send_due()
    call_command("send_mail_queue")
    assert len(post.received) == 1


def test_a_refused_address_is_not_tried_again(db: None, post: Post) -> None:
    post.to_rcpt = ["550 5.1.1 No such user"]
    message = queued()
    send_due()
    later(0)
    send_due()
    assert state_of(message) == MessageState.REFUSED
    assert message.trouble == "550"
    assert post.received == []


def test_a_refused_letter_does_not_hold_up_the_others(db: None, post: Post) -> None:
    post.to_data = ["554 5.7.1 Not this one"]
    first, second = queued("one"), queued("two")
    send_due()
    assert (state_of(first), state_of(second)) == (MessageState.REFUSED, MessageState.SENT)


def test_greylisting_postpones_and_then_the_letter_arrives_once(db: None, post: Post) -> None:
    post.to_rcpt = ["450 4.2.0 Greylisted, try again"]
    message = queued()
    send_due()
    assert state_of(message) == MessageState.WAITING
    assert message.next_attempt_at > timezone.now() + timedelta(minutes=1)
    send_due()
    assert post.received == [], "not before its time"
    later(0)
    send_due()
    assert state_of(message) == MessageState.SENT
    assert message.attempts == 2
    assert len(post.received) == 1


def test_pauses_grow_and_after_five_days_the_letter_is_given_up(db: None, post: Post) -> None:
    post.to_rcpt = ["451 Try later"] * 40
    message, now, pauses = queued(), timezone.now(), []
    for _attempt in range(40):
        send_due(now=now)
        if state_of(message) == MessageState.GIVEN_UP:
            break
        pauses.append(message.next_attempt_at - now)
        now = message.next_attempt_at
    assert pauses == sorted(pauses)
    assert now - message.created_at > GIVE_UP_AFTER - timedelta(days=1)
    assert state_of(message) == MessageState.GIVEN_UP


def test_a_server_that_says_nothing_times_out_and_costs_one_attempt(db: None, settings: Settings) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", silent.getsockname()[1], 0.3
        first, second = queued("one"), queued("two")
        report = send_due()
    assert report.stopped_by_trouble
    assert (state_of(first), first.attempts) == (MessageState.WAITING, 1)
    assert (state_of(second), second.attempts) == (MessageState.WAITING, 0)


def test_the_command_fails_when_the_server_is_away_and_loses_nothing(db: None, settings: Settings) -> None:
    with listening(Post()) as port:
        pass
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    message = queued()
    with pytest.raises(CommandError, match="still in the queue"):
        call_command("send_mail_queue")
    assert state_of(message) == MessageState.WAITING


def test_two_workers_never_take_the_same_letter(db: None) -> None:
    queued("one")
    queued("two")
    taken = [claim_next(), claim_next(), claim_next()]
    assert len({message.pk for message in taken if message}) == 2
    assert taken[2] is None


def test_a_claim_of_a_dead_worker_runs_out(db: None, post: Post) -> None:
    message = queued()
    assert claim_next()
    send_due()
    assert post.received == []
    later(CLAIM_MINUTES + 1)
    send_due()
    assert state_of(message) == MessageState.SENT


def test_a_worker_that_wakes_late_does_not_write_over_another(db: None, post: Post) -> None:
    late = queued() and claim_next()
    assert late
    later(CLAIM_MINUTES + 1)
    send_due()
    delivery._mark(late, MessageState.WAITING)
    assert Message.objects.get(pk=late.pk).state == MessageState.SENT


def test_dry_run_sends_nothing(db: None, post: Post, capsys: pytest.CaptureFixture[str]) -> None:
    queued()
    call_command("send_mail_queue", "--dry-run")
    assert "1" in capsys.readouterr().out
    assert post.received == []


def test_no_log_line_and_no_trouble_holds_an_address(db: None, post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.to_rcpt = [f"550 <{TO}> Fia Provsson does not live here", f"450 <{TO}> later"]
    with caplog.at_level(logging.INFO):
        queued("one")
        queued("two")
        send_due()
    said = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "mail.log"
    )  # the stand-in's own
    assert "550" in said
    kept = " ".join(Message.objects.values_list("trouble", flat=True))
    assert "provsson" not in (said + kept).lower()


@pytest.mark.parametrize("to", ["", "no address", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_what_is_no_address_is_refused_at_the_door(db: None, to: str) -> None:
    with pytest.raises(ValidationError):
        queued(to=to)


class Slow(Post):
    """Holds the letter in its hands until it is told to go on, before or after it took it."""

    def __init__(self, flag: Path, *, takes_first: bool) -> None:
        super().__init__()
        self.flag, self.takes_first, self.asked = flag, takes_first, 0

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        import asyncio

        self.asked += 1
        if self.asked == 1:
            if self.takes_first:
                await super().handle_DATA(server, session, envelope)
            self.flag.touch()
            await asyncio.sleep(60)
        return await super().handle_DATA(server, session, envelope)


QUEUE = """
import django; django.setup()
from cms.mail.queue import queue_mail
for number in range(5):
    queue_mail("acknowledgement", "fia@prov.example", {"number": f"2026-000{number}"}, key=f"ack:{number}")
"""
PASS_TIME = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from cms.mail.models import Message
Message.objects.filter(claimed_at__isnull=False).update(claimed_at=timezone.now() - timedelta(hours=1))
"""


@pytest.mark.slow
@pytest.mark.parametrize("takes_first", [False, True])
def test_killed_in_the_middle_nothing_is_lost_and_a_doubtful_letter_keeps_its_message_id(
    tmp_path: Path, takes_first: bool
) -> None:
    lay_out(tmp_path)
    post = Slow(tmp_path / "in-the-middle", takes_first=takes_first)
    with listening(post) as port:
        own = environment(tmp_path, KLARSYN_SMTP_HOST="127.0.0.1", KLARSYN_SMTP_PORT=str(port))
        run = [sys.executable, "manage.py", "send_mail_queue"]
        subprocess.run([sys.executable, "-c", QUEUE], cwd=ROOT, env=own, check=True)
        killed = subprocess.Popen(run, cwd=ROOT, env=own)
        deadline = time.monotonic() + 60
        while not post.flag.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        subprocess.run(run, cwd=ROOT, env=own, check=True, capture_output=True)
        assert len({letter["Message-ID"] for letter in post.received}) == (5 if takes_first else 4)
        subprocess.run([sys.executable, "-c", PASS_TIME], cwd=ROOT, env=own, check=True)
        subprocess.run(run, cwd=ROOT, env=own, check=True, capture_output=True)
    identities = [letter["Message-ID"] for letter in post.received]
    assert len(set(identities)) == 5, "none is lost"
    assert len(identities) == (6 if takes_first else 5), (
        "only the letter that the server had taken comes twice, as the same"
    )
    assert len({bytes(letter) for letter in post.received}) == 5, "and it is the same letter"
