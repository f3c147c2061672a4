"""The review queue: what waits for whom, in which order, and who has claimed it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.cases.filters import DepartmentAndKind
from cms.publication.models import Claim, PublicRecord, Status
from cms.publication.policies import PublicationNotAllowedError, check_permission, check_scope, unit_paths_of

CLAIM_HOURS = 4
LOOKED_AHEAD = 200


def waiting(user: Any) -> QuerySet[PublicRecord]:
    """Records that wait for a decision this person may make: not their own edits, longest waiting first."""
    changed = Q(status=Status.APPROVED, has_unpublished_changes=True) & ~Q(latest_revision=F("live_revision"))
    records = PublicRecord.objects.filter(Q(status=Status.AWAITING) | changed).exclude(last_editor=user)
    if paths := unit_paths_of(user):
        scope = Q()
        for path in paths:
            scope |= Q(unit__path__startswith=path)
        records = records.filter(scope)
    return records.select_related("unit", "kind").order_by(F("answered_on").asc(nulls_last=True), "public_id")


def claimed_since(now: datetime) -> datetime:
    """Claims made before this have lapsed."""
    return now - timedelta(hours=CLAIM_HOURS)


def claimed_by_others(user: Any) -> Q:
    """Records that somebody else works on now."""
    return Q(claim__at__gte=claimed_since(timezone.now())) & ~Q(claim__by=user)


class QueueFilter(DepartmentAndKind):
    """What to show of the queue, and in which order."""

    field_order = ("whose", "order", "findings")
    WHOSE = (
        ("", gettext_lazy("everybody's")),
        ("mine", gettext_lazy("claimed by me")),
        ("free", gettext_lazy("unclaimed")),
    )
    ORDER = (("", gettext_lazy("longest waiting first")), ("due", gettext_lazy("due first")))
    FINDINGS = (
        ("", gettext_lazy("with and without findings")),
        ("open", gettext_lazy("with open findings")),
        ("clean", gettext_lazy("without open findings")),
    )
    whose = forms.ChoiceField(choices=WHOSE, required=False, label=gettext_lazy("Show"))
    order = forms.ChoiceField(choices=ORDER, required=False, label=gettext_lazy("Order"))
    findings = forms.ChoiceField(choices=FINDINGS, required=False, label=gettext_lazy("Findings"))

    def narrow(self, records: QuerySet[PublicRecord], user: Any) -> QuerySet[PublicRecord]:
        """The records that match, in the order asked for."""
        if not self.is_valid():
            return records
        chosen = self.cleaned_data
        if chosen["department"]:
            records = records.filter(unit__path__startswith=chosen["department"].path)
        if chosen["kind"]:
            records = records.filter(kind=chosen["kind"])
        if chosen["whose"] == "mine":
            records = records.filter(claim__by=user)
        elif chosen["whose"] == "free":
            records = records.exclude(Q(claim__at__gte=claimed_since(timezone.now())))
        if chosen["findings"] == "open":
            records = records.filter(Q(examination__open_stops__gt=0) | Q(examination__open_decides__gt=0))
        elif chosen["findings"] == "clean":
            records = records.filter(examination__open_stops=0, examination__open_decides=0)
        if chosen["order"] == "due":
            records = records.order_by(F("examination__due_on").asc(nulls_last=True), "public_id")
        return records


def following(user: Any, current: int, parameters: dict[str, str]) -> int | None:
    """The record after the current one in the queue as the person filtered it, leaving out what others have claimed."""
    records = QueueFilter(parameters).narrow(waiting(user), user).exclude(claimed_by_others(user))
    ids = list(records.select_related(None).values_list("pk", flat=True)[:LOOKED_AHEAD])
    if current in ids:
        later = ids[ids.index(current) + 1 :] + ids[: ids.index(current)]
        return later[0] if later else None
    return ids[0] if ids else None


@transaction.atomic
def claim(record: PublicRecord, by: User) -> None:
    """Take the record, so that others leave it alone for some hours.

    Raises:
        PublicationNotAllowedError: somebody else has it, or the person may not review it.
    """
    check_permission(by)
    check_scope(by, record)
    PublicRecord.objects.select_for_update().get(pk=record.pk)
    held = (
        Claim.objects.filter(record=record, at__gte=claimed_since(timezone.now()))
        .exclude(by=by)
        .select_related("by")
        .first()
    )
    if held:
        raise PublicationNotAllowedError(
            _("%(user)s has claimed %(id)s. Take another one, or ask.")
            % {"user": held.by.get_full_name() or held.by.get_username(), "id": record.public_id}
        )
    Claim.objects.update_or_create(record=record, defaults={"by": by, "at": timezone.now()})
    log(record, "publication.claim", user=by)


@transaction.atomic
def release_claim(record: PublicRecord, by: User) -> None:
    """Give the record back to the queue."""
    check_permission(by)
    if Claim.objects.filter(record=record, by=by).delete()[0]:
        log(record, "publication.release_claim", user=by)
