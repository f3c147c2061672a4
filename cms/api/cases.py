"""Cases over the API: the doors of the office and its state table, used in the name of the integration's account."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cms.api import words
from cms.api.models import Integration, SentCase
from cms.api.once import once
from cms.api.problems import ProblemError, not_found
from cms.api.schemas import CaseLine, CaseList, CaseState, CreatedCase, NewAnswer, NewCase, Publication
from cms.api.scopes import Scope
from cms.cases.actions import make_move
from cms.cases.models import Case, Outcome
from cms.cases.states import State
from cms.handling.actions import move_case
from cms.intake.actions import promised_day, receive
from cms.intake.receipts import make_code
from cms.publication.models import Approval, Withdrawal

EARLIEST = date(2000, 1, 1)


def create(integration: Integration, key: str, given: NewCase) -> tuple[CreatedCase, bool]:
    """Register a case, once for a key; the second value says that it was registered earlier.

    Raises:
        ProblemError: a code is unknown, the unit or the scope is missing, or the number in the other system is in use.
    """
    nonce = f"api:{integration.pk}:{key}"
    done = once(integration, key, f"create {_asked(given)}", lambda: _register(integration, nonce, given))
    code = make_code(nonce)
    return CreatedCase(
        number=done.case.number,
        state=State(done.case.state),
        receipt_code=code,
        answer_url=f"{settings.FORMS_URL}{reverse('feedback_answer', args=[code])}?lang={done.case.language}",
        answer_by=promised_day(done.case),
    ), done.earlier


def _register(integration: Integration, nonce: str, given: NewCase) -> Case:
    received_on = _past_day(given.received_on, "received_on")
    unit = words.unit_by(given.unit, integration)
    if given.distribute:
        _check_distribution(integration, given)
    _check_external_id(integration, given.external_id)
    case = receive(
        nonce=nonce,
        kind=words.kind_by(given.kind, received_on),
        unit_code=unit.code if unit else None,
        text=given.text,
        language=given.language,
        name=given.sender.name,
        email=given.sender.email,
        phone=given.sender.phone,
        wants_publication=given.wants_publication,
        acknowledged=given.acknowledge,
        by=integration.account,
        received_on=received_on,
        channel=given.channel,
        heading=given.heading,
        category=words.category_by(given.category, received_on),
        sender_address=given.sender.address,
    ).case
    SentCase.objects.create(case=case, integration=integration, external_id=given.external_id or "")
    if given.distribute:
        case = make_move(case, "distribute", integration.account, unit=case.unit, category=case.category)
    return case


def _check_distribution(integration: Integration, given: NewCase) -> None:
    if Scope.DISTRIBUTE not in integration.scopes:
        raise ProblemError(
            "scope-missing",
            f"The token does not have the scope {Scope.DISTRIBUTE}, which “distribute” needs.",
            "Leave “distribute” out: a registrar distributes the case. Or ask whoever administers Klarsyn for the scope.",
        )
    if given.unit is None:
        raise ProblemError(
            "not-valid",
            "A case without a unit cannot be distributed.",
            "Name a unit, or leave “distribute” out.",
            errors=[("body.unit", "missing")],
        )


def _check_external_id(integration: Integration, external_id: str | None) -> None:
    if external_id is None:
        return
    earlier = SentCase.objects.filter(integration=integration, external_id=external_id).first()
    if earlier is not None:
        raise ProblemError(
            "external-id-taken",
            f"Case {earlier.case.number} has this external_id already.",
            "Read that case. A request that is sent again carries the Idempotency-Key it had.",
        )


def add_answer(integration: Integration, key: str, number: str, given: NewAnswer) -> tuple[CaseState, bool]:
    """Answer a case of one's own, once for a key; the second value says that it was answered earlier.

    Raises:
        ProblemError: there is no such case of the integration, or a day is wrong.
        MoveNotAllowedError: the case does not stand where it can be answered, or the account may not.
        ValidationError: nothing is left of the answer when it is cleaned.
    """
    sent = _own(integration, number)
    done = once(integration, key, f"answer {number} {_asked(given)}", lambda: _answer(integration, sent.case, given))
    return _state(SentCase.objects.select_related(*_READ).get(pk=sent.pk)), done.earlier


def _answer(integration: Integration, case: Case, given: NewAnswer) -> Case:
    on = _past_day(given.answered_on, "answered_on")
    if case.received_on is not None and on < case.received_on:
        raise _wrong_day("answered_on", f"Case {case.number} was received on {case.received_on}, after this day.")
    values: dict[str, Any] = given.model_dump(include={"answer", "answered_by_role", "outcome", "outcome_text"})
    return move_case(case, "answer", integration.account, on=on, **values)


def read(integration: Integration, number: str) -> CaseState:
    """How far a case has come.

    Raises:
        ProblemError: there is no such case of the integration.
    """
    return _state(_own(integration, number))


def listed(integration: Integration, *, external_id: str | None, after: str | None, limit: int) -> CaseList:
    """The integration's cases, the oldest first.

    Raises:
        ProblemError: `after` is none of its cases.
    """
    rows = _all(integration).order_by("pk")
    if external_id is not None:
        rows = rows.filter(external_id=external_id)
    if after is not None:
        rows = rows.filter(pk__gt=_own(integration, after).pk)
    page = list(rows[: limit + 1])
    return CaseList(
        cases=[
            CaseLine(
                number=each.case.number,
                external_id=each.external_id or None,
                state=State(each.case.state),
                received_on=each.case.received_on,
            )
            for each in page[:limit]
        ],
        next=page[limit - 1].case.number if len(page) > limit else None,
    )


_READ = ("case__kind", "case__unit", "case__category__scheme")


def _all(integration: Integration) -> QuerySet[SentCase]:
    """The one way to cases here: those that the integration sent."""
    return SentCase.objects.filter(integration=integration).select_related(*_READ)


def _own(integration: Integration, number: str) -> SentCase:
    found = _all(integration).filter(case__number=number).first()
    if found is None:
        raise not_found(f"There is no case {number}.")
    return found


def _state(sent: SentCase) -> CaseState:
    case = sent.case
    released = case.state == State.CLOSED and case.replied_on is not None
    return CaseState(
        number=case.number,
        external_id=sent.external_id or None,
        state=State(case.state),
        kind=case.kind.code,
        category=words.code_of(case.category) if case.category else None,
        unit=case.unit.code,
        received_on=case.received_on,
        answer_by=promised_day(case),
        replied_on=case.replied_on,
        outcome=Outcome(case.outcome) if released and case.outcome else None,
        outcome_text=(case.outcome_text or None) if released else None,
        answer=(case.answer or None) if released else None,
        publication=_publication(sent),
    )


def _publication(sent: SentCase) -> Publication:
    withdrawal = Withdrawal.objects.filter(record__case=sent.case_id).first()
    if withdrawal is not None:
        return Publication(state="withdrawn", url=None, at=withdrawal.withdrawn_at)
    approval = Approval.objects.visible_at(timezone.now()).filter(record__case=sent.case_id).first()
    if sent.published_at is None or approval is None:
        return Publication(state="not_published", url=None, at=None)
    return Publication(
        state="published", url=settings.SITE_URL + orjson.loads(approval.payload)["path"], at=sent.published_at
    )


def _asked(given: NewCase | NewAnswer) -> str:
    return orjson.dumps(given.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS).decode()


def _past_day(day: date | None, field: str) -> date:
    today = timezone.localdate()
    if day is not None and not EARLIEST <= day <= today:
        raise _wrong_day(field, f"{day} is in the future or before {EARLIEST}.")
    return day or today


def _wrong_day(field: str, detail: str) -> ProblemError:
    return ProblemError("not-valid", detail, "Send the right day.", errors=[(f"body.{field}", detail)])
