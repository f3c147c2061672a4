"""What can be done with a period report. Each action checks, changes and logs in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.organisation.models import Board, OrganisationUnit
from cms.period_reports.examination import findings
from cms.period_reports.models import (
    SLOTS,
    ApprovedCommentary,
    Commentary,
    PeriodReport,
    State,
    Version,
    WithdrawnBecause,
)
from cms.period_reports.payload import build_payload
from cms.period_reports.periods import Period
from cms.period_reports.policies import (
    APPROVE,
    DRAFT,
    EDIT,
    ReportNotAllowedError,
    check_approval,
    check_comment,
    check_open,
    check_permission,
)
from cms.publication.payload import canonical_bytes, payload_sha256
from cms.publication.signals import period_figures_wanted, release_wanted


def computed_figures(period: Period) -> dict[str, Any]:
    """The figures as the publish step computes them from the public facts, now."""
    answers = period_figures_wanted.send(
        sender=PeriodReport, first=period.first.isoformat(), last=period.last.isoformat()
    )
    figures: Any = next(answer for _receiver, answer in answers if answer)
    return cast("dict[str, Any]", figures)


@transaction.atomic
def draft(period: Period, user: User, *, by_schedule: bool = False) -> PeriodReport:
    """A new report with its figures and an empty commentary for every board.

    Raises:
        ReportNotAllowedError: the person may not, the period is not over, or it has a report already.
    """
    if not by_schedule:
        check_permission(user, DRAFT)
    if not period.is_over(timezone.localdate()):
        raise ReportNotAllowedError(
            _("%(period)s is not over. Its report can be drafted from %(day)s.")
            % {"period": capfirst(period.name), "day": period.last + timedelta(days=1)}
        )
    if PeriodReport.objects.filter(slug=period.slug).exists():
        raise ReportNotAllowedError(_("There is a report on %(period)s already. Open it.") % {"period": period.name})
    report = PeriodReport.objects.create(
        slug=period.slug, first_day=period.first, last_day=period.last, last_editor=user
    )
    _take_figures(report)
    log(report, "period_reports.draft", user=user)
    return report


@transaction.atomic
def recompute(report: PeriodReport, user: User) -> None:
    """Take the figures anew. The report is a draft again, edited last by this person.

    Raises:
        ReportNotAllowedError: the person may not, or the report is withdrawn.
    """
    check_permission(user, EDIT)
    check_open(report)
    _take_figures(report)
    _edited(report, user)
    log(report, "period_reports.recompute", user=user)


def _take_figures(report: PeriodReport) -> None:
    """Freeze the figures, and make room for the commentary of every board that they name."""
    report.figures, report.computed_at = computed_figures(report.period), timezone.now()
    report.save()
    lines = [line for line in report.figures["departments"] if line["code"] not in (None, "*")]
    for board in Board.objects.filter(code__in={code for line in lines for code in line["boards"]}):
        Commentary.objects.get_or_create(report=report, board=board)
    alone = [line["code"] for line in lines if not line["boards"]]
    for department in OrganisationUnit.objects.filter(code__in=alone):
        Commentary.objects.get_or_create(report=report, department=department)


@transaction.atomic
def introduce(report: PeriodReport, user: User, text: str) -> None:
    """Write the introduction.

    Raises:
        ReportNotAllowedError: the person may not, or the report is withdrawn.
    """
    check_permission(user, EDIT)
    check_open(report)
    report.introduction, report.introduction_editor = text, user
    _edited(report, None)
    log(report, "period_reports.introduce", user=user)


@transaction.atomic
def comment(commentary: Commentary, user: User, texts: dict[str, str]) -> None:
    """Write a board's commentary; slots that are not given stay. What was approved or waits is a draft again.

    Raises:
        ReportNotAllowedError: the person does not work for the board, or the report is withdrawn.
    """
    commentary.report = report = PeriodReport.objects.select_for_update().get(pk=commentary.report_id)
    check_comment(user, commentary)
    for name in SLOTS.keys() & texts.keys():
        setattr(commentary, name, texts[name])
    commentary.last_editor, commentary.updated_at = user, timezone.now()
    commentary.save()
    _edited(report, None)
    log(report, "period_reports.comment", user=user, data={"owner": commentary.owner.code})


def _edited(report: PeriodReport, user: User | None) -> None:
    """A new edition; whoever looks at the one before cannot approve it."""
    report.edition += 1
    report.state = State.DRAFT
    if user is not None:
        report.last_editor = user
    report.save()


@transaction.atomic
def submit(report: PeriodReport, user: User) -> None:
    """Send the report for approval by a second person.

    Raises:
        ReportNotAllowedError: the person may not, or the report is no draft.
    """
    check_permission(user, EDIT)
    check_open(report)
    if report.state != State.DRAFT:
        raise ReportNotAllowedError(_("The report on %(period)s is no draft.") % {"period": report})
    report.state, report.return_comment = State.AWAITING, ""
    report.save()
    log(report, "period_reports.submit", user=user)


@transaction.atomic
def send_back(report: PeriodReport, user: User, comment: str) -> None:
    """Make a draft of it again, with a comment on what must change.

    Raises:
        ReportNotAllowedError: the person may not, nothing waits, or the comment is missing.
    """
    check_permission(user, APPROVE)
    if report.state != State.AWAITING:
        raise ReportNotAllowedError(
            _("The report on %(period)s does not wait for approval. Send it for approval first.") % {"period": report}
        )
    if not comment.strip():
        raise ReportNotAllowedError(_("Say what must change."))
    report.state, report.return_comment = State.DRAFT, comment.strip()
    report.save()
    log(report, "period_reports.return", user=user)


@transaction.atomic
def approve(
    report: PeriodReport,
    user: User,
    edition: int,
    *,
    what_changed: str = "",
    kept_findings: str = "",
    hide_earlier: bool = False,
    at: datetime | None = None,
) -> Version:
    """A second person's word: the report as it is goes out with the next release. An earlier version is kept.

    Args:
        edition: the one that the person has read.
        what_changed: what a new version corrects, for the public; needed from the second version on.
        kept_findings: why what the detector found may stay; needed when there is any.
        hide_earlier: take the wording of every earlier version off the site, and out of older releases, at once.

    Raises:
        ReportNotAllowedError: it is not theirs to approve, or something is missing.
    """
    report = PeriodReport.objects.select_for_update().get(pk=report.pk)
    check_approval(user, report, edition)
    number = report.versions.count() + 1
    if number > 1 and not what_changed.strip():
        raise ReportNotAllowedError(_("Say what is corrected: it is shown with the new version."))
    _check_findings(report, kept_findings)
    at = at or timezone.now()
    if hide_earlier:
        report.versions.update(show_wording=False)
    payload = canonical_bytes(
        build_payload(report, number=number, approved=timezone.localtime(at).date(), what_changed=what_changed.strip())
    )
    report.versions.filter(current=True).update(current=False)
    version = Version.objects.create(
        report=report,
        number=number,
        last_editor=report.last_editor,
        introduction_editor=report.introduction_editor,
        approved_by=user,
        approved_at=at,
        what_changed=what_changed.strip(),
        kept_findings=kept_findings.strip(),
        payload=payload.decode(),
        sha256=payload_sha256(payload),
    )
    ApprovedCommentary.objects.bulk_create(
        ApprovedCommentary(version=version, commentary=each, last_editor=each.last_editor, approved_by=user)
        for each in report.commentaries.exclude(last_editor=None)
    )
    report.state = State.APPROVED
    report.save(update_fields=["state"])
    log(report, "period_reports.approve", user=user, data={"version": number})
    if hide_earlier:
        _release_now(user)
    return version


def _check_findings(report: PeriodReport, kept_findings: str) -> None:
    found = findings(report)
    if must_go := [each for each in found if not each.may_be_kept]:
        raise ReportNotAllowedError(
            _("What stands under “%(where)s” points out a person and has to be rewritten.")
            % {"where": must_go[0].where}
        )
    if found and not kept_findings.strip():
        raise ReportNotAllowedError(
            _(
                "The detector of personal data asks about %(count)d places. Have them rewritten, or say why they may stay."
            )
            % {"count": len(found)}
        )


@transaction.atomic
def withdraw(report: PeriodReport, user: User, because: WithdrawnBecause) -> None:
    """Take the report off the site for good, and start a release at once. Its address says when and why.

    Raises:
        ReportNotAllowedError: the person may not, or nothing is online.
    """
    check_permission(user, APPROVE)
    check_open(report)
    if not report.versions.exists():
        raise ReportNotAllowedError(
            _("The report on %(period)s has never been approved, so nothing has to be withdrawn.") % {"period": report}
        )
    report.state, report.withdrawn_at, report.withdrawn_because = State.WITHDRAWN, timezone.now(), because
    report.save()
    report.versions.update(current=False)
    log(report, "period_reports.withdraw", user=user, data={"because": because.value})
    _release_now(user)


def _release_now(user: User) -> None:
    transaction.on_commit(lambda: release_wanted.send(sender=PeriodReport, user=user, who=str(user)))
