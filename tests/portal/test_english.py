"""English as the second language of the interface: its pages, its links, and the texts that stay Swedish."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from portal.editions import KINDS, OUTCOMES, PATHS
from portal.words import Words
from tests.portal import sample
from tests.portal.site import VOID, BuiltSite

SWEDISH_LETTERS = re.compile("[åäöÅÄÖ]")


class UnmarkedText(HTMLParser):
    """The text of a page, and what it says of its elements, that stands in no element with a language of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if "lang" not in values and not any(self._open):
            self.text += f"\n{values.get('title') or ''}\n"
        if tag not in VOID:
            self._open.append("lang" in values)

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self.text += data


@pytest.mark.parametrize(
    "name", sorted(PATHS["en"].keys() - {"open_data", "dictionary"})
)  # the sample has nothing to download
def test_each_page_in_english_and_its_swedish_counterpart_lead_to_each_other(site: BuiltSite, name: str) -> None:
    swedish, english = site.text(PATHS["sv"][name]), site.text(PATHS["en"][name])
    assert f'href="{PATHS["en"][name]}" lang="en" hreflang="en">English</a>' in swedish
    assert f'href="{PATHS["sv"][name]}" lang="sv" hreflang="sv">Svenska</a>' in english
    for html in (swedish, english):
        for language in ("sv", "en"):
            address = f"https://synpunkter.kvarnsala.example{PATHS[language][name]}"
            assert f'<link rel="alternate" hreflang="{language}" href="{address}">' in html


def test_no_page_in_english_has_swedish_in_it_that_is_not_marked_as_such(site: BuiltSite) -> None:
    addresses = [address for address, _page in site.pages() if address.startswith("/en/")]
    assert len(addresses) > 100
    found = {}
    for address in addresses:
        unmarked = UnmarkedText()
        unmarked.feed(site.text(address).partition("<main")[2].partition("<footer")[0])
        lines = {line.strip() for line in unmarked.text.splitlines() if SWEDISH_LETTERS.search(line)}
        if lines:
            found[address] = sorted(lines)[:3]
    assert not found


def test_the_english_pages_that_lead_on_say_that_units_and_subjects_are_swedish(site: BuiltSite) -> None:
    for name in ("units", "subjects"):
        links = re.findall(
            rf'<a href="{PATHS["en"][name]}[^"]+"[^>]*>', site.text(PATHS["en"][name]).partition("<main")[2]
        )
        assert links
        assert all(link.endswith(' lang="sv">') for link in links)
    kinds = site.text(PATHS["en"]["kinds"])
    assert '<a href="/en/kinds/klagomal/">Complaints</a>' in kinds
    assert '<a href="/en/kinds/" aria-current="page">By kind</a>' in kinds


@pytest.mark.parametrize(
    ("swedish", "english"),
    [
        ("/forvaltning/omsorgsforvaltningen/", "/en/units/omsorgsforvaltningen/"),
        ("/forvaltning/omsorgsforvaltningen/hemtjanst-norra/", "/en/units/omsorgsforvaltningen/hemtjanst-norra/"),
        ("/amne/kost/", "/en/subjects/kost/"),
        ("/typ/klagomal/", "/en/kinds/klagomal/"),
        ("/arkiv/2026/", "/en/archive/2026/"),
        ("/statistik/forvaltning/omsorgsforvaltningen/", "/en/statistics/units/omsorgsforvaltningen/"),
        ("/statistik/matt/handling-time/", "/en/statistics/measures/handling-time/"),
        ("/jamfor/forvaltning/omsorgsforvaltningen/", "/en/compare/units/omsorgsforvaltningen/"),
    ],
)
def test_units_and_listings_are_in_both_languages_and_lead_to_each_other(
    site: BuiltSite, swedish: str, english: str
) -> None:
    for page, other, language in ((swedish, english, "en"), (english, swedish, "sv")):
        html = site.text(page)
        assert f'href="{other}" lang="{language}" hreflang="{language}"' in html
        for tongue, address in (("sv", swedish), ("en", english)):
            link = f'hreflang="{tongue}" href="https://synpunkter.kvarnsala.example{address}"'
            assert f'<link rel="alternate" {link}>' in html
    assert english in site.text("/sitemap-sidor.xml")


def test_a_unit_in_english_marks_what_is_swedish_and_shows_the_same_answers(site: BuiltSite) -> None:
    html = site.text("/en/units/samhallsbyggnadsforvaltningen/")
    assert re.search(r'<h1 lang="sv">', html)
    assert re.search(r'<p class="eyebrow">Department .*<span lang="sv">Samhällsbyggnadsnämnden</span>', html)
    assert (
        '<a class="paging-older" href="/en/search/?forvaltning=samhallsbyggnadsforvaltningen&amp;sort=nyast">' in html
    )
    assert re.search(r'<a href="/forvaltning/[^"]+" hreflang="sv">Older answers as pages in Swedish', html)
    assert '<a href="/en/units/samhallsbyggnadsforvaltningen/gata-och-park/">' in html
    numbers = [
        re.findall('data-record="([^"]+)"', text)
        for text in (html, site.text("/forvaltning/samhallsbyggnadsforvaltningen/"))
    ]
    assert numbers[0] == numbers[1] != []
    unmarked = UnmarkedText()
    unmarked.feed(html.partition("<main")[2].partition("<footer")[0])
    text = unmarked.text.replace("Kvarnsala kommun", "")
    assert "Newest answers" in text
    assert not SWEDISH_LETTERS.search(text), text


def test_a_unit_that_moved_leads_on_in_english_too(tmp_path: Path, build_site: Callable[..., BuiltSite]) -> None:
    moved = {"/forvaltning/omsorgsforvaltningen/gamla-enheten/": "/forvaltning/omsorgsforvaltningen/hemtjanst-norra/"}
    sample.write(tmp_path / "released", {2026: [sample.record(1)]}, redirects=moved)
    site = build_site(tmp_path / "released")
    for old, new in (
        *moved.items(),
        ("/en/units/omsorgsforvaltningen/gamla-enheten/", "/en/units/omsorgsforvaltningen/hemtjanst-norra/"),
    ):
        assert f'content="0; url={new}"' in site.text(old)


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


@pytest.mark.parametrize(
    ("days", "swedish", "english"), [(1095, "3 år", "3 years"), (90, "90 dagar", "90 days"), (1, "1 dag", "1 day")]
)
def test_a_time_is_told_in_years_where_it_is_whole_years(days: int, swedish: str, english: str) -> None:
    assert Words("sv").period(days) == swedish
    assert Words("en").period(days) == english


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
