"""People outside: the form and the page behind the receipt code, by keyboard alone, without JavaScript, in two languages, for everyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.checkers import bring_axe, html_faults, violations, violations_in_light_and_dark
from tests.commands import free_port, manage, running
from tests.migrated import lay_out

pytestmark = pytest.mark.browser
FORM, CODE, REPORT, SURVEY = "/synpunkt/", "/synpunkt/svar/", "/anmal/", "/enkat/"

# A case in each state that the person can tell apart, with a code that opens its page; of those that were answered, the surveys.
CASES = """
import re
from cms.cases.actions import make_move
from cms.cases.states import State
from cms.intake.actions import code_for_letter
from cms.mail.models import Message
from tests.cast import make_cast
from tests.factories import case_in
cast = make_cast()
asked = make_move(case_in(State.INVESTIGATING, cast), "ask", cast.ingrid, comment="Platsen saknas", words="Vid vilket torg?")
cases = {state.value: case_in(state, cast) for state in (State.RECEIVED, State.ANSWERED, State.REJECTED, State.CLOSED)}
for name, case in {**cases, "waiting": asked, "followed": case_in(State.CLOSED, cast)}.items():
    print(name, code_for_letter(case))
for text in Message.objects.filter(purpose="answer").order_by("pk").values_list("text", flat=True):
    for token in re.findall(r"/enkat/([\\w-]+)/", text):
        print("survey", token)
