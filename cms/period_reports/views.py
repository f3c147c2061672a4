"""The office's pages for period reports: draft, write, see, approve, correct, withdraw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.organisation.models import OrganisationUnit
from cms.period_reports import actions
from cms.period_reports.examination import findings
from cms.period_reports.forms import (
    ApproveForm,
    CommentaryForm,
    IntroductionForm,
    PeriodForm,
    ReturnForm,
    WithdrawForm,
)
from cms.period_reports.models import Commentary, PeriodReport, State, WithdrawnBecause
from cms.period_reports.payload import build_payload
from cms.period_reports.policies import (
    APPROVE,
    DRAFT,
    EDIT,
    VIEW,
    ReportNotAllowedError,
    check_approval,
    may_comment,
)
from cms.publication import selectors
from portal.preview import render_report_pdf, render_report_preview


def _check(request: HttpRequest, permission: str) -> Any:
    """The signed-in person, if they may."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return request.user


def report_list(request: HttpRequest) -> HttpResponse:
    """Every report, the newest period first, and the form that drafts one."""
    user = _check(request, VIEW)
    form = PeriodForm(request.POST or None) if user.has_perm(DRAFT) else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            try:
                report = actions.draft(form.cleaned_data["period"], user)
            except ReportNotAllowedError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The report on %(period)s is drafted.") % {"period": report})
                return redirect("period_report", slug=report.slug)
    context = {"reports": PeriodReport.objects.prefetch_related("versions"), "form": form}
    return render(request, "period_reports/list.html", context)


def report_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One report: its figures in short, its commentary, and what can be done with it now."""
    user = _check(request, VIEW)
    report = get_object_or_404(PeriodReport, slug=slug)
    commentaries = list(report.commentaries.select_related("board", "department", "last_editor"))
    context = {
        "report": report,
        "figures": report.figures,
        "lines": department_lines(report),
        "commentaries": [(each, may_comment(user, each) and report.state != State.WITHDRAWN) for each in commentaries],
        "findings": findings(report),
        "versions": report.versions.select_related("approved_by", "last_editor").order_by("-number"),
        "may_edit": user.has_perm(EDIT) and report.state != State.WITHDRAWN,
        "refusal": _why_not_approve(user, report),
        "approve": ApproveForm(initial={"edition": report.edition}),
        "send_back": ReturnForm(),
        "withdraw": WithdrawForm() if user.has_perm(APPROVE) and report.current_version else None,
    }
    return render(request, "period_reports/report.html", context)


def _why_not_approve(user: Any, report: PeriodReport) -> str | None:
    """Why the person cannot approve; empty when they can; None when approving is not theirs or nothing waits."""
    if not user.has_perm(APPROVE) or report.state != State.AWAITING:
        return None
    try:
        check_approval(user, report, report.edition)
    except ReportNotAllowedError as error:
        return str(error)
    return ""


def department_lines(report: PeriodReport, codes: set[str] | None = None) -> list[dict[str, Any]]:
    """The table of departments with names, of all or some of them."""
    names = dict(OrganisationUnit.objects.values_list("code", "name"))
    unknown = {None: _("The municipality itself"), "*": _("Not told apart")}
    return [
        {**line, "name": unknown.get(line["code"]) or names.get(line["code"], line["code"])}
        for line in report.figures.get("departments", ())
        if codes is None or line["code"] in codes
    ]


def introduction_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the introduction."""
    user = _check(request, EDIT)
    report = get_object_or_404(PeriodReport, slug=slug)
    form = IntroductionForm(request.POST or None, instance=report)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["introduction"]
        report.refresh_from_db()
        return _done(request, slug, lambda: actions.introduce(report, user, text), _("The introduction is saved."))
    return render(
        request, "period_reports/write.html", {"report": report, "form": form, "lines": department_lines(report)}
    )


