"""The addresses of the review: the queue, one record's screen, and an endpoint for each thing that can be done there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST
from wagtail.models import Revision

from cms.cases.viewing import log_view
from cms.publication import actions
from cms.publication.batches import BatchReport, approve_many, examine_records
from cms.publication.findings import root_of
from cms.publication.keys import KEYS
from cms.publication.models import PublicRecord, Status, WithdrawalReason, WithholdingReason
from cms.publication.policies import PublicationNotAllowedError, check_scope
from cms.publication.preview import preview_page
from cms.publication.queue import QueueFilter, claim, claimed_since, following, release_claim, waiting
from cms.publication.redaction import Redactor
from cms.publication.screen import Screen

__all__ = ["urls", "waiting"]

PER_PAGE = 50
EXAMINED_PER_VIEW = 10
FRAGMENT = "X-Review-Fragment"
RELATED = ("case", "unit", "kind", "latest_revision__redacted_from__root", "examination", "claim__by")


def _check(request: HttpRequest) -> Any:
    """The signed-in person, if they review."""
    if not request.user.has_perm("publication.approve_publicrecord"):
        raise PermissionDenied
    return request.user


def _record(request: HttpRequest, pk: int) -> tuple[Any, PublicRecord]:
    """The person and the record, if it belongs to a unit they work for."""
    user = _check(request)
    record = get_object_or_404(PublicRecord.objects.select_related(*RELATED), pk=pk)
    try:
        check_scope(user, record)
    except PublicationNotAllowedError as error:
        raise PermissionDenied from error
    return user, record


def _told(error: PublicationNotAllowedError | ValidationError) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


# --- The queue --------------------------------------------------------------------------------------------------------


def queue(request: HttpRequest) -> HttpResponse:
    """What waits for review."""
    user = _check(request)
    filters = QueueFilter(request.GET)
    parameters = request.GET.copy()
    parameters.pop("page", None)
    if request.session.get("review_queue") != parameters.dict():
        request.session["review_queue"] = parameters.dict()
    records = filters.narrow(waiting(user), user).select_related("unit", "kind", "examination", "claim__by")
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    _examine_some([record for record in page if not hasattr(record, "examination")])
    return render(
        request,
        "publication/queue.html",
        {
            "page": page,
            "filters": filters,
            "claims_hold": claimed_since(timezone.now()),
            "last": request.session.get("review_last"),
        },
    )


def _examine_some(records: list[PublicRecord]) -> None:
    """Examine the first of those that nobody has opened yet; the rest is examined when it is opened."""
    if chosen := [record.pk for record in records[:EXAMINED_PER_VIEW]]:
        fresh = PublicRecord.objects.filter(pk__in=chosen).select_related("case", "latest_revision")
        examined = examine_records(fresh)
        for record in records[:EXAMINED_PER_VIEW]:
            if record.pk in examined:
                record.examination = examined[record.pk]


@require_POST
def bulk_approve(request: HttpRequest) -> HttpResponse:
    """Approve the records that were ticked; the server refuses those with open findings."""
    user = _check(request)
    ids = [int(each) for each in request.POST.getlist("record") if each.isdecimal()][:PER_PAGE]
    report = BatchReport()
    try:
        approve_many(
            waiting(user).filter(pk__in=ids), user, report, undo_minutes=settings.HOLD_MINUTES, only_clean=True
        )
    except PublicationNotAllowedError as error:
        messages.error(request, str(error))
        return _to_queue(request)
    if report.approved:
        told = ngettext("%(count)d record is approved.", "%(count)d records are approved.", report.approved)
        messages.success(request, told % {"count": report.approved})
    for reason in list(report.refused.values())[:10]:
        messages.error(request, reason)
    if not report.approved and not report.refused:
        messages.warning(request, _("Tick the records to approve first."))
    return _to_queue(request)


@require_POST
def change_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim the record, or give it back."""
    user, record = _record(request, pk)
    try:
        if request.POST.get("do") == "release":
            release_claim(record, user)
        else:
            claim(record, user)
    except PublicationNotAllowedError as error:
        messages.error(request, str(error))
    return redirect("publication_review", pk=pk) if request.POST.get("from") == "screen" else _to_queue(request)


def _to_queue(request: HttpRequest) -> HttpResponseRedirect:
    """The queue, filtered as the person left it."""
    parameters = request.session.get("review_queue") or {}
    query = urlencode(parameters)
    return HttpResponseRedirect(reverse("publication_queue") + (f"?{query}" if query else ""))


