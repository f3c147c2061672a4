"""The municipality's own words for the search: who writes them, what is refused, where they go."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cms.publication import selectors
from cms.publication.models import SearchSynonym
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ADD = "/admin/snippets/publication/searchsynonym/add/"


def test_communications_writes_them_in_the_admin_and_a_release_takes_them_along(cast: Cast, client: Client) -> None:
    client.force_login(cast.karin)
    assert client.post(ADD, {"words": "  badis ,  Kvarnbadet "}).status_code == 302
    assert selectors.own_synonyms() == ["badis , Kvarnbadet"]


def test_an_investigator_does_not(cast: Cast, client: Client) -> None:
    client.force_login(cast.ingrid)
    client.post(ADD, {"words": "badis, Kvarnbadet"})
    assert selectors.own_synonyms() == []


@pytest.mark.parametrize("words", ["badis", "badis,", "> badis", "badis >", "a > b > c", "badis, Kvarnbadet # och"])
def test_a_group_that_leads_nowhere_is_refused(words: str) -> None:
    with pytest.raises(ValidationError, match="two expressions"):
        SearchSynonym(words=words).full_clean()


@pytest.mark.parametrize("words", ["badis, Kvarnbadet", "badis > Kvarnbadet", "badis, plurret > Kvarnbadet, simhall"])
def test_both_ways_of_writing_a_group_are_taken(words: str) -> None:
    SearchSynonym(words=words).full_clean()
