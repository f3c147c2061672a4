"""Periods without data, single cases, words used once, reorganisations, blanked numbers: the report still tells the truth."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from portal.contract import Organisation, Site, Terms
from portal.reports.contract import Report
from portal.reports.view import ReportView
from portal.site import Labels
from portal.words import Words
from publish.chance import is_more_than_chance
from publish.facts import COLUMNS, csv_bytes
from publish.period_figures import figures
from tests.portal import sample
from tests.publish.stand_ins import Town

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DEPARTMENT = "org-0002"


class Place(Town):
    """The portal's sample municipality."""

    units: list[dict[str, Any]]
    breaks: tuple[dict[str, Any], ...] = ()

    def organisation(self) -> dict[str, Any]:
        return {"units": self.units, "boards": sample.organisation()["boards"]}

    def terms(self) -> dict[str, Any]:
        return sample.TERMS

    def statistics_notes(self) -> dict[str, list[dict[str, Any]]]:
        return {"policies": [], "denominators": [], "breaks": list(self.breaks), "revisions": []}


@pytest.fixture
def place() -> Place:
    place = Place()
    place.units = sample.organisation()["units"]
    return place


def fact(**values: Any) -> dict[str, Any]:
    given = {
        "year": 2026,
        "department": DEPARTMENT,
        "kind": "complaint",
        "category": "kristianstad-10/kost",
        "received": "2026-03",
        "month": "2026-03",
        "state": "open",
    }
    return dict.fromkeys(COLUMNS, "") | given | values


def told(
    place: Place, folder: Path, *facts: dict[str, Any], first: str = "2026-01-01", last: str = "2026-04-30"
) -> dict[str, Any]:
    """The figures of some facts."""
    folder = folder / "facts"
    folder.mkdir()
    for year in {each["year"] for each in facts}:
        rows = [[each[name] for name in COLUMNS] for each in facts if each["year"] == year]
        (folder / f"{year}.csv").write_bytes(csv_bytes(COLUMNS, rows))
    return figures(folder, place, first, last, NOW)


def shown(result: dict[str, Any], place: Place) -> ReportView:
    """The report as the site shows it, in English."""
    report = {
        "slug": "2026-tertial-1", "path": "/statistik/2026-tertial-1/", "kind": "tertial", "first": "2026-01-01", "last": "2026-04-30",
        "name": "January–April 2026", "name_before": "January–April 2025", "version": 1, "approved": "2026-05-02", "what_changed": "",
        "introduction": [], "figures": result, "commentary": [], "earlier": [],
    }  # fmt: skip
    parts = msgspec.json.decode(msgspec.json.encode([place.organisation(), place.terms()]))
    labels = Labels(msgspec.convert(parts[0], Organisation), msgspec.convert(parts[1], Terms))
    site = msgspec.convert(sample.SITE, Site)
    return ReportView(msgspec.convert(report, Report), labels, Words("en"), site)


def cells(view: ReportView, table: str, head: str) -> list[str]:
    [found] = [each for each in view.tables if each.name == table]
    [row] = [row for row in found.rows if row.head == head]
    return [cell.text for cell in row.cells]


def test_a_period_without_data_says_so(place: Place, tmp_path: Path) -> None:
    view = shown(told(place, tmp_path), place)
    assert view.lead == "No case came in, neither in January–April 2026 nor in January–April 2025."
    assert (view.changes, view.handling_tables) == ([], [])


def test_a_single_case_is_told_in_the_singular_and_makes_no_news(place: Place, tmp_path: Path) -> None:
    view = shown(told(place, tmp_path, fact()), place)
    assert view.lead.startswith("1 case came in.")
    assert view.changes == []


def test_a_category_used_in_one_year_only_has_a_nought_in_the_other(place: Place, tmp_path: Path) -> None:
    before = fact(year=2025, received="2025-02", month="2025-02", category="kristianstad-10/information")
    view = shown(told(place, tmp_path, fact(), before), place)
    assert cells(view, "matrix", "Kost")[-2:] == ["1", "0"]
    assert cells(view, "matrix", "Information")[-2:] == ["0", "1"]


def test_a_year_before_that_was_not_told_apart_is_no_nought(place: Place, tmp_path: Path) -> None:
    before = fact(year=2025, received="2025-02", month="2025-02", category="")
    assert cells(shown(told(place, tmp_path, fact(), before), place), "matrix", "Kost")[-1] == "–"


def test_a_department_that_took_a_unit_is_not_compared(place: Place, tmp_path: Path) -> None:
    """Forty cases against four would be news, were it the same department."""
    moved = next(unit for unit in place.units if unit["level"] == "unit")
    other = [unit for unit in place.units if unit["level"] == "department"][1]
    there = next(unit for unit in place.units if unit["parent"] == other["code"])
    moved["successors"] = [{"code": there["code"], "kind": "moved", "on": "2026-02-01"}]
    before = [fact(year=2025, received="2025-02", month="2025-02") for _each in range(4)]
    result = told(place, tmp_path, *(fact() for _each in range(40)), *before)
    assert {each["department"] for each in result["breaks"]} == {DEPARTMENT, other["code"]}
    assert "department" not in {each["group"] for each in result["notable"]}
    view = shown(result, place)
    assert any("not of the same thing" in remark for remark in view.remarks)
    [row] = [row for row in view.tables[1].rows if row.code == DEPARTMENT]
    assert row.head.endswith("†")