# --- One record -------------------------------------------------------------------------------------------------------


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Original and public version side by side, the findings, and the decision."""
    user, record = _record(request, pk)
    if record.case:
        log_view(record.case, user)
    return render(request, "publication/review.html", _context(request, user, record))


def _context(
    request: HttpRequest, user: Any, record: PublicRecord, message: str = "", is_error: bool = False
) -> dict[str, Any]:
    """What the screen shows."""
    root = root_of(record)
    if root is None:
        raise PermissionDenied
    held = getattr(record, "claim", None)
    held = held if held and held.at >= claimed_since(timezone.now()) else None
    approval = None if record.status == Status.AWAITING else record.approvals.filter(current=True).first()
    return {
        "record": record,
        "draft": PublicRecord.from_serializable_data(record.latest_revision.content, check_fks=False),
        "case": record.case,
        "screen": Screen(record, root),
        "form": DecisionForm(),
        "approval": approval,
        "undoable": approval is not None and actions.can_be_undone(approval, timezone.now()),
        "now": timezone.now(),
        "own_words": user.pk in {record.last_editor_id, root.user_id},
        "is_waiting": record.status == "awaiting" or (record.status == "approved" and record.has_unpublished_changes),
        "left": waiting(user).order_by().count(),
        "keys": KEYS,
        "claim": held,
        "last": request.session.get("review_last"),
        "message": message,
        "is_error": is_error,
        "edit_url": reverse("wagtailsnippets_publication_publicrecord:edit", args=[quote(record.pk)]),
    }


def _answer(request: HttpRequest, pk: int, message: str, *, is_error: bool = False) -> HttpResponse:
    """The screen as it is now: the workspace alone for the script, the whole page after a redirect without it."""
    if FRAGMENT not in request.headers:
        (messages.error if is_error else messages.success)(request, message)
        return HttpResponseRedirect(reverse("publication_review", args=[pk]) + "#findings")
    user, record = _record(request, pk)
    context = _context(request, user, record, message, is_error)
    return render(request, "publication/_workspace.html", context, status=409 if is_error else 200)


class PlaceForm(forms.Form):
    """One place of one version, and what to do there."""

    revision = forms.IntegerField()
    seen = forms.CharField(max_length=64)
    field = forms.CharField(required=False, max_length=20)
    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=0)
    category = forms.CharField(required=False, max_length=20)
    marking = forms.CharField(required=False, max_length=40, strip=True)
    reason = forms.CharField(required=False, max_length=300)
    words = forms.CharField(required=False, max_length=1000)
    decision = forms.IntegerField(required=False)
    do = forms.ChoiceField(choices=[(each, each) for each in ("replace", "keep", "drop", "sure", "mark", "undo")])


@require_POST
def decide_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace, keep, mark or undo: one thing, in one transaction."""
    user, record = _record(request, pk)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _answer(request, pk, _("That could not be read. Open the record again."), is_error=True)
    try:
        with transaction.atomic():
            redactor = Redactor(record, user, form.cleaned_data["revision"], form.cleaned_data["seen"])
            message = _carry_out(redactor, form.cleaned_data)
            redactor.write()
    except PublicationNotAllowedError as error:
        return _answer(request, pk, str(error), is_error=True)
    return _answer(request, pk, message)


def _carry_out(redactor: Redactor, data: dict[str, Any]) -> str:
    """Do what was asked; gives the sentence that tells it."""
    match data["do"]:
        case "sure":
            count = redactor.replace_sure()
            return ngettext("%(count)d place replaced.", "%(count)d places replaced.", count) % {"count": count}
        case "undo":
            redactor.undo()
            return _("Undone.")
        case "drop":
            redactor.drop(data["decision"] or 0)
            return _("Undone.")
        case "mark":
            return _mark(redactor, data)
    finding = redactor.finding(data["field"], data["start"] or 0, data["end"] or 0, data["category"])
    if data["do"] == "keep":
        redactor.keep(finding, data["reason"])
        return _("Kept.")
    redactor.replace(finding, data["marking"] or None)
    return _("Replaced.")


def _mark(redactor: Redactor, data: dict[str, Any]) -> str:
    if data["field"] and data["end"]:
        redactor.mark(data["field"], data["start"] or 0, data["end"], data["marking"])
        return _("Replaced.")
    count = redactor.mark_words(data["words"], data["marking"])
    return ngettext("%(count)d place replaced.", "%(count)d places replaced.", count) % {"count": count}


