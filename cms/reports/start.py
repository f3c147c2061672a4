"""The first page of the admin: what waits for this person, each number a link to the work itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.forms import Media
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from cms.cases.policies import unit_paths_of
from cms.handling.models import PlannedAction
from cms.publication.models import PublicRecord, Status
from cms.publication.review import waiting
from cms.reports.selectors import Due, case_counts, month_figures, my_open, promised_days, with_cases

LISTED = 5


@dataclass(frozen=True)
class Card:
    """One number with its name, what it means, and where the work is done."""

    name: str
    count: int
    title: str
    url: str
    detail: str = ""
    urgent: bool = False


def cards_for(user: Any, today: date, dues: list[Due] | None = None) -> list[Card]:
    """What waits for the person, by what they may do. `dues` are the promised days of what they may see, when read already."""
    return [*_review(user), *_handling(user, today, dues), *_planned(user, today), *_drafts(user)]


def _review(user: Any) -> Iterator[Card]:
    if not user.has_perm("publication.approve_publicrecord"):
        return
    found = waiting(user).order_by().aggregate(count=Count("pk"), oldest=Min("answered_on"))
    detail = _("The oldest was answered %(day)s.") % {"day": _day(found["oldest"])} if found["oldest"] else ""
    yield Card("review", found["count"], _("To review"), reverse("publication_queue"), detail)


def _handling(user: Any, today: date, dues: list[Due] | None) -> Iterator[Card]:
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
        yield Card("mine", counts["mine"], _("I am investigating"), f"{reverse('reports_open')}?whose=mine")
    if counts["serious"]:
        yield Card("serious", counts["serious"], _("Serious"), f"{reverse('reports_open')}?whose=serious", urgent=True)
    overdue = [each for each in (promised_days(user, today) if dues is None else dues) if each.is_late(today)]
    longest = min((each.on for each in overdue if each.on), default=None)
    detail = _("The longest was promised an answer by %(day)s.") % {"day": _day(longest)} if longest else ""
    yield Card("late", len(overdue), _("Late"), reverse("reports_late"), detail, urgent=bool(overdue))
    if counts["waiting"]:
        detail = _("Their clocks rest where the promise pauses.")
        yield Card(
            "waiting",
            counts["waiting"],
            _("Waiting for the person"),
            f"{reverse('reports_open')}?state=waiting",
            detail,
        )
    title = _("Open in my units") if user.has_units else _("Open cases")
    yield Card("open", counts["open"], title, reverse("reports_open"))


def _planned(user: Any, today: date) -> Iterator[Card]:
    """Actions this person promised, and those whose day has come."""
    if not user.has_perm("cases.answer_case"):
        return
    mine = PlannedAction.objects.filter(responsible=user, result=PlannedAction.Result.OPEN)
    found = mine.aggregate(count=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), first=Min("due_on"))
    if found["count"]:
        detail = _("The first is to be done by %(day)s.") % {"day": _day(found["first"])}
        url = f"{reverse('reports_planned')}?mine=1"
        yield Card("planned", found["count"], _("Actions I am to see to"), url, detail, urgent=bool(found["late"]))


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


def published_lately(user: Any) -> list[dict[str, Any]]:
    """The newest published items of the person's units, with where each is read."""
    if not user.has_perm("publication.view_publicrecord"):
        return []
    records = PublicRecord.objects.filter(status=Status.APPROVED, first_published_on__isnull=False)
    if paths := unit_paths_of(user):
        scope = Q()
        for path in paths:
            scope |= Q(unit__path__startswith=path)
        records = records.filter(scope)
    sees_cases = user.has_perm("cases.view_case")
    newest = records.order_by("-first_published_on", "-public_id").values(
        "pk", "case_id", "public_id", "heading", "first_published_on"
    )[:LISTED]
    return [
        each
        | {
            "url": reverse("cases:inspect", args=[each["case_id"]])
            if sees_cases and each["case_id"]
            else reverse("wagtailsnippets_publication_publicrecord:edit", args=[each["pk"]])
        }
        for each in newest
    ]


class WorkPanel(Component):
    """What waits for the person, what comes next, what was published, and the month in figures, on Wagtail's start page."""

    name = "work"
    template_name = "reports/work_panel.html"
    order = 100

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """What the template shows."""
        user: Any = self.request.user
        today = timezone.localdate()
        if not user.has_perm("cases.view_case"):
            return {"cards": cards_for(user, today)}
        dues = promised_days(user, today)
        mine = my_open(user) if user.has_perm("cases.answer_case") else set()
        first = [each for each in dues if each.case_id in mine] if mine else dues
        return {
            "cards": cards_for(user, today, dues),
            "next": with_cases(user, first[:LISTED]),
            "next_is_mine": bool(mine),
            "published": published_lately(user),
            "month": month_figures(user, today),
            "own_units": bool(unit_paths_of(user)),
            "sees_board": user.has_perm("handling.view_board"),
            "today": today,
        }

    @property
    def media(self) -> Media:
        """The style sheet of the cards."""
        return Media(css={"all": ["reports/work.css"]})
