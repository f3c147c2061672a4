"""Requests to take something away: how one comes in, and how it is decided."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.cases.calendar import WorkingCalendar
from cms.organisation.models import ClosedDay
from cms.publication.models import PublicRecord, Status, WithdrawalReason
from cms.publication.policies import PublicationNotAllowedError
from cms.stewardship.models import Concern, Receipt, RemovalRequest, RequestState
from cms.stewardship.receipts import withdraw_now
from cms.stewardship.rules import Rules

REASONS = {
    Concern.ABOUT_ME: WithdrawalReason.REQUEST,
    Concern.ABOUT_OTHER: WithdrawalReason.PERSONAL_DATA,
    Concern.WRONG: WithdrawalReason.WRONG_ANSWER,
}
"""The reason suggested to the one who decides."""


class RequestNotAllowedError(Exception):
    """A decision about a request that this person may not make, or that lacks something; the message says what."""


def receive(
    *, public_id: str, concern: str, message: str, contact: str, language: str, at: datetime | None = None
) -> RemovalRequest:
    """Put a request in the queue, with its clock and the role that is responsible."""
    now = at or timezone.now()
    record = (
        PublicRecord.objects.filter(public_id=public_id, first_published_on__isnull=False)
        .select_related("unit")
        .first()
    )
    calendar = WorkingCalendar(ClosedDay.objects.values_list("day", flat=True))
    rules = Rules()
    return RemovalRequest.objects.create(
        public_id=record.public_id if record else public_id,
        record=record,
        concern=concern,
        message=message,
        contact=contact,
        language=language,
        received_at=now,
        due_on=calendar.add(timezone.localdate(now), settings.REMOVAL_REQUEST_WORKING_DAYS),
        responsible=(rules.for_unit(record.unit.path, record.kind_id) if record else rules.general).responsible,
    )


def take(request: RemovalRequest, by: User) -> None:
    """Say that one sees to it."""
    _check(request, by)
    RemovalRequest.objects.filter(pk=request.pk).update(taken_by=by)
    log(request, "stewardship.take_request", user=by)


@transaction.atomic
def decide_withdraw(request: RemovalRequest, by: User, reason: WithdrawalReason, words: str) -> Receipt:
    """Grant it: the item is withdrawn, and a release starts at once.

    Raises:
        RequestNotAllowedError: the request is decided already, is about no item, or the person may not.
    """
    request = _locked(request, by)
    if request.record is None:
        raise RequestNotAllowedError(
            _("This request is about no item that is known. Reject it, saying so, or find the item.")
        )
    if request.record.status == Status.WITHDRAWN:
        receipt = Receipt.objects.get(withdrawal=request.record.withdrawal)
    else:
        try:
            receipt = withdraw_now(request.record, by, reason, request=request)
        except PublicationNotAllowedError as error:
            raise RequestNotAllowedError(str(error)) from error
    if receipt.request_id is None:
        receipt.request = request
        receipt.save(update_fields=["request"])
    _decide(request, by, RequestState.WITHDRAWN, words)
    return receipt


@transaction.atomic
def decide_without_withdrawal(request: RemovalRequest, by: User, state: RequestState, words: str) -> None:
    """Say that the item was corrected, or that it stays as it is; both need words for the person who asked.

    Raises:
        RequestNotAllowedError: there are no words, the request is decided already, or the person may not.
    """
    request = _locked(request, by)
    if not words.strip():
        raise RequestNotAllowedError(_("Write what the decision is and why; it is what the person gets to read."))
    _decide(request, by, state, words)


def _check(request: RemovalRequest, by: User) -> None:
    if by.system or not by.has_perm("stewardship.handle_removalrequest"):
        raise RequestNotAllowedError(_("%(user)s may not decide on requests. Ask a registrar.") % {"user": by})
    if not RemovalRequest.objects.seen_by(by).filter(pk=request.pk).exists():
        raise RequestNotAllowedError(
            _("This request belongs to a unit that %(user)s does not work for.") % {"user": by}
        )


def _locked(request: RemovalRequest, by: User) -> RemovalRequest:
    _check(request, by)
    request = RemovalRequest.objects.select_for_update().get(pk=request.pk)
    if not request.is_open:
        raise RequestNotAllowedError(
            _("This request is decided already: %(state)s.") % {"state": request.get_state_display()}
        )
    return request


def _decide(request: RemovalRequest, by: User, state: RequestState, words: str) -> None:
    request.state, request.words, request.decided_by, request.decided_at = state, words.strip(), by, timezone.now()
    request.save()
    log(request, "stewardship.decide_request", user=by, data={"decision": str(state)})
