"""Östersund's report for January to August 2009, exactly, from case-level data through the public facts."""

from __future__ import annotations

from typing import Any

from cms.organisation.models import OrganisationUnit
from cms.period_reports.models import PeriodReport
from tests.period_reports import ostersund


def by_name(lines: list[dict[str, Any]], names: dict[str, str]) -> dict[str, tuple[int, ...]]:
    return {names[line["code"]]: tuple(line["cells"]) for line in lines}


def test_the_made_up_cases_fit_both_margins_of_the_source() -> None:
    written = list(ostersund.cases_of_2009())
    assert len(written) == 119
    for name, counts in ostersund.CATEGORIES.items():
        assert (
            tuple(sum(each.category == name and each.kind == kind for each in written) for kind in ostersund.KINDS)
            == counts
        )
    for key, counts in ostersund.DEPARTMENTS.items():
        found = tuple(sum(each.department == key and each.kind == kind for each in written) for kind in ostersund.KINDS)
        assert found == counts


def test_the_matrix_of_kind_and_category_is_the_source_s(report: PeriodReport) -> None:
    figures = report.figures
    assert figures["kinds"] == list(ostersund.KINDS)
    names = {line["code"]: line["code"].split("/")[1] for line in figures["matrix"] if line["code"]}
    slugs = {"tillgang-tillganglighet": "Tillgång & tillgänglighet", "kompetens": "Kompetens", "bemotande": "Bemötande",
             "inflytande": "Inflytande", "verksamhetsspecifika": "Verksamhetsspecifika"}  # fmt: skip
    lines = [line for line in figures["matrix"] if line["code"]]
    assert by_name(lines, {code: slugs[slug] for code, slug in names.items()}) == ostersund.CATEGORIES
    assert [line["sum"] for line in lines] == [40, 38, 32, 5, 4]
    assert (tuple(figures["total"]["cells"]), figures["total"]["sum"]) == (ostersund.SUM, 119)


def test_the_table_of_boards_and_departments_is_the_source_s(report: PeriodReport) -> None:
    names = dict(OrganisationUnit.objects.values_list("code", "name"))
    expected = {name: counts for (_board, name), counts in ostersund.DEPARTMENTS.items()}
    lines = [line for line in report.figures["departments"] if line["code"]]
    assert by_name(lines, names) == expected
    assert sum(line["sum"] for line in lines) == 119
    assert all(len(line["boards"]) == 1 for line in lines)


def test_the_same_period_of_the_year_before_had_88_cases(report: PeriodReport) -> None:
    assert report.figures["total"]["before"] == ostersund.SUM_BEFORE
    assert report.period.year_before.slug == "2008-01-till-2008-08"
    assert report.figures["notable"] == [], (
        "how the 88 were divided is not known, so nothing but the number is compared"
    )


def test_board_by_category_is_in_no_figure(report: PeriodReport) -> None:
    """The source has two margins; a third table would pass made-up numbers off as Östersund's."""
    tables = {name for name, value in report.figures.items() if isinstance(value, list)}
    assert tables == {"kinds", "matrix", "departments", "breaks", "outcomes", "queries", "notable"}
    assert all(
        set(line) == {"code", "cells", "hidden", "sum", "sum_hidden", "before", "before_hidden"}
        for line in report.figures["matrix"]
    )


def test_every_board_has_one_place_for_its_commentary(report: PeriodReport) -> None:
    assert sorted(str(each.owner) for each in report.commentaries.all()) == sorted(
        {board for board, _ in ostersund.DEPARTMENTS}
    )
