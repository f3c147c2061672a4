"""Everyone can use every kind of page: judged by axe, by the Nu checker, by the keyboard, and at 320 pixels."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.checkers import bring_axe, html_faults, violations
from tests.browser.sample_site import ServedSite, served
from tests.portal import sample

LAYOUT_SHIFT = """() => new Promise(resolve => {
    new PerformanceObserver(list => resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => resolve(0), 100);
})"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    """Kvarnsala with three hundred records, some of them unlike the others."""
    folder = tmp_path_factory.mktemp("sample")
    with served(folder / "var", sample.released(folder / "released")) as site:
        yield site


def open_page(page: Page, site: ServedSite, path: str) -> None:
    page.goto(site.url + path)
    if "?q=" in path:
        page.wait_for_selector("li[data-record]")


def test_axe_finds_nothing_on_any_kind_of_page_in_light_and_dark_wide_and_narrow(
    sample_site: ServedSite, browser: Browser
) -> None:
    context = browser.new_context(locale="sv-SE", reduced_motion="reduce")
    bring_axe(context)
    page = context.new_page()
    found = []
    for name, path in sample_site.page_types().items():
        open_page(page, sample_site, path)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                found += [f"{name} {width} {scheme}: {violation}" for violation in violations(page)]
    context.close()
    assert found == []


def test_the_nu_checker_finds_nothing_on_any_kind_of_page(sample_site: ServedSite) -> None:
    site = sample_site.folder
    paths = [path.partition("?")[0] for path in sample_site.page_types().values() if path != "/finns-inte/"]
    files = [site / (path[1:] + ("index.html" if path.endswith("/") else "")) for path in paths]
    assert html_faults([*files, site / "404.html"]) == []


def test_the_keyboard_reaches_the_content_the_menu_and_the_paging(sample_site: ServedSite, page: Page) -> None:
    page.goto(f"{sample_site.url}/synpunkter/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, "a[rel=next]")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/synpunkter/sida/"))
    tab_to(page, ".site-nav a[href='/statistik/']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{sample_site.url}/statistik/")


def test_the_keyboard_searches_narrows_and_takes_the_filter_away(sample_site: ServedSite, page: Page) -> None:
    page.goto(f"{sample_site.url}/sok/")
    tab_to(page, "#search-field")
    page.keyboard.type("gatlyktan")
    page.keyboard.press("Enter")
    page.wait_for_selector("li[data-record]")
    tab_to(page, "[data-facets] a, [data-facets] button, [data-facets] input, [data-facets] summary")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-chips] :is(a, button)")
    assert "q=gatlyktan" in page.url
    tab_to(page, "[data-chips] :is(a, button)")
    page.keyboard.press("Enter")
    expect(page.locator("[data-chips]")).to_be_hidden()
    assert "q=gatlyktan" in page.url


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something that matches has the focus, which must be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            return
    raise AssertionError(f"The keyboard does not reach {selector}.")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_scrolls_sideways_and_nothing_moves_while_loading(
    sample_site: ServedSite, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    too_wide = {}
    for name, path in sample_site.page_types().items():
        if name not in ("not found", "tombstone"):  # their status is an error in the console
            open_page(page, sample_site, path)
            found = page.evaluate("document.documentElement.scrollWidth")
            if found > width:
                too_wide[name] = found
            if "?q=" not in path:
                assert page.evaluate(LAYOUT_SHIFT) == 0
    assert too_wide == {}


def test_no_page_holds_a_style_or_a_script_of_its_own(sample_site: ServedSite) -> None:
    for path in sample_site.folder.rglob("*.html"):
        html = path.read_text("utf-8")
        assert "<style" not in html
        assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", html.partition("<body>")[2]), path
        assert html.count("<script>") == 0


@pytest.mark.parametrize("name", ["item: ordinary", "item: corrected", "item: table", "home", "department"])
def test_a_page_with_all_it_asks_for_is_lighter_than_twenty_kilobytes(
    sample_site: ServedSite, browser: Browser, name: str
) -> None:
    context = browser.new_context(locale="sv-SE")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[int] = []
    session.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    page.goto(sample_site.url + sample_site.page_types()[name], wait_until="networkidle")
    context.close()
    assert 3_000 < sum(received) <= 20_000


def test_places_are_chosen_compared_and_sorted_by_keyboard(sample_site: ServedSite, page: Page) -> None:
    open_page(page, sample_site, "/jamfor/")
    for name in ("Samhällsbyggnadsförvaltningen", "Omsorgsförvaltningen"):
        page.get_by_role("checkbox", name=name, exact=True).check()
    page.get_by_role("button", name="Jämför").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Samhällsbyggnadsförvaltningen, Omsorgsförvaltningen")
    assert "/jamfor/val/?plats=org-0002&plats=" in page.url
    result = page.locator("[data-compare]")
    expect(result).to_contain_text("skillnaden är inte säkerställd")
    first = result.locator("table").first
    head = first.get_by_role("columnheader", name="Inkomna")
    for order in ("ascending", "descending"):
        head.get_by_role("button").press("Enter")
        expect(head).to_have_attribute("aria-sort", order)
        values = [
            float(value)
            for value in first.locator("td:nth-of-type(1)").evaluate_all("cells => cells.map(c => c.dataset.value)")
        ]
        assert values == sorted(values, reverse=order == "descending")


def test_the_rows_behind_a_figure_are_as_many_as_it_says(sample_site: ServedSite, page: Page) -> None:
    open_page(page, sample_site, "/statistik/forvaltning/omsorgsforvaltningen/")
    total = page.locator("#redovisning tfoot td").first.inner_text()
    page.locator("#redovisning").get_by_role("link", name="Visa raderna").click()
    expect(page.locator("[data-fact-rows] [role=status]")).to_contain_text(f"{total} rader")
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta alla som CSV").click()
    assert len(download.value.path().read_text("utf-8").splitlines()) == int(total) + 1