def commentary_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write a board's commentary, with its figures beside."""
    user = _check(request, VIEW)
    commentary = get_object_or_404(
        Commentary.objects.select_related("report", "board", "department"), pk=pk, report__slug=slug
    )
    if not may_comment(user, commentary):
        raise PermissionDenied
    report = commentary.report
    form = CommentaryForm(request.POST or None, instance=commentary)
    if request.method == "POST" and form.is_valid():
        texts = dict(form.cleaned_data)
        commentary.refresh_from_db()
        return _done(request, slug, lambda: actions.comment(commentary, user, texts), _("The commentary is saved."))
    own = commentary.owner.code
    codes = {
        line["code"]
        for line in report.figures.get("departments", ())
        if (own in line["boards"] if commentary.board_id else own == line["code"])
    }
    context = {"report": report, "commentary": commentary, "form": form, "lines": department_lines(report, codes)}
    return render(request, "period_reports/write.html", context)


def preview_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page as it would be, drawn by the site's own templates."""
    return HttpResponse(render_report_preview(*_as_approved_today(request, slug)))


def preview_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The PDF as it would be, where it can be drawn."""
    data = render_report_pdf(*_as_approved_today(request, slug))
    if data is None:
        messages.error(
            request, _("PDF files cannot be made here: the Pango libraries are missing. See docs/operations.md.")
        )
        return redirect("period_report", slug=slug)
    return HttpResponse(data, content_type="application/pdf")


def _as_approved_today(request: HttpRequest, slug: str) -> tuple[dict[str, Any], ...]:
    """What the previews are made from."""
    _check(request, VIEW)
    report = get_object_or_404(PeriodReport, slug=slug)
    payload = build_payload(report, number=report.versions.count() + 1, approved=timezone.localdate(), what_changed="")
    return payload, selectors.site(), selectors.organisation(), selectors.terms()


@require_POST
def act(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Compute again, submit, send back, approve or withdraw."""
    user: Any = request.user
    report = get_object_or_404(PeriodReport, slug=slug)
    match what:
        case "recompute":
            return _done(request, slug, lambda: actions.recompute(report, user), _("The figures are computed anew."))
        case "submit":
            return _done(request, slug, lambda: actions.submit(report, user), _("The report waits for approval."))
        case "return":
            comment = _valid(request, ReturnForm(request.POST)).get("comment", "")
            return _done(
                request, slug, lambda: actions.send_back(report, user, comment), _("The report is a draft again.")
            )
        case "approve":
            given = _valid(request, ApproveForm(request.POST))
            return _done(
                request,
                slug,
                lambda: actions.approve(report, user, given.pop("edition", -1), **given),
                _("The report is approved and goes out with the next release."),
            )
        case "withdraw":
            given = _valid(request, WithdrawForm(request.POST))
            because = WithdrawnBecause(given.get("because", WithdrawnBecause.OTHER))
            done = _("The report is withdrawn, and a release is on its way.")
            return _done(request, slug, lambda: actions.withdraw(report, user, because), done)
    raise Http404


def _valid(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    return form.cleaned_data if form.is_valid() else {}


def _done(request: HttpRequest, slug: str, action: Any, message: str) -> HttpResponse:
    """Carry out an action and go back to the report, saying what became of it."""
    try:
        action()
    except ReportNotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, message)
    return redirect("period_report", slug=slug)


urls = [
    path("period-reports/", report_list, name="period_reports"),
    path("period-reports/<slug:slug>/", report_page, name="period_report"),
    path("period-reports/<slug:slug>/introduction/", introduction_page, name="period_report_introduction"),
    path("period-reports/<slug:slug>/commentary/<int:pk>/", commentary_page, name="period_report_commentary"),
    path("period-reports/<slug:slug>/preview/", preview_page, name="period_report_preview"),
    path("period-reports/<slug:slug>/preview.pdf", preview_pdf, name="period_report_pdf"),
    path("period-reports/<slug:slug>/do/<slug:what>/", act, name="period_report_act"),
]
