"""The pages that explain the site are written in the admin, checked there, and released when they are published."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.accounts.models import User
from cms.editorial.models import EditorialPage
from cms.editorial.shipped import offer_shipped_pages, shipped_pages
from cms.publication import selectors
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def about() -> EditorialPage:
    offer_shipped_pages()
    return EditorialPage.objects.get(name="om")


def form(page: EditorialPage, **changes: str) -> dict[str, str]:
    return {"title": page.title, "summary": page.summary, "body": page.body, "name": page.name, **changes}


def test_every_shipped_page_is_offered_and_none_is_published_yet(about: EditorialPage) -> None:
    names = {
        page.relative_to(settings.CONTENT_PAGES).with_suffix("").as_posix()
        for page in settings.CONTENT_PAGES.rglob("*.md")
    }
    assert set(EditorialPage.objects.values_list("name", flat=True)) == names
    assert selectors.editorial_pages() == {}


def test_a_shipped_page_survives_the_trip_through_the_admin(about: EditorialPage) -> None:
    shipped = (settings.CONTENT_PAGES / "om.md").read_text("utf-8")
    assert about.markdown() == shipped


def test_every_shipped_page_can_be_shown(about: EditorialPage) -> None:
    for page in EditorialPage.objects.all():
        page.full_clean()


def test_a_communications_officer_publishes_her_own_text_and_takes_it_back(
    about: EditorialPage, cast: Cast, client: Client
) -> None:
    client.force_login(cast.karin)
    address = reverse(about.snippet_viewset.get_url_name("edit"), args=[about.pk])  # type: ignore[attr-defined]
    answer = client.post(
        address, form(about, body="## Hej\n\nVi är {{ site.municipality }}.", **{"action-publish": "1"})
    )
    assert answer.status_code == 302
    assert selectors.editorial_pages()["om"].endswith("\n\n## Hej\n\nVi är {{ site.municipality }}.\n")
    EditorialPage.objects.get(name="om").unpublish(user=cast.karin)
    assert selectors.editorial_pages() == {}


def test_a_draft_is_not_released(about: EditorialPage, cast: Cast, client: Client) -> None:
    client.force_login(cast.karin)
    address = reverse(about.snippet_viewset.get_url_name("edit"), args=[about.pk])  # type: ignore[attr-defined]
    assert client.post(address, form(about, body="Halvfärdigt.")).status_code == 302
    assert selectors.editorial_pages() == {}


def test_who_has_no_business_there_cannot_open_the_texts(about: EditorialPage, cast: Cast, client: Client) -> None:
    address = reverse(about.snippet_viewset.get_url_name("edit"), args=[about.pk])  # type: ignore[attr-defined]
    for person in (cast.ingrid, cast.rolf, cast.david):
        client.force_login(User.objects.get(pk=person.pk))
        assert client.get(address).status_code in {302, 403, 404}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("Vi heter {{ site.nonsense }}.", "nonsense"),
        ("{% if site.email %}halv", "endif"),
        ("<script>alert(1)</script>", "script"),
        ('<p onclick="x()">x</p>', "onclick"),
        ('<p style="color:red">x</p>', "style"),
        ("[hit](javascript:alert(1))", "javascript:"),
        ("![bild](https://example.org/spy.png)", "img"),
    ],
)
def test_a_text_the_site_could_not_show_is_refused_with_the_reason(about: EditorialPage, body: str, says: str) -> None:
    about.body = body
    with pytest.raises(ValidationError) as caught:
        about.full_clean()
    assert says in str(caught.value.message_dict["body"])


@pytest.mark.parametrize("name", ["sok", "synpunkter", "en", "en/search", "en/units", "Stora", "a/b", "../om"])
def test_an_address_that_the_site_needs_itself_or_that_is_none_is_refused(about: EditorialPage, name: str) -> None:
    about.name = name
    with pytest.raises(ValidationError) as caught:
        about.full_clean()
    assert "name" in caught.value.message_dict


def test_the_preview_is_the_page_as_the_site_draws_it(about: EditorialPage, cast: Cast) -> None:
    about.body = "## Vi svarar\n\nSkriv till oss."
    html = about.serve_preview(None, "").content.decode()  # type: ignore[arg-type]
    assert "<h2>Vi svarar</h2>" in html
    assert 'class="site-footer"' in html
    assert "preview-banner" in html


def test_a_page_nobody_touched_follows_the_shipped_file(about: EditorialPage, tmp_path: Path) -> None:
    EditorialPage.objects.filter(name="om").update(body="Förra versionens text.")
    offer_shipped_pages()
    assert EditorialPage.objects.get(name="om").body == shipped_pages(settings.CONTENT_PAGES)["om"]["body"]


def test_a_published_page_does_not_follow_the_shipped_file(about: EditorialPage) -> None:
    about.body = "Vår egen text."
    about.save_revision().publish()
    offer_shipped_pages()
    assert EditorialPage.objects.get(name="om").body == "Vår egen text."
