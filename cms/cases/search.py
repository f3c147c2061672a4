"""The staff's search in the admin: cases and public records, with filters that count."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from cms.cases.models import Case, Category, Kind
from cms.cases.states import State
from cms.organisation.models import OrganisationUnit
from cms.publication.models import PublicRecord, Status
from search_index import staff
from search_index.errors import SearchEngineError

logger = logging.getLogger(__name__)

PER_PAGE = 20
SHOWN_CHOICES = 12
FACETS = (
    ("department", _("Department")),
    ("area", _("Area")),
    ("unit", _("Unit")),
    ("kind", _("Kind")),
    ("category", _("Category")),
    ("state", _("State")),
    ("year", _("Year")),
)


@dataclass(frozen=True)
class Choice:
    """One value of a filter: what it is called, how many hits it has, and the address that turns it on or off."""

    label: str
    count: int
    chosen: bool
    url: str


def staff_search(request: HttpRequest) -> HttpResponse:
    """Search among what this person may see."""
    user: Any = request.user
    models = [model for model, permission in _MODELS if user.has_perm(permission)]
    if not models:
        raise PermissionDenied
    query = request.GET.get("q", "").strip()[:300]
    filters: dict[str, str] = {name: request.GET[name] for name, _label in FACETS if request.GET.get(name)}
    units = None if user.is_superuser else list(user.units.values_list("code", flat=True)) or None
    try:
        page = max(1, int(request.GET.get("page", "1")))
    except ValueError:
        page = 1
    try:
        results = staff.search(
            query, models=models, filters=dict(filters), user_units=units, page=page, page_size=PER_PAGE
        )
    except SearchEngineError:
        logger.exception("A search found no index to search in.")
        return render(request, "cases/search.html", {"query": query, "is_away": True}, status=503)
    names = _names()
    return render(
        request,
        "cases/search.html",
        {
            "query": query,
            "results": results,
            "hits": [
                {"hit": hit, "url": _url(hit, user), "is_case": hit.label == "cases.case", "codes": _said(hit, names)}
                for hit in results.hits
            ],
            "facets": _facets(results, filters, names, query),
            "page": page,
            "more": page * PER_PAGE < results.total,
            "parameters": urlencode({"q": query, **filters}),
            "filters": filters,
        },
    )


_MODELS: tuple[tuple[type[Model], str], ...] = (
    (Case, "cases.view_case"),
    (PublicRecord, "publication.view_publicrecord"),
)


def _names() -> dict[str, dict[str, str]]:
    """What each code is called, by filter."""
    units = dict(OrganisationUnit.objects.values_list("code", "name"))
    states = {str(code): str(label) for choices in (State.choices, Status.choices) for code, label in choices}
    return {
        "department": units,
        "area": units,
        "unit": units,
        "kind": dict(Kind.objects.values_list("code", "name")),
        "category": dict(Category.objects.values_list("code", "name")),
        "state": states,
        "year": {},
    }


def _facets(
    results: staff.StaffResults, filters: dict[str, str], names: dict[str, dict[str, str]], query: str
) -> list[tuple[Any, list[Choice]]]:
    """The choices of each filter with their counts, the most frequent first; years the newest first."""
    shown = []
    for name, label in FACETS:
        counts = {code: count for code, count in results.facets.get(name, {}).items() if code}
        order = (
            sorted(counts, reverse=True) if name == "year" else sorted(counts, key=lambda code: (-counts[code], code))
        )
        chosen = filters.get(name)
        choices = []
        for code in order[:SHOWN_CHOICES]:
            others = {key: value for key, value in filters.items() if key != name}
            wanted = others if code == chosen else others | {name: code}
            choices.append(
                Choice(
                    names[name].get(code, code), counts[code], code == chosen, "?" + urlencode({"q": query, **wanted})
                )
            )
        if choices:
            shown.append((label, choices))
    return shown


def _said(hit: staff.StaffHit, names: dict[str, dict[str, str]]) -> list[str]:
    """The hit's kind, unit, state and year in words."""
    unit = hit.codes.get("unit") or hit.codes.get("area") or hit.codes.get("department", "")
    said = [
        names["kind"].get(hit.codes["kind"]),
        names["unit"].get(unit),
        names["state"].get(hit.codes["state"]),
        hit.codes["year"],
    ]
    return [each for each in said if each]


def _url(hit: staff.StaffHit, user: Any) -> str:
    """Where the hit is read."""
    if hit.label == "cases.case":
        return reverse("cases:inspect", args=[hit.primary_key])
    if user.has_perm("publication.approve_publicrecord"):
        return reverse("publication_review", args=[hit.primary_key])
    return reverse("wagtailsnippets_publication_publicrecord:edit", args=[hit.primary_key])


urls = [path("find/", staff_search, name="staff_search")]