"""


REPLACE = """html => {
    const given = new DOMParser().parseFromString(html, 'text/html').documentElement;
    document.replaceChild(document.adoptNode(given), document.documentElement);
}"""


@dataclass(frozen=True)
class Outside:
    """The server for people outside, the codes of its cases by what they are there for, and tokens of surveys."""

    url: str
    codes: dict[str, str]
    surveys: list[str]

    def pages(self, language: str) -> dict[str, str]:
        """Every kind of page that opens by its address."""
        query = f"?lang={language}"
        cases = {name: f"{CODE}{code}/{query}" for name, code in self.codes.items() if name != "followed"}
        forms = {"form": FORM + query, "code": CODE + query, "wrong code": f"{CODE}{'a' * 26}/{query}"}
        reports = {"report": REPORT + query, "report of an item": f"{REPORT}{query}&synpunkt=2026-0001"}
        # A survey is in the language of its case, here Swedish.
        surveys = {"survey": f"{SURVEY}{self.surveys[0]}/", "closed survey": f"{SURVEY}finns-inte/"}
        return {**forms, **reports, **cases, **(surveys if language == "sv" else {})}


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """One server for the whole module."""
    var = tmp_path_factory.mktemp("outside")
    lay_out(var)
    lines = manage(var, "shell", "--verbosity", "0", "--command", CASES).stdout.split()
    port = free_port()
    found = list(zip(lines[::2], lines[1::2], strict=True))
    codes = {name: code for name, code in found if name != "survey"}
    surveys = [token for name, token in found if name == "survey"]
    with running(var, "serve_admin", "--port", str(port), answers=f"http://127.0.0.1:{port}{FORM}"):
        yield Outside(f"http://127.0.0.1:{port}", codes, surveys)


@pytest.fixture(scope="module")
def seen() -> dict[str, str]:
    """The pages that the walks below came to and no address leads to, for the judges of the last tests."""
    return {}


def tab_to(page: Page, what: str) -> None:
    """Press Tab until the keyboard stands on the element."""
    wanted = page.locator(what)
    for _press in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {what}")


@pytest.mark.parametrize(
    ("language", "review", "thanks"),
    [
        ("sv", "Granska och skicka", "Vi har tagit emot din synpunkt"),
        ("en", "Look through and send", "We have received your feedback"),
    ],
)
def test_feedback_is_left_by_keyboard_alone_without_javascript(
    outside: Outside, without_javascript: Page, seen: dict[str, str], language: str, review: str, thanks: str
) -> None:
    page = without_javascript
    page.goto(f"{outside.url}{FORM}?lang={language}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    tab_to(page, "form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".form-problem")).to_be_visible()
    seen[f"errors {language}"] = page.content()
    page.locator(".form-problem a").first.press("Enter")
    tab_to(page, "#id_unit")
    page.keyboard.type("Gatuenheten")
    tab_to(page, "#id_text")
    page.keyboard.type("Gatan vid torget är inte plogad. Ring mig på 070-174 06 05.")
    tab_to(page, "#id_publication_0")
    page.keyboard.press("Space")
    page.locator("#id_kind_0").focus()
    page.keyboard.press("Space")
    tab_to(page, "form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(review)
    expect(page.locator(".form-warning")).to_contain_text("070-174 06 05")
    expect(page.locator(".form-preview-item")).not_to_contain_text("070-174 06 05")
    seen[f"review {language}"] = page.content()
    tab_to(page, "form button[value=send]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(thanks)
    seen[f"thanks {language}"] = page.content()
    code = page.locator(".form-code").inner_text()
    number = page.locator(".form-number").inner_text()
    page.goto(f"{outside.url}{CODE}?lang={language}")
    tab_to(page, "#code")
    page.keyboard.type(code.upper())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)


def test_the_answer_is_read_and_followed_up_by_keyboard_alone_without_javascript(
    outside: Outside, without_javascript: Page, seen: dict[str, str]
) -> None:
    page = without_javascript
    page.goto(f"{outside.url}{CODE}{outside.codes['followed']}/?lang=sv")
    expect(page.locator(".answer-text")).to_have_text(re.compile("Vi lagade hålet"))
    tab_to(page, "form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".form-wrong")).to_have_text("Skriv vad du vill säga.")
    seen["empty follow-up sv"] = page.content()
    tab_to(page, "#id_words")
    page.keyboard.type("Hålet är tillbaka.")
    page.wait_for_timeout(2500)  # nobody writes faster than the form allows
    tab_to(page, "form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator(".question").last).to_contain_text("Hålet är tillbaka.")
    expect(page.locator("form")).to_have_count(0)
    seen["followed up sv"] = page.content()


def test_content_is_reported_by_keyboard_alone_without_javascript(
    outside: Outside, without_javascript: Page, seen: dict[str, str]
) -> None:
    page = without_javascript
    page.goto(f"{outside.url}{REPORT}?lang=sv")
    tab_to(page, "form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    seen["report with errors sv"] = page.content()
    page.get_by_role("alert").get_by_role("link").first.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tab_to(page, "#id_message")
    expect(page.locator("#id_message")).to_have_accessible_description(re.compile(r"\w{4,}"))
    page.keyboard.type("På sidan om torget står ett namn.")
    page.wait_for_timeout(2500)  # nobody writes faster than the form allows
    tab_to(page, "form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack")
    seen["report sent sv"] = page.content()


def test_the_survey_is_answered_by_keyboard_alone_without_javascript(
    outside: Outside, without_javascript: Page, seen: dict[str, str]
) -> None:
    page = without_javascript
    page.goto(f"{outside.url}{SURVEY}{outside.surveys[-1]}/")
    tab_to(page, "form fieldset:nth-of-type(2) input >> nth=0")
    page.keyboard.press("Space")
    tab_to(page, "form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack")
    seen["survey sent sv"] = page.content()


def test_axe_finds_nothing_on_pages_that_no_address_leads_to(
    outside: Outside, browser: Browser, seen: dict[str, str]
) -> None:
    context = browser.new_context(locale="sv-SE", reduced_motion="reduce", viewport={"width": 360, "height": 800})
    bring_axe(context)
    page, found = context.new_page(), []
    page.goto(outside.url + CODE)  # style sheets are asked for from here
    assert seen
    for name, html in seen.items():
        page.evaluate(REPLACE, html)
        page.wait_for_load_state("networkidle")
        found += [f"{name}: {each}" for each in violations_in_light_and_dark(page)]
    context.close()
    assert found == []


def test_axe_finds_nothing_and_nothing_scrolls_sideways(outside: Outside, browser: Browser) -> None:
    context = browser.new_context(locale="sv-SE", reduced_motion="reduce")
    bring_axe(context)
    page, found = context.new_page(), []
    for language in ("sv", "en"):
        for name, path in outside.pages(language).items():
            page.goto(outside.url + path)
            assert page.locator("html").get_attribute("lang") == language
            looks = (
                [(1280, "light"), (360, "dark"), (360, "light"), (1280, "dark")]
                if language == "sv"
                else [(360, "light")]
            )
            for width, scheme in looks:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a word of a list
                found += [f"{name} {language} {width} {scheme}: {each}" for each in violations(page)]
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, language, width)
    context.close()
    assert found == []


def test_the_nu_checker_finds_nothing(outside: Outside, page: Page, seen: dict[str, str], tmp_path: Path) -> None:
    texts = dict(seen)
    for language in ("sv", "en"):
        for name, path in outside.pages(language).items():
            texts[f"{name} {language}"] = page.request.get(outside.url + path).text()
    files = []
    for name, text in texts.items():
        files.append(tmp_path / f"{name.replace(' ', '-')}.html")
        files[-1].write_text(text, encoding="utf-8")
    assert html_faults(files) == []
