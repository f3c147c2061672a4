"""Takes in what somebody sent by the public form: case, receipt, files and acknowledgement in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from cms.accounts.models import User
from cms.cases.actions import register
from cms.cases.calendar import WorkingCalendar
from cms.cases.clocks import PromiseTerms, answer_due, promise_terms, promise_that_applied
from cms.cases.models import Case, Kind
from cms.intake import abuse, attachments
from cms.intake.attachments import CleanFile
from cms.intake.form import kind_name
from cms.intake.lists import once_a_minute
from cms.intake.models import LetterCode, Submission
from cms.intake.receipts import as_typed, fingerprint, make_code
from cms.mail.purposes import Purpose
from cms.mail.queue import queue_mail
from cms.organisation.actions import ensure_municipality
from cms.organisation.models import ClosedDay, Municipality, OrganisationUnit
from cms.organisation.selectors import municipality_root


@dataclass(frozen=True)
class Received:
    """What the person gets to know."""

    case: Case
    code: str
    answer_by: date | None


def receive(
    *,
    nonce: str,
    kind: Kind,
    unit_code: str | None,
    text: str,
    language: str,
    name: str = "",
    email: str = "",
    phone: str = "",
    wants_publication: bool,
    files: Sequence[CleanFile] = (),
    by: User | None = None,
    received_on: date | None = None,
    acknowledged: bool = True,
    **fields: Any,
) -> Received:
    """Register what was sent, once: the same nonce again gives the case and code that it gave the first time.

    `by`, `received_on` and `fields` (of the case) are for what comes in by another program; a person outside is nobody, and writes today.
    """
    code = make_code(nonce)
    try:
        with transaction.atomic():
            case = _known(nonce)
            if case is None:
                case = register(
                    kind=kind,
                    unit=_unit(unit_code),
                    text=text,
                    received_on=received_on or timezone.localdate(),
                    by=by,
                    language=language,
                    sender_name=name,
                    sender_email=email,
                    sender_phone=phone,
                    wants_publication=wants_publication,
                    **fields,
                )
                Submission.objects.create(case=case, code_sha256=fingerprint(code), nonce_sha256=fingerprint(nonce))
                _keep(case, files)
                if email and acknowledged:
                    acknowledge(case, code)
    except IntegrityError:  # the same form came in at the same moment
        case = _known(nonce)
        if case is None:
            raise
    return Received(case, code, promised_day(case))


def _known(nonce: str) -> Case | None:
    pk = Submission.objects.filter(nonce_sha256=fingerprint(nonce)).values_list("case_id", flat=True).first()
    return Case.objects.select_related("unit", "kind").get(pk=pk) if pk else None


def _unit(code: str | None) -> OrganisationUnit:
    """The unit meant; the municipality itself when nobody knows."""
    found = OrganisationUnit.objects.filter(code=code).first() if code else None
    return found or municipality_root() or ensure_municipality(Municipality.load().municipality)


def _keep(case: Case, files: Sequence[CleanFile]) -> None:
    kept = []
    try:
        kept += [attachments.keep(case, file) for file in files]
    except BaseException:
        for attachment in kept:
            attachments.path_of(attachment).unlink(missing_ok=True)
        raise


def promised_day(case: Case) -> date | None:
    """The last day on which an answer keeps the promise that covers the case."""
    if case.received_on is None:
        return None
    terms, calendar = _promises()
    promise = promise_that_applied(terms, case.received_on, case.kind_id, case.unit.path)
    return answer_due(case.received_on, promise, calendar) if promise else None


def _promises() -> tuple[list[PromiseTerms], WorkingCalendar]:
    """What is promised, and which days count."""
    return once_a_minute(
        "promises", lambda: (promise_terms(), WorkingCalendar(ClosedDay.objects.values_list("day", flat=True)))
    )


def answer_address(case: Case, code: str) -> str:
    """Where whoever has the code reads the answer."""
    language = case.language if case.language in abuse.LANGUAGES else settings.LANGUAGE_CODE
    return f"{settings.FORMS_URL}{reverse('feedback_answer', args=[code])}?lang={language}"


def code_for_letter(case: Case) -> str:
    """A fresh code for one letter about the case: the earlier ones are known to the person alone."""
    code = make_code(secrets.token_urlsafe(32))
    LetterCode.objects.create(case=case, code_sha256=fingerprint(code))
    return code


def acknowledge(case: Case, code: str) -> None:
    """Queue the acknowledgement to the address that the person left."""
    due = promised_day(case)
    with translation.override(case.language):
        context: dict[str, Any] = {
            "number": case.number,
            "kind": kind_name(case.kind),
            "unit": case.unit.name,
            "received_on": date_format(case.received_on, "j F Y") if case.received_on else "",
            "answer_by": date_format(due, "j F Y") if due else "",
            "code": as_typed(code),
            "link": answer_address(case, code),
        }
    queue_mail(
        Purpose.ACKNOWLEDGEMENT,
        case.sender_email,
        context,
        language=case.language,
        key=f"acknowledgement:{case.number}",
        about=case.number,
    )
