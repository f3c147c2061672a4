"""The handbook: whole, linked, and nothing else served beside it."""

from __future__ import annotations

import re

from django.urls import reverse

from cms.handling.case_page import KEYS
from cms.handling.handbook import FOLDER, names
from tests.cast import Cast
from tests.handling.conftest import SignIn


def test_every_page_of_the_handbook_opens_with_its_pictures(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.ingrid)
    assert client.get("/admin/handbook/").status_code == 200
    for name in names():
        page = client.get(reverse("handbook_page", args=[name])).content.decode()
        assert ".md" not in page
        for picture in re.findall(r'src="(/admin/handbook/picture/[^"]+)"', page):
            assert client.get(picture).status_code == 200, picture


def test_the_contents_lead_to_every_page() -> None:
    contents = (FOLDER / "README.md").read_text("utf-8")
    assert set(re.findall(r"\(([a-z-]+)\.md\)", contents)) == set(names()) - {"README"}


def test_nothing_but_the_handbook_is_served(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.ingrid)
    for name in ("README.md", "settings.py", "..%2Fflow.svg", "no.png"):
        assert client.get(f"/admin/handbook/picture/{name}", follow=True).status_code == 404
    assert client.get("/admin/handbook/no/").status_code == 404


def test_the_handbook_is_for_staff(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.david).get("/admin/handbook/").status_code in {302, 403}


def test_the_keys_that_the_handbook_names_are_the_keys_there_are() -> None:
    said = "\n".join((FOLDER / f"{name}.md").read_text("utf-8") for name in ("registrator", "utredare"))
    assert set(re.findall(r"`(\w)`", said)) <= set(KEYS.values())
