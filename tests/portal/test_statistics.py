"""The pages of figures tell the truth about every place, also where there is little to tell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import orjson
import pytest

from portal.breaks import breaks_of, texts
from portal.charts import Series, bars, lines, steps
from portal.colours import contrast
from portal.comparing import Figure, is_certain
from portal.figures import HIDDEN, AtLeast, Interval, Table, csv_text, told, written
from portal.site import Portal
from portal.words import Words
from publish import measures
from publish.facts import write_facts, write_notes
from publish.files import ContentFolder
from tests.portal import sample
from tests.portal.site import BuiltSite
from tests.publish.conftest import NOW
from tests.publish.stand_ins import Fact, Policies, Policy, Town

DEPARTMENT = "/statistik/forvaltning/samhallsbyggnadsforvaltningen/"
Building = Callable[..., BuiltSite]


@pytest.fixture
def with_facts(tmp_path: Path, build_site: Building) -> Callable[..., BuiltSite]:
    """The sample municipality with other facts."""

    def build(facts: list[Fact], rules: Policies | None = None, **notes: Any) -> BuiltSite:
        folder = sample.released(tmp_path / "released", count=4, years=1, withdrawn=0)
        town = Town(facts=facts, policies=rules or Policies())
        town.notes |= notes
        content = ContentFolder.begin(tmp_path / "figures", None)
        write_facts(town, content, NOW)
        write_notes(town, content)
        for path in [*(folder / "facts").iterdir(), folder / "denominators.csv", folder / "notes.json"]:
            path.unlink()
        for name in content.files:
            (content.root / name).rename(folder / name)
        (folder / "statistics.json").write_bytes(orjson.dumps(measures.statistics(folder)))
        return build_site(folder)

    return build


def place(code: str, **values: Any) -> Fact:
    """A case of a department of the sample municipality."""
    return Fact(2026, department=code, area="", unit="", category="kristianstad-10/kost")._replace(**values)


def tables(html: str) -> dict[str, list[list[str]]]:
    """The CSV of every table of a page, by its name."""
    found = re.findall(r'href="data:text/csv;charset=utf-8,([^"]*)" download="([\w-]+)\.csv"', html)
    return {name: list(csv.reader(io.StringIO(unquote(text).removeprefix("\ufeff")))) for text, name in found}


def test_every_place_has_a_page_that_leads_to_its_parts(site: BuiltSite) -> None:
    units = [unit for unit in sample.organisation()["units"] if unit["level"] != "municipality"]
    assert {f"/statistik{unit['path']}" for unit in units} <= site.addresses
    assert set(site.page("/statistik/").links) >= {
        f"/statistik{unit['path']}" for unit in units if unit["level"] == "department"
    }


def test_the_parts_of_a_place_are_a_table_to_take_too(site: BuiltSite) -> None:
    html = site.text("/statistik/")
    heads, *parts = tables(html)["delar"]
    assert heads == ["Namn", "Inkomna"]
    for name, received in parts:
        assert name in html.replace("\N{SOFT HYPHEN}", "")
        assert re.search(rf'<td class="number">{received}</td>', html)


def test_a_table_is_the_same_on_the_page_and_as_csv(site: BuiltSite) -> None:
    html = site.text("/statistik/")
    ledger = tables(html)["redovisning"]
    rows = [dict(zip(ledger[0], row, strict=True)) for row in ledger[1:]]
    assert [row["År"] for row in rows] == ["2026", "2025", "2024"]
    for row in rows:
        counts = {name: int(value) for name, value in row.items() if name != "Brott i serien"}
        assert (
            counts["Inkomna"] == counts["Öppna"] + counts["Besvarade"] + counts["Avvisade"] + counts["Skickade vidare"]
        )
        mark = "(.<a .*</a>)?"
        assert re.search(rf'<th scope="row">{row["År"]}{mark}</th><td class="number">{row["Inkomna"]}</td>', html)


def test_every_figure_has_its_definition_its_rows_and_a_link_of_its_own(site: BuiltSite) -> None:
    page = site.page(DEPARTMENT)
    for name in tables(site.text(DEPARTMENT)):
        assert name in page.ids
        assert f"#{name}" in page.links
    assert "i-korthet" in tables(site.text(DEPARTMENT))
    definitions = {link for link in page.links if link.startswith("/statistik/matt/") and link != "/statistik/matt/"}
    assert len(definitions) > 5
    assert definitions <= site.addresses
    assert any(link.startswith("/statistik/rader/?plats=org-0002") for link in page.links)
    assert "SELECT" in site.text("/statistik/matt/handling-time/")


def test_a_break_in_the_series_stands_in_every_table_chart_and_file_of_its_year(site: BuiltSite) -> None:
    html = site.text("/statistik/")
    page = site.page("/statistik/")
    assert "brott" in page.ids
    assert "Däremellan ligger ett brott i serien" in page.text
    assert page.text.count("2025 †brott i serien") >= 5
    assert "2026 †" not in page.text
    found = tables(html)
    rows = found["redovisning"]
    why = "1 mars 2025: Alla samtal till kontaktcenter registreras."
    assert [row[0] for row in rows if row[-1] == why] == ["2025"]
    assert found["manader"][0] == ["Månad", "2024", "2025", "2026"]
    assert found["manader"][-1] == ["Brott i serien", "", why, ""]
    for chart, sign in (("manader", "† 2025"), ("typer", "†"), ("svarstid", "†")):
        assert f">{sign}</text>" in site.text(f"/statistik/{chart}.svg")
    unit = site.page("/forvaltning/samhallsbyggnadsforvaltningen/")
    assert "2025 †brott i serien" in unit.text
    assert "brott" in unit.ids


def test_a_unit_that_moves_breaks_the_series_of_both_departments_and_not_of_the_municipality(tmp_path: Path) -> None:
    folder = sample.released(tmp_path / "released", count=12, years=1, withdrawn=0)
    organisation = orjson.loads((folder / "organisation.json").read_bytes())
    units = organisation["units"]
    one, other = [unit for unit in units if unit["level"] == "department"][:2]
    moved = next(unit for unit in units if unit["parent"] == one["code"])
    there = next(unit for unit in units if unit["parent"] == other["code"])
    moved["successors"] = [{"code": there["code"], "kind": "moved", "on": "2026-07-01"}]
    (folder / "organisation.json").write_bytes(orjson.dumps(organisation))
    portal = Portal(folder, "https://kvarnsala.example")
    found = {unit.code: texts(Words("sv"), breaks_of(portal, unit)) for unit in portal.units_in_order}
    entered = ["1 mars 2025: Alla samtal till kontaktcenter registreras."]
    assert found[one["code"]] == [*entered, f"1 juli 2026: {moved['name']} flyttades härifrån"]
    assert found[other["code"]] == [*entered, f"1 juli 2026: {moved['name']} kom hit"]
    assert texts(Words("sv"), breaks_of(portal, None)) == entered


def test_the_first_series_of_a_chart_has_the_colour_of_the_municipality(tmp_path: Path, build_site: Building) -> None:
    folder = sample.released(tmp_path / "released", count=60, years=1)
    (folder / "site.json").write_bytes(orjson.dumps(sample.SITE | {"accent_colour": "#8a1c4a"}))
    site = build_site(folder)
    for chart in ("manader", "typer"):
        svg = site.text(f"/statistik/{chart}.svg")
        assert 'fill="#8a1c4a"' in svg or 'stroke="#8a1c4a"' in svg
        assert "#0b5d6b" not in svg
        on_dark = re.search(r"\.f0\{fill:(#[0-9a-f]{6})\}", svg)
        assert on_dark
        assert contrast(on_dark[1], "#14181b") > 4.5


def test_charts_are_pictures_that_stand_alone(site: BuiltSite) -> None:
    charts = [name for name in site.fingerprints if name.startswith(DEPARTMENT[1:]) and name.endswith(".svg")]
    assert {name.rpartition("/")[2] for name in charts if name.count("/") == 3} == {
        "manader.svg",
        "typer.svg",
        "svarstid.svg",
    }
    svg = site.text(f"{DEPARTMENT}typer.svg")
    root = ET.fromstring(svg)
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    assert "prefers-color-scheme: dark" in svg
    assert "<pattern" in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_the_files_to_compute_with_are_on_the_site(site: BuiltSite) -> None:
    names = ("facts/2026.csv", "denominators.csv", "statistics.json", "recompute.py", "notes.json")
    assert {f"oppna-data/{name}" for name in names} <= site.fingerprints.keys()


def test_a_department_without_cases_says_so(with_facts: Callable[..., BuiltSite]) -> None:
    page = with_facts([place("org-0002")] * 3).page("/statistik/forvaltning/omsorgsforvaltningen/")
    assert "Inga ärenden har registrerats här." in page.text


def test_a_municipality_without_cases_says_so(with_facts: Callable[..., BuiltSite]) -> None:
    site = with_facts([])
    assert "Inga ärenden har registrerats här." in site.page("/statistik/").text
    assert "/jamfor/" in site.addresses


def test_where_everything_is_blanked_the_page_says_that_and_shows_no_nought(
    with_facts: Callable[..., BuiltSite],
) -> None:
    facts = [place("org-0002", publication="awaiting", published="")] * 2 + [place("org-0003")] * 9
    strict = Policy(5, 5, 5)
    site = with_facts(facts, Policies({"": Policy(), "org-0002": strict}), policies=sample.NOTES["policies"])
    page = site.page(DEPARTMENT)
    assert "Inga siffror anges här" in page.text
    assert "anges inte" in site.page("/statistik/").text
    found = tables(site.text(DEPARTMENT))
    assert set(found) == {"delar"}
    assert "0" not in {received for _name, received in found["delar"]}


def test_a_suppressed_cell_is_shown_as_suppressed_and_the_table_still_sums(
    with_facts: Callable[..., BuiltSite],
) -> None:
    cases = {"complaint": 9, "praise": 7, "question": 1}
    facts = [
        place("org-0002", kind=kind, publication="awaiting", published="", outcome="")
        for kind, count in cases.items()
        for _ in range(count)
    ]
    site = with_facts(facts, Policies({"": Policy(), "org-0002": Policy(3, 3, 3)}), policies=sample.NOTES["policies"])
    rows = tables(site.text(DEPARTMENT))["typ-och-amne-2026"]
    by_kind = dict(zip(rows[0], rows[-1], strict=True))
    assert by_kind["Summa"] in ("17", ">=17")
    assert HIDDEN in {value for row in rows[1:] for value in row} or "Anges inte" in rows[0]
    assert by_kind.get("Frågor", HIDDEN) == HIDDEN
    assert "·· kan vara inga eller några" in site.page(DEPARTMENT).text


def test_dirty_dates_are_said_beside_the_times(with_facts: Callable[..., BuiltSite]) -> None:
    dirty = place(
        "org-0002", working_days=None, calendar_days=None, promise_kept=None, excluded="answered_before_received"
    )
    text = with_facts([place("org-0002")] * 2 + [dirty]).page(DEPARTMENT).text
    assert "1 besvarat ärende saknar datum eller är besvarat innan det kom in." in text


def test_cases_without_a_date_have_a_line_of_their_own(with_facts: Callable[..., BuiltSite]) -> None:
    undated = Fact(
        None, department="org-0002", area="", unit="", received="", month="", working_days=None, excluded="not_dated"
    )
    rows = tables(with_facts([place("org-0002"), undated]).text(DEPARTMENT))["redovisning"]
    assert [row[:2] for row in rows[1:]] == [["2026", "1"], ["Utan datum", "1"]]


def test_a_subject_of_one_year_stands_in_that_year_only(with_facts: Callable[..., BuiltSite]) -> None:
    earlier = place("org-0002", category="kristianstad-10/utbud", received="2025-02", month="2025-02")._replace(
        year=2025
    )
    found = tables(with_facts([place("org-0002")] * 2 + [earlier]).text(DEPARTMENT))
    assert [row[0] for row in found["typ-och-amne-2025"][1:]] == ["Utbud"]
    assert [row[0] for row in found["typ-och-amne-2026"][1:]] == ["Kost"]


def test_an_approval_changes_the_pages_of_its_places_and_no_chart(tmp_path: Path, build_site: Building) -> None:
    folder = sample.released(tmp_path / "released", count=60, years=1)
    before = build_site(folder)
    path = folder / "facts" / "2026.csv"
    text = path.read_text("utf-8")
    row = next(line for line in text.splitlines() if ",awaiting," in line)
    path.write_text(text.replace(row, row.replace(",awaiting,", ",published,")), "utf-8")
    (folder / "statistics.json").write_bytes(orjson.dumps(measures.statistics(folder)))
    after = build_site(folder, previous=before)
    changed = {name for name in after.written if name.startswith(("statistik/", "jamfor/"))}
    assert len([name for name in changed if name.endswith(".html")]) <= 4
    assert changed <= {name for name in changed if name.endswith((".html", ".csv", "statistics.json"))}
    assert len(changed) <= 6


@pytest.mark.parametrize(("count", "hidden", "expected"), [(3, 0, 3), (0, 0, 0), (3, 2, AtLeast(3)), (0, 2, HIDDEN)])
def test_a_count_beside_blanked_cases_is_at_least_or_not_told(count: int, hidden: int, expected: Any) -> None:
    table = Table("x", "x", "x", ["Namn", "Antal"], [("", [["a", told(count, hidden)]])])
    cell = list(csv.reader(io.StringIO(csv_text(Words("sv"), table))))[1][1]
    assert cell == (f">={count}" if isinstance(expected, AtLeast) else str(expected))


def test_an_interval_is_three_columns_in_csv_and_brackets_on_the_page() -> None:
    table = Table(
        "x", "x", "x", ["Namn", "Andel"], [("", [["a", Interval(0.5, 0.4, 0.6, is_share=True)], ["b", None]])]
    )
    assert csv_text(Words("sv"), table).splitlines() == [
        'Namn,Andel,"Andel, 95 % låg","Andel, 95 % hög"',
        "a,0.5,0.4,0.6",
        "b,,,",
    ]
    assert "(40–60)" in written(Words("sv"), Interval(0.5, 0.4, 0.6, is_share=True))


@pytest.mark.parametrize(
    ("highest", "expected"), [(0, [0, 1]), (3, [0, 1, 2, 3]), (7, [0, 2, 4, 6, 8]), (999, [0, 500, 1000])]
)
def test_an_axis_has_round_numbers(highest: float, expected: list[float]) -> None:
    assert steps(highest) == expected


def test_charts_of_nothing_and_of_one_value_are_drawn() -> None:
    number = Words("sv").number
    for draw in (lines, bars):
        for series in ([], [Series("2026", [])], [Series("2026", [None, 4])]):
            axis = ["jan", "feb"][: len(series[0].values) if series else 0]
            ET.fromstring(draw("Titel & mer", axis, series, number, "#0b5d6b"))


@pytest.mark.parametrize(
    ("one", "other", "certain"),
    [
        # Newcombe (1998): 56 of 70 against 48 of 80 gives 0.0524 to 0.3339, so the difference is certain.
        (Figure(0.8, 0.6921, 0.8770, 70), Figure(0.6, 0.4904, 0.7005, 80), True),
        (Figure(0.9, 0.5958, 0.9821, 10), Figure(0.3, 0.1078, 0.6032, 10), True),
        (Figure(0.5, 0.2, 0.8, 20), Figure(0.6, 0.3, 0.9, 20), False),
        (Figure(0.9, 0.5, 0.98, 9), Figure(0.3, 0.1, 0.6, 10), None),
        (Figure(12, None, None, 40), Figure(3, None, None, 40), None),
    ],
)
def test_a_difference_is_certain_when_its_interval_leaves_out_nought(
    one: Figure, other: Figure, certain: bool | None
) -> None:
    assert is_certain(one, other) is certain
    assert is_certain(other, one) is certain


def test_comparisons_are_ready_made_and_say_what_is_not_certain(site: BuiltSite) -> None:
    page = site.page("/jamfor/par/samhallsbyggnadsforvaltningen--barn-och-utbildningsforvaltningen/")
    assert "skillnaden är inte säkerställd" in page.text or "skillnaden är säkerställd" in page.text
    assert "1 mars 2025: Alla samtal till kontaktcenter registreras." in page.text
    rows = tables(site.text("/jamfor/"))["jamfor-2026"]
    assert rows[0][:2] == ["Verksamhet", "Inkomna"]
    assert rows[0][-1] == "Brott i serien"
    assert rows[1][-1] == "1 mars 2025: Alla samtal till kontaktcenter registreras."
    family = site.page("/jamfor/forvaltning/samhallsbyggnadsforvaltningen/")
    assert "Gata och park" in family.text
    names = [
        unit["name"]
        for unit in sample.organisation()["units"]
        if unit["level"] == "department" and not unit["valid_to"]
    ]
    text = site.page("/jamfor/").text
    assert names == sorted(names, key=text.index), "the order is the organisation's, not a ranking"
