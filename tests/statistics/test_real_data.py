"""Figures over real data are those that a plain count of the same lines gives. Skipped where the data sets are absent."""

from __future__ import annotations

import gzip
import json
import statistics as stdlib
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays
import pytest
from django.utils import timezone

from cms.cases.importers.load import import_file
from cms.cases.models import Case
from cms.cases.selectors.facts import fact_policies, fact_rows, facts_marks, statistics_notes
from cms.organisation.actions import ensure_municipality
from cms.publication.selectors import organisation, terms
from publish import measures
from publish.facts import write_facts, write_notes
from publish.files import ContentFolder

pytestmark = [pytest.mark.real_data, pytest.mark.slow, pytest.mark.django_db]


class FromDatabase:
    """The part of a release's source that facts come from."""

    fact_rows, facts_marks = staticmethod(fact_rows), staticmethod(facts_marks)
    fact_policies, statistics_notes = staticmethod(fact_policies), staticmethod(statistics_notes)
    organisation, terms = staticmethod(organisation), staticmethod(terms)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def figures(source: Path, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The measures over an imported data set; places by the names of the path to them."""
    ensure_municipality("Provköpings kommun")
    import_file(source, "prov")
    content, database = ContentFolder.begin(folder / "content", None), FromDatabase()
    write_facts(database, content, timezone.now())  # type: ignore[arg-type]
    write_notes(database, content)  # type: ignore[arg-type]
    with measures.connect(content.root) as connection:
        paths = dict(
            connection.execute(
                "SELECT unit, concat_ws('/', department_name, area_name, unit_name) FROM facts WHERE unit IS NOT NULL "
                "UNION SELECT area, concat_ws('/', department_name, area_name) FROM facts WHERE area IS NOT NULL "
                "UNION SELECT department, department_name FROM facts"
            ).fetchall()
        )
    computed = measures.statistics(content.root)["measures"]
    return {
        name: [
            {**dict(zip(each["columns"], row, strict=True)), "place": paths.get(row[0], row[0])} for row in each["rows"]
        ]
        for name, each in computed.items()
    }


def places(row: dict[str, Any]) -> list[str]:
    """Everything that a line of the data belongs to."""
    path = [" ".join(name.split()) for name in row["org"] if name != "UK Government"]
    return ["all", *("/".join(path[: depth + 1]) for depth in range(len(path)))]


def working_days(start: date, end: date) -> int:
    closed = holidays.country_holidays("SE", years=range(2020, 2028), categories=("public", "de_facto"))
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 and day not in closed for day in days)


def test_patients_comments_are_counted_at_three_levels(real_data: Path, tmp_path: Path) -> None:
    source = real_data / "nhs_feedback" / "common.jsonl.gz"
    kinds = {"beröm": "praise", "klagomål": "complaint", "förslag": "suggestion", None: "question", "fråga": "question"}
    by_kind: Counter[Any] = Counter()
    by_month: Counter[Any] = Counter()
    computed = figures(source, tmp_path)
    taken = set(Case.objects.values_list("source_id", flat=True))
    told = [row for row in lines(source) if row["id"] in taken]
    assert len(told) > 7000  # comments without words are refused
    for row in told:
        for place in places(row):
            by_kind[place, int(row["created"][:4]), kinds[row["kind"]]] += 1
            by_month[place, row["created"][:7]] += 1
    assert {(row["place"], row["year"], row["kind"]): row["cases"] for row in computed["kind_shares"]} == by_kind
    assert {(row["place"], row["month"]): row["cases"] for row in computed["months"]} == by_month
    assert max(place.count("/") for place, *_rest in by_kind) >= 1
    received = {(row["place"], row["year"]): row["received"] for row in computed["ledger"]}
    for (place, year), count in received.items():
        assert count == sum(by_kind[place, year, kind] for kind in set(kinds.values()))


def test_departments_response_times_are_those_of_a_plain_count(real_data: Path, tmp_path: Path) -> None:
    source = real_data / "uk_written_questions" / "common.jsonl.gz"
    times: dict[Any, list[int]] = defaultdict(list)
    answered: Counter[Any] = Counter()
    dirty: Counter[Any] = Counter()
    for row in lines(source):
        start, end = (
            date.fromisoformat(row["created"][:10]),
            row["answered"] and date.fromisoformat(row["answered"][:10]),
        )
        for place in places(row):
            if row["answer"] and row["answer"].strip():
                answered[place, start.year] += 1
                if end is None or end < start:
                    dirty[place, start.year] += 1
                else:
                    times[place, start.year].append(working_days(start, end))
    computed = [row for row in figures(source, tmp_path)["handling_time"] if row["kind"] is None]
    assert len({row["place"] for row in computed} - {"all"}) >= 20
    for row in computed:
        key = (row["place"], row["year"])
        assert row["timed"] == len(times[key]), key
        assert row["excluded"] == row["answered"] - row["timed"]
        assert row["median_days"] == stdlib.median(times[key]), key
        ordered = sorted(times[key])
        at = 0.9 * (len(ordered) - 1)
        low = ordered[int(at)]
        expected = low + (ordered[min(int(at) + 1, len(ordered) - 1)] - low) * (at - int(at))
        assert row["p90_days"] == pytest.approx(expected, abs=0.005), key
