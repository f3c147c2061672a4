"""The site at its edges: without JavaScript, pictures or style; on paper; for a municipality with nothing to show, or with one unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.checkers import bring_axe, violations
from tests.browser.sample_site import ServedSite, served
from tests.portal import sample

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DEPARTMENT = "/forvaltning/samhallsbyggnadsforvaltningen/"
UNIT = f"{DEPARTMENT}gata-och-park-norra/"


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], ServedSite]]:
    """Three small sites: nothing published yet, one unit, and records at the edge of what a page can hold."""
    folder = tmp_path_factory.mktemp("edges")
    one_unit = ["org-0001", "org-0002", "org-0003", "org-0004"]
    records = {"empty": {}, "one unit": {2026: [sample.record(1, organisation=one_unit)]}}
    records["extremes"] = {2026: [sample.special(sample.record(number)) for number in (3, 5, 7, 9, 12)]}
    made: dict[str, ServedSite] = {}
    with ExitStack() as stack:

        def site(name: str) -> ServedSite:
            if name not in made:
                sample.write(folder / name / "released", records[name])
                made[name] = stack.enter_context(served(folder / name / "var", folder / name / "released"))
            return made[name]

        yield site


@pytest.mark.parametrize("name", ["empty", "one unit"])
def test_a_municipality_with_next_to_nothing_has_pages_that_fit_and_that_axe_accepts(
    edges: Callable[[str], ServedSite], browser: Browser, name: str
) -> None:
    site = edges(name)
    context = browser.new_context(locale="sv-SE", viewport={"width": 320, "height": 800})
    bring_axe(context)
    page = context.new_page()
    found = []
    for path in ("/", "/en/", "/synpunkter/", "/enheter/", "/amne/", "/logg/", "/statistik/", "/jamfor/", DEPARTMENT):
        page.goto(site.url + path)
        expect(page.locator("h1")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        found += [f"{path}: {violation}" for violation in violations(page)]
    context.close()
    assert found == []


def test_from_the_start_page_to_an_answer_by_links_alone(
    edges: Callable[[str], ServedSite], without_javascript: Page
) -> None:
    page = without_javascript
    page.goto(edges("one unit").url)
    page.locator(".links a[href^='/forvaltning/']").first.click()
    page.locator(f".tree a[href='{UNIT}']").click()
    page.locator("li[data-record] a").first.click()
    expect(page.locator("#svar")).to_be_visible()
    expect(page.locator(".signature")).to_contain_text("Enhetschef, ")


def test_the_search_in_english_calls_kinds_and_outcomes_so_and_marks_other_names(
    edges: Callable[[str], ServedSite], page: Page
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{edges('one unit').url}/en/search/?typ=klagomal")
    expect(page.locator("[data-chips] a")).to_have_attribute("aria-label", "Remove the filter Kind: Complaint")
    expect(page.locator("[data-facets] a[aria-current]")).to_have_text("Complaint")
    expect(page.locator("[data-facets] a[lang=sv]").first).to_contain_text("Samhällsbyggnads")
    meta = page.locator("li[data-record] .card-meta")
    expect(meta).to_contain_text("Complaint")
    expect(meta.locator("[lang=sv]")).to_have_text("Gata och park norra")
    expect(page.locator("[data-facets]")).not_to_contain_text("Klagomål")


def test_an_item_is_read_in_order_without_pictures_and_style(
    edges: Callable[[str], ServedSite], browser: Browser
) -> None:
    site = edges("extremes")
    context = browser.new_context(locale="sv-SE", java_script_enabled=False)
    context.route("**/*.{css,svg,png,js}", lambda route: route.abort())
    page = context.new_page()
    page.goto(site.url + site.item(3))
    text = page.locator("body").inner_text()
    parts = [
        "Hoppa till innehållet",
        "Så skrev någon till oss",
        "Vårt svar",
        "Enhetschef,",
        "Rättelser",
        "Hänvisa till sidan",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    context.close()


def test_a_mark_of_what_was_removed_leads_to_why(edges: Callable[[str], ServedSite], page: Page) -> None:
    site = edges("extremes")
    marked = next(
        path for path in (site.item(number) for number in (3, 5, 7, 9, 12))
        if "redaction-link" in (site.folder / path[1:] / "index.html").read_text("utf-8")
    )  # fmt: skip
    page.goto(site.url + marked)
    page.locator(".redaction-link").first.click()
    expect(page.locator("#maskning")).to_be_in_viewport()
    expect(page.locator("#maskning")).to_contain_text("Vi publicerar inte namn på personer.")


def test_a_link_to_an_answer_is_copied_by_keyboard_and_said_to_be(
    edges: Callable[[str], ServedSite], context: BrowserContext, page: Page
) -> None:
    site = edges("one unit")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site.url + site.item(1))
    page.get_by_role("button", name="Kopiera en länk till sidan").press("Enter")
    expect(page.locator("[data-copy-status]")).to_have_text("Länken är kopierad.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("link[rel=canonical]").get_attribute("href")


def test_who_runs_no_scripts_sees_no_button_that_needs_one(
    edges: Callable[[str], ServedSite], without_javascript: Page
) -> None:
    site = edges("one unit")
    without_javascript.goto(site.url + site.item(1))
    expect(without_javascript.locator(".item-actions")).to_be_visible()
    expect(without_javascript.locator(".item-actions button")).to_be_hidden()


def test_paper_holds_the_answer_and_not_the_menu(edges: Callable[[str], ServedSite], page: Page) -> None:
    site = edges("one unit")
    page.goto(site.url + site.item(1))
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("#svar")).to_be_visible()
    expect(page.locator(".citation")).to_be_visible()
    for hidden in (".site-nav", ".site-footer", ".item-actions", ".skip-link", ".in-english"):
        expect(page.locator(hidden)).to_be_hidden()
    ink, sheet = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert (ink, sheet) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    page.goto(site.url)
    assert page.locator(".hero .lead").evaluate("lead => getComputedStyle(lead).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("number", [3, 5, 7, 9, 12])
def test_text_twice_as_large_needs_no_sideways_scrolling(
    edges: Callable[[str], ServedSite], page: Page, number: int
) -> None:
    site = edges("extremes")
    page.set_viewport_size({"width": 640, "height": 512})
    page.goto(site.url + site.item(number))
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_colours_forced_by_the_reader_leave_every_control_visible(
    edges: Callable[[str], ServedSite], page: Page
) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(edges("one unit").url)
    for control in (".search-box input", ".search-box button"):
        width = page.locator(control).evaluate("element => getComputedStyle(element).borderTopWidth")
        assert float(width.removesuffix("px")) >= 1
    expect(page.locator(".site-name strong")).to_be_visible()
    page.goto(f"{edges('one unit').url}/statistik/")
    current = page.locator(".site-nav [aria-current]")
    assert "underline" in current.evaluate("link => getComputedStyle(link).textDecorationLine")
    assert page.locator(".table-region").first.evaluate("region => getComputedStyle(region).backgroundImage") == "none"


def test_who_wants_less_motion_gets_none(edges: Callable[[str], ServedSite], page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(edges("one unit").url)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
