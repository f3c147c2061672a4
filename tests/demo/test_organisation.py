"""The invented organisation holds together through its reorganisation."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from cms.demo.generator import FIRST_DAY, TODAY
from cms.demo.organisation import load_organisation
from tests.demo.fictional import real_looking, strings

ORGANISATION = load_organisation()
REORGANISATION = date(2025, 1, 1)


def test_the_tree_has_seven_departments_some_twenty_areas_and_seventy_units() -> None:
    levels = Counter(unit.level for unit in ORGANISATION.units)
    assert levels["municipality"] == 1
    assert levels["department"] == 7
    assert 18 <= levels["area"] <= 24
    assert 65 <= levels["unit"] <= 90


def test_slugs_are_unique_within_a_department() -> None:
    slugs = Counter(
        (ORGANISATION.department_of(unit).code, unit.slug)
        for unit in ORGANISATION.units
        if unit.level in ("area", "unit")
    )
    assert [key for key, count in slugs.items() if count > 1] == []


def test_the_reorganisation_renames_moves_merges_splits_and_closes() -> None:
    ended = [unit for unit in ORGANISATION.units if unit.valid_to]
    assert {unit.valid_to for unit in ended} == {REORGANISATION - timedelta(days=1)}
    kinds = {successor.kind for unit in ended for successor in unit.successors}
    assert kinds == {"renamed", "moved", "merged", "split"}
    assert any(not unit.successors for unit in ended)


def test_a_successor_exists_from_the_day_after() -> None:
    for unit in ORGANISATION.units:
        for successor in unit.successors:
            assert ORGANISATION.unit(successor.code).existed_on(successor.on)


def test_every_service_has_a_unit_on_every_day() -> None:
    for day in (FIRST_DAY, REORGANISATION - timedelta(days=1), REORGANISATION, TODAY):
        assert {service for service in ORGANISATION.services if not ORGANISATION.units_giving((service,), day)} == set()


def test_every_place_has_a_kind_and_every_unit_a_mailbox() -> None:
    for unit in ORGANISATION.units:
        assert set(unit.places) <= set(ORGANISATION.place_kinds)
        assert unit.email.endswith("@kvarnsala.example")


def test_no_contact_might_be_somebodys() -> None:
    texts = [*strings(ORGANISATION.units), *strings(ORGANISATION.municipality)]
    assert [hits for text in texts if (hits := real_looking(text))] == []


def test_social_care_is_closed_for_publication() -> None:
    closed = {unit.slug for unit in ORGANISATION.units if ORGANISATION.is_closed(unit)}
    assert {"forsorjningsstod", "mottagning-barn-och-unga", "lss-boenden"} <= closed
    assert "stadsbiblioteket" not in closed
