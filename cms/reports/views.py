"""Lists to work from, the board, and all of them as files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.cases.admin import visible_cases
from cms.cases.filters import DepartmentAndKind
from cms.cases.models import Case
from cms.cases.states import OPEN_STATES, State
from cms.handling.exports import as_file, wanted_format
from cms.handling.models import PlannedAction
from cms.reports import board
from cms.reports.selectors import Due, promised_days, with_cases

SHOWN = 200
SEE, SEE_BOARD = "cases.view_case", "handling.view_board"


class OpenFilter(DepartmentAndKind):
    """Which of the open cases to show."""

    field_order = ("whose", "state")
    WHOSE = (
        ("", gettext_lazy("everybody's")),
        ("mine", gettext_lazy("mine")),
        ("free", gettext_lazy("without an investigator")),
        ("serious", gettext_lazy("serious")),
    )
    whose = forms.ChoiceField(choices=WHOSE, required=False, label=gettext_lazy("Show"))
    state = forms.ChoiceField(
        choices=[("", gettext_lazy("all")), *((state.value, state.label) for state in State if state in OPEN_STATES)],
        required=False,
        label=gettext_lazy("State"),
    )

    def chosen(self, user: Any) -> set[int] | None:
        """Primary keys of the open cases that match; None when everything does."""
        if not self.is_valid() or not any(self.cleaned_data.values()):
            return None
        data, cases = self.cleaned_data, Case.objects.open()
        if data["whose"] == "mine":
            cases = cases.filter(investigator_id=user.pk)
        elif data["whose"] == "free":
            cases = cases.filter(investigator__isnull=True)
        elif data["whose"] == "serious":
            cases = cases.filter(serious=True)
        if data["state"]:
            cases = cases.filter(state=data["state"])
        if data["department"]:
            cases = cases.filter(unit__path__startswith=data["department"].path)
        if data["kind"]:
            cases = cases.filter(kind=data["kind"])
        return set(cases.order_by().values_list("pk", flat=True))


def late_list(request: HttpRequest) -> HttpResponse:
    """Open cases whose promised day has passed, the longest ago first."""
    return _open_list(request, only_late=True)


def open_list(request: HttpRequest) -> HttpResponse:
    """Open cases, the one to be answered first on top."""
    return _open_list(request, only_late=False)


def _open_list(request: HttpRequest, *, only_late: bool) -> HttpResponse:
    if not request.user.has_perm(SEE):
        raise PermissionDenied
    today = timezone.localdate()
    filters = OpenFilter(request.GET)
    dues = promised_days(request.user, today)
    if only_late:
        dues = [each for each in dues if each.is_late(today)]
    chosen = filters.chosen(request.user)
    if chosen is not None:
        dues = [each for each in dues if each.case_id in chosen]
    if wanted_format(request):
        return as_file(request, "late" if only_late else "open", _open_header(), _open_rows(request.user, dues, today))
    rows = [
        {"case": case, "due": due, "days_late": (today - due.on).days if due.on and due.on < today else None}
        for case, due in with_cases(request.user, dues[:SHOWN])
    ]
    parameters = request.GET.copy()
    context = {
        "title": _("Late cases") if only_late else _("Open cases"),
        "only_late": only_late,
        "rows": rows,
        "total": len(dues),
        "left_out": len(dues) - len(rows),
        "filters": filters,
        "parameters": parameters.urlencode(),
    }
    return render(request, "reports/open.html", context)


def _open_header() -> list[str]:
    return [
        _("Number"), _("Heading"), _("Kind"), _("Category"), _("Unit"), _("State"), _("Investigator"), _("Received"),
        _("Promised by"), _("Days late"),
    ]  # fmt: skip


def _open_rows(user: Any, dues: list[Due], today: date) -> list[list[Any]]:
    """The list as a file: nothing of who sent a case, and no text but its heading."""
    return [
        [
            case.number, case.heading, case.kind.name, case.category.name if case.category else "", case.unit.name,
            case.get_state_display(), case.investigator.get_username() if case.investigator else "", case.received_on, due.on,
            (today - due.on).days if due.on and due.on < today else None,
        ]
        for case, due in with_cases(user, dues, related=("category", "investigator"))
    ]  # fmt: skip


def planned_list(request: HttpRequest) -> HttpResponse:
    """Planned actions, those to be done first on top; `?all=1` also those that are finished."""
    user: Any = request.user
    if not user.has_perm(SEE):
        raise PermissionDenied
    today = timezone.localdate()
    actions = PlannedAction.objects.filter(case__in=visible_cases(user).order_by())
    if not request.GET.get("all"):
        actions = actions.filter(result=PlannedAction.Result.OPEN)
    if request.GET.get("mine"):
        actions = actions.filter(responsible=user)
    actions = actions.select_related("case__unit", "responsible")
    if wanted_format(request):
        header = [_("Number"), _("What is to be done"), _("To be done by"), _("Unit"), _("Result"), _("Finished")]
        rows = (
            [each.case.number, each.text, each.due_on, each.case.unit.name, each.get_result_display(), each.finished_on]
            for each in actions
        )
        return as_file(request, "planned", header, rows)
    found = list(actions[:SHOWN])
    parameters = request.GET.copy()
    context = {
        "rows": [{"action": each, "is_late": each.is_late(today)} for each in found],
        "all": bool(request.GET.get("all")),
        "counts": board.planned_counts(request.user, today),
        "parameters": parameters.urlencode(),
    }
    return render(request, "reports/planned.html", context)


def board_page(request: HttpRequest) -> HttpResponse:
    """Throughput, ages and bottlenecks by unit; planned actions; the survey."""
    if not request.user.has_perm(SEE_BOARD):
        raise PermissionDenied
    user, today = request.user, timezone.localdate()
    if wanted_format(request):
        return _board_file(request, request.GET.get("table", ""), today)
    weeks = board.weeks(user, today)
    context = {
        "weeks": weeks,
        "most": max([1, *(max(week.received, week.answered) for week in weeks)]),
        "units": board.unit_rows(user, today),
        "unit_header": board.unit_header(),
        "planned": board.planned_counts(user, today),
        "survey": board.survey_rows(user),
    }
    return render(request, "reports/board.html", context)


def _board_file(request: HttpRequest, table: str, today: date) -> HttpResponse:
    """One of the board's tables."""
    rows: list[list[Any]]
    if table == "units":
        header = [_("Unit"), *board.unit_header()]
        rows = [[row.name, *row.cells()] for row in board.unit_rows(request.user, today)]
    elif table == "survey":
        header = [_("Department"), _("Answers"), _("Easy to leave"), _("Clear answer"), _("Taken seriously")]
        rows = [[row["name"], row["n"], *row["scores"]] for row in board.survey_rows(request.user)]
    else:
        table, header = "weeks", [_("Week from"), _("Received"), _("Answered"), _("Closed")]
        rows = [[week.monday, week.received, week.answered, week.closed] for week in board.weeks(request.user, today)]
    return as_file(request, table, header, rows)


urls = [
    path("late/", late_list, name="reports_late"),
    path("open/", open_list, name="reports_open"),
    path("planned/", planned_list, name="reports_planned"),
    path("board/", board_page, name="reports_board"),
]
