"""A municipality's own name, colours, logo and texts change the site without code."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from PIL import Image

from portal.errors import BuildError
from portal.preview import render_text_preview
from tests.portal import sample
from tests.portal.conftest import SITE_URL
from tests.portal.site import BuiltSite

Build = Callable[..., BuiltSite]
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><path fill="#123456" d="M0 0h300v100z"/></svg>'
)
LOGO = {"type": "image/svg+xml", "width": 300, "height": 100, "data": b64encode(DRAWING).decode()}


@pytest.fixture
def released_as(tmp_path: Path) -> Callable[..., Path]:
    """A released folder whose site.json has the given changes."""

    def make(**changes: Any) -> Path:
        sample.write(tmp_path / "released", {2026: [sample.record(1)]})
        (tmp_path / "released" / "site.json").write_bytes(orjson.dumps(sample.SITE | changes))
        return tmp_path / "released"

    return make


def test_the_logo_is_a_file_of_the_site_named_by_its_content_and_says_its_size(
    released_as: Callable[..., Path], build_site: Build
) -> None:
    site = build_site(released_as(logo=LOGO))
    for address in ("/", "/en/", "/404.html", site.item(0)):
        image = re.search(
            r'<img class="site-logo" src="/(static/logo-[0-9a-f]{10}\.svg)" alt="" width="(\d+)" height="(\d+)">',
            site.text(address),
        )
        assert image
        assert (image[2], image[3]) == ("132", "44")
    assert (site.folder / image[1]).read_bytes() == DRAWING
    assert all("site-name-mark" not in site.text(address) for address, _ in site.pages())


def test_a_very_wide_logo_leaves_room_for_the_name(released_as: Callable[..., Path], build_site: Build) -> None:
    html = build_site(released_as(logo=LOGO | {"width": 2000})).text("/")
    assert 'width="160" height="8"' in html


def test_the_band_has_a_colour_of_its_own(released_as: Callable[..., Path], build_site: Build) -> None:
    site = build_site(released_as(band_colour="#6b0b2a"))
    css = next(site.folder.glob("static/css/site-*.css")).read_text("utf-8")
    assert "--band:#6b0b2a" in css
    assert "--accent:#0b5d6b" in css


def test_the_mark_in_the_tab_has_the_colour_of_the_band(released_as: Callable[..., Path], build_site: Build) -> None:
    site = build_site(released_as(accent_colour="#8a1c4a"))
    mark = next(site.folder.glob("static/favicon-*.svg")).read_text("utf-8")
    assert 'fill="#8a1c4a"' in mark
    assert mark.count("fill=") == 2


def test_a_link_that_is_shared_has_a_picture_in_the_colour_of_the_band(
    released_as: Callable[..., Path], build_site: Build
) -> None:
    site = build_site(released_as(accent_colour="#8a1c4a"))
    own, english = (shared_picture(site, address) for address in ("/", "/en/"))
    assert own[1:] == ("Kvarnsala: Synpunkter och svar", "1200", "630")
    assert english[1:] == ("Kvarnsala: Questions and answers", "1200", "630")
    assert own[0] == english[0]
    with Image.open(site.folder / own[0]) as picture:
        assert picture.size == (1200, 630)
        assert picture.convert("RGB").getpixel((0, 0)) == (0x8A, 0x1C, 0x4A)
    assert (site.folder / own[0]).stat().st_size < 40_000


def test_another_name_colour_or_logo_is_another_picture_and_the_same_is_not_drawn_again(
    released_as: Callable[..., Path], build_site: Build
) -> None:
    first = build_site(released_as())
    again = build_site(released_as(phone="0999-99 99 99"), first)
    assert shared_picture(again, "/")[0] == (address := shared_picture(first, "/")[0])
    assert address in first.written
    assert address not in again.written
    logo = BytesIO()
    Image.new("RGB", (300, 100), "#00ff00").save(logo, "PNG")
    marked = {"type": "image/png", "width": 300, "height": 100, "data": b64encode(logo.getvalue()).decode()}
    others = [
        shared_picture(site := build_site(released_as(**changes)), "/")[0]
        for changes in (
            {"name": "Čuđegiella svarar " * 9},
            {"band_colour": "#6b0b2a"},
            {"logo": LOGO},
            {"logo": marked},
        )
    ]
    assert len({address, *others}) == 5
    with Image.open(site.folder / others[-1]) as picture:
        assert (0, 255, 0) in [colour for _, colour in picture.convert("RGB").getcolors(256) or []]


def shared_picture(site: BuiltSite, address: str) -> tuple[str, str, str, str]:
    """File, text, width and height of the picture that stands beside a link to a page."""
    told = dict(re.findall(r'<meta property="og:image(?::(\w+))?" content="([^"]+)">', site.text(address)))
    path = told[""].removeprefix(f"{SITE_URL}/")
    return path, told["alt"], told["width"], told["height"]


def test_a_colour_that_is_none_stops_the_build(released_as: Callable[..., Path], build_site: Build) -> None:
    with pytest.raises(BuildError, match="band_colour"):
        build_site(released_as(band_colour="red"))


def test_a_released_text_takes_the_place_of_the_shipped_one(
    released_as: Callable[..., Path], build_site: Build
) -> None:
    released = released_as()
    (released / "pages" / "en").mkdir(parents=True)
    (released / "pages" / "om.md").write_text("Title: Om oss\nSlug: om\n\nVi i {{ site.municipality }}.\n", "utf-8")
    (released / "pages" / "en" / "press.md").write_text("Title: Press\nSlug: press\n\nCall us.\n", "utf-8")
    site = build_site(released)
    assert "Vi i Kvarnsala kommun." in site.text("/om/")
    assert "Varför vi gör det" not in site.text("/om/")
    assert "Call us." in site.text("/en/press/")
    assert "/en/press/" in site.text("/sitemap-sidor.xml")


@pytest.mark.parametrize(
    "body", ["<script>alert(1)</script>", '<p style="color:red">x</p>', "[x](javascript:alert(1))"]
)
def test_a_text_that_would_run_style_or_fetch_stops_the_build(
    released_as: Callable[..., Path], build_site: Build, body: str
) -> None:
    released = released_as()
    (released / "pages").mkdir()
    (released / "pages" / "om.md").write_text(f"Title: Om\nSlug: om\n\n{body}\n", "utf-8")
    with pytest.raises(BuildError, match=r"om\.md"):
        build_site(released)


def test_a_text_is_previewed_with_the_logo_and_colours_of_the_municipality() -> None:
    html = render_text_preview(
        "en/about", "Title: About\n\nWe are {{ site.municipality }}.\n", sample.SITE | {"logo": LOGO}
    )
    assert '<html lang="en">' in html
    assert "We are Kvarnsala kommun." in html
    assert 'src="data:image/svg+xml;base64,' in html


def test_the_statement_lists_what_is_exempted_and_what_is_outside_the_law(
    released_as: Callable[..., Path], build_site: Build
) -> None:
    statement = sample.SITE["accessibility"] | {"exempted": ["Skannade ritningar."], "outside": ["Kartor."]}
    site = build_site(released_as(accessibility=statement))
    for address in ("/tillganglighet/", "/en/accessibility/"):
        text = site.page(address).text
        assert "Skannade ritningar." in text
        assert "Kartor." in text
    assert '<ul lang="sv">' in site.text("/en/accessibility/")
