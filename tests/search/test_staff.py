"""The staff's search: what is found, what a person may see, and an index that follows what is saved."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import orjson
import pytest
from django.core.management import call_command
from django.db import transaction
from haystack import connections

from cms.cases.models import Case, Kind
from cms.organisation.models import Level, OrganisationUnit
from cms.publication.models import SearchSynonym
from search_index import staff
from search_index.models import Stale
from search_index.signals import changed, deferred_indexing
from search_index.tasks import index_stale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def index(tmp_path: Path) -> Iterator[None]:
    """An empty index in a folder of its own."""
    backend = connections["default"].get_backend()
    earlier = backend.path
    backend.path, backend.setup_complete = str(tmp_path / "whoosh"), False
    yield
    backend.path, backend.setup_complete = earlier, False


@pytest.fixture
def units(index: None) -> dict[str, OrganisationUnit]:
    """Two departments under a municipality."""
    root = OrganisationUnit.get_first_root_node() or OrganisationUnit.add_root(
        code="t-1", level=Level.MUNICIPALITY, name="Strandvik", slug="strandvik"
    )
    return {
        name: root.add_child(code=code, level=Level.DEPARTMENT, name=name, slug=code)
        for code, name in (("t-2", "Tekniska"), ("t-3", "Skola"))
    }


def add_case(number: str, heading: str, text: str, unit: OrganisationUnit) -> Case:
    kind, _ = Kind.objects.get_or_create(
        code="complaint", defaults={"name": "Klagomål", "plural": "Klagomål", "slug": "k"}
    )
    return Case.objects.create(number=number, heading=heading, text=text, unit=unit, kind=kind)


def headings(query: str, **options: object) -> list[str]:
    return [hit.heading for hit in staff.search(query, **options).hits]  # type: ignore[arg-type]


def test_a_saved_case_is_found_by_another_form_of_its_words(units: dict[str, OrganisationUnit]) -> None:
    add_case("A-1", "Böckerna på hyllan", "Hyllorna är för höga.", units["Skola"])
    assert headings("bok hylla") == ["Böckerna på hyllan"]


def test_a_changed_case_is_found_by_its_new_words_only(units: dict[str, OrganisationUnit]) -> None:
    case = add_case("A-1", "Zebran", "Om zebran.", units["Skola"])
    case.heading, case.text = "Kamelen", "Om kamelen."
    case.save()
    assert headings("kamel") == ["Kamelen"]
    assert headings("zebra") == []


def test_a_deleted_case_is_forgotten(units: dict[str, OrganisationUnit]) -> None:
    add_case("A-1", "Zebran", "Om zebran.", units["Skola"]).delete()
    assert headings("zebra") == []


def test_a_person_finds_only_what_belongs_to_their_units(units: dict[str, OrganisationUnit]) -> None:
    add_case("A-1", "Zebran i skolan", "Text.", units["Skola"])
    add_case("A-2", "Zebran på gatan", "Text.", units["Tekniska"])
    assert headings("zebra", user_units=["t-3"]) == ["Zebran i skolan"]
    assert headings("zebra", user_units=[]) == []


def test_filters_narrow_and_facets_count(units: dict[str, OrganisationUnit]) -> None:
    add_case("A-1", "Zebran i skolan", "Text.", units["Skola"])
    add_case("A-2", "Zebran på gatan", "Text.", units["Tekniska"])
    found = staff.search("zebra")
    assert found.facets["department"] == {"t-2": 1, "t-3": 1}
    assert headings("zebra", filters={"department": "t-2"}) == ["Zebran på gatan"]


def test_an_unknown_filter_is_refused(units: dict[str, OrganisationUnit]) -> None:
    with pytest.raises(ValueError, match="colour"):
        staff.search("zebra", filters={"colour": "red"})


def test_a_misspelt_word_is_corrected_and_said(units: dict[str, OrganisationUnit]) -> None:
    add_case("A-1", "Snöröjningen", "Aldrig snöröjning här.", units["Tekniska"])
    found = staff.search("snörjöning")
    assert found.total == 1
    assert found.suggestion.startswith("snöröjning")


def test_similar_cases_are_others_on_the_same_matter(units: dict[str, OrganisationUnit]) -> None:
    case = add_case("A-1", "Gatlampan är släckt", "Lampan vid skolan är släckt.", units["Tekniska"])
    alike = add_case("A-2", "Släckta gatlampor", "Flera lampor är släckta.", units["Tekniska"])
    add_case("A-3", "Maten i skolan", "Soppan var kall.", units["Skola"])
    assert staff.similar(case)[0].primary_key == alike.pk
    assert case.pk not in {hit.primary_key for hit in staff.similar(case)}


def test_a_bulk_import_is_indexed_in_one_go(units: dict[str, OrganisationUnit]) -> None:
    backend = connections["default"].get_backend()
    add_case("A-0", "Start", "Text.", units["Skola"])
    before = backend.refreshed().latest_generation()
    with deferred_indexing():
        for number in range(1, 30):
            add_case(f"A-{number}", f"Zebra {number}", "Text.", units["Skola"])
    assert backend.refreshed().latest_generation() == before + 1
    assert staff.search("zebra").total == 29


def test_the_commands_rebuild_and_search(units: dict[str, OrganisationUnit]) -> None:
    add_case("A-1", "Zebran i skolan", "Text.", units["Skola"])
    out = StringIO()
    call_command("index_cases", "--json", stdout=out)
    assert orjson.loads(out.getvalue())["indexed"]["cases.case"] == 1
    out = StringIO()
    call_command("search_cases", "zebra", "--json", "--department", "t-3", stdout=out)
    assert [hit["heading"] for hit in orjson.loads(out.getvalue())["hits"]] == ["Zebran i skolan"]


def test_the_municipalitys_own_words_lead_to_what_they_stand_for(units: dict[str, OrganisationUnit]) -> None:
    add_case("2026-0001", "Kvarnbadet är kallt", "Vattnet i bassängen är kallt.", units["Skola"])
    assert headings("bollibompan") == []
    SearchSynonym.objects.create(words="bollibompan > Kvarnbadet")
    assert headings("bollibompan") == ["Kvarnbadet är kallt"]


def test_what_could_not_be_indexed_stays_marked_and_is_indexed_later(
    units: dict[str, OrganisationUnit], tmp_path: Path
) -> None:
    backend = connections["default"].get_backend()
    add_case("A-1", "Start", "Text.", units["Skola"])
    folder = Path(backend.path)
    folder.rename(tmp_path / "away")
    folder.write_text("no folder")
    add_case("A-2", "Zebran", "Om zebran.", units["Skola"])
    assert Stale.objects.exists()
    folder.unlink()
    (tmp_path / "away").rename(folder)
    assert headings("zebra") == ["Zebran"]
    assert not Stale.objects.exists()


def test_a_mark_goes_with_the_change_that_is_rolled_back(units: dict[str, OrganisationUnit]) -> None:
    with transaction.atomic():
        add_case("A-1", "Zebran", "Om zebran.", units["Skola"])
        transaction.set_rollback(True)
    assert not Stale.objects.exists()


def test_a_change_during_indexing_keeps_its_own_mark(units: dict[str, OrganisationUnit]) -> None:
    with deferred_indexing():
        case = add_case("A-1", "Zebran", "Om zebran.", units["Skola"])
        marks = Stale.objects.count()
        changed(Case, [case.pk])
        assert Stale.objects.count() == marks + 1
    assert not Stale.objects.exists()


def test_a_search_does_not_wait_for_very_much(units: dict[str, OrganisationUnit]) -> None:
    Stale.objects.bulk_create(
        Stale(model="cases.case", object_key=str(number)) for number in range(staff.MOST_AWAITED + 1)
    )
    staff.search("zebra")
    assert Stale.objects.count() == staff.MOST_AWAITED + 1
    index_stale()
    assert not Stale.objects.exists()
