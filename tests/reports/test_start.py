from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from cms.accounts.models import User
from cms.cases.models import Case, Promise
from cms.cases.states import State
from cms.organisation.models import OrganisationUnit
from cms.reports.selectors import late, promised_days
from cms.reports.start import Card, cards_for
from tests.cast import Cast
from tests.factories import awaiting, case_in, registered, streets

# Received on 2 March 2026; the promise “an answer within one month” is kept until 2 April.
LAST_DAY, DAY_AFTER = date(2026, 4, 2), date(2026, 4, 3)


def cards(user: User, today: date = LAST_DAY) -> dict[str, Card]:
    return {card.name: card for card in cards_for(User.objects.get(pk=user.pk), today)}


def start_page(client: Client, user: User) -> str:
    client.force_login(user)
    response = client.get("/admin/")
    assert response.status_code == 200
    return str(response.content.decode())


def test_each_role_sees_its_own_work(cast: Cast) -> None:
    awaiting(cast)
    registered(cast)
    case_in(State.ANSWERED, cast)
    assert {name: card.count for name, card in cards(cast.astrid).items()} == {
        "review": 0, "distribute": 1, "check": 1, "late": 0, "open": 1,
    }  # fmt: skip
    assert {name: card.count for name, card in cards(cast.karin).items()} == {"review": 1, "late": 0, "open": 1}
    assert {name: card.count for name, card in cards(cast.ingrid).items()} == {"late": 0, "open": 1}
    assert {name: card.count for name, card in cards(cast.rolf).items()} == {"late": 0, "open": 1}
    assert cards(cast.sara) == cards(cast.david) == {}


def test_an_investigator_sees_what_they_investigate(cast: Cast) -> None:
    case = case_in(State.INVESTIGATING, cast)
    Case.objects.filter(pk=case.pk).update(investigator=cast.ingrid)
    assert cards(cast.ingrid)["mine"].count == 1


def test_ones_own_edits_do_not_wait_for_oneself(cast: Cast) -> None:
    record = awaiting(cast)
    assert cards(cast.karin)["review"].count == 1
    record.get_latest_revision_as_object().save_revision(user=cast.karin)
    assert cards(cast.karin)["review"].count == 0


def test_a_case_is_late_the_day_after_the_promised_one(cast: Cast) -> None:
    registered(cast)
    assert not late(cast.rolf, LAST_DAY)
    assert cards(cast.rolf, DAY_AFTER)["late"].urgent
    assert [each.on for each in late(cast.rolf, DAY_AFTER)] == [LAST_DAY]


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED, State.REJECTED, State.SENT_ELSEWHERE])
def test_a_case_that_is_no_longer_open_is_not_late(cast: Cast, state: State) -> None:
    case_in(state, cast)
    assert not late(cast.rolf, date(2027, 1, 1))


def test_waiting_for_the_person_moves_the_day_only_where_the_promise_pauses(cast: Cast) -> None:
    case_in(State.WAITING, cast)  # waits since 12 March
    assert [each.on for each in promised_days(cast.rolf, DAY_AFTER)] == [LAST_DAY]
    Promise.objects.update(pauses=True)
    assert [each.on for each in promised_days(cast.rolf, date(2026, 3, 15))] == [date(2026, 4, 5)]


def test_a_person_of_one_unit_sees_the_cases_of_that_unit_only(cast: Cast) -> None:
    registered(cast)
    other = registered(
        cast, unit=streets().get_parent().add_sibling(name="Parker", slug="parker", code="org-9", level="area")
    )
    cast.ingrid.units.add(other.unit)
    assert cards(cast.ingrid, DAY_AFTER)["late"].count == 1
    assert cards(cast.ingrid)["open"].count == 1
    assert cards(cast.rolf)["open"].count == 2
    assert OrganisationUnit.objects.filter(name="Parker").exists()


def test_the_start_page_shows_the_work_and_nothing_of_pages(cast: Cast, client: Client) -> None:
    awaiting(cast)
    page = start_page(client, cast.karin)
    assert 'data-work="review"' in page
    assert "/admin/review/" in page
    for gone in ("Search all pages", "Sök alla sidor", "w-summary", "whats-new", "awaiting-review"):
        assert gone not in page, gone


def test_every_card_leads_to_a_page_that_opens_with_as_many_rows(cast: Cast, client: Client) -> None:
    awaiting(cast)
    registered(cast)
    case_in(State.ANSWERED, cast)
    client.force_login(cast.astrid)
    for card in cards(cast.astrid, timezone.localdate()).values():
        response = client.get(card.url)
        assert response.status_code == 200, card
        assert response.content.decode().count('class="title-wrapper"') == card.count, card


def test_the_list_of_late_cases_is_for_those_who_see_cases(cast: Cast, client: Client) -> None:
    registered(cast)
    client.force_login(cast.rolf)
    assert "Hål i gatan" in client.get("/admin/late/").content.decode()
    client.force_login(cast.sara)
    assert client.get("/admin/late/").status_code in {302, 403}


def test_the_start_page_asks_the_database_few_questions(
    cast: Cast, client: Client, django_assert_max_num_queries: object
) -> None:
    for _number in range(5):
        awaiting(cast)
        registered(cast)
    client.force_login(cast.astrid)
    client.get("/admin/")
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        client.get("/admin/")
