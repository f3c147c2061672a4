"""The figures: every one of them can be computed again, the ledger always sums, and dirty data is counted and said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from publish import measures
from publish.facts import write_facts, write_notes
from publish.files import ContentFolder
from tests.publish.conftest import NOW, Releasing
from tests.publish.stand_ins import Fact, Policies, Policy, Town

Rows = list[dict[str, Any]]


def computed(folder: Path, facts: list[Fact], policies: Policies | None = None, **notes: Any) -> dict[str, Rows]:
    """The rows of every measure over these facts, as dictionaries."""
    town = Town(facts=facts, policies=policies or Policies())
    town.notes |= notes
    content = ContentFolder.begin(folder / "content", None)
    write_facts(town, content, NOW)
    write_notes(town, content)
    statistics = measures.statistics(content.root)
    (content.root / "statistics.json").write_bytes(orjson.dumps(statistics))
    return {
        name: [dict(zip(each["columns"], row, strict=True)) for row in each["rows"]]
        for name, each in statistics["measures"].items()
    }


def only(rows: Rows, **wanted: Any) -> dict[str, Any]:
    (found,) = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return found


def recompute(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(measures.PROGRAM), str(folder), *more], capture_output=True, text=True, check=False
    )


MIXED = [
    Fact(2025, received="2025-12-31", month="2025-12", working_days=4),
    Fact(2025, received="2025-03-30", month="2025-03", publication="awaiting", working_days=9, promise_kept=False),
    Fact(2026, publication="withheld", reason="secrecy", kind="praise", outcome="praise_passed_on", working_days=1),
    Fact(2026, publication="withdrawn", reason="request", withdrawn="2026-05-01", working_days=2),
    Fact(2026, state="open", publication="", outcome="", working_days=None, promise_kept=None),
    Fact(2026, state="rejected", publication="", outcome="", working_days=None, promise_kept=None),
    Fact(2026, state="sent_elsewhere", publication="", outcome="", working_days=None, promise_kept=None, area="org-9"),
]


def test_everybody_can_compute_every_figure_of_a_release_again(releasing: Releasing, town: Town, folders: Any) -> None:
    town.facts = MIXED * 12
    town.notes["denominators"] = [
        {"unit": "org-3", "year": 2026, "basis": "users", "number": 1200, "source": "Skolregistret"}
    ]
    releasing()
    content = folders.release(1) / "content"
    answer = recompute(content)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "0 differences" in answer.stdout
    assert (content / "recompute.py").read_bytes() == measures.PROGRAM.read_bytes()
    lines = recompute(content, "ledger", "all").stdout.splitlines()
    assert lines[0].startswith("place,year,received,")
    assert [line.split(",")[:3] for line in lines[1:]] == [["all", "2025", "24"], ["all", "2026", "60"]]
    wrong = recompute(content, "leger")
    assert wrong.returncode == 2
    assert "handling_time" in wrong.stderr


def test_a_figure_that_was_changed_by_hand_is_found(tmp_path: Path) -> None:
    computed(tmp_path, MIXED)
    path = tmp_path / "content/statistics.json"
    figures = orjson.loads(path.read_bytes())
    figures["measures"]["ledger"]["rows"][0][2] += 1
    path.write_bytes(orjson.dumps(figures))
    answer = recompute(tmp_path / "content")
    assert answer.returncode == 1
    assert "ledger: published" in answer.stdout


def test_the_ledger_sums_for_every_place_and_year(tmp_path: Path) -> None:
    rows = computed(tmp_path, MIXED * 3)
    for row in rows["ledger"]:
        assert row["received"] == row["open"] + row["answered"] + row["rejected"] + row["sent_elsewhere"]
        assert row["answered"] == row["published"] + row["awaiting"] + row["withheld"] + row["withdrawn"]
        reasons = [each for each in rows["reasons"] if (each["place"], each["year"]) == (row["place"], row["year"])]
        for publication in ("withheld", "withdrawn"):
            assert row[publication] == sum(each["cases"] for each in reasons if each["publication"] == publication)
    for measure in ("kind_by_category", "months", "channels"):
        sums: dict[Any, int] = {}
        for row in rows[measure]:
            sums[row["place"], row["year"]] = sums.get((row["place"], row["year"]), 0) + row["cases"]
        assert sums == {(row["place"], row["year"]): row["received"] for row in rows["ledger"]}


def test_a_month_stands_beside_the_same_month_of_the_year_before(tmp_path: Path) -> None:
    facts = [Fact(2025, received="2025-02-03", month="2025-02")] * 3 + [Fact(2026)] * 5 + [Fact(2026, month="2026-03")]
    rows = computed(tmp_path, facts)
    assert only(rows["months"], place="all", month="2026-02")["year_before"] == 3
    assert only(rows["months"], place="all", month="2025-02")["year_before"] is None
    # March is the newest month, and may be incomplete.
    assert only(rows["year_to_date"], place="all") == {
        "place": "all", "year": 2026, "months": 2, "cases": 5, "year_before": 3,
    }  # fmt: skip


def test_intervals_are_those_of_the_textbook(tmp_path: Path) -> None:
    facts = [Fact(2026, promise_kept=number < 81, working_days=number) for number in range(263)]
    row = only(computed(tmp_path, facts)["handling_time"], place="all", kind=None)
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 gives 0.2553 to 0.3662 by Wilson's method.
    assert (row["share_low"], row["share_high"]) == (0.2553, 0.3662)
    assert (row["median_days"], row["median_low"] < 131 < row["median_high"]) == (131, True)


def test_a_rate_needs_a_known_number_of_people(tmp_path: Path) -> None:
    people = [{"unit": "org-3", "year": 2026, "basis": "users", "number": 500, "source": "Skolregistret"}]
    rows = computed(tmp_path, [Fact(2026)] * 10 + [Fact(2025)] * 4, denominators=people)["rates"]
    assert [(row["place"], row["year"], row["per_1000"]) for row in rows] == [("org-3", 2026, 20.0)]
    # Exact Poisson limits of 10 are 4.80 and 18.39.
    assert rows[0]["per_1000_low"] == pytest.approx(2 * 4.80, abs=0.05)
    assert rows[0]["per_1000_high"] == pytest.approx(2 * 18.39, abs=0.05)


def test_a_case_answered_before_it_came_in_is_in_the_totals_and_not_in_the_times(tmp_path: Path) -> None:
    dirty = Fact(2026, working_days=None, calendar_days=None, promise_kept=None, excluded="answered_before_received")
    row = only(computed(tmp_path, [Fact(2026, working_days=3), dirty])["handling_time"], place="all", kind=None)
    assert (row["answered"], row["timed"], row["excluded"], row["median_days"]) == (2, 1, 1, 3)
    assert row["promised"] == 1


def test_a_single_case_an_undated_one_and_no_case_at_all_are_computed(tmp_path: Path) -> None:
    assert all(rows == [] for rows in computed(tmp_path / "none", []).values())
    rows = computed(tmp_path / "one", [Fact(2026)])
    assert only(rows["handling_time"], place="all", kind=None)["median_days"] == 5
    rows = computed(tmp_path / "undated", [Fact(None, received="", month="", excluded="not_dated", working_days=None)])
    assert only(rows["ledger"], place="all")["year"] is None


def test_a_place_without_enough_cases_has_no_rows_of_its_own_and_the_whole_still_sums(tmp_path: Path) -> None:
    facts = [Fact(2026, publication="awaiting", published="", unit=f"org-{unit}") for unit in (3, 4, 4, 5, 5, 5)]
    rows = computed(tmp_path, facts, Policies({"": Policy(0, 0, 4)}))
    assert {row["place"] for row in rows["ledger"]} == {"all", "org-2"}
    assert only(rows["ledger"], place="org-2")["received"] == 6


def test_every_measure_says_what_it_is() -> None:
    for name, header, sql in measures.queries():
        words = {"title", "definition", "unit", "caveats"}
        assert header.keys() == words | {f"{word}_en" for word in words}, name
        assert sql.startswith(("SELECT", "WITH")), name
