"""Everyone can use every kind of page: judged by axe, by the Nu checker, by the keyboard, and at 320 pixels."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson
import pytest
from playwright.sync_api import Browser, Page, expect

from portal.rendering import TEMPLATES_FOLDER
from tests.browser.checkers import bring_axe, html_faults, violations_in_light_and_dark
from tests.browser.sample_site import ANSWERED_AS_AN_ERROR, ServedSite, served
from tests.portal import sample

# Of what is read in full: a page that arrives slowly may be painted when half of its header has come.
LAYOUT_SHIFT = """() => new Promise(resolve => {
    const read = performance.getEntriesByType('navigation')[0].domInteractive;
    const since = (entries) => entries.filter((entry) => entry.startTime >= read);
    new PerformanceObserver(list => resolve(since(list.getEntries()).reduce((sum, entry) => sum + entry.value, 0)))
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => resolve(0), 100);
})"""

# WCAG 1.4.12
TEXT_SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }
"""

# The frame of all pages, what only the admin shows, what a PDF is made of, and what a web server answers for.
NO_PAGES = {
    "base.html",
    "preview.html",
    "preview_text.html",
    "report_preview.html",
    "report_print.html",
    "redirect.html",
}

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    """Kvarnsala with three hundred records, some of them unlike the others."""
    folder = tmp_path_factory.mktemp("sample")
    content = sample.released(folder / "released")
    sample.write_reports(content)
    with served(folder / "var", content) as site:
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
            found += [f"{name} {width}: {violation}" for violation in violations_in_light_and_dark(page)]
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_in_the_search_with_everything_open(
    sample_site: ServedSite, browser: Browser, width: int
) -> None:
    context = browser.new_context(locale="sv-SE", reduced_motion="reduce", viewport={"width": width, "height": 800})
    bring_axe(context)
    page = context.new_page()
    found = []

    def judge(state: str) -> None:
        found.extend(f"{state}: {violation}" for violation in violations_in_light_and_dark(page))

    for path in ("/", "/sok/", "/en/search/"):
        page.goto(sample_site.url + path)
        page.locator("input[name=q]").press_sequentially("gata")
        expect(page.locator("li[role=option]").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        expect(page.locator("li[aria-selected=true]")).to_have_count(1)
        judge(f"suggestions on {path}")
    open_page(page, sample_site, "/sok/?q=gatlyktan&forvaltning=samhallsbyggnadsforvaltningen&typ=klagomal")
    expect(page.locator("[data-chips] a")).to_have_count(2)
    if width < 960:
        page.locator("[data-narrow] > summary").click()
    page.locator("[data-facets]").evaluate("facets => facets.querySelectorAll('details').forEach(d => d.open = true)")
    judge("facets and chips")
    open_page(page, sample_site, "/sok/?q=gatlyktn")
    judge("another spelling")
    page.goto(f"{sample_site.url}/sok/?q=xyzzyqwv")
    expect(page.locator("[data-proposals]")).to_be_visible()
    judge("nothing found")
    context.close()
    assert found == []


def test_every_template_is_on_a_page_that_is_judged(sample_site: ServedSite) -> None:
    paths = {path.partition("?")[0] for path in sample_site.page_types().values()} | {"/404.html"}
    judged = {sample_site.templates.get(path, "item.html") for path in paths}
    templates = {path.name for path in TEMPLATES_FOLDER.glob("[!_]*.html")}
    assert templates - judged == NO_PAGES


def test_the_nu_checker_finds_nothing_on_any_kind_of_page(sample_site: ServedSite) -> None:
    site = sample_site.folder
    paths = [path.partition("?")[0] for path in sample_site.page_types().values() if path != "/finns-inte/"]
    paths += orjson.loads((sample_site.content / "redirects.json").read_bytes())
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


def test_the_keyboard_searches_takes_a_suggestion_narrows_pages_reads_and_comes_back(
    sample_site: ServedSite, page: Page
) -> None:
    page.goto(f"{sample_site.url}/sok/")
    tab_to(page, "#search-field")
    page.keyboard.type("gata")
    expect(page.locator("li[role=option]").first).to_be_visible()
    expect(page.locator("[data-search-form] [role=status]")).to_have_text(re.compile(r"^\d+ förslag"))
    page.keyboard.press("ArrowDown")
    chosen = page.locator("li[aria-selected=true]")
    name = chosen.evaluate("option => option.firstChild.data")
    expect(page.locator("#search-field")).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/sok/(\?q=gata)?$"))

    page.goto(f"{sample_site.url}/en/")
    page.locator("input[name=q]").press_sequentially("gata")
    expect(page.locator("li[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/en/units/"))

    page.goto(f"{sample_site.url}/sok/")
    tab_to(page, "#search-field")
    page.keyboard.type("gatlyktan")
    page.keyboard.press("Enter")
    page.wait_for_selector("li[data-record]")
    told = page.locator("[data-result-count][aria-live=polite]")
    before = told.inner_text()
    tab_to(page, "[data-facets] a")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-chips] a")
    expect(told).not_to_have_text(before)
    expect(told).to_be_focused()
    assert "q=gatlyktan" in page.url
    tab_to(page, "[data-chips] a")
    page.keyboard.press("Enter")
    expect(page.locator("[data-chips]")).to_be_hidden()
    expect(told).to_have_text(before)
    assert "q=gatlyktan" in page.url
    hits = page.locator("li[data-record]")
    shown = hits.count()
    tab_to(page, "[data-more]")
    page.keyboard.press("Enter")
    expect(hits.nth(shown).locator("a")).to_be_focused()
    heading = hits.nth(shown).locator("a").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.go_back()
    expect(told).to_have_text(before)
    tab_to(page, ".site-footer a")


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
        if name not in ANSWERED_AS_AN_ERROR:  # which the console tells
            open_page(page, sample_site, path)
            found = page.evaluate("document.documentElement.scrollWidth")
            if found > width:
                too_wide[name] = found
            if "?q=" not in path:
                assert page.evaluate(LAYOUT_SHIFT) == 0
    assert too_wide == {}


