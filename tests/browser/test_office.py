"""Karin approves in the admin, publishes with one button, and the answer is online."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.checkers import bring_axe, violations
from tests.browser.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def sign_in(page: Page, town: Town, username: str) -> None:
    """Sign in with the demonstration's password."""
    page.goto(f"{town.admin}/admin/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", "kvarnsala-demo")
    page.locator("form [type=submit]").click()
    expect(page).to_have_url(re.compile(r"/admin/$"))


def test_karin_approves_and_publishes_and_the_answer_is_online(town: Town, context, page: Page) -> None:  # type: ignore[no-untyped-def]
    office = context.new_page()
    sign_in(office, town, "karin")
    candidates = town.manage("shell", "--verbosity", "0", "--command", CLEAN_RECORD).stdout.split()
    public_id, primary_key = candidates[0], candidates[1]
    assert page.request.get(f"{town.site}/sok/").status == 200
    office.goto(f"{town.admin}/admin/review/{primary_key}/")
    office.locator("button[value=approve]").click()
    expect(office.get_by_text(public_id).first).to_be_visible()
    office.goto(f"{town.admin}/admin/publish/")
    office.get_by_role("button", name=re.compile("Publi", re.IGNORECASE)).first.click()
    year, number = public_id.split("-")
    for _attempt in range(90):
        page.goto(f"{town.site}/arkiv/{year}/")
        if page.locator(f"li[data-record='{public_id}']").count():
            break
        page.wait_for_timeout(1000)
    else:
        raise AssertionError(f"{public_id} did not come online")
    page.locator(f"li[data-record='{public_id}'] a").first.click()
    assert f"/synpunkter/{year}/{number}-" in page.url


# A record without anything private in it, prepared by Astrid and the newest of its year, so that it stands on the first page.
CLEAN_RECORD = """
from datetime import date
from cms.accounts.models import User
from cms.cases.actions import register
from cms.cases.models import Case, Kind
from cms.organisation.models import OrganisationUnit
from cms.publication.actions import prepare, submit
unit = OrganisationUnit.objects.get(slug="tekniska-forvaltningen")
astrid = User.objects.get(username="astrid")
question = Kind.objects.get(code="question")
received, answered = date(2026, 10, 20), date(2026, 10, 25)
case = register(kind=question, unit=unit, text="När öppnar fontänen?", heading="Fontänen", received_on=received, by=astrid)
Case.objects.filter(pk=case.pk).update(answer="<p>Den öppnar i maj.</p>", state="closed", answered_on=answered, closed_on=answered)
case.refresh_from_db()
record = prepare(case, astrid)
submit(record, astrid)
print(record.public_id, record.pk)
"""


def test_someone_without_the_role_does_not_see_review_or_publish(town: Town, page: Page) -> None:
    sign_in(page, town, "rolf")
    assert page.request.get(f"{town.admin}/admin/review/", max_redirects=0).status in {302, 403}
    assert page.request.post(f"{town.admin}/admin/publish/", max_redirects=0).status in {302, 403}


TABLE = """Ärendenr;Typ av synpunkt;Synpunkt;Kommunens svar;Ämne;Enhet;Inkom datum;E-post
17;Missnöje;Hål i gatan vid fontänen;Vi lagade det.;Fysisk miljo;Gatuenheten;1/3 2026;fia@prov.example
19;Rykte;Vad?;;;;3 mars 2026;
"""


def faults(page: Page) -> list[str]:
    """What axe finds in light and dark, and whether the page is wider than a telephone."""
    page.set_viewport_size({"width": 360, "height": 800})
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a word of a list
        page.wait_for_function("document.getAnimations().every(each => each.playState === 'finished')")
        found += [f"{page.url}, {scheme}: {fault}" for fault in violations(page)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{page.url} scrolls sideways at 360 px")
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def test_the_wizard_and_the_integrations_are_for_everyone(town: Town, context: BrowserContext, page: Page) -> None:
    bring_axe(context)
    sign_in(page, town, "sara")
    found = []
    page.goto(f"{town.admin}/admin/imports/")
    found += faults(page)
    table = {"name": "uttag.csv", "mimeType": "text/csv", "buffer": TABLE.encode("cp1252")}
    page.set_input_files("input[type=file]", files=[table])  # type: ignore[list-item]
    page.fill("[name=source]", "Flexite")
    page.get_by_role("button", name="Ladda upp", exact=True).click()
    for onwards, arrived in (("Vidare till kolumnerna", "columns"), ("Vidare till orden", "words"), ("Pröva", "")):
        found += faults(page)
        page.get_by_role("button", name=onwards, exact=True).click()
        page.wait_for_url(re.compile(rf"/imports/\d+/{arrived}"))
    expect(page.get_by_role("button", name="För in ärendena", exact=True)).to_be_visible(timeout=60_000)
    found += faults(page)
    for path in ("", "add/", "events/"):
        page.goto(f"{town.admin}/admin/integrations/{path}")
        found += faults(page)
    assert found == []
