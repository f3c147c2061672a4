"""What pages lead to besides pages: data, a letter to share with, whom to tell of a hole, how programs search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest

from tests.portal import sample
from tests.portal.site import BuiltSite


def test_every_item_page_leads_to_a_file_that_holds_its_record_as_released(site: BuiltSite) -> None:
    for address, page in site.pages():
        if address.startswith("/synpunkter/20") and "410" not in address and page.headings[0][0] == 1:
            data = [link for link in page.links if link.startswith("/api/v1/records/")]
            if not data:
                continue  # withdrawn
            records = orjson.loads(site.text(data[0]))["records"]
            assert address in {record["path"] for record in records}


def test_a_file_of_records_is_the_same_until_one_of_its_records_changes(
    tmp_path: Path, build_site: Callable[..., BuiltSite]
) -> None:
    first_released, second_released = tmp_path / "a", tmp_path / "b"
    records = [sample.record(number) for number in range(1, 60)]
    sample.write(first_released, {2026: records})
    sample.write(second_released, {2026: [*records[:-1], sample.record(59, heading="Ny rubrik", slug="ny-rubrik")]})
    first = build_site(first_released)
    second = build_site(second_released, previous=first)
    written = {name for name in second.written if name.startswith("api/")}
    assert written == {"api/v1/records/2026/3.json"}


def test_sharing_opens_a_letter_and_tells_nobody_else(site: BuiltSite) -> None:
    page = site.page(site.item(0))
    letters = [link for link in page.links if link.startswith("mailto:?subject=")]
    assert len(letters) == 1
    assert letters[0].endswith(f"&body=https://synpunkter.kvarnsala.example{site.item(0)}")


def test_security_txt_says_whom_to_tell_and_holds_for_most_of_a_year(site: BuiltSite) -> None:
    lines = dict(line.split(": ", 1) for line in site.text("/.well-known/security.txt").splitlines())
    assert lines["Contact"] == "mailto:kommun@kvarnsala.example"
    left = datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC)
    assert timedelta(days=300) < left < timedelta(days=366)
    assert lines["Canonical"] == "https://synpunkter.kvarnsala.example/.well-known/security.txt"


def test_a_browser_can_take_over_the_search_of_the_site(site: BuiltSite) -> None:
    names = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    described = ElementTree.fromstring(site.text("/opensearch.xml"))
    assert described.tag == f"{{{names['o']}}}OpenSearchDescription"
    assert 0 < len(described.findtext("o:ShortName", "", names)) <= 16
    assert described.findtext("o:Description", "", names) == "Sök bland frågor och svar"
    url = described.find("o:Url", names)
    assert url is not None
    assert url.get("type") == "text/html"
    assert url.get("template") == "https://synpunkter.kvarnsala.example/sok/?q={searchTerms}"
    link = '<link rel="search" type="application/opensearchdescription+xml" title="Kvarnsala" href="/opensearch.xml">'
    for address in ("/", "/sok/", "/en/", "/forvaltning/omsorgsforvaltningen/", site.item(0)):
        assert link in site.text(address)


@pytest.mark.parametrize(("start", "search"), [("/", "/sok/"), ("/en/", "/en/search/")])
def test_the_start_page_says_how_a_search_engine_searches_here(site: BuiltSite, start: str, search: str) -> None:
    html = site.text(start)
    data = orjson.loads(html.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (data["@type"], data["url"]) == ("WebSite", f"https://synpunkter.kvarnsala.example{start}")
    action = data["potentialAction"]
    assert action["@type"] == "SearchAction"
    template = action["target"]["urlTemplate"]
    assert template == f"https://synpunkter.kvarnsala.example{search}?q={{search_term_string}}"
    assert action["query-input"] == "required name=search_term_string"
    form = '<form class="search-box" action="' + search + '" method="get"'
    assert form in site.text(search)
    assert 'name="q"' in site.text(search)


@pytest.mark.parametrize("email", ["", "kommun@kvarnsala.example"])
def test_security_txt_needs_an_address_to_write_to_and_no_item(
    tmp_path: Path, build_site: Callable[..., BuiltSite], email: str
) -> None:
    sample.write(tmp_path / "released", {}, site={**sample.SITE, "email": email})
    assert (".well-known/security.txt" in build_site(tmp_path / "released").fingerprints) == bool(email)


def test_a_unit_shows_its_figures_year_by_year(site: BuiltSite) -> None:
    page = site.page("/forvaltning/samhallsbyggnadsforvaltningen/")
    assert (3, "År för år") in page.headings


def test_tables_of_a_page_are_told_apart(site: BuiltSite) -> None:
    address = next(address for address in sorted(site.addresses) if "2026/0009" in address)
    names = [
        values["aria-label"] for tag, values in site.page(address).elements if values.get("class") == "table-region"
    ]
    assert names == [f"Tabell {number}, rulla i sidled" for number in (1, 2, 3)]


def test_a_swedish_answer_to_an_arabic_question_is_read_as_swedish(site: BuiltSite) -> None:
    html = next(site.text(address) for address in sorted(site.addresses) if "2026/0005" in address)
    assert '<div class="question-text" lang="ar" dir="auto">' in html
    assert '<div class="answer-text">' in html
