"""Letters do not outlive what they are about."""

from __future__ import annotations

from datetime import timedelta

from django.core import mail as django_mail
from django.utils import timezone

from cms.accounts.system import system_user
from cms.cases.states import State
from cms.mail.delivery import send_due
from cms.mail.models import Message, MessageState
from cms.mail.purposes import Purpose
from cms.mail.queue import queue_mail
from cms.stewardship.erasure import erase_contact
from cms.stewardship.retention import apply_retention
from tests.cast import Cast
from tests.factories import case_in


def letter(about: str = "", key: str = "x") -> Message:
    return queue_mail(Purpose.PENDING, "fia@prov.example", {"number": about, "words": "Om Fia."}, key=key, about=about)


def test_sent_letters_are_emptied_when_their_time_is_up(db: None) -> None:
    message = letter()
    send_due()
    today = timezone.localdate()
    assert apply_retention(today + timedelta(days=20)).letters_erased == 0
    assert apply_retention(today + timedelta(days=32), dry_run=True).letters_erased == 1
    assert apply_retention(today + timedelta(days=32)).letters_erased == 1
    assert apply_retention(today + timedelta(days=32)).letters_erased == 0
    message.refresh_from_db()
    assert (message.to, message.text, message.state) == ("", "", MessageState.SENT)


def test_a_letter_that_waits_is_not_emptied_by_time_alone(db: None) -> None:
    letter()
    assert apply_retention(timezone.localdate() + timedelta(days=400)).letters_erased == 0


def test_letters_about_a_case_go_with_its_contact_details(cast: Cast) -> None:
    case = case_in(State.CLOSED, cast)
    message = letter(case.number)
    other = letter("2019-0001", key="other")
    erase_contact(case, system_user())
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.to, message.text) == ("", "")
    assert other.to == "fia@prov.example"
    send_due()
    assert [mail.to for mail in django_mail.outbox] == [["fia@prov.example"]]
