"""`/jamfor/`: departments and units side by side. Chosen places in the browser, families and pairs of departments ready made."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from markupsafe import escape

from portal.comparing import LEAST_CASES, MEASURES, Figure, is_certain
from portal.contract import Unit
from portal.editions import paths
from portal.figures import Interval, Table, Year, csv_address, spoken, written
from portal.output import index
from portal.plugins.statistics import place_of
from portal.press import Press
from portal.site import compact_json, digest, statistics_path

YEARS = 5
MOST_IN_PAIRS = 10
MOST_PAIRS_IN_A_SENTENCE = 3


def write_compare(press: Press) -> list[str]:
    """The page to choose on, the one that shows the choice, a page per family and pair of departments, and the figures.

    Returns the addresses of all but the choice, which is somebody's own.
    """
    portal, at = press.portal, paths(press.language)
    years = _years(press)
    departments = portal.departments
    families = [unit for unit in portal.units_in_order if len(_today(press, unit)) > 1]
    pairs = list(combinations(departments, 2)) if len(departments) <= MOST_IN_PAIRS else []
    first = _page(
        press,
        at["compare"],
        "compare.html",
        departments,
        years,
        choices=_choices(press),
        families=families,
        pairs=pairs,
    )
    ready = [
        _page(press, press.here(family_path(unit)), "compare_ready.html", _today(press, unit), years, title=unit.name)
        for unit in families
    ]
    for one, other in pairs:
        title = press.words.gettext("%(one)s and %(other)s") % {"one": one.name, "other": other.name}
        path = press.here(pair_path(one, other))
        ready.append(_page(press, path, "compare_ready.html", [one, other], years, title=title))
    press.page(
        at["chosen"],
        "compare_chosen.html",
        section="statistics",
        names=names(press),
        least=LEAST_CASES,
        scripts={"compare": press.assets.address("js/compare.js")},
    )
    press.output.file(f"{at['compare'][1:]}data.json", compact_json(_data(press, years)))
    return [first, *ready]


def family_path(unit: Unit) -> str:
    """The address of the comparison of what lies right under a unit."""
    return f"/jamfor{unit.path}"


def pair_path(one: Unit, other: Unit) -> str:
    """The address of the comparison of two departments."""
    return f"/jamfor/par/{one.slug}--{other.slug}/"


def _page(press: Press, path: str, template: str, units: list[Unit], years: list[int], **values: Any) -> str:
    figures = [
        [[measure.of(place_of(press.portal, unit).rows, year) for measure in MEASURES] for year in years[:2]]
        for unit in units
    ]
    broken = [[marks(press, unit, year) for year in years[:2]] for unit in units]
    depends = digest(units, figures, broken, years, values.get("families"), values.get("pairs"), values.get("choices"))
    scripts = {
        name: press.assets.address(f"js/{file}.js")
        for name, file in (("sort", "table-sort"), ("choose", "compare-choose"))
    }
    press.output.page(
        index(path),
        press.fingerprint(b"compare", depends, digest(scripts), press.portal.notes_digest),
        lambda: press.render_with_counterpart(
            template,
            path,
            "statistics",
            names=names(press),
            tables=[_table(press, units, year) for year in years[:2]],
            least=LEAST_CASES,
            family_path=family_path,
            pair_path=pair_path,
            scripts=scripts,
            **values,
        ),
    )
    return path


def _years(press: Press) -> list[int]:
    rows = press.portal.rows_by_place.get("all", {}).get("ledger", [])
    return sorted({row["year"] for row in rows if row["year"] is not None}, reverse=True)[:YEARS]


def _today(press: Press, unit: Unit) -> list[Unit]:
    return [child for child in press.portal.children.get(unit.code, []) if child.valid_to is None]


def names(press: Press) -> dict[str, str]:
    """What the columns are called."""
    gettext = press.words.gettext
    return {
        "received": gettext("Cases received"),
        "rate": gettext("Cases per 1,000"),
        "complaints": gettext("Share of complaints"),
        "median_days": gettext("Median, working days"),
        "p90_days": gettext("Nine in ten within, working days"),
        "share_kept": gettext("Share within the promise"),
        "led_to": gettext("Share that led to something"),
    }


def _table(press: Press, units: list[Unit], year: int) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    lines: list[list[Any]] = []
    figures: dict[str, list[Figure]] = {measure.code: [] for measure in MEASURES}
    for unit in units:
        place = place_of(press.portal, unit)
        cells = []
        for measure in MEASURES:
            figure = measure.of(place.rows, year)
            figures[measure.code].append(figure)
            value = _figure(press, figure, measure.form)
            cells.append({"shown": written(press.words, value), "value": figure.value, "figure": value})
        found = marks(press, unit, year)
        rows.append({"name": unit.name, "path": press.here(statistics_path(unit)), "cells": cells, "marks": found})
        lines.append([Year(unit.name, "; ".join(found)), *(cell["figure"] for cell in cells)])
    notes: dict[str, list[str]] = {}
    for row in rows:
        for mark in row["marks"]:
            notes.setdefault(mark, []).append(row["name"])
    heads = [press.words.gettext("Place"), *names(press).values()]
    table = Table(f"jamfor-{year}", "", str(year), heads, [("", lines)])
    return {
        "year": year,
        "rows": rows,
        "sentences": _sentences(press, units, figures),
        "notes": notes,
        "csv": csv_address(press.words, table),
    }


def _figure(press: Press, figure: Figure, form: str) -> Any:
    """A figure as a cell of a table has it: with its interval, or that it stands on too few cases."""
    words = press.words
    if form != "count" and figure.value is not None and figure.count < LEAST_CASES:
        return words.gettext("too few (%(count)s)") % {"count": words.number(figure.count)}
    if form == "count":
        return figure.value
    return Interval(figure.value, figure.low, figure.high, is_share=form == "share")


def _sentences(press: Press, units: list[Unit], figures: dict[str, list[Figure]]) -> list[dict[str, Any]]:
    """One sentence per measure: between which places the difference is certain. Many pairs stand in a list of their own."""
    gettext, called, found = press.words.gettext, names(press), []
    for measure in MEASURES:
        judged = [
            (units[one].name, units[other].name, is_certain(figures[measure.code][one], figures[measure.code][other]))
            for one, other in combinations(range(len(units)), 2)
        ]
        pairs = [f"{one} – {other}" for one, other, certain in judged if certain]
        if all(certain is None for *_names, certain in judged):
            continue
        between = spoken(press.as_written("; ".join(pairs)))
        values = {"measure": called[measure.code], "pairs": between, "count": len(pairs), "all": len(judged)}
        is_long = len(pairs) > MOST_PAIRS_IN_A_SENTENCE
        if not pairs:
            text = (
                gettext("%(measure)s: the difference is not certain.")
                if len(units) == 2
                else gettext("%(measure)s: no difference is certain.")
            )
        elif len(units) == 2:
            text = gettext("%(measure)s: the difference is certain.")
        elif is_long:
            text = gettext("%(measure)s: the difference is certain between %(count)s of %(all)s pairs.")
        else:
            text = gettext(
                "%(measure)s: the difference is certain between %(pairs)s. Other differences are not certain."
            )
        found.append({"text": escape(text) % values, "pairs": pairs if is_long else []})
    return found


def marks(press: Press, unit: Unit, year: int) -> list[str]:
    """What keeps the figures of a place in a year from being like those of other years: breaks and reorganisations."""
    return [each.text(press.words) for each in place_of(press.portal, unit).breaks if each.year in (year, year - 1)]


def _choices(press: Press) -> list[dict[str, Any]]:
    """Departments of today with the places under them, in tree order."""
    found: list[dict[str, Any]] = []
    for unit in press.portal.units_in_order:
        if unit.valid_to is None:
            if unit.level == "department":
                found.append({"unit": unit, "under": []})
            elif found:
                found[-1]["under"].append(unit)
    return found


def _data(press: Press, years: list[int]) -> dict[str, Any]:
    """Every place that can be chosen, with its figures of the latest years: value, low, high, cases."""
    places = {}
    for unit in press.portal.units_in_order:
        if unit.valid_to is not None:
            continue
        rows = place_of(press.portal, unit).rows
        places[unit.code] = {
            "name": unit.name,
            "path": press.here(statistics_path(unit)),
            "years": {
                str(year): {
                    "figures": [
                        [f.value, f.low, f.high, f.count] for f in (measure.of(rows, year) for measure in MEASURES)
                    ],
                    "marks": marks(press, unit, year),
                }
                for year in years
            },
        }
    return {
        "measures": [[measure.code, measure.form] for measure in MEASURES],
        "least": LEAST_CASES,
        "most_pairs_in_a_sentence": MOST_PAIRS_IN_A_SENTENCE,
        "places": places,
    }
