"""Texts of letters and the queue in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from cms.mail.models import GIVE_UP_AFTER, MailTemplate, Message, MessageState
from cms.mail.purposes import FIELDS, Purpose
from cms.mail.tasks import wake

PER_PAGE = 50
SEE, RETRY = "mail.view_message", "mail.change_message"


class MailTemplateForm(WagtailAdminModelForm):
    """The words of a letter, with the fields they may use."""

    class Meta:
        model = MailTemplate
        fields = ["subject", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = FIELDS[Purpose(self.instance.purpose)]
        for name, fields in (("subject", known.subject), ("text", known.all)):
            usable = " ".join(f"{{{each}}}" for each in sorted(fields))
            self.fields[name].help_text = format_lazy("{} {} {}", self.fields[name].help_text, _("Fields:"), usable)

    def save(self, commit: bool = True) -> Any:
        """Remember that the words are the municipality's own from now on."""
        self.instance.edited = self.instance.edited or self.has_changed()
        return super().save(commit)


class NoNewLetter(CreateView):
    """Which letters there are is the product's to say."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse."""
        raise PermissionDenied


class MailTemplateViewSet(ModelViewSet):
    """The words of letters."""

    model = MailTemplate
    icon = "mail"
    menu_label = gettext_lazy("Letters")
    menu_name = "letters"
    name = "mail_templates"
    url_prefix = "mail/letters"
    add_to_settings_menu = True
    add_view_class = NoNewLetter
    list_display = ["__str__", "subject", "edited"]
    list_filter = ["language"]
    copy_view_enabled = False
    inspect_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[MailTemplateForm]:
        """The form of our own."""
        return MailTemplateForm


def outbox(request: HttpRequest) -> HttpResponse:
    """Letters by state, newest first. Neither addresses nor texts are shown."""
    if not request.user.has_perm(SEE):
        raise PermissionDenied
    state = request.GET.get("state", "")
    found = Message.objects.defer("to", "text")
    if state in MessageState.values:
        found = found.filter(state=state)
    counts = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": [(value, label, counts.get(value, 0)) for value, label in MessageState.choices],
        "may_retry": request.user.has_perm(RETRY),
    }
    return render(request, "mail/outbox.html", context)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a letter again that was refused, given up, or waits for its next attempt."""
    if not request.user.has_perm(RETRY):
        raise PermissionDenied
    message, now = get_object_or_404(Message, pk=pk), timezone.now()
    again = Message.objects.filter(
        pk=pk,
        state__in=[MessageState.REFUSED, MessageState.GIVEN_UP, MessageState.WAITING],
        erased_at__isnull=True,
    ).update(state=MessageState.WAITING, next_attempt_at=now, tried_until=now + GIVE_UP_AFTER, finished_at=None)
    if again:
        log(message, "mail.retry", user=request.user)
        wake()
        messages.success(request, _("The letter is tried again."))
    else:
        messages.error(request, _("This letter is sent or erased, and cannot be tried again."))
    return redirect("mail_outbox")


urls = [
    path("mail/outbox/", outbox, name="mail_outbox"),
    path("mail/outbox/<int:pk>/retry/", retry, name="mail_retry"),
]
