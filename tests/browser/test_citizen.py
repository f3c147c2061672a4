"""A citizen finds answers: by searching, and by browsing without JavaScript."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def records(town: Town) -> list[dict[str, object]]:
    """Everything that is online."""
    folder = town.var / "content" / "released" / "records"
    return [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()]


def count(page: Page) -> int:
    """The number of hits the search page tells."""
    told = page.locator("[data-result-count]")
    expect(told).to_be_visible()
    return int("".join(character for character in told.inner_text().split(" träff")[0] if character.isdigit()))


def test_a_citizen_finds_an_answer_by_searching(town: Town, page: Page) -> None:
    wanted = max(records(town), key=lambda record: len(str(record["heading"])))
    page.goto(f"{town.site}/")
    page.locator("input[name=q]").first.fill(str(wanted["heading"]))
    page.keyboard.press("Enter")
    hit = page.locator(f"li[data-record='{wanted['id']}']")
    expect(hit).to_be_visible()
    hit.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(str(wanted["heading"]))
    assert page.url == f"{town.site}{wanted['path']}"


def test_a_filter_narrows_the_hits_and_stands_in_the_address(town: Town, page: Page) -> None:
    page.goto(f"{town.site}/sok/?q=&typ=fraga")
    page.wait_for_selector("li[data-record]")
    assert count(page) == sum(record["kind"] == "question" for record in records(town))


def test_every_online_record_is_found_by_its_number_of_hits(town: Town, page: Page) -> None:
    page.goto(f"{town.site}/sok/")
    page.goto(f"{town.site}/sok/?ar=2025")
    page.wait_for_selector("li[data-record]")
    assert count(page) == sum(str(record["id"]).startswith("2025-") for record in records(town))


def test_a_citizen_browses_to_every_item_of_a_department_without_javascript(
    town: Town, without_javascript: Page
) -> None:
    page = without_javascript
    page.goto(f"{town.site}/")
    page.get_by_role("link", name="Tekniska förvaltningen").first.click()
    organisation = json.loads((town.var / "content" / "released" / "organisation.json").read_text())
    code = next(unit["code"] for unit in organisation["units"] if unit["slug"] == "tekniska-forvaltningen")
    wanted = {str(record["id"]) for record in records(town) if code in record["organisation"]}
    seen: set[str] = set()
    addresses = [page.url]
    visited: set[str] = set()
    while addresses:
        address = addresses.pop()
        if address in visited:
            continue
        visited.add(address)
        page.goto(address)
        seen |= set(page.eval_on_selector_all("li[data-record]", "items => items.map(item => item.dataset.record)"))
        links = page.eval_on_selector_all("a[href*='/sida/']", "links => links.map(link => link.href)")
        addresses += [link for link in links if "/forvaltning/tekniska-forvaltningen/sida/" in link]
    assert wanted <= seen


def test_the_search_form_leads_to_browsing_without_javascript(town: Town, without_javascript: Page) -> None:
    without_javascript.goto(f"{town.site}/sok/")
    links = without_javascript.locator("main a[href^='/']")
    assert links.count() >= 3


@pytest.mark.parametrize(
    "address",
    ["/", "/sok/?q=gata", "/statistik/", "/forvaltning/tekniska-forvaltningen/", "/enheter/", "/logg/", "/om/"],
)
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(town: Town, page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{town.site}{address}")
    if "sok" in address:
        page.wait_for_selector("[data-result-count]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_withdrawn_item_answers_410_at_every_address_it_had(town: Town, page: Page) -> None:
    gone = (town.var / "content" / "released" / "tombstones.jsonl").read_text().splitlines()
    tombstone = json.loads(gone[0])
    for address in (tombstone["path"], tombstone["path"].removesuffix("/") + "-vad-som-helst/"):
        response = page.request.get(f"{town.site}{address}")
        assert response.status == 410
