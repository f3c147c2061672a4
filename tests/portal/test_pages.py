"""What the site consists of, and what every page has."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest

from tests.portal import sample
from tests.portal.site import MADE_AFTERWARDS, BuiltSite, internal_target

SINGLE_PAGES = [
    "/", "/sok/", "/synpunkter/", "/amne/", "/typ/", "/arkiv/", "/enheter/", "/logg/", "/statistik/", "/om/",
    "/sa-fungerar-det/", "/integritet/", "/tillganglighet/", "/kontakt/", "/404.html", "/410.html", "/robots.txt",
    "/opensearch.xml", "/sitemap.xml", "/sitemap-2026.xml", "/synpunkter/flode.atom", "/synpunkter/flode.json",
]  # fmt: skip


@pytest.mark.parametrize("address", SINGLE_PAGES)
def test_the_site_has_every_kind_of_page(site: BuiltSite, address: str) -> None:
    assert address in site.addresses


def test_every_record_tombstone_unit_and_word_has_its_page(site: BuiltSite, tmp_path: Path) -> None:
    released = sample.released(tmp_path)
    records = [orjson.loads(line) for path in released.glob("records/*") for line in path.read_bytes().splitlines()]
    gone = [orjson.loads(line) for line in (released / "tombstones.jsonl").read_bytes().splitlines()]
    expected = {item["path"] for item in records + gone}
    expected |= {unit["path"] for unit in sample.organisation()["units"]}
    expected |= {f"/typ/{kind['slug']}/" for kind in sample.KINDS} | {f"/amne/{slug}/" for slug, _ in sample.SUBJECTS}
    assert expected <= site.addresses


def test_the_fingerprints_name_exactly_the_files_that_are_there(site: BuiltSite) -> None:
    assert site.written == set(site.fingerprints)
    assert site.report.written == len(site.written)


def test_every_link_leads_somewhere(site: BuiltSite) -> None:
    dead = {
        f"{address} -> {link}"
        for address, page in site.pages()
        for link in page.links
        if (target := internal_target(link, address)) is not None and target not in site.addresses | MADE_AFTERWARDS
    }
    assert dead == set()


def test_every_page_that_can_be_found_says_what_it_is_about(site: BuiltSite) -> None:
    for address, _ in site.pages():
        html = site.text(address)
        if "noindex" in html or 'name="robots"' in html:
            continue
        described = re.search(r'<meta name="description" content="([^"]+)">', html)
        assert described, address
        assert f'<meta property="og:description" content="{described[1]}">' in html
        assert "self." not in described[1]


def test_the_way_to_a_page_begins_at_the_start(site: BuiltSite) -> None:
    for address, _ in site.pages():
        for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', site.text(address)):
            data = orjson.loads(script)
            for each in data.get("@graph", [data]):
                if each["@type"] == "BreadcrumbList":
                    names = [step["name"] for step in each["itemListElement"]]
                    assert len(names) >= 2, address
                    assert names[0] in {"Start", "Home"}


def test_each_answer_in_the_data_of_a_page_is_where_it_says(site: BuiltSite) -> None:
    for address, page in site.pages():
        for fragment in re.findall(r'"url":"[^"#]+#(svar[^"]*)"', site.text(address)):
            assert fragment in page.ids, address


def test_heads_of_tables_in_answers_say_what_they_are_heads_of(
    tmp_path: Path, build_site: Callable[..., BuiltSite]
) -> None:
    table = (
        '<table><thead><tr><th>Dag</th><th scope="col">Tid</th></tr></thead>'
        '<tbody><tr><th colspan="1">Måndag</th><td>8</td></tr></tbody></table>'
    )
    answer = sample.record(1)["answers"][0] | {"html": f"<p>Så här:</p>{table}{table}"}
    sample.write(tmp_path / "released", {2026: [sample.record(1, answers=[answer])]})
    html = build_site(tmp_path / "released").text(sample.record(1)["path"])
    for head in ('<th scope="col">Dag', '<th scope="col">Tid', '<th scope="row" colspan="1">Måndag', "<table><thead>"):
        assert html.count(head) == 2


def test_what_has_no_answer_is_no_page_of_answers(tmp_path: Path, build_site: Callable[..., BuiltSite]) -> None:
    sample.write(tmp_path / "released", {2026: [sample.record(1, answers=[], outcome=None)]})
    html = build_site(tmp_path / "released").text(sample.record(1)["path"])
    assert '"@type":"WebPage"' in html
    assert '"QAPage"' not in html


def test_where_there_is_nothing_the_reader_can_search_browse_and_ask(site: BuiltSite, tmp_path: Path) -> None:
    gone = orjson.loads((sample.released(tmp_path) / "tombstones.jsonl").read_bytes().splitlines()[0])["path"]
    for address in ("/404.html", "/410.html", gone):
        assert {"/enheter/", "/kontakt/", "/en/"} <= set(site.page(address).links)
        assert 'action="/sok/"' in site.text(address)


def test_every_link_within_a_page_has_its_target(site: BuiltSite) -> None:
    missing = {
        f"{address}{link}"
        for address, page in site.pages()
        for link in page.links
        if link.startswith("#") and link[1:] not in page.ids
    }
    assert missing == set()


def test_elements_are_nested_as_html_wants(site: BuiltSite) -> None:
    assert {address: page.problems for address, page in site.pages() if page.problems} == {}


def test_every_page_has_one_h1_and_no_gap_between_heading_levels(site: BuiltSite) -> None:
    for address, page in site.pages():
        levels = [level for level, text in page.headings]
        assert levels.count(1) == 1, address
        if address not in ("/sok/", "/en/search/"):  # its count of hits is filled in by the search
            assert all(text.strip() for _, text in page.headings), address
        body = levels[levels.index(1) :]
        assert all(after - before <= 1 for before, after in pairwise(body)), (address, body)


def test_every_page_says_its_language_and_title(site: BuiltSite) -> None:
    titles: dict[str, str] = {}
    for address in site.addresses:
        if not address.endswith("/") or "/flode" in address:
            continue
        html = site.text(address)
        language = "en" if address.startswith("/en/") else "sv"
        assert html.startswith(f'<!doctype html>\n<html lang="{language}">'), address
        title = re.search(r"<title>(.*?)</title>", html)
        assert title is not None, address
        titles[address] = title[1]
    assert all(title.endswith("– Kvarnsala") for title in titles.values())


def test_no_page_has_inline_script_or_style(site: BuiltSite) -> None:
    for address, page in site.pages():
        for tag, values in page.elements:
            assert "style" not in values, address
            assert not any(name.startswith("on") for name in values), address
            assert tag != "style", address
            if tag == "script":
                assert values.get("src") or values.get("type") == "application/ld+json", address


def test_an_item_page_needs_no_third_party_and_little_data(site: BuiltSite) -> None:
    import brotli

    page = site.page(site.item(30))
    fetched = [
        values.get("href") or values.get("src") for tag, values in page.elements if tag in ("link", "script", "img")
    ]
    local = [link for link in fetched if link and link.startswith("/static/")]
    size = len(brotli.compress(site.text(site.item(30)).encode())) + sum(
        len(brotli.compress((site.folder / link[1:]).read_bytes())) for link in local
    )
    assert size < 12_000


def test_hostile_text_is_shown_and_not_run(site: BuiltSite) -> None:
    assert all("<script>alert" not in site.text(address) for address, _ in site.pages())


def test_redaction_marks_are_marked_and_explained(site: BuiltSite) -> None:
    html = next(
        site.text(address) for address, page in site.pages() if "[namn]" in page.text and page.ids.count("maskning")
    )
    assert '<a class="redaction-link" href="#maskning"><mark class="redaction">[namn]</mark></a>' in html
    assert "Vi publicerar inte namn på personer." in html
    assert "Det här är borttaget" in html


def test_a_corrected_item_shows_the_earlier_wording(site: BuiltSite) -> None:
    page = next(page for _, page in site.pages() if "rattelser" in page.ids)
    assert "Fel telefonnummer i svaret." in page.text
    assert "En tidigare rubrik" in page.text


def test_a_text_in_another_language_says_so(site: BuiltSite) -> None:
    html = next(site.text(address) for address in sorted(site.addresses) if "2026/0005" in address)
    assert '<h1 lang="ar" dir="auto">' in html


def test_a_withdrawn_item_leaves_dates_and_a_reason_and_is_not_indexed(site: BuiltSite) -> None:
    gone = next(address for address in sorted(site.addresses) if re.fullmatch(r"/synpunkter/\d{4}/\d+/", address))
    html = site.text(gone)
    assert '<meta name="robots" content="noindex">' in html
    assert "Personuppgift upptäckt" in html
    assert "15 november 2026" in html


def test_an_old_address_leads_on(site: BuiltSite, tmp_path: Path) -> None:
    redirects = orjson.loads((sample.released(tmp_path) / "redirects.json").read_bytes())
    old, new = next(iter(redirects.items()))
    html = site.text(old)
    assert f'url={new}"' in html
    assert f'<link rel="canonical" href="https://synpunkter.kvarnsala.example{new}">' in html


def test_answers_are_signed_with_role_and_unit_only(site: BuiltSite) -> None:
    signature = re.search(r'<p class="signature">(.*?)</p>', site.text(site.item(30)), re.DOTALL)
    assert signature is not None
    assert re.sub(r"<.*?>", " ", signature[1]).startswith("Enhetschef, ")


def test_feeds_are_well_formed_and_hold_the_newest_without_whole_texts(site: BuiltSite) -> None:
    atom = ElementTree.fromstring(site.text("/synpunkter/flode.atom"))
    name = "{http://www.w3.org/2005/Atom}"
    entries = atom.findall(f"{name}entry")
    assert len(entries) == 25
    published = [entry.findtext(f"{name}published") or "" for entry in entries]
    assert published == sorted(published, reverse=True)
    feed = orjson.loads(site.text("/synpunkter/flode.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == 25
    assert all(len(item["content_text"]) < 320 for item in feed["items"])


def test_the_sitemap_names_every_item_once(site: BuiltSite) -> None:
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    index = ElementTree.fromstring(site.text("/sitemap.xml"))
    files = [loc.text.rpartition("/")[2] for loc in index.iter(f"{name}loc") if loc.text]
    dated = [
        each.findtext(f"{name}loc", "").rpartition("/")[2] for each in index if each.find(f"{name}lastmod") is not None
    ]
    assert dated == [file for file in files if file != "sitemap-sidor.xml"]
    found = [loc.text for file in files for loc in ElementTree.fromstring(site.text(f"/{file}")).iter(f"{name}loc")]
    assert len(found) == len(set(found))
    items = {address for address in site.addresses if address.startswith("/synpunkter/20")}
    redirected = {address for address in items if "http-equiv" in site.text(address)}
    assert items - redirected <= {(loc or "").removeprefix("https://synpunkter.kvarnsala.example") for loc in found}


def test_linked_data_is_a_question_with_its_answer(site: BuiltSite) -> None:
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', site.text(site.item(30)), re.DOTALL)
    assert script is not None
    graph = orjson.loads(script[1])["@graph"]
    assert graph[0]["mainEntity"]["@type"] == "Question"
    assert graph[0]["mainEntity"]["acceptedAnswer"]["text"]


def test_the_accessibility_statement_has_every_part_the_law_wants(site: BuiltSite) -> None:
    text = site.page("/tillganglighet/").text
    for part in ("Kvarnsala kommun", "delvis förenlig", "Äldre svar kan innehålla", "1 oktober 2026", "15 oktober 2026",
                 "skärmläsare", "DIGG", "12 §", "9 §", "https://synpunkter.kvarnsala.example"):  # fmt: skip
        assert part in text, part
    assert all(
        page.links.count("/tillganglighet/") or page.links.count("/en/accessibility/")
        for address, page in site.pages()
        if "http-equiv" not in site.text(address)
    )


def test_a_municipality_without_a_single_item_has_a_whole_site(
    tmp_path: Path, build_site: Callable[..., BuiltSite]
) -> None:
    released = tmp_path / "empty"
    sample.write(released, {})
    site = build_site(released)
    assert "ännu inget publicerat" in site.text("/synpunkter/")
    dead = {
        link
        for address, page in site.pages()
        for link in page.links
        if (target := internal_target(link, address)) is not None and target not in site.addresses | MADE_AFTERWARDS
    }
    assert dead == set()
