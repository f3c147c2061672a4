"""The same request again changes nothing more: what `Idempotency-Key` is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from cms.api.models import Integration, KeptRequest
from cms.api.problems import ProblemError
from cms.cases.models import Case


class Done(NamedTuple):
    """The case, and whether it was done earlier already."""

    case: Case
    earlier: bool


def once(integration: Integration, key: str, request: str, do: Callable[[], Case]) -> Done:
    """Do it, unless this key did it before: then the case as it stands now. `request` says what is asked for, word for word.

    Both are in one transaction, so a crash leaves neither; two at the same moment are told apart by the database.

    Raises:
        ProblemError: the key was used for another request.
    """
    asked = salted_hmac("cms.api.once", request, algorithm="sha256").hexdigest()
    if kept := _kept(integration, key, asked):
        return Done(kept, True)
    try:
        with transaction.atomic():
            row = KeptRequest.objects.create(integration=integration, key=key, request_hmac=asked)
            row.case = do()
            row.save(update_fields=["case"])
            return Done(row.case, False)
    except IntegrityError:  # the same request came in at the same moment
        if kept := _kept(integration, key, asked):
            return Done(kept, True)
        raise


def _kept(integration: Integration, key: str, asked: str) -> Case | None:
    row = KeptRequest.objects.select_related("case").filter(integration=integration, key=key).first()
    if row is None:
        return None
    if row.request_hmac != asked or row.case is None:
        raise ProblemError(
            "key-used",
            "This Idempotency-Key came with another request before.",
            "Take a new key for a new request. Send the earlier request again exactly as it was to learn what became of it.",
        )
    return row.case
