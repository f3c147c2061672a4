"""Which letters go out when a case moves: to the person, to those who are to answer, to the manager. The one place that sends them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from cms.cases.clock_faces import ClockFace, Clocks
from cms.cases.correspondence import is_from_person
from cms.cases.models import Case, CaseEvent
from cms.handling.people import addresses_for, mailbox_of, nearest_with, registrars_of
from cms.handling.survey import invite
from cms.intake.actions import answer_address, code_for_letter
from cms.intake.receipts import as_typed
from cms.mail.purposes import Purpose
from cms.mail.queue import queue_mail

STAFF_LANGUAGE = "sv"


def tell_of_move(sender: Any, case: Case, event: CaseEvent, by: Any, values: dict[str, Any], **kwargs: Any) -> None:
    """Queue the letters that belong to a move. Runs inside the move's transaction."""
    words = values.get("words") or ""
    match event.action:
        case "distribute" | "redirect":
            _assign(case, event, addresses_for(case.unit, case.investigator), by)
            if case.kind.code == "praise":
                _assign(case, event, managers_of(case), by, role="manager")
        case "take" | "return_answer":
            _assign(case, event, addresses_for(case.unit, case.investigator), by)
        case "reopen" | "resume" if is_from_person(event):
            answering = addresses_for(case.unit, case.investigator)
            _assign(case, event, answering, by)
            _assign(
                case, event, [each for each in registrars_of(case.unit) if each not in answering], by, role="registrar"
            )
        case "reopen":
            _assign(case, event, addresses_for(case.unit, case.investigator), by)
        case "ask":
            fields = {"words": words or event.comment, "reply_by": _day(case, values.get("reply_by"))}
            to_person(case, Purpose.QUESTION, event, fields)
        case "reject":
            to_person(case, Purpose.REJECTION, event, {"words": words})
        case "send_elsewhere":
            to_person(case, Purpose.ELSEWHERE, event, {"words": words})
        case "thank":
            to_person(case, Purpose.THANKS, event, {"words": words})
        case "close":
            with override(_language(case)):
                outcome = " – ".join(filter(None, (case.get_outcome_display(), case.outcome_text)))
            fields = {"answered_by": case.answered_by_role, "answer": case.answer, "outcome": outcome}
            if case.sender_email:
                fields["survey_link"] = invite(case, timezone.localdate())
            to_person(case, Purpose.ANSWER, event, fields)


def acknowledge(case: Case, event: CaseEvent) -> bool:
    """Tell the person that their words were taken down; whether there was an address to tell."""
    faces = Clocks().faces(case, timezone.localdate())
    promised = next((face for face in faces if face.code.startswith("promise:")), None)
    return to_person(case, Purpose.ACKNOWLEDGEMENT, event, {"answer_by": _day(case, promised.due) if promised else ""})


def inform(case: Case, event: CaseEvent, words: str, expected_on: date | None) -> bool:
    """Tell the person how far it has come; whether there was an address to tell."""
    return to_person(case, Purpose.PENDING, event, {"words": words, "expected_on": _day(case, expected_on)})


def to_person(case: Case, purpose: Purpose, event: CaseEvent, fields: dict[str, Any]) -> bool:
    """One letter to the person, with its own way to the page of their case; False when they left no e-mail address."""
    if not case.sender_email:
        return False
    code = code_for_letter(case)
    values = {
        "number": case.number,
        "kind": case.kind.name,
        "unit": case.unit.name,
        "received_on": _day(case, case.received_on),
        "link": answer_address(case, code),
        "code": as_typed(code),
        **fields,
    }
    queue_mail(
        purpose,
        case.sender_email,
        values,
        language=_language(case),
        key=f"{purpose}:{case.number}:{event.pk}",
        about=case.number,
    )
    return True


def of_clock(purpose: Purpose, case: Case, face: ClockFace, to: Iterable[str]) -> int:
    """A reminder, a notice that the time is up, or an escalation, to staff; gives how many letters."""
    values = {
        "number": case.number,
        "kind": case.kind.name,
        "unit": case.unit.name,
        "days": abs(face.left),
        "due_on": f"{face.due:%Y-%m-%d}",
        "stage": face.title,
        "link": case_link(case),
    }
    return _to_staff(purpose, case, to, values, f"{face.code}:{face.due:%Y%m%d}")


def managers_of(case: Case) -> list[str]:
    """Where the manager nearest to the unit is reached, otherwise its mailbox."""
    people = [person.email for person in nearest_with("receive_escalation", case.unit) if person.email]
    return people or [address for address in [mailbox_of(case.unit)] if address]


def case_link(case: Case) -> str:
    """The case in the admin."""
    return settings.ADMIN_URL + reverse("cases:inspect", args=[case.pk])


def _assign(case: Case, event: CaseEvent, to: list[str], by: Any, *, role: str = "") -> None:
    """Tell those who are to answer, except the one who did it."""
    others = [address for address in to if by is None or address != by.email]
    if not others:
        return
    due = next((face.due for face in Clocks().running(case, timezone.localdate())), None)
    values = {
        "number": case.number,
        "kind": case.kind.name,
        "unit": case.unit.name,
        "due_on": f"{due:%Y-%m-%d}" if due else "",
        "link": case_link(case),
    }
    _to_staff(Purpose.ASSIGNMENT, case, others, values, f"{event.pk}{role}")


def _to_staff(purpose: Purpose, case: Case, to: Iterable[str], values: dict[str, Any], event: str) -> int:
    count = 0
    for place, address in enumerate(dict.fromkeys(to)):
        queue_mail(
            purpose,
            address,
            values,
            language=STAFF_LANGUAGE,
            key=f"{purpose}:{case.number}:{event}:{place}",
            about=case.number,
        )
        count += 1
    return count


def _language(case: Case) -> str:
    return "en" if case.language.startswith("en") else "sv"


def _day(case: Case, day: date | None) -> str:
    """The day as the person reads it."""
    if day is None:
        return ""
    with override(_language(case)):
        return date_format(day, "j F Y")
