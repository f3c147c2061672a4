"""Handling in a browser: registering and answering by keyboard alone, read by a machine, narrow; and the handbook's pictures."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cms.handling.handbook import FOLDER
from tests.browser.checkers import bring_axe, violations
from tests.browser.test_office import sign_in
from tests.browser.town import Town

pytestmark = pytest.mark.browser
LARGEST_PICTURE_BYTES = 300_000
REGISTER, CASE = "/admin/cases/register/", "/admin/cases/inspect/{}/"


# Cases about a street, brought to each state along the real path.
CASES = """
from datetime import timedelta
from django.utils import timezone
from cms.accounts.models import User
from cms.cases.actions import make_move, register
from cms.cases.models import Kind
from cms.organisation.models import OrganisationUnit
astrid, ingrid = (User.objects.get(username=name) for name in ("astrid", "ingrid"))
unit = OrganisationUnit.objects.filter(level="unit", valid_to=None).order_by("path").first()
today = timezone.localdate()
answer = {"answer": "Vi har lagat den.", "answered_by_role": "Driftledare", "outcome": "done"}
paths = {"distributed": 1, "investigating": 2, "waiting": 3}
for state, steps in paths.items():
    case = register(
        kind=Kind.objects.get(code="complaint"), unit=unit, heading="Gungan på lekplatsen är trasig",
        text="En av gungorna på lekplatsen har gått sönder och hänger löst. Min granne säger att det har varit så i flera veckor.",
        received_on=today - timedelta(days=20), channel="phone", by=astrid, sender_name="Prov Provsson", sender_email="prov@prov.example",
    )
    moves = [
        ("distribute", astrid, 18, {"unit": unit}), ("take", ingrid, 15, {}), ("ask", ingrid, 10, {"comment": "Vilken lekplats?"}),
    ]
    for name, who, ago, values in moves[:steps]:
        case = make_move(case, name, who, on=today - timedelta(days=ago), **values)
    print(state, case.pk)
"""


@pytest.fixture(scope="module")
def cases(town: Town) -> dict[str, str]:
    """The primary key of a case in each of three states."""
    lines = town.manage("shell", "--verbosity", "0", "--command", CASES).stdout.split()
    return dict(zip(lines[::2], lines[1::2], strict=True))


@pytest.fixture
def astrid(town: Town, page: Page) -> Page:
    """Astrid at her desk."""
    sign_in(page, town, "astrid")
    return page


def test_a_telephone_call_is_registered_by_keyboard_alone(town: Town, astrid: Page) -> None:
    astrid.goto(town.admin + REGISTER)
    expect(astrid.locator("#id_text")).to_be_focused()
    with astrid.expect_response(lambda answer: "register/similar" in answer.url):
        astrid.keyboard.type("Belysningen längs gångvägen till skolan är trasig igen.")
    astrid.keyboard.press("Tab")
    expect(astrid.locator("#id_unit")).to_be_focused()
    unit = astrid.locator("#units option").nth(5).get_attribute("value") or ""
    astrid.keyboard.type(unit)
    astrid.keyboard.press("Control+Enter")
    expect(astrid).to_have_url(re.compile(r"/admin/cases/inspect/\d+/$"))
    expect(astrid.locator(".case-title")).to_contain_text("Belysningen längs gångvägen")
    expect(astrid.locator(".case-meta")).to_contain_text(unit.split(" · ")[0])


def test_a_case_is_taken_and_answered_by_keyboard_alone(town: Town, page: Page, cases: dict[str, str]) -> None:
    sign_in(page, town, "ingrid")
    page.goto(town.admin + CASE.format(cases["distributed"]))
    page.keyboard.press("u")
    expect(page.locator("[data-step=take] select")).to_be_focused()
    page.locator("[data-step=take] select").press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("s")
    expect(page.locator("[data-answer]")).to_be_focused()
    page.keyboard.type("Vi har lagat det.")
    page.keyboard.press("Tab")
    page.locator("#id_answer-outcome").select_option("done")
    page.locator("#id_answer-answered_by_role").fill("Driftledare")
    with page.expect_navigation():
        page.locator("#id_answer-answered_by_role").press("Control+Enter")
    expect(page.locator(".is-answer").first).to_contain_text("Vi har lagat det.")


@pytest.fixture
def reader(browser: Browser, town: Town) -> Iterator[Page]:
    """Astrid with a machine that reads the pages."""
    context = browser.new_context(locale="sv-SE", viewport={"width": 1280, "height": 900})
    bring_axe(context)
    opened = context.new_page()
    sign_in(opened, town, "astrid")
    yield opened
    context.close()


def test_the_screens_have_no_barriers_and_fit_a_telephone(town: Town, reader: Page, cases: dict[str, str]) -> None:
    screens = [REGISTER, CASE.format(cases["investigating"]), CASE.format(cases["waiting"]), "/admin/board/", "/admin/"]
    for width in (1280, 360):
        reader.set_viewport_size({"width": width, "height": 800})
        for address in screens:
            reader.goto(town.admin + address)
            found = [each for each in violations(reader) if not each.startswith(WAGTAILS_OWN)]
            assert found == [], (address, width)
            assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)


WAGTAILS_OWN = ("landmark-", "region", "heading-order")


def test_the_handbooks_pictures_are_made_and_small(
    town: Town, astrid: Page, cases: dict[str, str], tmp_path: Path
) -> None:
    """`make handbook-pictures` runs this and keeps what it makes."""
    into = FOLDER if os.environ.get("HANDBOOK_PICTURES") else tmp_path
    astrid.set_viewport_size({"width": 1000, "height": 720})
    shots = {
        "startsida": ("/admin/", None),
        "registrera": (REGISTER, None),
        "arende": (CASE.format(cases["distributed"]), None),
        "svara": (CASE.format(cases["investigating"]), "[data-step=answer]"),
        "klockor": (CASE.format(cases["waiting"]), "[aria-labelledby=clocks-heading]"),
        "tavla": ("/admin/board/", None),
    }
    for name, (address, part) in shots.items():
        astrid.goto(town.admin + address)
        picture = into / f"{name}.png"
        (astrid.locator(part) if part else astrid).screenshot(path=picture)  # type: ignore[attr-defined]
        assert 2_000 < picture.stat().st_size < LARGEST_PICTURE_BYTES, name
    named = {name for file in FOLDER.glob("*.md") for name in re.findall(r"\((\w+)\.png\)", file.read_text("utf-8"))}
    assert named == set(shots)
