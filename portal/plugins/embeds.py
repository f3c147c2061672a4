"""`/badda-in/`: figures without the site around them, which other sites may show in a frame.

Of the municipality and of each department: every table with its chart. Which measures have none, and why, is in docs/open-data.md.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from portal.breaks import texts
from portal.contract import Unit
from portal.figures import Table, shown
from portal.output import index
from portal.plugins.place_tables import Place
from portal.press import Press
from portal.site import digest, statistics_path

KEY_FIGURES = "key_figures"
MEASURES = (
    KEY_FIGURES,
    "ledger",
    "reasons",
    "kind_by_category",
    "months",
    "handling_time",
    "first_reaction",
    "outcomes",
    "channels",
    "rates",
)
# What else a table is made from: a line under it, or the bars beside it.
MADE_FROM = {"months": ("year_to_date",), "kind_by_category": ("kind_shares",)}


def embed_path(unit: Unit | None, measure: str) -> str:
    """The address of a figure for a frame; empty for a place whose figures have none."""
    if unit is not None and unit.level != "department":
        return ""
    return f"/badda-in{unit.path if unit else '/'}{measure.replace('_', '-')}/"


def embedded_measures(place: Place) -> list[str]:
    """The measures of a place that can be shown in a frame."""
    return [measure for measure in MEASURES if place.of(measure)]


def write_embeds(
    press: Press,
    unit: Unit | None,
    place: Place,
    tables: Callable[[], list[Table]],
    figures: Callable[[], dict[str, Any] | None],
) -> None:
    """The figures of one place, each rendered only when something in it is new."""
    portal = press.portal
    for measure in embedded_measures(place):
        path = embed_path(unit, measure)
        rows = [place.of(name) for name in (measure, *MADE_FROM.get(measure, ()))]
        fingerprint = press.fingerprint(
            b"embed", digest(measure, rows, unit, portal.months_covered, place.breaks), portal.terms_digest,
            portal.measures_digest, portal.notes_digest,
        )  # fmt: skip
        press.output.page(index(path), fingerprint, partial(_render, press, unit, place, measure, tables, figures))


def _render(
    press: Press,
    unit: Unit | None,
    place: Place,
    measure: str,
    tables: Callable[[], list[Table]],
    figures: Callable[[], dict[str, Any] | None],
) -> str:
    if measure == KEY_FIGURES:
        title, values = press.measures[measure].title, {"figures": figures(), "part": "_figures.html"}
    else:
        table = next(each for each in tables() if each.measure == measure)
        title, values = table.title, {"table": shown(press.words, table), "part": "_table.html"}
    return press.render(
        "embedded.html",
        path=embed_path(unit, measure),
        title=title,
        place_name=unit.name if unit else press.portal.site.municipality,
        place_path=statistics_path(unit),
        place_code=place.code,
        breaks=texts(press.words, place.breaks) if measure != KEY_FIGURES else [],
        **values,
    )
