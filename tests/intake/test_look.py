"""What people outside fill in looks like the municipality's public site: its logo, its colours."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.organisation.models import Municipality
from tests.intake.visitor import ADDRESS, text_of

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle r="5"/></svg>'

pytestmark = pytest.mark.django_db


def dressed() -> None:
    """Give the municipality a logo and two colours."""
    municipality = Municipality.load()
    municipality.logo = SimpleUploadedFile("kommun.svg", LOGO)
    municipality.accent_colour, municipality.band_colour = "#225588", "#552211"
    municipality.save()


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}svar/", "/anmal/", "/enkat/finns-inte/"])
def test_every_form_has_the_logo_and_the_colours_of_the_settings(address: str) -> None:
    dressed()
    page = text_of(Client().get(address))
    picture = re.search(r'<img class="site-logo" src="([^"]+)" alt="" width="40" height="20">', page)
    assert picture
    logo = Client().get(picture[1])
    assert (logo.content, logo.headers["Content-Type"]) == (LOGO, "image/svg+xml")
    assert "default-src 'none'" in logo.headers["Content-Security-Policy"]
    style = re.search(r'href="(/synpunkt/utseende.css[^"]*)"', page)
    assert style
    sheet = text_of(Client().get(style[1]))
    assert "--accent:#225588" in sheet
    assert "--band:#552211" in sheet


def test_without_a_logo_the_forms_have_the_mark_of_the_site() -> None:
    page = text_of(Client().get(ADDRESS))
    assert 'class="site-name-mark"' in page
    assert Client().get(f"{ADDRESS}logotyp").status_code == 404
