"""The review screen in a browser: by keyboard alone, read by a machine, without JavaScript, and narrow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checkers import bring_axe, violations
from tests.browser.test_office import sign_in
from tests.browser.town import Town, copied_town

pytestmark = pytest.mark.browser
RECORDS = 20
REASON = "Allmän uppgift"


class Keyboard:
    """A reviewer who uses no mouse; counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed, self.waited = page, 0, 0.0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def write(self, words: str) -> None:
        """Write words where the cursor stands."""
        self.page.keyboard.type(words)
        self.pressed += len(words)

    def press_and_wait(self, key: str, address: str) -> None:
        """Press a key that asks the server, and wait for its answer to be shown."""
        begun = time.monotonic()
        if address == "/place/":
            with self.page.expect_response(lambda answer: address in answer.url and answer.request.method == "POST"):
                self.press(key)
            expect(self.page.locator("[data-workspace]")).to_have_attribute("aria-busy", "false")
        else:
            with self.page.expect_navigation():
                self.press(key)
        self.waited += time.monotonic() - begun

    def decide(self) -> str:
        """Decide the record on the screen; gives what came of it."""
        page = self.page
        if page.locator("[data-action=sure]").count():
            self.press_and_wait("a", "/place/")
        while page.locator("[data-state=open]").count():
            card = page.locator("[data-card].is-current[data-state=open]")
            if not card.count():
                self.press("j")
                continue
            if card.locator("[data-do=replace]").count():
                self.press_and_wait("r", "/place/")
                continue
            if "level-stop" in (card.get_attribute("class") or ""):
                self.press("h")
                self.press_and_wait("Enter", "/decide/")
                return "withheld"
            self.press("b")
            self.write(REASON)
            self.press_and_wait("Enter", "/place/")
        self.press_and_wait("g", "/decide/")
        return "approved"


def number_on(page: Page) -> str:
    """The number of the record on the screen; empty on the queue."""
    shown = page.locator(".review-number")
    return shown.inner_text() if shown.count() else ""


@pytest.fixture
def full_queue(town: Town, tmp_path: Path) -> Iterator[Town]:
    """A town whose queue may be emptied."""
    with copied_town(town, tmp_path / "town") as copy:
        yield copy


@pytest.mark.slow
def test_twenty_records_are_decided_by_keyboard_alone(full_queue: Town, page: Page) -> None:
    town = full_queue
    sign_in(page, town, "karin")
    page.goto(f"{town.admin}/admin/review/")
    page.locator("[data-first]").focus()
    hands = Keyboard(page)
    hands.press("Enter")
    page.wait_for_selector(".review-number")
    seen, lines = [], []
    while len(seen) < RECORDS and (number := number_on(page)):
        pressed, waited = hands.pressed, hands.waited
        outcome = hands.decide()
        assert number_on(page) != number, "the next record in the queue follows a decision"
        seen.append(number)
        lines.append(
            f"{number} {outcome:9} {hands.pressed - pressed:3} keys {1000 * (hands.waited - waited):6.0f} ms waited"
        )
    print("\n".join(["", *lines, f"{hands.pressed / len(seen):.1f} keys a record"]))
    assert len(set(seen)) == len(seen)
    assert hands.pressed / len(seen) < 25


def open_first(page: Page, town: Town, query: str = "") -> None:
    """The first record of the queue."""
    sign_in(page, town, "karin")
    page.goto(f"{town.admin}/admin/review/?{query}")
    page.locator("[data-first]").click()
    page.wait_for_selector(".review-number")


def test_the_screen_has_no_fault_that_a_machine_finds(town: Town, context, page: Page) -> None:  # type: ignore[no-untyped-def]
    bring_axe(context)
    open_first(page, town, "findings=open")
    page.keyboard.press("?")
    assert [each for each in violations(page) if "review" in each or "finding" in each] == []


def test_the_key_list_is_shown_and_hidden_by_its_key_and_keys_can_be_switched_off(town: Town, page: Page) -> None:
    open_first(page, town)
    keys = page.locator("#review-keys")
    expect(keys).to_be_hidden()
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    differences = page.locator("[data-details=differences]")
    before = differences.get_attribute("open")
    keys.get_by_role("checkbox").uncheck()
    page.locator("[data-title]").focus()
    page.keyboard.press("d")
    assert differences.get_attribute("open") == before
    keys.get_by_role("checkbox").check()
    page.locator("[data-title]").focus()
    page.keyboard.press("d")
    assert differences.get_attribute("open") != before
    page.keyboard.press("?")
    expect(keys).to_be_hidden()


def test_words_selected_in_the_text_are_marked_where_they_stand(town: Town, page: Page) -> None:
    open_first(page, town, "findings=clean")
    field = page.locator("[data-field=question] [data-at]").first
    words = field.evaluate(
        """run => {
            const range = document.createRange();
            range.setStart(run.firstChild, 0);
            range.setEnd(run.firstChild, run.textContent.indexOf(" "));
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return range.toString();
        }"""
    )
    hands = Keyboard(page)
    hands.press("m")
    hands.press_and_wait("Enter", "/place/")
    expect(page.locator("[data-field=question] mark.is-replaced").first).to_have_text("[namn]")
    expect(page.locator("[data-live]")).not_to_be_empty()
    assert not page.locator("[data-field=question]").inner_text().startswith(words)
    hands.press_and_wait("u", "/place/")
    assert page.locator("[data-field=question]").inner_text().startswith(words)


def test_the_public_page_is_shown_in_a_frame_by_its_key(town: Town, page: Page) -> None:
    open_first(page, town, "findings=clean")
    page.keyboard.press("p")
    heading = page.frame_locator("[data-preview-frame] iframe").locator("h1").first
    expect(heading).to_be_visible()


def test_nothing_is_wider_than_a_telephone(town: Town, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_first(page, town, "findings=open")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_replacing_and_keeping_work_without_javascript(town: Town, without_javascript: Page) -> None:
    page = without_javascript
    sign_in(page, town, "karin")
    page.goto(f"{town.admin}/admin/review/?findings=open&order=due")
    page.locator("[data-first]").click()
    open_before = page.locator("[data-state=open]").count()
    card = page.locator("[data-state=open]").first
    card.locator("[name=reason]").fill(REASON)
    card.locator("button[value=keep]").click()
    assert page.locator("[data-state=open]").count() == open_before - 1
    page.locator("button[value=undo]").first.click()
    assert page.locator("[data-state=open]").count() == open_before
