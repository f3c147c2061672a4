"""The first page of the admin: what waits for this person, each number a link to the work itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.forms import Media
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from cms.publication.models import PublicRecord, Status
from cms.publication.review import waiting
from cms.reports.selectors import case_counts, late


@dataclass(frozen=True)
class Card:
    """One number with its name, what it means, and where the work is done."""

    name: str
    count: int
    title: str
    url: str
    detail: str = ""
    urgent: bool = False


def cards_for(user: Any, today: date) -> list[Card]:
    """What waits for the person, by what they may do."""
    return [*_review(user), *_handling(user, today), *_drafts(user)]


def _review(user: Any) -> Iterator[Card]:
    if not user.has_perm("publication.approve_publicrecord"):
        return
    found = waiting(user).order_by().aggregate(count=Count("pk"), oldest=Min("answered_on"))
    detail = _("The oldest was answered %(day)s.") % {"day": _day(found["oldest"])} if found["oldest"] else ""
    yield Card("review", found["count"], _("To review"), reverse("publication_queue"), detail)


def _handling(user: Any, today: date) -> Iterator[Card]:
    if not user.has_perm("cases.view_case"):
        return
    counts = case_counts(user)
    if user.has_perm("cases.distribute_case"):
        oldest = counts["oldest_received"]
        detail = _("The oldest was received %(day)s.") % {"day": _day(oldest)} if oldest else ""
        yield Card("distribute", counts["received"], _("To distribute"), _cases("state=received"), detail)
    if user.has_perm("cases.check_case"):
        oldest = counts["oldest_answered"]
        detail = _("The oldest was answered %(day)s.") % {"day": _day(oldest)} if oldest else ""
        yield Card("check", counts["answered"], _("Answers to check"), _cases("state=answered"), detail)
    if user.has_perm("cases.answer_case") and counts["mine"]:
        yield Card("mine", counts["mine"], _("I am investigating"), f"{reverse('reports_open')}?mine=1")
    overdue = late(user, today)
    detail = _("The longest was promised an answer by %(day)s.") % {"day": _day(overdue[0].on)} if overdue else ""
    yield Card("late", len(overdue), _("Late"), reverse("reports_late"), detail, urgent=bool(overdue))
    title = _("Open in my units") if user.units.exists() else _("Open cases")
    yield Card("open", counts["open"], title, reverse("reports_open"))


def _drafts(user: Any) -> Iterator[Card]:
    """Public versions this person began, or got back from review."""
    if not user.has_perm("publication.change_publicrecord"):
        return
    drafts = PublicRecord.objects.filter(status=Status.DRAFT, last_editor=user).count()
    if drafts:
        url = reverse("wagtailsnippets_publication_publicrecord:list") + "?status=draft"
        yield Card("drafts", drafts, _("My drafts"), url, _("Begun by you, or returned to you from review."))


def _cases(query: str) -> str:
    return f"{reverse('cases:index')}?{query}"


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


class WorkPanel(Component):
    """The cards, on Wagtail's start page."""

    name = "work"
    template_name = "reports/work_panel.html"
    order = 100

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """What the template shows."""
        return {"cards": cards_for(self.request.user, timezone.localdate())}

    @property
    def media(self) -> Media:
        """The style sheet of the cards."""
        return Media(css={"all": ["reports/work.css"]})
