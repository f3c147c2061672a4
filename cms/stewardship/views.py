"""The office's pages: requests with their clock, withdrawal, receipts, second looks, and the trail of a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.log_actions import log

from cms.accounts.events import Kind, record
from cms.accounts.guard import works_for_path
from cms.cases.models import Case
from cms.publication.models import PublicRecord, Status, WithdrawalReason
from cms.publication.policies import PublicationNotAllowedError
from cms.stewardship import recheck, requests, trail
from cms.stewardship.forms import DecisionForm, KeepForm, WithdrawForm
from cms.stewardship.models import Concern, Receipt, RecheckTask, RemovalRequest, RequestState
from cms.stewardship.receipts import mail_receipt, parts_of, receipt_sentences, withdraw_now

PER_PAGE = 50
HANDLE, RECEIPTS, APPROVE, TRAIL = (
    "stewardship.handle_removalrequest",
    "stewardship.view_receipt",
    "publication.approve_publicrecord",
    "accounts.export_trail",
)


def _check(request: HttpRequest, permission: str) -> Any:
    """The signed-in person, if they may."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return request.user


def request_queue(request: HttpRequest) -> HttpResponse:
    """Requests that wait, the one due first at the top; or those decided."""
    user = _check(request, HANDLE)
    found = RemovalRequest.objects.seen_by(user).select_related("record", "taken_by")
    decided = request.GET.get("decided") == "1"
    found = (
        found.exclude(state=RequestState.NEW).order_by("-decided_at")
        if decided
        else found.filter(state=RequestState.NEW)
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "stewardship/requests.html", {"page": page, "decided": decided, "today": timezone.localdate()}
    )


