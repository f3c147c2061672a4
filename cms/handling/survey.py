"""The survey after the answer: three optional questions behind a link that works once.

Whoever answers is not known: the answer holds a unit, a kind and a month. The invitation only remembers that its link was used.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cms.cases.models import Case
from cms.handling.models import HandlingSettings, SurveyInvitation, SurveyResponse

TOKEN_BYTES = 24
OPEN_DAYS = 60
QUESTIONS = ("easy", "clear", "heard")


class SurveyClosedError(Exception):
    """The link is not known, was used, or is too old."""


def invite(case: Case, today: date) -> str:
    """The link to the survey; empty when surveys are not sent, or this case has had one."""
    if not HandlingSettings.load().send_survey or SurveyInvitation.objects.filter(case=case).exists():
        return ""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    SurveyInvitation.objects.create(case=case, token_sha256=_hashed(token), sent_on=today)
    return settings.FORMS_URL + reverse("survey", args=[token])


def open_invitation(token: str, today: date) -> SurveyInvitation:
    """The invitation that the link belongs to.

    Raises:
        SurveyClosedError: the link is not known, was used, or is too old.
    """
    found = SurveyInvitation.objects.select_related("case").filter(token_sha256=_hashed(token), used=False).first()
    if found is None or (today - found.sent_on).days > OPEN_DAYS:
        raise SurveyClosedError
    return found


@transaction.atomic
def answer(token: str, scores: dict[str, int | None], today: date) -> None:
    """Keep what was answered, and close the link. Nothing is kept when no question was answered.

    Raises:
        SurveyClosedError: the link is not known, was used, or is too old.
    """
    invitation = open_invitation(token, today)
    if not SurveyInvitation.objects.filter(pk=invitation.pk, used=False).update(used=True):
        raise SurveyClosedError
    given = {name: scores.get(name) for name in QUESTIONS}
    if any(given.values()):
        case = invitation.case
        SurveyResponse.objects.create(unit=case.unit, kind=case.kind, month=today.replace(day=1), **given)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
