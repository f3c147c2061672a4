"""The search page in a real browser: what is found, what is offered instead, the address, the keyboard, the policy."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from search_index.stemming import light_stem
from tests.search.released import record, sample, write_released
from tests.search.site import served, write_site

pytestmark = pytest.mark.browser
FILLERS = 30


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served site whose last record came after the base was built."""
    folder = tmp_path_factory.mktemp("search")
    words = ("fontän", "skateramp", "kolonilott", "gästhamn", "museum")
    fillers = [
        record(f"2023-{n:04}", f"Frågan om {words[n % 5]} {n}", "Vad gäller?", "Se vår webbplats.", "org-3")
        for n in range(1, FILLERS + 1)
    ]
    content = write_released(folder / "content", [*sample(), *fillers])
    groups = ["plaskis, fontän", "gästhatt > museum", "brummande åkdon > skateramp", "vad bullrar > xylofon"]
    (content / "synonyms.json").write_text(json.dumps({"groups": groups}), encoding="utf-8")
    write_site(content, folder / "first")
    new = record(
        "2026-0001", "Xylofonen är ostämd", "Den låter illa, hörs ända till gästhamen.", "Vi stämmer den.", "org-5"
    )
    write_released(folder / "content", [*sample(), *fillers, new])
    write_site(content, folder / "second", folder / "first")
    with served(folder / "second") as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose console stays empty."""
    opened = browser.new_page()
    messages: list[str] = []
    opened.on("console", lambda message: messages.append(message.text))
    opened.on("pageerror", lambda error: messages.append(str(error)))
    yield opened
    opened.close()
    assert messages == []


def look_for(page: Page, address: str, query: str) -> list[str]:
    page.goto(f"{address}/sok/{query}")
    expect(page.locator("[data-result-count]")).not_to_be_empty()
    page.wait_for_load_state("networkidle")
    return [item.get_attribute("data-record") or "" for item in page.locator("li[data-record]").all()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=snöröjning", "2024-0001"),
        ("?q=snöröjningen+på+gångvägen", "2024-0001"),
        ("?q=gatlampor", "2024-0002"),
        ("?q=avfallshämtningen", "2025-0002"),
        ("?q=hämtningarna", "2025-0002"),
        ("?q=bok", "2025-0001"),
        ("?q=trädgårdsavfallshämtning", "2025-0002"),
        ("?q=gång+väg", "2024-0001"),
        ("?q=snorojning", "2024-0001"),
        ("?q=snörjöning", "2024-0001"),
        ("?q=dagis", "2024-0003"),
        ("?q=potthål", "2025-0003"),
        ("?q=Ekbackens+förskola", "2024-0003"),
        ("?q=xylofon", "2026-0001"),
        ('?q="hål+i+vägen"', "2025-0003"),
    ],
)
def test_the_record_meant_is_among_the_first(page: Page, address: str, query: str, found: str) -> None:
    assert found in look_for(page, address, query)[:3]


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("plaskis", "fontän"),
        ("brummande+åkdon", "skateramp"),
        ("brummande+akdon", "skateramp"),
        ("vad+bullrar+där", "Xylofonen"),
        ("gästhatt", "museum"),
    ],
)
def test_what_the_municipality_calls_otherwise_is_found_and_not_taken_for_misspelt(
    page: Page, address: str, query: str, heading: str
) -> None:
    look_for(page, address, f"?q={query}")
    expect(page.locator("[data-results] h3").first).to_contain_text(heading)
    expect(page.locator("[data-suggestion]")).to_be_hidden()


def test_a_synonym_leads_one_way_only_and_its_stop_word_belongs_to_it(page: Page, address: str) -> None:
    assert "2026-0001" not in look_for(page, address, "?q=bullrar")
    assert look_for(page, address, "?q=xylofon") == ["2026-0001"]


def test_a_misspelt_word_is_corrected_and_said(page: Page, address: str) -> None:
    look_for(page, address, "?q=snörjöning")
    link = page.locator("[data-suggestion] a")
    expect(link).to_have_text("snöröjningen")
    link.click()
    expect(page.locator("#search-field")).to_have_value("snöröjningen")


def test_a_word_misspelt_in_a_text_too_also_finds_the_usual_one(page: Page, address: str) -> None:
    found = look_for(page, address, "?q=gästhamen")
    assert "2026-0001" in found
    assert len(found) > 1


def test_a_phrase_is_read_for_only_where_all_its_words_are(page: Page, address: str) -> None:
    read: list[str] = []
    page.on("request", lambda request: read.append(request.url) if "/texts/" in request.url else None)
    assert look_for(page, address, "?q=%22hål+i+vägen%22") == ["2025-0003"]
    assert len(read) == 1


def test_the_count_begins_with_its_number(page: Page, address: str) -> None:
    shown = look_for(page, address, "?q=xylofon")
    assert page.inner_text("[data-result-count]").split()[0] == str(len(shown))


def test_a_hit_links_to_the_record_and_marks_the_words(page: Page, address: str) -> None:
    look_for(page, address, "?q=asfalt")
    hit = page.locator("li[data-record='2025-0003']")
    assert hit.locator("a").get_attribute("href") == "/synpunkter/2025/0003-rubrik/"
    assert "asfalt" in hit.locator(".card-excerpt mark").all_inner_texts()


def test_aldre_is_not_aldrig(page: Page, address: str) -> None:
    assert look_for(page, address, "?q=äldre")[0] == "2025-0004"


def test_a_filter_narrows_and_its_chip_takes_it_away(page: Page, address: str) -> None:
    everything = look_for(page, address, "?q=förskola")
    look_for(page, address, "?q=förskola&forvaltning=utbildning&ar=2024")
    assert page.locator("li[data-record]").count() == 1
    page.locator("[data-chips] a", has_text="2024").click()
    expect(page.locator("li[data-record]")).to_have_count(len(everything))
    assert "ar=" not in page.url


def test_filters_alone_list_the_newest_first(page: Page, address: str) -> None:
    found = look_for(page, address, "?forvaltning=utbildning")
    assert found == ["2026-0001", "2025-0001", "2024-0003"]


def test_facets_tell_how_many_each_choice_leaves(page: Page, address: str) -> None:
    look_for(page, address, "?q=förskola")
    page.locator("[data-facets] a", has_text="2025").first.click()
    expect(page.locator("[data-result-count]")).to_contain_text("1")
    assert "ar=2025" in page.url


def entries(page: Page) -> int:
    """How long the history of the page is."""
    return int(page.evaluate("history.length"))


@pytest.mark.parametrize("pause_before_enter", [True, False])
def test_the_back_button_brings_back_the_earlier_search(page: Page, address: str, pause_before_enter: bool) -> None:
    page.clock.install()
    look_for(page, address, "?q=xylofon")
    before = entries(page)
    page.fill("#search-field", "asfalt")
    if pause_before_enter:
        page.clock.run_for(1000)
        expect(page.locator("li[data-record='2025-0003']")).to_be_visible()
    page.press("#search-field", "Enter")
    page.clock.run_for(1000)
    expect(page.locator("li[data-record='2025-0003']")).to_be_visible()
    assert entries(page) == before + 1
    page.go_back()
    expect(page.locator("li[data-record='2026-0001']")).to_be_visible()
    expect(page.locator("#search-field")).to_have_value("xylofon")


def test_a_search_is_one_step_back_however_many_keys_it_took(page: Page, address: str) -> None:
    page.clock.install()
    look_for(page, address, "?q=xylofon")
    before = entries(page)
    for typed in ("a", "as", "asf", "asfalt"):
        page.fill("#search-field", typed)
        page.clock.run_for(1000)
    expect(page).to_have_url(f"{address}/sok/?q=asfalt")
    assert entries(page) == before + 1
    page.go_back()
    expect(page).to_have_url(f"{address}/sok/?q=xylofon")


def test_what_is_typed_after_a_settled_search_is_a_step_of_its_own(page: Page, address: str) -> None:
    page.clock.install()
    look_for(page, address, "?q=xylofon")
    for typed, settle in (("asfalt", "Enter"), ("gatlampa", "Tab")):
        page.fill("#search-field", typed)
        page.clock.run_for(1000)
        page.press("#search-field", settle)
    page.fill("#search-field", "snöröjning")
    page.press("#search-field", "Enter")
    for earlier in ("gatlampa", "asfalt", "xylofon"):
        page.go_back()
        expect(page.locator("#search-field")).to_have_value(earlier)


def test_a_filter_chosen_while_typing_goes_with_what_was_typed(page: Page, address: str) -> None:
    page.clock.install()
    look_for(page, address, "?q=förskola")
    page.clock.pause_at(
        datetime.now(UTC) + timedelta(minutes=1)
    )  # a slow machine would search on its own before the click
    page.fill("#search-field", "förskolan")
    page.locator("[data-facets] a", has_text="2025").first.click()
    expect(page).to_have_url(re.compile("q=f%C3%B6rskolan&ar=2025"))


def test_hits_appear_while_typing_and_the_address_follows(page: Page, address: str) -> None:
    page.goto(f"{address}/sok/")
    page.locator("#search-field").press_sequentially("xylof", delay=20)
    expect(page.locator("li[data-record='2026-0001']")).to_be_visible()
    expect(page).to_have_url(f"{address}/sok/?q=xylof")


def test_arriving_hits_push_nothing_down(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.add_init_script(
        "window.pushed = 0; new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { pushed += value; }))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    look_for(page, address, "?q=förskola")
    expect(page.locator("[data-ways]")).to_be_visible()
    assert page.evaluate("pushed") < 0.02


def test_the_title_says_what_was_searched_for(page: Page, address: str) -> None:
    look_for(page, address, "?q=snöröjning")
    expect(page).to_have_title("snöröjning – Search")
    page.goto(f"{address}/sok/")
    expect(page).to_have_title("Search")


def test_what_is_typed_before_the_scripts_came_is_kept_and_searched_for(page: Page, address: str) -> None:
    held: list[Route] = []
    page.route("**/search-start.js", lambda route: held.append(route))
    page.goto(f"{address}/sok/", wait_until="commit")
    page.fill("#search-field", "snöröjning")
    page.wait_for_timeout(100)
    held[0].continue_()
    expect(page.locator("[data-result-count]")).to_have_text(re.compile(r"\d hit"))
    expect(page.locator("#search-field")).to_have_value("snöröjning")
    expect(page).to_have_url(re.compile(r"\?q="))


def test_the_number_of_an_answer_finds_it(page: Page, address: str) -> None:
    record = {"id": "2026-0001", "path": "/synpunkter/2026/0001-x/", "heading": "Xylofonen", "kind": "complaint"}
    body = {"records": [record | {"question": ["Den låter illa."], "language": "sv", "published": "2026-02-01"}]}
    page.route("**/api/v1/records/2026/1.json", lambda route: route.fulfill(json=body))
    assert look_for(page, address, "?q=2026-1") == ["2026-0001"]
    expect(page.locator("[data-result-count]")).to_have_text("1 hit")
    expect(page.locator("li[data-record] a")).to_have_attribute("href", record["path"])
    expect(page.locator("li[data-record]")).to_contain_text("Den låter illa.")
    expect(page.locator("li[data-record] .card-meta")).to_have_text(re.compile("^1 [A-Za-z]+ 2026$"))
    page.fill("#search-field", "snöröjning")
    expect(page.locator("[data-record='2024-0001']")).to_be_visible()


def test_an_order_that_is_none_is_the_best_match(page: Page, address: str) -> None:
    best = look_for(page, address, "?q=snöröjning")
    assert look_for(page, address, "?q=snöröjning&sort=fel") == best
    expect(page.locator("[data-sort]")).to_have_value("")


@pytest.fixture
def hindered(browser: Browser) -> Iterator[Page]:
    """A page whose network fails at times, and whose console says so."""
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize("script", ["search-page", "search-near"])
def test_a_script_that_could_not_be_fetched_is_said_to_be_missing(hindered: Page, address: str, script: str) -> None:
    hindered.route(f"**/{script}.js", lambda route: route.abort())
    hindered.goto(f"{address}/sok/?q=snöröjning")
    expect(hindered.locator("[data-result-count]")).to_have_text(re.compile("could not be loaded"))
    expect(hindered.locator("[data-ways]")).to_be_visible()


def test_hits_stay_when_their_filters_cannot_be_fetched(hindered: Page, address: str) -> None:
    hindered.route("**/facets.json", lambda route: route.fulfill(body="{", content_type="application/json"))
    assert look_for(hindered, address, "?q=snöröjning")
    expect(hindered.locator("[data-facets]")).to_have_text("The filters could not be loaded.")
    expect(hindered.locator("[data-result-count]")).to_have_text(re.compile(r"\d hit"))


def test_a_search_that_failed_shows_no_hits_of_the_one_before_and_can_be_made_again(
    hindered: Page, address: str
) -> None:
    look_for(hindered, address, "?q=snöröjning")
    hindered.context.set_offline(True)
    hindered.fill("#search-field", "kolonilott")
    expect(hindered.locator("[data-result-count]")).to_have_text(re.compile("could not be loaded"))
    expect(hindered.locator("li[data-record]")).to_have_count(0)
    hindered.context.set_offline(False)
    hindered.press("#search-field", "Enter")
    expect(hindered.locator("li[data-record]").first).to_be_visible()


def test_a_slow_search_says_that_it_is_under_way(hindered: Page, address: str) -> None:
    held: list[Route] = []
    hindered.route("**/bundles.json", lambda route: held.append(route))
    hindered.goto(f"{address}/sok/?q=snöröjning")
    expect(hindered.locator("[data-result-count]")).to_have_text("Searching …")
    for route in held:
        route.continue_()
    expect(hindered.locator("[data-result-count]")).to_have_text(re.compile(r"\d hit"))


def test_sorting_by_date(page: Page, address: str) -> None:
    found = look_for(page, address, "?q=förskola&sort=aldst")
    assert found == sorted(found)


def test_nothing_found_comes_with_proposals(page: Page, address: str) -> None:
    look_for(page, address, "?q=xylofon&ar=2024")
    assert page.inner_text("[data-result-count]").startswith("0")
    page.locator("[data-proposals] a").first.click()
    expect(page.locator("li[data-record='2026-0001']")).to_be_visible()


def test_more_hits_are_shown_on_demand_and_focus_moves_to_them(page: Page, address: str) -> None:
    look_for(page, address, "?q=frågan")
    expect(page.locator("li[data-record]")).to_have_count(20)
    page.locator("[data-more]").click()
    expect(page.locator("[data-more]")).to_be_hidden()
    assert page.locator("li[data-record]").count() > FILLERS
    assert page.evaluate("() => document.activeElement.closest('li').previousElementSibling !== null")


def type_for_suggestions(page: Page, address: str, typed: str) -> Locator:
    """Type in the field; the suggestions that show."""
    page.goto(f"{address}/sok/")
    page.locator("#search-field").press_sequentially(typed)
    expect(page.locator("#search-field")).to_have_attribute("aria-expanded", "true")
    return page.locator("[role=option]")


def test_units_and_subjects_are_suggested_while_typing(page: Page, address: str) -> None:
    expect(type_for_suggestions(page, address, "ekba")).to_have_text(["Ekbackens förskola Unit"])
    expect(type_for_suggestions(page, address, "kost")).to_have_text(["Kost Subject"])
    expect(page.get_by_role("status")).to_contain_text("1")


def test_a_suggestion_is_reached_and_left_by_the_keyboard(page: Page, address: str) -> None:
    field, options = page.locator("#search-field"), type_for_suggestions(page, address, "ga")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    expect(field).to_be_focused()
    field.press("ArrowUp")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("ga")


def test_enter_opens_the_chosen_suggestion(page: Page, address: str) -> None:
    type_for_suggestions(page, address, "ekba")
    page.route(
        "**/forvaltning/**", lambda route: route.fulfill(body="<title>Enheten</title>", content_type="text/html")
    )
    page.press("#search-field", "ArrowDown")
    page.press("#search-field", "Enter")
    expect(page).to_have_url(f"{address}/forvaltning/utbildning/ekbackens-forskola/")


def test_the_keyboard_leaves_the_suggestions_for_the_hits(page: Page, address: str) -> None:
    type_for_suggestions(page, address, "ekba")
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    for _ in range(40):
        if page.evaluate("() => document.activeElement.closest('li[data-record]') !== null"):
            break
        page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('li[data-record]') !== null")


def test_a_department_opens_to_its_units_and_closes_again(page: Page, address: str) -> None:
    look_for(page, address, "?q=vägen")
    facets = page.locator("[data-facets]")
    facets.get_by_role("link", name="Tekniska förvaltningen").click()
    expect(page).to_have_url(re.compile("forvaltning=tekniska$"))
    facets.get_by_role("link", name="Gata och park").click()
    expect(page).to_have_url(re.compile("forvaltning=tekniska&enhet=gata-och-park$"))
    facets.get_by_role("link", name="Gata och park").click()
    expect(page).to_have_url(re.compile("forvaltning=tekniska$"))


def test_filters_are_folded_in_and_fetched_when_opened_on_a_narrow_screen(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    look_for(page, address, "?q=förskola")
    expect(page.locator("[data-facets]")).to_be_hidden()
    fetched = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert not any(name.endswith("facets.json") for name in fetched)
    page.locator("[data-narrow] summary").click()
    page.locator("[data-facets] a", has_text="2025").first.click()
    expect(page).to_have_url(re.compile("ar=2025"))
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_where_nothing_can_be_found_words_and_names_that_are_close_are_offered(page: Page, address: str) -> None:
    look_for(page, address, "?q=ekbqqqqqqqqqqq")
    assert page.inner_text("[data-result-count]").startswith("0")
    proposals = page.locator("[data-proposals]")
    expect(proposals.locator("a[href^='?q=']").first).to_be_visible()
    expect(proposals.locator("a[href='/kontakt/']")).to_be_visible()


def test_the_unit_that_was_asked_about_is_named_with_its_page_when_nothing_is_found(page: Page, address: str) -> None:
    look_for(page, address, "?q=xylofon&forvaltning=tekniska&ar=2024")
    proposals = page.locator("[data-proposals]")
    expect(proposals.locator("a[href='/forvaltning/tekniska/']")).to_be_visible()
    proposals.locator("a", has_text="without filters").click()
    expect(page.locator("li[data-record='2026-0001']")).to_be_visible()


def test_no_markup_from_a_query_reaches_the_page(page: Page, address: str) -> None:
    look_for(page, address, "?q=<img+src=x+onerror=alert(1)>xylofon")
    assert page.locator("main img").count() == 0


def test_browsing_works_without_javascript(browser: Browser, address: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/sok/?q=xylofon")
    assert page.locator("form[role=search] input[name=q]").count() == 1
    assert page.locator("nav a").count() >= 4
    assert not page.locator("[data-search]").is_visible()


def test_the_browser_stems_as_the_index_does(page: Page, address: str) -> None:
    page.goto(f"{address}/sok/")
    words = "förskolornas badhusets kraftfullt arbetslöst vänlighetens rötterna ös idéer glass händelse rörligt byggda å".split()
    stems = page.evaluate(
        "async (words) => { const { lightStem } = await import('/static/js/search-words.js'); return words.map(lightStem); }",
        words,
    )
    assert stems == [light_stem(word) for word in words]


def test_modules_stay_under_ten_kilobytes() -> None:
    scripts = Path(__file__).parents[2] / "portal" / "theme" / "static" / "js"
    assert {path.name for path in scripts.glob("search-*.js") if path.stat().st_size >= 10_000} == set()


LATER = {"search-suggest.js", "edition.js"}
FILTERS = {"search-facets.js", "search-places.js", "breakable.js"}


@pytest.mark.parametrize(("width", "later"), [(1280, LATER), (412, LATER | FILTERS)])
def test_the_page_asks_at_once_for_all_modules_that_the_first_hits_need(
    page: Page, address: str, width: int, later: set[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    look_for(page, address, "?q=snöröjning")
    hints = page.locator("link[rel=modulepreload]").evaluate_all(
        "(links) => links.filter((link) => !link.media || matchMedia(link.media).matches).map((link) => link.href)"
    )
    if width < 960:
        page.locator("[data-narrow] summary").click()
        expect(page.locator("[data-facets] a").first).to_be_visible()
    modules = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    modules = {name for name in modules if name.endswith(".js")}
    assert modules == {
        *hints,
        f"{address}/static/js/search-start.js",
        *(f"{address}/static/js/{name}" for name in later),
    }


def test_what_is_not_seen_first_is_not_fetched_before_the_first_hits(page: Page, address: str) -> None:
    asked: list[str] = []
    page.set_viewport_size({"width": 412, "height": 800})
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.add_init_script(
        """new MutationObserver(() => {
          window.before ??= document.querySelector('li[data-record]') && performance.getEntriesByType('resource').map(({ name }) => name);
        }).observe(document, { childList: true, subtree: true });"""
    )
    look_for(page, address, "?q=fontän")
    before = {name.rpartition("/")[2] for name in page.evaluate("window.before")}
    assert before & {"bundles.json", "search-run.js"}
    assert not before & {"facets.json", *LATER, *FILTERS}
    assert set(asked) >= LATER
