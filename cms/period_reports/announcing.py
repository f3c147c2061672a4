"""Drafts the reports on periods that have ended, and tells those who are to comment on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.accounts.system import system_user
from cms.mail.purposes import Purpose
from cms.mail.queue import queue_mail
from cms.period_reports.actions import draft
from cms.period_reports.models import Commentary, PeriodReport
from cms.period_reports.periods import Period, latest_ended
from cms.period_reports.policies import APPROVE, COMMENT, EDIT, may_comment

STAFF_LANGUAGE = "sv"


@dataclass
class Drafted:
    """What a run did, or would do, by the periods' addresses."""

    drafted: list[str] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)
    letters: int = 0


def draft_ended(kinds: tuple[str, ...], today: date, *, dry_run: bool = False) -> Drafted:
    """Draft what has ended and has no report, and announce what is not announced. A second run finds nothing to do."""
    done = Drafted()
    for period in latest_ended(kinds, today):
        report = PeriodReport.objects.filter(slug=period.slug).first()
        if report is None:
            done.drafted.append(period.slug)
        if report is None or (report.announced_at is None and report.last_editor.system):
            done.announced.append(period.slug)
            if not dry_run:
                done.letters += _draft_and_announce(period, report)
    return done


@transaction.atomic
def _draft_and_announce(period: Period, report: PeriodReport | None) -> int:
    report = report or draft(period, system_user(), by_schedule=True)
    return announce(report)


@transaction.atomic
def announce(report: PeriodReport) -> int:
    """A letter to each person responsible, with the boards that wait for them; how many letters."""
    letters = 0
    for person, commentaries in responsible(report):
        with translation.override(STAFF_LANGUAGE):
            period = report.period.name
        queue_mail(
            Purpose.PERIOD_REPORT,
            person.email,
            {
                "period": period,
                "count": report.figures["total"]["sum"],
                "lines": "\n".join(f"- {each.owner}" for each in commentaries),
                "link": f"{settings.ADMIN_URL}{reverse('period_report', args=[report.slug])}",
            },
            language=STAFF_LANGUAGE,
            key=f"period-report:{report.slug}:{person.pk}",
        )
        letters += 1
    report.announced_at = timezone.now()
    report.save(update_fields=["announced_at"])
    log(report, "period_reports.announce", user=system_user(), data={"letters": letters})
    return letters


def responsible(report: PeriodReport) -> Iterator[tuple[User, list[Commentary]]]:
    """Managers of the boards' departments, and those who put reports together; each with the commentaries that are theirs."""
    commentaries = list(report.commentaries.select_related("board", "department"))
    for person in get_user_model().objects.filter(is_active=True, system=False).exclude(email="").order_by("pk"):
        own = [each for each in commentaries if may_comment(person, each)]
        puts_together = person.has_perm(EDIT)
        manages = person.has_perm(COMMENT) and person.has_perm(APPROVE) and own
        if puts_together or manages:
            yield person, own or commentaries
