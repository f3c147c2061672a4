"""Carries out the retention rules: items whose time is up are withdrawn, data whose time is up is erased. Safe to run twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.system import system_user
from cms.api.retention import outlived
from cms.cases.models import Case
from cms.cases.states import State
from cms.imports.uploads import forgotten
from cms.intake.attachments import sweep
from cms.mail.erasure import erase, served
from cms.publication.actions import withdraw
from cms.publication.models import PublicRecord, Status, WithdrawalReason
from cms.stewardship.erasure import erase_contact, erase_original
from cms.stewardship.models import RemovalRequest, RequestState
from cms.stewardship.rules import Periods, Rules

DONE = (State.CLOSED, State.REJECTED, State.SENT_ELSEWHERE)
CHUNK = 500


@dataclass
class Report:
    """What was done, or would be: numbers of items and cases, never their words."""

    withdrawn: list[str] = field(default_factory=list)
    contact_erased: list[str] = field(default_factory=list)
    original_erased: list[str] = field(default_factory=list)
    requests_erased: list[int] = field(default_factory=list)
    letters_erased: int = 0
    uploads_erased: int = 0
    events_forgotten: int = 0

    def sentences(self) -> list[str]:
        """The report for people."""
        return [
            _("Withdrawn because their time online is up: %(count)d") % {"count": len(self.withdrawn)},
            _("Contact details erased: %(count)d") % {"count": len(self.contact_erased)},
            _("Original texts erased: %(count)d") % {"count": len(self.original_erased)},
            _("Removal requests emptied: %(count)d") % {"count": len(self.requests_erased)},
            _("Sent letters emptied: %(count)d") % {"count": self.letters_erased},
            _("Files of abandoned imports erased: %(count)d") % {"count": self.uploads_erased},
            _("Lines of the log of sent events removed: %(count)d") % {"count": self.events_forgotten},
        ]


def apply_retention(today: date, *, dry_run: bool = False) -> Report:
    """Withdraw and erase what the rules say by the end of yesterday; with `dry_run`, only tell."""
    rules, report = Rules(), Report()
    for record in _expired(rules, today):
        report.withdrawn.append(record.public_id)
        if not dry_run:
            withdraw(record, system_user(), WithdrawalReason.RETENTION)
    originals = set()
    for case in _due(rules, today, "original", ~Q(text="")):
        originals.add(case.pk)
        report.original_erased.append(case.number)
        if not dry_run:
            erase_original(case, system_user())
    has_contact = ~Q(sender_name="", sender_email="", sender_phone="", sender_address="") | ~Q(metadata={})
    for case in _due(rules, today, "contact", has_contact):
        if case.pk not in originals:
            report.contact_erased.append(case.number)
            if not dry_run:
                erase_contact(case, system_user())
    _requests(today, report, dry_run=dry_run)
    midnight = timezone.make_aware(datetime.combine(today, datetime.min.time()))
    letters = served(midnight)
    report.letters_erased = letters.count() if dry_run else erase(letters)
    report.uploads_erased = forgotten(dry_run=dry_run)
    events = outlived(midnight)
    report.events_forgotten = events.count()
    if not dry_run:
        events.delete()
        sweep()
    return report


def _is_up(start: date | None, days: int | None, today: date) -> bool:
    return start is not None and days is not None and start + timedelta(days=days) < today


def _expired(rules: Rules, today: date) -> Iterator[PublicRecord]:
    """Items online for longer than their rule allows."""
    online = PublicRecord.objects.filter(status=Status.APPROVED, first_published_on__isnull=False).order_by("public_id")
    rows = online.values_list("pk", "unit__path", "kind_id", "first_published_on")
    due = [pk for pk, path, kind, day in rows.iterator(CHUNK) if _is_up(day, rules.for_unit(path, kind).online, today)]
    for start in range(0, len(due), CHUNK):
        yield from PublicRecord.objects.filter(pk__in=due[start : start + CHUNK]).order_by("public_id")


def _due(rules: Rules, today: date, what: str, condition: Q) -> Iterator[Case]:
    """Finished cases whose contact details or original text have outlived their rule."""
    ended = Coalesce("closed_on", "answered_on", "received_on")
    rows = Case.objects.filter(condition, state__in=DONE).annotate(ended=ended).order_by("number")
    found = rows.values_list("pk", "unit__path", "kind_id", "ended").iterator(CHUNK)
    due = [pk for pk, path, kind, day in found if _is_up(day, _days(rules.for_unit(path, kind), what), today)]
    for start in range(0, len(due), CHUNK):
        yield from Case.objects.filter(pk__in=due[start : start + CHUNK]).order_by("number")


def _days(periods: Periods, what: str) -> int | None:
    return periods.original if what == "original" else periods.contact


def _requests(today: date, report: Report, *, dry_run: bool) -> None:
    """Empty decided removal requests of what the person wrote."""
    limit = timezone.make_aware(
        datetime.combine(today - timedelta(days=settings.REMOVAL_REQUEST_KEPT_DAYS), datetime.min.time())
    )
    old = (
        RemovalRequest.objects.exclude(state=RequestState.NEW)
        .filter(decided_at__lt=limit)
        .exclude(message="", contact="", words="")
    )
    report.requests_erased = sorted(old.values_list("pk", flat=True))
    if not dry_run:
        RemovalRequest.objects.filter(pk__in=report.requests_erased).update(message="", contact="", words="")
