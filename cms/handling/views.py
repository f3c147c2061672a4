"""The addresses of the case page: look, move, act, find what is like it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.cases.admin import visible_cases
from cms.cases.models import Case
from cms.cases.policies import check_act, check_move
from cms.cases.states import ACTS, MOVES, MoveNotAllowedError
from cms.cases.viewing import log_view
from cms.handling import actions
from cms.handling.case_page import case_context, similar_cases, state_told
from cms.handling.forms import ACT_FORMS, MOVE_FORMS, CaseForm
from cms.handling.models import PlannedAction
from cms.handling.units import unit_labels
from cms.intake.models import Submission
from cms.publication.actions import prepare, submit
from cms.publication.models import PublicRecord, Status

RELATED = ("unit", "kind", "category", "investigator", "public_record")


def _case(request: HttpRequest, pk: int) -> tuple[Any, Case]:
    """The person and the case, if they may read it."""
    user: Any = request.user
    if not user.has_perm("cases.view_case"):
        raise PermissionDenied
    return user, get_object_or_404(visible_cases(user).select_related(*RELATED), pk=pk)


def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The working screen of one case. Every look is logged."""
    user, case = _case(request, pk)
    log_view(case, user)
    return _page(request, case)


def _page(
    request: HttpRequest, case: Case, failed: CaseForm | None = None, step: str = "", *, status: int = 200
) -> HttpResponse:
    context = case_context(request, case, timezone.localdate(), failed, step)
    return render(request, "handling/case.html", context | {"turn": state_told(case)}, status=status)


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Make a move along the state table. What the table or the person's role forbids is refused here, whatever was sent."""
    user, case = _case(request, pk)
    try:
        check_move(user, case, name, comment="-")
    except MoveNotAllowedError as error:
        return _refused(request, case, error)
    form = MOVE_FORMS[name](case, user, unit_labels(timezone.localdate()), request.POST, prefix=name)
    if name == "answer" and request.POST.get("save") == "draft":
        actions.save_draft(case, user, str(form["answer"].value() or ""))
        messages.success(request, _("The draft is saved."))
        return redirect("cases:inspect", pk)
    if not form.is_valid():
        return _page(request, case, form, name, status=422)
    values = form.values()
    try:
        moved = actions.move_case(case, name, user, comment=values.pop("comment", ""), **values)
    except MoveNotAllowedError as error:
        return _refused(request, case, error)
    except ValidationError as error:
        return _wrong(request, case, form, name, error)
    told = {"number": case.number, "move": MOVES[name].label, "letter": _reply_told(moved, name)}
    messages.success(request, _("%(number)s: %(move)s. %(letter)s") % told)
    return _after(request, user, moved, name)


def _reply_told(case: Case, name: str) -> str:
    if name not in {"close", "ask", "reject", "send_elsewhere", "thank"}:
        return ""
    if case.sender_email:
        return str(_("A letter to the person is on its way."))
    if Submission.objects.filter(case=case).exists():
        return str(_("There is no e-mail address: the person reads it with the receipt code."))
    return str(_("There is no e-mail address, so no letter was sent."))


def _after(request: HttpRequest, user: Any, case: Case, name: str) -> HttpResponseRedirect:
    """Where the work goes on: the review of the public version when the reply is released, otherwise the case."""
    if name == "close" and user.has_perm("publication.approve_publicrecord"):
        record = PublicRecord.objects.filter(case=case, status=Status.AWAITING).first()
        if record is not None and record.last_editor_id != user.pk:
            return redirect("publication_review", record.pk)
    return redirect("cases:inspect", case.pk)


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do something with the case while it stays where it is."""
    user, case = _case(request, pk)
    try:
        check_act(user, case, name)
    except MoveNotAllowedError as error:
        return _refused(request, case, error)
    if name not in ACT_FORMS:
        raise PermissionDenied
    form = ACT_FORMS[name](case, user, unit_labels(timezone.localdate()), request.POST, prefix=name)
    if not form.is_valid():
        return _page(request, case, form, name, status=422)
    try:
        told = _do(case, user, name, form.values())
    except MoveNotAllowedError as error:
        return _refused(request, case, error)
    except ValidationError as error:
        return _wrong(request, case, form, name, error)
    messages.success(request, told)
    return redirect("cases:inspect", pk)


def _do(case: Case, user: Any, name: str, values: dict[str, Any]) -> str:
    """The act itself; gives what the person is told."""
    match name:
        case "inform":
            sent = actions.keep_informed(case, user, values["words"], values["expected_on"])
            return (
                _("A letter to the person is on its way.")
                if sent
                else _("It stands in the history; there is no e-mail address.")
            )
        case "plan":
            actions.plan(case, user, values["text"], values["due_on"], values["responsible"])
        case "follow_up":
            action = get_object_or_404(PlannedAction, pk=values["planned"], case=case)
            actions.follow_up(action, user, values["result"], values["note"])
        case "flag":
            actions.flag(case, user, **values)
        case "note":
            actions.write_note(case, user, values["text"])
    return str(_("%(act)s: done.") % {"act": ACTS[name].label})


def _refused(request: HttpRequest, case: Case, error: MoveNotAllowedError) -> HttpResponse:
    """Say why not, on the case as it is."""
    messages.error(request, str(error))
    return redirect("cases:inspect", case.pk)


def _wrong(request: HttpRequest, case: Case, form: CaseForm, name: str, error: ValidationError) -> HttpResponse:
    """Show what the action found wrong at its field."""
    for field, problems in getattr(error, "message_dict", {"": error.messages}).items():
        form.add_error(field if field in form.fields else None, problems)
    return _page(request, case, form, name, status=422)


@require_POST
def public_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the public version of an answered case, and put it in the review queue when the reply is released."""
    user, case = _case(request, pk)
    if not user.has_perm("publication.add_publicrecord"):
        raise PermissionDenied
    try:
        record = prepare(case, user)
        if case.closed_on and record.status == Status.DRAFT:
            submit(record, user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("cases:inspect", pk)
    messages.success(request, _("The public version is prepared."))
    return redirect("cases:inspect", pk)


def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """Earlier cases like this one, as a part of the page."""
    user, case = _case(request, pk)
    return render(request, "handling/_similar.html", {"similar": similar_cases(user, case)})