def test_a_break_that_the_office_entered_stops_every_comparison(place: Place, tmp_path: Path) -> None:
    place.breaks = ({"unit": None, "on": "2026-01-01", "what": "Alla samtal registreras"},)
    before = [fact(year=2025, received="2025-02", month="2025-02") for _each in range(4)]
    result = told(place, tmp_path, *(fact() for _each in range(40)), *before)
    assert result["notable"] == []
    assert any("Alla samtal registreras." in remark for remark in shown(result, place).remarks)


def test_a_blanked_cell_is_shown_as_blanked_and_never_as_nought(place: Place, tmp_path: Path) -> None:
    facts = [
        fact(kind="*"),
        fact(kind="*"),
        fact(),
        fact(),
        fact(),
        fact(kind="praise", category="kristianstad-10/information"),
    ]
    view = shown(told(place, tmp_path, *facts), place)
    assert cells(view, "matrix", "Kost") == ["at least 3", "not shown", "2", "5", "0"]
    assert cells(view, "matrix", "Information") == ["0", "1", "0", "1", "0"], "nothing blanked can belong here"
    assert cells(view, "matrix", "Sum") == ["at least 3", "at least 1", "2", "6", "0"]
    assert "not told apart" in " ".join(view.remarks)


def test_blanked_departments_leave_the_others_lower_bounds(place: Place, tmp_path: Path) -> None:
    view = shown(told(place, tmp_path, fact(department="*"), fact(), fact()), place)
    named = next(unit["name"] for unit in place.units if unit["code"] == DEPARTMENT)
    row = next(row for row in view.tables[1].rows if row.head.endswith(named))
    assert [cell.text for cell in row.cells] == ["at least 2", "at least 2", "0"]


@pytest.mark.parametrize(
    ("received", "placed"), [("2026-Q1", True), ("2026-Q2", False), ("2026", False), ("*", False), ("2026-04-30", True)]
)
def test_a_case_told_by_quarter_or_year_counts_only_where_it_surely_belongs(
    place: Place, tmp_path: Path, received: str, placed: bool
) -> None:
    result = told(place, tmp_path, fact(received=received, month="*"))
    assert (result["total"]["sum"], result["unplaced"]["period"]) == ((1, 0) if placed else (0, 1))
    assert placed or "told by month, quarter or year only" in " ".join(shown(result, place).remarks)


def test_a_period_of_days_counts_what_surely_lies_in_it_and_says_how_many_may(place: Place, tmp_path: Path) -> None:
    days = [fact(received=day) for day in ("2026-01-14", "2026-01-15", "2026-02-20", "2026-02-21")]
    months = [fact(received="2026-01"), fact(received="2026-03")]
    before = [fact(year=2025, received=day) for day in ("2025-01-15", "2025-02-20", "2025-03-01")]
    result = told(place, tmp_path, *days, *months, *before, first="2026-01-15", last="2026-02-20")
    assert (result["total"]["sum"], result["total"]["before"], result["unplaced"]["period"]) == (2, 2, 1)


def test_the_last_day_of_a_leap_february_stands_beside_the_last_day_of_the_one_before(
    place: Place, tmp_path: Path
) -> None:
    days = [("2024-02-29", 2024), ("2024-03-01", 2024), ("2023-02-28", 2023), ("2023-03-01", 2023)]
    facts = [fact(year=year, received=day) for day, year in days]
    result = told(place, tmp_path, *facts, first="2024-02-01", last="2024-02-29")
    assert (result["total"]["sum"], result["total"]["before"]) == (1, 1)


def test_the_last_hour_of_a_year_and_the_first_belong_to_their_own(place: Place, tmp_path: Path) -> None:
    facts = [
        fact(year=2025, received="2025-12-31"),
        fact(received="2026-01-01"),
        fact(year=2025, received="2025-01-01"),
    ]
    result = told(place, tmp_path, *facts, first="2026-01-01", last="2026-12-31")
    assert (result["total"]["sum"], result["total"]["before"]) == (1, 2)


def test_cases_answered_before_they_came_are_counted_and_have_no_time(place: Place, tmp_path: Path) -> None:
    wrong = fact(state="answered", publication="awaiting", excluded="answered_before_received")
    right = fact(state="answered", publication="published", working_days=4, promise="en-manad", promise_kept="true")
    result = told(place, tmp_path, wrong, right)
    assert (result["ledger"]["period"]["answered"], result["handling"]["period"]["timed"]) == (2, 1)
    assert result["handling"]["period"]["share_kept"] == 1.0
    assert result["handling"]["period"]["share_low"] < 0.5, "one kept promise of one proves little"


@pytest.mark.parametrize(
    ("count", "before", "comparisons", "said"),
    [
        (3, 0, 1, False),
        (19, 0, 1, False),
        (20, 0, 1, True),
        (60, 40, 1, True),
        (60, 40, 25, False),
        (100, 100, 1, False),
        (400, 10, 25, True),
    ],
)
def test_noise_is_no_news(count: int, before: int, comparisons: int, said: bool) -> None:
    assert is_more_than_chance(count, before, comparisons=comparisons) is said
    assert is_more_than_chance(before, count, comparisons=comparisons) is said