def test_nothing_scrolls_sideways_with_the_letters_words_and_lines_as_far_apart_as_a_reader_may_set_them(
    sample_site: ServedSite, browser: Browser
) -> None:
    context = browser.new_context(locale="sv-SE", viewport={"width": 320, "height": 800}, bypass_csp=True)
    page = context.new_page()
    too_wide = {}
    for name, path in sample_site.page_types().items():
        open_page(page, sample_site, path)
        page.add_style_tag(content=TEXT_SPACING)
        found = page.evaluate("document.documentElement.scrollWidth")
        if found > 320:
            too_wide[name] = found
    context.close()
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


def test_what_the_pointer_holds_is_not_replaced_before_it_is_let_go(sample_site: ServedSite, page: Page) -> None:
    open_page(page, sample_site, "/sok/?q=gatlyktan")
    told = page.locator("[data-result-count]")
    before = told.inner_text()
    choice = page.locator("[data-facets] a").first
    choice.hover()
    held = choice.element_handle()
    page.mouse.down()
    page.evaluate(
        """() => {
            const field = document.querySelector('#search-field');
            field.value = 'papperskorg';
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }"""
    )
    expect(page).to_have_url(re.compile("q=papperskorg"))
    page.wait_for_timeout(500)
    assert held.evaluate("choice => choice.isConnected")
    page.mouse.up()
    expect(page.locator("[data-chips] a")).to_have_count(1)
    expect(told).not_to_have_text(before)


def test_a_search_without_words_or_hits_leads_to_departments_subjects_and_years(
    sample_site: ServedSite, page: Page
) -> None:
    ways = page.locator("[data-starts] a")
    page.goto(f"{sample_site.url}/sok/")
    expect(ways.first).to_be_visible()
    page.locator("input[name=q]").fill("gatlyktan")
    expect(page.locator("li[data-record]").first).to_be_visible()
    expect(ways.first).to_be_hidden()
    expect(page.locator("li[data-record] .tag").first).to_be_visible()
    page.locator("input[name=q]").fill("xyzzyqwv")
    expect(page.locator("[data-proposals]")).to_be_visible()
    expect(ways.first).to_be_visible()
    expect(page.locator("[data-sort]")).to_be_hidden()


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


def test_places_are_compared_in_english_with_their_names_marked_as_swedish(sample_site: ServedSite, page: Page) -> None:
    open_page(page, sample_site, "/en/compare/")
    for name in ("Samhällsbyggnadsförvaltningen", "Omsorgsförvaltningen"):
        page.get_by_role("checkbox", name=name, exact=True).check()
    page.get_by_role("button", name="Compare").press("Enter")
    result = page.locator("[data-compare]")
    expect(result).to_contain_text("the difference is")
    expect(result.locator("th[scope=col]").first).to_have_text("Place")
    name = result.locator("th[scope=row] a").first
    expect(name).to_have_attribute("lang", "sv")
    expect(name).to_have_attribute("href", re.compile("^/en/statistics/units/"))
    assert re.search(r"\d%", result.inner_text())


def test_the_rows_behind_a_figure_are_as_many_as_it_says(sample_site: ServedSite, page: Page) -> None:
    open_page(page, sample_site, "/statistik/forvaltning/omsorgsforvaltningen/")
    total = page.locator("#redovisning tfoot td").first.inner_text()
    page.locator("#redovisning").get_by_role("link", name="Visa raderna").click()
    expect(page.locator("[data-fact-rows] [role=status]")).to_contain_text(f"{total} rader")
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta alla som CSV").click()
    assert len(download.value.path().read_text("utf-8").splitlines()) == int(total) + 1
