"""The lists of the admin speak Swedish: their headings, and what stands where a list is empty."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.admin.menu import admin_menu, reports_menu, settings_menu

from cms.statistics.models import Denominator
from tests.cast import Cast
from tests.factories import awaiting

LISTS = {
    "cases:index": "Läge",
    "wagtailsnippets_publication_publicrecord:list": "Status",
    "organisation_units:index": "Nivå",
    "stagelimit:index": "Tidsgräns",
    "promise:index": "Räknas i",
}


@pytest.fixture
def owner(cast: Cast) -> Client:
    """The system owner's browser, with something in the lists."""
    awaiting(cast)
    cast.sara.is_superuser = True
    cast.sara.save()
    client = Client()
    client.force_login(cast.sara, backend="django.contrib.auth.backends.ModelBackend")
    return client


def headings(html: str) -> list[str]:
    """The headings of the columns."""
    cells = re.findall(r"(?s)<th\b[^>]*>(.*?)</th>", html)
    return [" ".join(re.sub(r"(?s)<svg.*?</svg>|<[^>]+>", " ", each).split()) for each in cells]


@pytest.mark.parametrize("name", LISTS)
def test_a_column_with_choices_has_the_name_of_its_field(owner: Client, name: str) -> None:
    found = headings(owner.get(reverse(name)).content.decode())
    assert "method" not in found
    assert any(LISTS[name].lower() in each.lower() for each in found), found


def test_an_empty_list_says_so_in_swedish(owner: Client) -> None:
    assert not Denominator.objects.exists()
    page = owner.get(reverse("denominator:index")).content.decode()
    assert "There are no" not in page
    assert "Det finns inga" in page


def test_the_menus_lead_to_nothing_that_is_never_published(owner: Client, rf: RequestFactory, cast: Cast) -> None:
    request = rf.get("/admin/")
    request.user = cast.sara
    names = {
        item.name for menu in (admin_menu, settings_menu, reports_menu) for item in menu.menu_items_for_request(request)
    }
    assert not names & {"explorer", "images", "documents", "sites", "collections", "locked-pages", "page-types-usage"}
    assert {"publish", "kommun", "security-log", "workflows"} <= names
