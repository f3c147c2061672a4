"""Integrations and the events they were told, in the admin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.api.integrations import FIELDS, add_integration, change_integration, renew_token, revoke
from cms.api.models import TRIED_FOR, Delivery, DeliveryState, Integration
from cms.api.scopes import Scope
from cms.api.tasks import wake
from cms.api.tokens import is_valid_on, signing_key_as_text
from cms.organisation.models import OrganisationUnit
from cms.organisation.selectors import valid_units

PER_PAGE = 50
VALID_DAYS = 365
SEE, ADD, CHANGE = "api.view_integration", "api.add_integration", "api.change_integration"
SEE_EVENTS, RETRY = "api.view_delivery", "api.change_delivery"


class IntegrationForm(forms.ModelForm[Integration]):
    """What an integration may, for whom and how long, and where it is told."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Scopes"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Integration
        fields = list(FIELDS)
        widgets = {"expires_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = cast("forms.ModelChoiceField[OrganisationUnit]", self.fields["unit"])
        unit.queryset = valid_units(timezone.localdate())
        if not self.instance.pk:
            self.initial["expires_on"] = timezone.localdate() + timedelta(days=VALID_DAYS)


class StaffRequest(HttpRequest):
    """A request inside the admin, where everybody is signed in."""

    user: User


def _check(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def integrations(request: HttpRequest) -> HttpResponse:
    """Every integration, what it may, and when it was last here."""
    _check(request, SEE)
    today = timezone.localdate()
    rows = [(each, is_valid_on(each, today)) for each in Integration.objects.select_related("unit")]
    context = {"rows": rows, "may_add": request.user.has_perm(ADD), "may_change": request.user.has_perm(CHANGE)}
    return render(request, "api/integrations.html", context)


def add(request: StaffRequest) -> HttpResponse:
    """A new integration; the answer to the form is the one page that shows its token."""
    _check(request, ADD)
    form = IntegrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        integration, token = add_integration(request.user, **form.cleaned_data)
        return _token_page(request, integration, token)
    return render(request, "api/integration.html", {"form": form, "integration": None})


def change(request: StaffRequest, pk: int) -> HttpResponse:
    """What an integration may. Its token stays."""
    _check(request, CHANGE)
    integration = get_object_or_404(Integration, pk=pk)
    form = IntegrationForm(request.POST or None, instance=integration)
    if request.method == "POST" and form.is_valid():
        change_integration(integration, request.user, **form.cleaned_data)
        messages.success(request, _("Saved: %(name)s.") % {"name": integration.name})
        return redirect("api_integrations")
    return render(request, "api/integration.html", {"form": form, "integration": integration})


@require_POST
def renew(request: StaffRequest, pk: int) -> HttpResponse:
    """A new token in the place of the one before, shown once."""
    _check(request, CHANGE)
    integration = get_object_or_404(Integration, pk=pk)
    return _token_page(request, integration, renew_token(integration, request.user))


@require_POST
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """Revoke the token."""
    _check(request, CHANGE)
    integration = get_object_or_404(Integration, pk=pk)
    revoke(integration, request.user)
    messages.success(request, _("The token of %(name)s is revoked.") % {"name": integration.name})
    return redirect("api_integrations")


def _token_page(request: HttpRequest, integration: Integration, token: str) -> HttpResponse:
    context = {
        "integration": integration,
        "token": token,
        "signing_key": signing_key_as_text(integration),
        "address": f"{settings.ADMIN_URL}/api/v1/openapi.json",
    }
    return render(request, "api/token.html", context)  # the admin lets nobody keep its pages


def events(request: HttpRequest) -> HttpResponse:
    """Events by state, newest first, and what receivers answered."""
    _check(request, SEE_EVENTS)
    state = request.GET.get("state", "")
    found = Delivery.objects.select_related("integration")
    if state in DeliveryState.values:
        found = found.filter(state=state)
    counts = dict(Delivery.objects.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": [(value, label, counts.get(value, 0)) for value, label in DeliveryState.choices],
        "may_retry": request.user.has_perm(RETRY),
    }
    return render(request, "api/events.html", context)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an event again that was given up, or waits for its next attempt."""
    _check(request, RETRY)
    event, now = get_object_or_404(Delivery, pk=pk), timezone.now()
    again = Delivery.objects.filter(pk=pk, state__in=[DeliveryState.GIVEN_UP, DeliveryState.WAITING]).update(
        state=DeliveryState.WAITING, next_attempt_at=now, tried_until=now + TRIED_FOR, finished_at=None
    )
    if again:
        log(event, "api.retry", user=request.user)
        wake()
        messages.success(request, _("The event is sent again."))
    else:
        messages.error(request, _("This event is delivered, or is being sent now."))
    return redirect("api_events")


urls = [
    path("integrations/", integrations, name="api_integrations"),
    path("integrations/add/", add, name="api_integration_add"),
    path("integrations/<int:pk>/", change, name="api_integration"),
    path("integrations/<int:pk>/renew/", renew, name="api_integration_renew"),
    path("integrations/<int:pk>/revoke/", end, name="api_integration_revoke"),
    path("integrations/events/", events, name="api_events"),
    path("integrations/events/<int:pk>/retry/", retry, name="api_event_retry"),
]