def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, what it is about, and the decision."""
    user = _check(request, HANDLE)
    asked = get_object_or_404(
        RemovalRequest.objects.seen_by(user).select_related("record", "taken_by", "decided_by"), pk=pk
    )
    form = DecisionForm(
        request.POST or None, initial={"reason": requests.REASONS.get(Concern(asked.concern), WithdrawalReason.OTHER)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _carry_out(asked, user, form.cleaned_data)
        except requests.RequestNotAllowedError as error:
            messages.error(request, str(error))
            return redirect("stewardship_request", pk=pk)
        return redirect("stewardship_receipt", pk=receipt.pk) if receipt else redirect("stewardship_requests")
    if request.method == "GET":
        log(asked, "stewardship.view_request", user=user)
    context = {"asked": asked, "form": form, "today": timezone.localdate(), "receipt": asked.receipts.first()}
    return render(request, "stewardship/request.html", context)


def _carry_out(asked: RemovalRequest, user: Any, data: dict[str, Any]) -> Receipt | None:
    match data["decision"]:
        case "take":
            requests.take(asked, user)
        case "withdraw":
            return requests.decide_withdraw(asked, user, WithdrawalReason(data["reason"]), data["words"])
        case state:
            requests.decide_without_withdrawal(asked, user, RequestState(state), data["words"])
    return None


def withdraw_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a published item and start a release at once."""
    user = _check(request, APPROVE)
    item = get_object_or_404(PublicRecord.objects.filter(status=Status.APPROVED).select_related("unit", "kind"), pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = withdraw_now(
                item, user, WithdrawalReason(form.cleaned_data["reason"]), form.cleaned_data["comment"]
            )
        except PublicationNotAllowedError as error:
            messages.error(request, str(error))
            return redirect("stewardship_withdraw", pk=pk)
        messages.success(request, _("%(id)s is withdrawn, and a release is on its way.") % {"id": item.public_id})
        return redirect("stewardship_receipt", pk=receipt.pk)
    return render(request, "stewardship/withdraw.html", {"item": item, "form": form})


def _receipts(user: Any) -> Any:
    found = Receipt.objects.select_related("withdrawal__record__unit", "withdrawal__withdrawn_by", "request")
    units = [] if user.is_superuser else list(user.units.all())
    return found.filter(withdrawal__record__in=_records_under(units)) if units else found


def _records_under(units: list[Any]) -> Any:
    pks: set[int] = set()
    for unit in units:
        pks.update(
            PublicRecord.objects.filter(unit__path__startswith=unit.path, status=Status.WITHDRAWN).values_list(
                "pk", flat=True
            )
        )
    return pks


def receipt_list(request: HttpRequest) -> HttpResponse:
    """Every withdrawal and whether the item is gone."""
    user = _check(request, RECEIPTS)
    page = Paginator(_receipts(user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "stewardship/receipts.html", {"page": page})


def receipt_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One receipt, to show and to print."""
    user = _check(request, RECEIPTS)
    receipt = get_object_or_404(_receipts(user), pk=pk)
    context = {"receipt": receipt, "sentences": receipt_sentences(receipt), "parts": parts_of(receipt.files)}
    return render(request, "stewardship/receipt.html", context)


@require_POST
def receipt_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the receipt to the person who asked."""
    user = _check(request, HANDLE)
    receipt = get_object_or_404(_receipts(user), pk=pk)
    try:
        mail_receipt(receipt, user)
    except (ValueError, OSError) as error:
        messages.error(
            request,
            str(error) if isinstance(error, ValueError) else _("The mail server did not take it. Try again later."),
        )
    else:
        messages.success(request, _("The receipt is sent."))
    return redirect("stewardship_receipt", pk=pk)


def recheck_list(request: HttpRequest) -> HttpResponse:
    """What the detector would stop at today, among what is online."""
    user = _check(request, APPROVE)
    tasks = RecheckTask.objects.filter(state=RecheckTask.State.OPEN, approval__current=True).select_related(
        "approval__record__unit"
    )
    seen = [task for task in tasks if works_for_path(user, task.approval.record.unit.path)]
    page = Paginator(seen, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "stewardship/recheck.html", {"page": page, "form": KeepForm()})


@require_POST
def recheck_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an item may stay as it is."""
    user = _check(request, APPROVE)
    task = get_object_or_404(RecheckTask.objects.select_related("approval"), pk=pk, state=RecheckTask.State.OPEN)
    try:
        recheck.keep(task, user, request.POST.get("why", "")[:300])
    except recheck.RecheckNotAllowedError as error:
        messages.error(request, str(error))
    return redirect("stewardship_rechecks")


def trail_page(request: HttpRequest) -> HttpResponse:
    """Everything done with one case; `?format=csv` or `json` exports it."""
    user = _check(request, TRAIL)
    number = request.GET.get("number", "").strip()[:20]
    if not number:
        return render(request, "stewardship/trail.html", {"number": "", "steps": []})
    _check_unit(user, number)
    found = trail.steps(number)
    kind = request.GET.get("format", "")
    if kind not in {"csv", "json"}:
        return render(request, "stewardship/trail.html", {"number": number, "steps": found})
    record(Kind.EXPORTED, request, user, object_id=number)
    if case := Case.objects.filter(number=number).first():
        log(case, "stewardship.export_trail", user=user, data={"format": kind})
    body = trail.as_csv(found) if kind == "csv" else trail.as_json(number, found)
    types = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
    name = "".join(letter for letter in number if letter.isalnum() or letter == "-")
    return HttpResponse(
        body, content_type=types[kind], headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )


def _check_unit(user: Any, number: str) -> None:
    """Refuse a case of another unit; one that is gone is for those who work for all."""
    path = Case.objects.filter(number=number).values_list("unit__path", flat=True).first()
    if path is None:
        path = PublicRecord.objects.filter(public_id=number).values_list("unit__path", flat=True).first()
    if not works_for_path(user, path or ""):
        raise Http404


urls = [
    path("removal/", request_queue, name="stewardship_requests"),
    path("removal/<int:pk>/", request_page, name="stewardship_request"),
    path("removal/withdraw/<int:pk>/", withdraw_page, name="stewardship_withdraw"),
    path("removal/receipts/", receipt_list, name="stewardship_receipts"),
    path("removal/receipts/<int:pk>/", receipt_page, name="stewardship_receipt"),
    path("removal/receipts/<int:pk>/mail/", receipt_mail, name="stewardship_receipt_mail"),
    path("removal/recheck/", recheck_list, name="stewardship_rechecks"),
    path("removal/recheck/<int:pk>/keep/", recheck_keep, name="stewardship_recheck_keep"),
    path("trail/", trail_page, name="stewardship_trail"),
]
