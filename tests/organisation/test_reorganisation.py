from __future__ import annotations

from datetime import date

import pytest

from cms.organisation import actions
from cms.organisation.models import OrganisationUnit, Succession
from cms.organisation.selectors import (
    ancestry,
    is_closed_for_publication,
    municipality_root,
    public_path,
    unit_paths,
    valid_units,
)
from cms.publication import selectors

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2026, 1, 1)


@pytest.fixture
def town() -> dict[str, OrganisationUnit]:
    """Two departments, an area and two units."""
    root = actions.ensure_municipality("Provköpings kommun")
    technical = actions.add_unit("Tekniska förvaltningen", root)
    culture = actions.add_unit("Kulturförvaltningen", root)
    streets = actions.add_unit("Gata och trafik", technical)
    north = actions.add_unit("Gatuenheten norr", streets)
    south = actions.add_unit("Gatuenheten söder", streets)
    return {
        "root": root,
        "technical": technical,
        "culture": culture,
        "streets": streets,
        "north": north,
        "south": south,
    }


def fresh(unit: OrganisationUnit) -> OrganisationUnit:
    return OrganisationUnit.objects.get(pk=unit.pk)


def test_levels_follow_from_the_place_in_the_tree(town: dict[str, OrganisationUnit]) -> None:
    assert [unit.level for unit in ancestry(fresh(town["north"]))] == ["municipality", "department", "area", "unit"]


def test_codes_are_permanent_and_never_used_again(town: dict[str, OrganisationUnit]) -> None:
    assert [unit.code for unit in OrganisationUnit.objects.order_by("pk")] == [
        f"org-{number:04d}" for number in range(1, 7)
    ]
    OrganisationUnit.objects.filter(code="org-0003").update(code="org-9999")
    assert actions.add_unit("X", fresh(town["root"])).code == "org-10000"
    assert actions.add_unit("Y", fresh(town["root"])).code == "org-10001"


def test_areas_and_units_share_the_address_space_of_their_department(town: dict[str, OrganisationUnit]) -> None:
    assert public_path(fresh(town["north"])) == "/forvaltning/tekniska-forvaltningen/gatuenheten-norr/"
    twin = actions.add_unit("Gatuenheten norr", fresh(town["technical"]))
    assert public_path(twin) == "/forvaltning/tekniska-forvaltningen/gatuenheten-norr-2/"


def test_a_renamed_unit_leaves_the_old_one_with_its_last_day(town: dict[str, OrganisationUnit]) -> None:
    heir = actions.rename(fresh(town["north"]), "Gatuenheten stad", NEW_YEAR)
    old = fresh(town["north"])
    assert (old.name, old.valid_to, heir.valid_from) == ("Gatuenheten norr", date(2025, 12, 31), NEW_YEAR)
    assert old.successions.get().kind == Succession.Kind.RENAMED
    assert old not in valid_units(NEW_YEAR)
    assert heir in valid_units(NEW_YEAR)


def test_merging_points_every_old_unit_at_the_new_one(town: dict[str, OrganisationUnit]) -> None:
    heir = actions.merge([fresh(town["north"]), fresh(town["south"])], "Gatuenheten", NEW_YEAR)
    assert {each.predecessor.name for each in heir.origins.all()} == {"Gatuenheten norr", "Gatuenheten söder"}


def test_splitting_points_the_old_unit_at_each_new_one(town: dict[str, OrganisationUnit]) -> None:
    actions.split(fresh(town["north"]), ["Öst", "Väst"], NEW_YEAR)
    assert [each.successor.name for each in fresh(town["north"]).successions.all()] == ["Öst", "Väst"]


def test_a_moved_unit_keeps_its_name_under_the_new_department(town: dict[str, OrganisationUnit]) -> None:
    heir = actions.move(fresh(town["north"]), fresh(town["culture"]), NEW_YEAR)
    assert public_path(heir) == "/forvaltning/kulturforvaltningen/gatuenheten-norr/"
    assert ancestry(fresh(town["north"]))[1].name == "Tekniska förvaltningen"


def test_a_unit_that_ended_cannot_be_merged_again(town: dict[str, OrganisationUnit]) -> None:
    actions.close(fresh(town["north"]), date(2024, 6, 30))
    with pytest.raises(actions.ReorganisationError, match="ended on 2024-06-30 already"):
        actions.merge([fresh(town["north"]), fresh(town["south"])], "Gatuenheten", NEW_YEAR)
    assert fresh(town["south"]).valid_to is None


def test_a_changed_department_address_redirects_it_and_everything_under_it(town: dict[str, OrganisationUnit]) -> None:
    actions.change_slug(fresh(town["technical"]), "teknik")
    redirects = selectors.redirects(selectors_now())
    assert redirects["/forvaltning/tekniska-forvaltningen/"] == "/forvaltning/teknik/"
    assert redirects["/forvaltning/tekniska-forvaltningen/gatuenheten-norr/"] == "/forvaltning/teknik/gatuenheten-norr/"


def test_an_address_that_comes_back_into_use_no_longer_redirects(town: dict[str, OrganisationUnit]) -> None:
    actions.change_slug(fresh(town["technical"]), "teknik")
    actions.change_slug(fresh(town["technical"]), "tekniska-forvaltningen")
    assert selectors.redirects(selectors_now()) == {
        "/forvaltning/teknik/": "/forvaltning/tekniska-forvaltningen/",
        "/forvaltning/teknik/gata-och-trafik/": "/forvaltning/tekniska-forvaltningen/gata-och-trafik/",
        "/forvaltning/teknik/gatuenheten-norr/": "/forvaltning/tekniska-forvaltningen/gatuenheten-norr/",
        "/forvaltning/teknik/gatuenheten-soder/": "/forvaltning/tekniska-forvaltningen/gatuenheten-soder/",
    }


def test_closedness_holds_for_everything_under_a_unit(town: dict[str, OrganisationUnit]) -> None:
    OrganisationUnit.objects.filter(pk=town["streets"].pk).update(closed_for_publication=True)
    assert is_closed_for_publication(fresh(town["north"]))
    assert not is_closed_for_publication(fresh(town["technical"]))


def test_paths_of_codes_come_in_one_query(town: dict[str, OrganisationUnit], django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(1):
        paths = unit_paths()
    assert paths[town["north"].pk] == ["org-0001", "org-0002", "org-0004", "org-0005"]


def test_there_is_one_municipality(town: dict[str, OrganisationUnit]) -> None:
    assert municipality_root() == actions.ensure_municipality("En annan")


def selectors_now():  # type: ignore[no-untyped-def]
    from django.utils import timezone

    return timezone.now()
