"""Facts of a year are taken over when nothing they are made from changed, and are then those that would be made anew."""

from __future__ import annotations

import random
from collections.abc import Iterator, Set
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from publish.folders import Folders
from tests.publish.conftest import Releasing
from tests.publish.stand_ins import Fact, Policies, Policy, Town

KINDS, UNITS = ("complaint", "praise", "question"), ("org-3", "org-4", "org-5")
STATES = ("published", "awaiting", "withheld")


def fact(dice: random.Random, year: int | None) -> Fact:
    day = f"{year}-{dice.randrange(1, 13):02}-11" if year else ""
    return Fact(
        year,
        unit=dice.choice(UNITS),
        kind=dice.choice(KINDS),
        received=day,
        month=day[:7],
        publication=dice.choice(STATES),
        working_days=dice.randrange(30),
    )


def contents(folders: Folders) -> dict[str, bytes]:
    names = ("facts/*.csv", "statistics.json", "notes.json")
    return {path.name: path.read_bytes() for name in names for path in folders.released.resolve().glob(name)}


def changes(town: Town, dice: random.Random) -> Iterator[None]:
    """One change after the other: a case is new, other, gone, moved to another year; a rule, the secret, a note is another."""

    def at() -> int:
        return dice.randrange(len(town.facts))

    town.facts.append(fact(dice, 2026))
    yield
    place = at()
    town.facts[place] = town.facts[place]._replace(kind="praise", publication="awaiting")
    yield
    del town.facts[at()]
    yield
    place = at()
    town.facts[place] = fact(dice, None)
    yield
    town.facts = [each for each in town.facts if each.year != 2024]
    yield
    town.policies = replace(town.policies, policies={"": Policy(least_department=4, least_area=4, least_unit=4)})
    yield
    town.policies = replace(town.policies, secret=b"another")
    yield
    town.notes["breaks"].append({"unit": None, "on": "2026-01-01", "what": "Ny blankett."})
    yield


@pytest.mark.parametrize("seed", range(4))
def test_facts_that_are_taken_over_are_those_that_would_be_made_anew(
    releasing: Releasing, folders: Folders, tmp_path: Path, town: Town, seed: int
) -> None:
    dice = random.Random(seed)
    town.policies = Policies({"": Policy(least_department=3, least_area=3, least_unit=3)})
    town.facts = [fact(dice, dice.choice([2023, 2024, 2025, 2026])) for _ in range(60)]
    releasing()
    for number, _ in enumerate(changes(town, dice), start=1):
        reason = {"id": number, "reason": "Rättat.", "entered": "2026-05-01"}
        town.notes["revisions"] += [{**reason, "year": year} for year in (2023, 2024, 2025)]
        releasing()
        anew = Folders(tmp_path / f"anew-{number}", tmp_path / f"anew-{number}" / "released")
        releasing(folders=anew)
        assert contents(folders) == contents(anew)


def test_only_the_year_of_a_changed_case_is_read(releasing: Releasing, town: Town, folders: Folders) -> None:
    town.facts = [Fact(2024), Fact(2025, received="2025-02-02", month="2025-02"), Fact(2026), Fact(None, received="")]
    releasing()
    town.fact_years_read.clear()
    town.facts[2] = town.facts[2]._replace(outcome="planned")
    releasing()
    assert town.fact_years_read == [{2026}]
    one, two = (folders.release(number) / "content/facts" for number in (1, 2))
    assert (one / "2024.csv").samefile(two / "2024.csv")
    assert not (one / "2026.csv").samefile(two / "2026.csv")


def test_a_full_release_reads_every_year(releasing: Releasing, town: Town) -> None:
    town.facts = [Fact(2024), Fact(2026)]
    releasing()
    town.fact_years_read.clear()
    releasing(full=True)
    assert town.fact_years_read == [{2024, 2026}]


def test_a_case_that_goes_to_another_year_while_facts_are_read_is_counted_once(
    releasing: Releasing, folders: Folders, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.facts = [Fact(2025, received="2025-02-02", month="2025-02"), Fact(2025), Fact(2026), Fact(2026, unit="org-4")]
    releasing()
    town.facts[2] = town.facts[2]._replace(outcome="planned")
    read = town.fact_rows

    def read_after_a_move(now: datetime, years: Set[int | None] | None = None) -> Iterator[Fact]:
        town.facts[0] = town.facts[0]._replace(year=2026, received="2026-02-02", month="2026-02")
        return read(now, years)

    monkeypatch.setattr(town, "fact_rows", read_after_a_move)
    town.notes["revisions"].append({"id": 1, "reason": "Fel dag.", "entered": "2026-05-01", "year": 2025})
    releasing()
    rows = {path.stem: path.read_text("utf-8").splitlines()[1:] for path in folders.released.resolve().glob("facts/*")}
    assert {year: len(lines) for year, lines in rows.items()} == {"2025": 1, "2026": 3}
