"""English as the second language of the interface: its pages, its links, and the texts that stay Swedish."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.editions import KINDS, OUTCOMES, PATHS
from tests.portal import sample
from tests.portal.site import BuiltSite

SWEDISH_LETTERS = re.compile("[åäöÅÄÖ]")


@pytest.mark.parametrize("name", sorted(PATHS["en"]))
def test_each_page_in_english_and_its_swedish_counterpart_lead_to_each_other(site: BuiltSite, name: str) -> None:
    swedish, english = site.text(PATHS["sv"][name]), site.text(PATHS["en"][name])
    assert f'href="{PATHS["en"][name]}" lang="en" hreflang="en">English</a>' in swedish
    assert f'href="{PATHS["sv"][name]}" lang="sv" hreflang="sv">Svenska</a>' in english
    for html in (swedish, english):
        for language in ("sv", "en"):
            address = f"https://synpunkter.kvarnsala.example{PATHS[language][name]}"
            assert f'<link rel="alternate" hreflang="{language}" href="{address}">' in html


@pytest.mark.parametrize("name", ["about", "how", "privacy", "contact"])
def test_a_page_in_english_has_no_word_of_the_interface_left_in_swedish(site: BuiltSite, name: str) -> None:
    text = site.page(PATHS["en"][name]).text
    text = text.replace("Svenska", "").replace("Anmäl innehåll på sidan", "").replace("Kvarnsala kommun", "")
    assert not SWEDISH_LETTERS.search(text), text


def test_the_english_pages_that_lead_on_say_that_units_and_subjects_are_swedish(site: BuiltSite) -> None:
    for name, first in (("units", "/forvaltning/"), ("subjects", "/amne/")):
        links = re.findall(rf'<a href="{first}[^"]+"[^>]*>', site.text(PATHS["en"][name]).partition("<main")[2])
        assert links
        assert all(link.endswith(' hreflang="sv" lang="sv">') for link in links)
    kinds = site.text(PATHS["en"]["kinds"])
    assert '<a href="/typ/klagomal/" hreflang="sv">Complaints</a>' in kinds
    assert '<a href="/en/kinds/" aria-current="page">By kind</a>' in kinds
    assert "published answers" in kinds


def test_the_english_start_page_says_which_of_its_words_are_swedish(site: BuiltSite) -> None:
    html = site.text("/en/")
    assert "Newest answers" in html
    assert re.search(r'<h3 class="card-heading" lang="sv" dir="auto">', html)
    assert '<ul class="links" lang="sv">' in html
    assert "Complaints</a>" in html


def test_every_item_page_says_in_english_what_it_is(site: BuiltSite) -> None:
    for number in range(0, 200, 17):
        html = site.text(site.item(number))
        if 'http-equiv="refresh"' in html or "noindex" in html:
            continue
        note = re.search(r'<details class="in-english" lang="en">(.*?)</details>', html, re.DOTALL)
        assert note
        assert note[1].count("to the municipality.") == 1
        assert '<a href="/en/">' in note[1]


def test_every_kind_and_outcome_that_ships_has_an_english_name() -> None:
    assert KINDS.keys() == {kind["code"] for kind in sample.KINDS}
    assert OUTCOMES.keys() == {outcome["code"] for outcome in sample.TERMS["outcomes"]}


def test_a_municipality_whose_pages_are_all_swedish_has_no_link_to_english_ones(
    tmp_path: Path, build_site: Callable[..., BuiltSite]
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "om.md").write_text("Title: Om\n\nText.\n", "utf-8")
    sample.write(tmp_path / "released", {2026: [sample.record(1)]})
    site = build_site(tmp_path / "released", editorial=tmp_path / "pages")
    assert not [address for address in site.addresses if address.startswith("/en/")]
    assert all("/en/" not in site.text(address) for address, _ in site.pages())
