"""The review queue and the review screen: original and public version side by side, and the decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.cases.models import Kind
from cms.organisation.models import Level, OrganisationUnit
from cms.publication import actions
from cms.publication.models import PublicRecord, Status, WithdrawalReason, WithholdingReason
from cms.publication.policies import PublicationNotAllowedError
from cms.publication.preview import preview_page

PER_PAGE = 50


def _check(request: HttpRequest) -> Any:
    """The signed-in person, if they review."""
    if not request.user.has_perm("publication.approve_publicrecord"):
        raise PermissionDenied
    return request.user


def waiting(user: Any) -> QuerySet[PublicRecord]:
    """Records that wait for a decision this person may make: not their own edits, longest waiting first."""
    changed = Q(status=Status.APPROVED, has_unpublished_changes=True) & ~Q(latest_revision=F("live_revision"))
    records = PublicRecord.objects.filter(Q(status=Status.AWAITING) | changed).exclude(last_editor=user)
    units = [] if user.is_superuser else list(user.units.all())
    if units:
        scope = Q()
        for unit in units:
            scope |= Q(unit__path__startswith=unit.path)
        records = records.filter(scope)
    return records.select_related("unit", "kind").order_by(F("answered_on").asc(nulls_last=True), "public_id")


class QueueFilter(forms.Form):
    """What to show of the queue."""

    department = forms.ModelChoiceField(
        OrganisationUnit.objects.filter(level=Level.DEPARTMENT).order_by("name"),
        required=False,
        label=gettext_lazy("Department"),
    )
    kind = forms.ModelChoiceField(Kind.objects.all(), required=False, label=gettext_lazy("Kind"))

    def narrow(self, records: QuerySet[PublicRecord]) -> QuerySet[PublicRecord]:
        """The records that match."""
        if self.is_valid():
            if department := self.cleaned_data["department"]:
                records = records.filter(unit__path__startswith=department.path)
            if kind := self.cleaned_data["kind"]:
                records = records.filter(kind=kind)
        return records


def queue(request: HttpRequest) -> HttpResponse:
    """What waits for review."""
    user = _check(request)
    filters = QueueFilter(request.GET)
    page = Paginator(filters.narrow(waiting(user)), PER_PAGE).get_page(request.GET.get("page"))
    parameters = request.GET.copy()
    parameters.pop("page", None)
    return render(
        request, "publication/queue.html", {"page": page, "filters": filters, "parameters": parameters.urlencode()}
    )


class DecisionForm(forms.Form):
    """One decision about one revision of one record."""

    DECISIONS = ("approve", "return", "withhold", "withdraw", "lift")
    decision = forms.ChoiceField(choices=[(name, name) for name in DECISIONS])
    revision = forms.IntegerField()
    comment = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), label=gettext_lazy("Comment")
    )
    what_changed = forms.CharField(required=False, max_length=300, label=gettext_lazy("What was corrected"))
    withholding_reason = forms.ChoiceField(
        choices=WithholdingReason.choices, required=False, label=gettext_lazy("Reason to withhold")
    )
    withdrawal_reason = forms.ChoiceField(
        choices=WithdrawalReason.choices, required=False, label=gettext_lazy("Reason to withdraw")
    )

    def carry_out(self, record: PublicRecord, by: Any) -> str:
        """Make the decision; gives the sentence that tells it.

        Raises:
            PublicationNotAllowedError, ValidationError: it cannot be made.
        """
        data = self.cleaned_data
        match data["decision"]:
            case "approve":
                revision = get_object_or_404(Revision, pk=data["revision"], object_id=str(record.pk))
                actions.approve(record, by, revision, what_changed=data["what_changed"])
                return _("%(id)s is approved. It goes online with the next release.") % {"id": record.public_id}
            case "return":
                actions.return_to_editor(record, by, data["comment"])
                return _("%(id)s is returned.") % {"id": record.public_id}
            case "withhold":
                actions.withhold(record, by, WithholdingReason(data["withholding_reason"]), data["comment"])
                return _("%(id)s is withheld.") % {"id": record.public_id}
            case "lift":
                actions.lift_withholding(record, by)
                return _("%(id)s waits for review again.") % {"id": record.public_id}
        actions.withdraw(record, by, WithdrawalReason(data["withdrawal_reason"]), data["comment"])
        return _("%(id)s is withdrawn. It leaves the site with the next release.") % {"id": record.public_id}


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Original and public version side by side, and the decision; after it, the next record in the queue."""
    user = _check(request)
    record = get_object_or_404(PublicRecord.objects.select_related("case", "unit", "kind", "latest_revision"), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        following = waiting(user).exclude(pk=pk).first()
        try:
            done = form.carry_out(record, user)
        except (PublicationNotAllowedError, ValidationError) as error:
            messages.error(request, "; ".join(error.messages) if isinstance(error, ValidationError) else str(error))
            return redirect("publication_review", pk=pk)
        messages.success(request, done)
        return redirect("publication_review", pk=following.pk) if following else redirect("publication_queue")
    if record.case:
        log(record.case, "cases.view_original", user=user)
    draft = record.get_latest_revision_as_object()
    return render(
        request,
        "publication/review.html",
        {
            "record": record,
            "draft": draft,
            "case": record.case,
            "form": form,
            "approved": record.approvals.filter(current=True).first(),
            "own_edit": record.last_editor_id == user.pk,
            "left": waiting(user).count(),
            "edit_url": reverse("wagtailsnippets_publication_publicrecord:edit", args=[quote(record.pk)]),
        },
    )


@xframe_options_sameorigin
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page of the newest version."""
    _check(request)
    record = get_object_or_404(PublicRecord, pk=pk)
    return HttpResponse(preview_page(record.get_latest_revision_as_object()))


urls = [
    path("review/", queue, name="publication_queue"),
    path("review/<int:pk>/", review, name="publication_review"),
    path("review/<int:pk>/preview/", preview, name="publication_preview"),
]
