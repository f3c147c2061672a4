"""Who may do what with a period report, and why not."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.organisation.models import OrganisationUnit
from cms.period_reports.models import Commentary, PeriodReport, State

DRAFT, EDIT, VIEW = (f"period_reports.{action}_periodreport" for action in ("add", "change", "view"))
APPROVE, COMMENT = "period_reports.approve_periodreport", "period_reports.change_commentary"


class ReportNotAllowedError(Exception):
    """Something that this person may not do with a report, or not now; the message says why and what to do."""


def units_of(commentary: Commentary) -> QuerySet[OrganisationUnit]:
    """The departments and units whose staff write the commentary."""
    if commentary.board_id:
        return OrganisationUnit.objects.filter(boards=commentary.board_id)
    return OrganisationUnit.objects.filter(pk=commentary.department_id)


def may_comment(user: Any, commentary: Commentary) -> bool:
    """Whether the person writes for this board: works for one of its departments, or for the whole municipality."""
    if user.is_superuser:
        return True
    if not user.has_perm(COMMENT):
        return False
    own = list(user.units.values_list("path", flat=True))
    owned = list(units_of(commentary).values_list("path", flat=True))
    return not own or any(path.startswith(each) or each.startswith(path) for path in owned for each in own)


def check_permission(user: Any, permission: str) -> None:
    """Refuse a person without the permission, and a program that would act as one.

    Raises:
        ReportNotAllowedError: the permission is missing.
    """
    if user.system or not user.is_active or not user.has_perm(permission):
        raise ReportNotAllowedError(
            _("%(user)s may not do this with period reports. Ask a communications officer.") % {"user": user}
        )


def check_comment(user: Any, commentary: Commentary) -> None:
    """Refuse who does not write for the board, and any writing in a withdrawn report.

    Raises:
        ReportNotAllowedError: one of these holds.
    """
    check_open(commentary.report)
    if user.system or not user.is_active or not may_comment(user, commentary):
        raise ReportNotAllowedError(
            _("%(user)s does not work for a department of %(board)s.") % {"user": user, "board": commentary.owner}
        )


def check_open(report: PeriodReport) -> None:
    """Refuse a withdrawn report.

    Raises:
        ReportNotAllowedError: it is withdrawn.
    """
    if report.state == State.WITHDRAWN:
        raise ReportNotAllowedError(
            _("The report on %(period)s was withdrawn and stays withdrawn.") % {"period": report}
        )


def check_approval(user: Any, report: PeriodReport, edition: int) -> None:
    """Refuse whoever edited any part last, an outdated edition, and what does not wait for approval.

    Raises:
        ReportNotAllowedError: one of these holds.
    """
    check_permission(user, APPROVE)
    check_open(report)
    if report.edition != edition:
        raise ReportNotAllowedError(
            _("The report on %(period)s was changed after you opened it. Read it again, then approve it.")
            % {"period": report}
        )
    if report.state != State.AWAITING:
        raise ReportNotAllowedError(
            _("The report on %(period)s does not wait for approval. Send it for approval first.") % {"period": report}
        )
    editors = {
        report.last_editor_id,
        report.introduction_editor_id,
        *report.commentaries.values_list("last_editor", flat=True),
    }
    if user.pk in editors:
        raise ReportNotAllowedError(
            _("%(user)s edited a part of the report on %(period)s last and cannot approve it. A second person must.")
            % {"user": user, "period": report}
        )
