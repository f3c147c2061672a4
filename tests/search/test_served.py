"""The staff's search in Solr and in Elasticsearch: the same Swedish, the same rights, and an engine that is away."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import orjson
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from haystack import connections
from haystack.utils.loading import load_backend

from cms.cases.models import Case, Kind
from cms.organisation.models import Level, OrganisationUnit
from cms.publication.models import SearchSynonym
from search_index import staff
from search_index.connection import connection
from search_index.errors import SearchEngineError
from search_index.models import Stale
from tests.search.engines import ElasticsearchAnswers, Engine, SolrAnswers, serving

pytestmark = [
    pytest.mark.django_db,
    # Haystack calls the client of Elasticsearch 7 as that of 6 was called; the two work together all the same.
    pytest.mark.filterwarnings("ignore:The '.*' parameter is deprecated:DeprecationWarning"),
]


@pytest.fixture(params=[ElasticsearchAnswers, SolrAnswers], ids=["elasticsearch", "solr"])
def engine(request: Any, settings: Any) -> Iterator[Engine]:
    """An empty engine, named by the address alone."""
    with serving(request.param) as (running, address):
        of_whoosh = connections["default"]  # made from the settings as they are
        settings.HAYSTACK_CONNECTIONS = {"default": connection(address, "")}
        engine = load_backend(str(settings.HAYSTACK_CONNECTIONS["default"]["ENGINE"]))(using="default")
        connections.thread_local.connections["default"] = engine
        yield running
        connections.thread_local.connections["default"] = of_whoosh


@pytest.fixture
def cases(engine: Engine) -> dict[str, Case]:
    """Three cases in two departments, indexed by the command."""
    root = OrganisationUnit.get_first_root_node() or OrganisationUnit.add_root(
        code="t-1", level=Level.MUNICIPALITY, name="Strandvik", slug="strandvik"
    )
    units = [
        root.add_child(code=code, level=Level.DEPARTMENT, name=name, slug=code)
        for code, name in (("t-2", "Tekniska"), ("t-3", "Skola"))
    ]
    kind, _ = Kind.objects.get_or_create(
        code="complaint", defaults={"name": "Klagomål", "plural": "Klagomål", "slug": "k"}
    )
    texts = {
        "A-1": ("Böckerna på hyllan", "Hyllorna på förskolan är för höga.", units[1]),
        "A-2": ("Snöröjningen", "Aldrig snöröjning på vår gata, och plogen är sen.", units[0]),
        "A-3": ("Plogen kom sent", "Snö på gatan hela vintern.", units[0]),
    }
    made = {
        number: Case.objects.create(number=number, heading=heading, text=text, unit=unit, kind=kind)
        for number, (heading, text, unit) in texts.items()
    }
    out = StringIO()
    call_command("index_cases", "--json", stdout=out)
    assert orjson.loads(out.getvalue())["indexed"]["cases.case"] == 3
    return made


def headings(query: str, **options: Any) -> list[str]:
    return [hit.heading for hit in staff.search(query, **options).hits]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bok hylla", "Böckerna på hyllan"),
        ("forskola", "Böckerna på hyllan"),
        ("dagis", "Böckerna på hyllan"),
        ("snörjöning", "Snöröjningen"),
        ("snorojning", "Snöröjningen"),
        ('"plogen är sen"', "Snöröjningen"),
        ("A-3", "Plogen kom sent"),
    ],
    ids=["inflected", "folded", "synonym", "misspelt", "without-diacritics", "phrase", "number"],
)
def test_the_engine_is_asked_in_the_same_swedish(cases: dict[str, Case], query: str, found: str) -> None:
    assert headings(query)[:1] == [found]


def test_corrections_own_synonyms_and_nothing_are_as_in_the_embedded_index(cases: dict[str, Case]) -> None:
    assert staff.search("snörjöning").suggestion == "snöröjning"
    assert headings("bollibompan") == []
    SearchSynonym.objects.create(words="bollibompan > plogen")
    assert headings("bollibompan") == ["Plogen kom sent", "Snöröjningen"]
    assert headings("") == ["Plogen kom sent", "Snöröjningen", "Böckerna på hyllan"]


def test_filters_facets_pages_and_units_hold(cases: dict[str, Case]) -> None:
    found = staff.search("gata", models=[Case], page_size=1, page=2)
    assert (found.total, len(found.hits)) == (2, 1)
    assert found.facets["department"] == {"t-2": 2}
    assert found.hits[0].codes["department"] == "t-2"
    assert headings("gata", filters={"department": "t-3"}) == []
    assert headings("", user_units=["t-3"]) == ["Böckerna på hyllan"]
    assert headings("", user_units=[]) == []


def test_what_a_person_types_is_never_a_command_to_the_engine(cases: dict[str, Case], engine: Engine) -> None:
    everything = 't-3" OR state:"received'
    assert headings("", user_units=["t-2"], filters={"department": everything}) == []
    assert headings('gata" OR *:*', user_units=["t-3"]) == []
    assert headings("bok) OR (units:x", user_units=["t-2"]) == []


def test_similar_cases_are_others_on_the_same_matter(cases: dict[str, Case]) -> None:
    assert [hit.heading for hit in staff.similar(cases["A-3"])] == ["Snöröjningen"]
    assert staff.similar(cases["A-3"], user_units=["t-3"]) == []


def test_the_engine_follows_what_is_saved_and_deleted(cases: dict[str, Case], engine: Engine) -> None:
    cases["A-1"].heading = "Zebran"
    cases["A-1"].save()
    cases["A-2"].delete()
    assert headings("zebra") == ["Zebran"]
    assert "Snöröjningen" not in headings("snöröjning")
    assert len(engine.documents) == 2


def test_an_engine_that_is_away_is_named_and_nothing_is_forgotten(
    cases: dict[str, Case], engine: Engine, admin_client: Client
) -> None:
    engine.is_down = True
    cases["A-1"].heading = "Zebran"
    cases["A-1"].save()
    with pytest.raises(SearchEngineError, match=r"127\.0\.0\.1"):
        staff.search("zebra")
    page = admin_client.get(reverse("staff_search"), {"q": "zebra"})
    assert page.status_code == 503
    assert "engine does not answer" in page.content.decode() or "Sökmotorn svarar inte" in page.content.decode()
    assert Stale.objects.exists()
    engine.is_down = False
    assert headings("zebra") == ["Zebran"]


@pytest.mark.parametrize("address", ["http://machine:9200/cases", "solr+http://machine:8983", "lucene+http://m/x"])
def test_an_address_that_names_no_engine_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="KLARSYN_SEARCH_URL"):
        connection(address, "")