class DecisionForm(forms.Form):
    """One decision about one revision of one record."""

    DECISIONS = ("approve", "later", "return", "withhold", "withdraw", "lift", "summary", "undo")
    decision = forms.ChoiceField(choices=[(name, name) for name in DECISIONS])
    revision = forms.IntegerField(required=False)
    seen = forms.CharField(required=False, max_length=64)
    comment = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), label=gettext_lazy("Comment")
    )
    what_changed = forms.CharField(required=False, max_length=300, label=gettext_lazy("What was corrected"))
    hide_earlier = forms.BooleanField(required=False, label=gettext_lazy("Hide the earlier wording"))
    not_before = forms.DateField(
        required=False,
        label=gettext_lazy("Not online before"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    withholding_reason = forms.ChoiceField(
        choices=WithholdingReason.choices, required=False, label=gettext_lazy("Reason to withhold")
    )
    withdrawal_reason = forms.ChoiceField(
        choices=WithdrawalReason.choices, required=False, label=gettext_lazy("Reason to withdraw")
    )
    heading = forms.CharField(required=False, max_length=300, label=gettext_lazy("Heading"))
    question = forms.CharField(
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("Summary of the question"),
    )
    answer = forms.CharField(
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("Summary of the answer"),
    )

    def carry_out(self, record: PublicRecord, by: Any) -> str:
        """Make the decision; gives the sentence that tells it.

        Raises:
            PublicationNotAllowedError, ValidationError: it cannot be made.
        """
        data, who = self.cleaned_data, {"id": record.public_id}
        match data["decision"]:
            case "approve" | "later":
                return self._approve(record, by)
            case "undo":
                actions.undo_approval(record, by)
                return _("The approval of %(id)s is undone.") % who
            case "return":
                actions.return_to_editor(record, by, data["comment"])
                return _("%(id)s is returned.") % who
            case "withhold":
                actions.withhold(record, by, WithholdingReason(data["withholding_reason"]), data["comment"])
                return _("%(id)s is withheld.") % who
            case "lift":
                actions.lift_withholding(record, by)
                return _("%(id)s waits for review again.") % who
            case "summary":
                actions.propose_summary(record, by, data["heading"] or record.heading, data["question"], data["answer"])
                return _("The summary of %(id)s waits for a second person.") % who
        actions.withdraw(record, by, WithdrawalReason(data["withdrawal_reason"]), data["comment"])
        return _("%(id)s is withdrawn. It leaves the site with the next release.") % who

    def _approve(self, record: PublicRecord, by: Any) -> str:
        data = self.cleaned_data
        revision = get_object_or_404(Revision, pk=data["revision"], object_id=str(record.pk))
        later = data["decision"] == "later"
        if later and not data["not_before"]:
            raise PublicationNotAllowedError(_("Choose the day before which it may not be online."))
        if not data["seen"]:
            raise PublicationNotAllowedError(_("That could not be read. Open the record again."))
        approval = actions.approve(
            record,
            by,
            revision,
            seen=data["seen"],
            what_changed=data["what_changed"],
            show_earlier=not data["hide_earlier"],
            not_before=data["not_before"] if later else None,
            undo_minutes=settings.HOLD_MINUTES,
        )
        if approval.visible_from <= approval.approved_at:
            told = _("%(id)s is approved. It goes online with the next release.") % {"id": record.public_id}
        else:
            when = date_format(timezone.localtime(approval.visible_from), "j F Y H:i")
            told = _("%(id)s is approved. It goes online with the first release after %(when)s.") % {
                "id": record.public_id,
                "when": when,
            }
        if record.corrections.filter(show_earlier=False).exists():
            told += " " + _("The earlier wording is not shown, because something personal was taken out of it.")
        return told


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, return, withhold, lift, withdraw, propose a summary or undo; then the next record in the queue."""
    user, record = _record(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That could not be read. Open the record again."))
        return redirect("publication_review", pk=pk)
    stays = form.cleaned_data["decision"] in {"undo", "lift"}
    next_pk = None if stays else following(user, pk, request.session.get("review_queue") or {})
    try:
        done = form.carry_out(record, user)
    except (PublicationNotAllowedError, ValidationError, ValueError) as error:
        told = (
            _("Choose a reason.")
            if isinstance(error, ValueError) and not isinstance(error, ValidationError)
            else _told(error)
        )
        messages.error(request, told)
        return redirect("publication_review", pk=pk)
    messages.success(request, done)
    if form.cleaned_data["decision"] in {"approve", "later"} and settings.UNDO_MINUTES:
        request.session["review_last"] = {"pk": pk, "id": record.public_id}
    elif (request.session.get("review_last") or {}).get("pk") == pk:
        del request.session["review_last"]
    if stays:
        return redirect("publication_review", pk=pk)
    return redirect("publication_review", pk=next_pk) if next_pk else _to_queue(request)


def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """The next record in the queue, leaving this one as it is."""
    next_pk = following(_check(request), pk, request.session.get("review_queue") or {})
    return redirect("publication_review", pk=next_pk) if next_pk else _to_queue(request)


@xframe_options_sameorigin
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page of the newest version."""
    _user, record = _record(request, pk)
    return HttpResponse(preview_page(record.get_latest_revision_as_object()))


urls = [
    path("review/", queue, name="publication_queue"),
    path("review/approve/", bulk_approve, name="publication_bulk_approve"),
    path("review/<int:pk>/", review, name="publication_review"),
    path("review/<int:pk>/place/", decide_place, name="publication_place"),
    path("review/<int:pk>/decide/", decide, name="publication_decide"),
    path("review/<int:pk>/claim/", change_claim, name="publication_claim"),
    path("review/<int:pk>/next/", skip, name="publication_next"),
    path("review/<int:pk>/preview/", preview, name="publication_preview"),
]
