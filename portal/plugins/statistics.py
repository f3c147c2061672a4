"""`/statistik/`: the figures of the municipality and of every place in it, what they mean, and the data they are computed from."""

from __future__ import annotations

from functools import cache
from typing import Any

from markupsafe import Markup

from portal.breaks import breaks_of, texts
from portal.charts import Series, bars, lines
from portal.contract import Unit
from portal.editions import paths
from portal.figures import HIDDEN, SUPPRESSED, Share, Table, csv_address, shown, written
from portal.output import index
from portal.plugins.embeds import embed_path, embedded_measures, write_embeds
from portal.plugins.place_tables import Place, tables_of, year_heading
from portal.press import Press
from portal.site import Portal, digest, statistics_path
from portal.words import MONTHS

ALL = "all"
DATA = "/oppna-data/"
LINES_DRAWN = 3
KEY_FIGURES = ("received", "answered", "median_days", "share_kept")


def write_statistics(press: Press) -> list[str]:
    """The figures of every place, what they mean and the rows behind them, in the language of the press; the addresses of the pages."""
    portal, at = press.portal, paths(press.language)
    places = [write_place(press, unit) for unit in (None, *portal.units_in_order)]
    measures = write_measures(press)
    press.page(
        at["rules"],
        "statistics_rules.html",
        section="statistics",
        notes=portal.notes,
        units=portal.labels.units,
        levels=press.labels.levels,
    )
    files = [path.stem for path in sorted((portal.released / "facts").glob("*.csv"))]
    press.page(
        at["rows"],
        "statistics_rows.html",
        section="statistics",
        data=DATA,
        files=files,
        script=press.assets.address("js/fact-rows.js"),
    )
    return [*places, *measures, at["rules"]]


def has_reports(press: Press) -> bool:
    """Whether there is a period report to lead to."""
    return (press.portal.released / "reports").is_dir()


def place_of(portal: Portal, unit: Unit | None) -> Place:
    """A place with its figures; None for the whole municipality."""
    code = unit.code if unit else ALL
    place: Place | None = portal.places.get(code)
    if place is None:
        place = portal.places[code] = Place(code, portal.rows_by_place.get(code, {}), breaks_of(portal, unit))
    return place


def write_place(press: Press, unit: Unit | None) -> str:
    """The page of one place, and its charts; the address of the page."""
    portal = press.portal
    place, path = place_of(portal, unit), press.here(statistics_path(unit))
    parts = _parts(portal, unit)
    depends = digest(
        place.rows, unit, [portal.rows_by_place.get(part.code, {}).get("ledger") for part in parts], place.breaks
    )
    page = press.fingerprint(
        b"statistics",
        depends,
        portal.terms_digest,
        portal.measures_digest,
        digest(parts, portal.months_covered, unit is None and has_reports(press)),
        portal.notes_digest,
    )
    charts = _charts(press, place, path)
    for name, (fingerprint, draw) in charts.items():
        press.output.page(f"{path[1:]}{name}.svg", fingerprint, draw)

    @cache
    def tables() -> list[Table]:
        found, undescribed = tables_of(press, place), dict(charts)
        for table in found:
            _describe_chart(press, place, table, path, undescribed)
        embeds = {measure: embed_path(unit, measure) for measure in embedded_measures(place) if press.is_own}
        for table in found:
            table.embed = embeds.pop(table.measure, "")  # of several years, the newest
        return found

    def render() -> str:
        figures = key_figures(press, place)
        if figures:
            figures["embed"] = embed_path(unit, "key_figures") if press.is_own else ""
        return press.render_with_counterpart(
            "statistics.html",
            path,
            "statistics",
            unit=unit,
            title=unit.name if unit else press.words.gettext("Statistics"),
            parents=_parents(press, unit),
            figures=figures,
            tables=[shown(press.words, table) for table in tables()],
            **_parts_table(press, unit, parts),
            breaks=texts(press.words, place.breaks),
            place=place.code,
            has_reports=unit is None and has_reports(press),
            hides=unit is not None and portal.hides(unit),
        )

    press.output.page(index(path), page, render)
    if press.is_own and embed_path(unit, ""):
        write_embeds(press, unit, place, tables, lambda: key_figures(press, place))
    return path


def key_figures(press: Press, place: Place) -> dict[str, Any] | None:
    """The few figures that say most, ready to show; None where no case is."""
    rows = place.of("key_figures")
    if not rows:
        return None
    gettext = press.words.gettext
    names = {
        "received": gettext("Cases received"),
        "answered": gettext("Cases answered"),
        "median_days": gettext("Median, working days"),
        "share_kept": gettext("Share within the promise"),
    }
    values = [
        Share(rows[0][name]) if name == "share_kept" and rows[0][name] is not None else rows[0][name]
        for name in KEY_FIGURES
    ]
    measure = press.measures["key_figures"]
    heads = [names[name] for name in KEY_FIGURES]
    return {
        "title": measure.title,
        "csv": csv_address(press.words, Table("i-korthet", "key_figures", measure.title, heads, [("", [values])])),
        "embed": "",
        "period": _period(press),
        "figures": [
            (_asked(press)[name], _answer(press, name, value)) for name, value in zip(KEY_FIGURES, values, strict=True)
        ],
    }


def _asked(press: Press) -> dict[str, str]:
    """What the key figures tell, in words that need no explaining. The tables and the files keep the names of the measures."""
    gettext = press.words.gettext
    return {
        "received": gettext("Feedback that came in"),
        "answered": gettext("Has been answered"),
        "median_days": gettext("Half got an answer within"),
        "share_kept": gettext("Answered in the promised time"),
    }


def _answer(press: Press, name: str, value: Any) -> Markup | str:
    shown_value = written(press.words, value)
    if name != "median_days" or value is None:
        return shown_value
    unit = press.words.ngettext("working day", "working days", 1 if value == 1 else 2)
    return Markup('{} <span class="figure-unit">{}</span>').format(shown_value, unit)


def _period(press: Press) -> str:
    """The months that came in from the first to the last case: "mars 2023 – oktober 2026"."""
    months = dict.fromkeys(month for month in press.portal.months_covered if month)
    named = [f"{press.words.gettext(MONTHS[int(month[5:]) - 1])} {month[:4]}" for month in months]
    if not named:
        return ""
    return press.words.gettext("Cases that came in %(months)s.") % {"months": " – ".join(named)}


def year_by_year(press: Press, place: Place) -> dict[str, Any] | None:
    """A row per year with the key figures: what a unit's own page shows."""
    gettext = press.words.gettext
    times = {row["year"]: row for row in place.of("handling_time") if row["kind"] is None}
    rows = []
    for row in sorted(place.of("ledger"), key=lambda row: row["year"] or 0, reverse=True):
        if row["year"] is not None:
            time = times.get(row["year"], {"median_days": None, "share_kept": None})
            share = None if time["share_kept"] is None else Share(time["share_kept"])
            year = year_heading(press, place, row["year"])
            rows.append([year, row["received"], row["answered"], time["median_days"], share])
    heads = [
        gettext("Year"), gettext("Cases received"), gettext("Cases answered"), gettext("Median, working days"),
        gettext("Share within the promise"),
    ]  # fmt: skip
    table = Table("ar-for-ar", "handling_time", gettext("Year by year"), heads, [("", rows)])
    return None if table.is_empty else shown(press.words, table)


def _charts(press: Press, place: Place, path: str) -> dict[str, tuple[str, Any]]:
    """Name to fingerprint and drawing, of the charts that a place has figures for."""
    depends = {
        "manader": place.of("months"),
        "typer": place.of("kind_shares"),
        "svarstid": [row for row in place.of("handling_time") if row["kind"] is None],
    }
    draw = {"manader": _draw_months, "typer": _draw_kinds, "svarstid": _draw_kept}
    return {
        name: (
            press.fingerprint(
                b"chart",
                name.encode(),
                digest(rows, press.portal.months_covered, [each.on for each in place.breaks]),
                press.portal.terms_digest,
            ),
            lambda name=name: draw[name](press, place),
        )
        for name, rows in depends.items()
        if _is_worth_drawing(rows, name)
    }


def _is_worth_drawing(rows: list[dict[str, Any]], name: str) -> bool:
    """A line of two points or a bar of ten cases says something; fewer are read in the table."""
    if name == "svarstid":
        return sum(row["share_kept"] is not None for row in rows) > 1
    return sum(row["cases"] for row in rows) >= 10 and any(row.get("month") != HIDDEN for row in rows)


def _draw_months(press: Press, place: Place) -> str:
    rows = [row for row in place.of("months") if row["month"] != HIDDEN]
    counts = {row["month"]: row["cases"] for row in rows}
    first, last = press.portal.months_covered
    years = sorted({row["year"] for row in rows})[-LINES_DRAWN:][::-1]
    series = [
        Series(
            str(year),
            [counts.get(key, 0) if first <= key <= last else None for key in (f"{year}-{n:02}" for n in range(1, 13))],
        )
        for year in years
    ]
    axis = [press.words.gettext(month)[:3] for month in MONTHS]
    breaks = [(each.part_of_year * 12, f" {each.year}") for each in place.breaks if each.year in years]
    return lines(
        press.words.gettext("Cases received each month"),
        axis,
        series,
        press.words.number,
        press.portal.site.accent_colour,
        breaks,
    )


def _year_breaks(place: Place, years: list[int]) -> list[tuple[float, str]]:
    """Where on an axis of years the series breaks."""
    found = []
    for each in place.breaks:
        later = [year for year in years if year >= each.year]
        if later and each.year >= years[0]:
            found.append((years.index(later[0]) + (each.part_of_year if later[0] == each.year else 0), ""))
    return found


def _draw_kinds(press: Press, place: Place) -> str:
    rows, kinds = place.of("kind_shares"), press.labels.kinds
    years = sorted({row["year"] for row in rows})[-8:]
    counts = {(row["kind"], row["year"]): row["cases"] for row in rows}
    series = [
        Series(term.plural or term.name, [counts.get((code, year), 0) for year in years])
        for code, term in list(kinds.items())[:6]
        if any((code, year) in counts for year in years)
    ]
    breaks = _year_breaks(place, years)
    return bars(
        press.words.gettext("Cases of each kind"),
        list(map(str, years)),
        series,
        press.words.number,
        press.portal.site.accent_colour,
        breaks,
    )


def _draw_kept(press: Press, place: Place) -> str:
    rows = {row["year"]: row for row in place.of("handling_time") if row["kind"] is None}
    years = list(range(min(rows), max(rows) + 1))[-10:]
    gettext = press.words.gettext

    def per_cent(name: str) -> list[float | None]:
        return [rows[year][name] * 100 if year in rows and rows[year][name] is not None else None for year in years]

    series = [
        Series(gettext("Share within the promise, per cent"), per_cent("share_kept")),
        Series(gettext("lower bound"), per_cent("share_low")),
        Series(gettext("upper bound"), per_cent("share_high")),
    ]
    title, breaks = gettext("Share answered within the promise"), _year_breaks(place, years)
    return lines(title, list(map(str, years)), series, press.words.number, press.portal.site.accent_colour, breaks)


def _describe_chart(press: Press, place: Place, table: Table, path: str, charts: dict[str, Any]) -> None:
    """Give a table its chart, and say what it shows: the figures themselves stand in the table."""
    gettext = press.words.gettext
    texts = {
        "typer": gettext("Bars of cases received each year, divided by kind. The figures are in the tables."),
        "manader": gettext("Lines of cases received each month, a line per year. The figures are in the table above."),
        "svarstid": gettext(
            "A line of the share answered within the promise each year, with its bounds. The figures are in the table above."
        ),
    }
    if place.breaks:
        sign = gettext("A broken line with † stands where the series breaks.")
        texts = {name: f"{text} {sign}" for name, text in texts.items()}
    name = "typer" if table.code.startswith("typ-och-amne") and "typer" in charts else table.code
    if name == "typer":
        charts.pop("typer")  # once, with the newest year
        table.chart, table.chart_text = f"{path}typer.svg", texts["typer"]
    elif name in charts and name in texts:
        table.chart, table.chart_text = f"{path}{name}.svg", texts[name]


def _parts(portal: Portal, unit: Unit | None) -> list[Unit]:
    """The places right under a place, those of today and those that were."""
    if unit is None:
        return [each for each in portal.units_in_order if each.level == "department"]
    return portal.children.get(unit.code, [])


def _parts_table(press: Press, unit: Unit | None, parts: list[Unit]) -> dict[str, Any]:
    """The places right under a place with what came in there, and the same as CSV."""
    gettext = press.words.gettext
    shown_parts = [_part(press, part) for part in parts]
    title = gettext("Parts") if unit else gettext("Departments")
    table = Table(
        "delar",
        "ledger",
        title,
        [gettext("Name"), gettext("Cases received")],
        [("", [[part["name"], part["cell"]] for part in shown_parts])],
    )
    return {"parts": shown_parts, "parts_title": title, "parts_csv": csv_address(press.words, table)}


def _part(press: Press, unit: Unit) -> dict[str, Any]:
    place = place_of(press.portal, unit)
    received = sum(row["received"] for row in place.of("ledger"))
    hidden = bool(press.portal.rows_by_place) and not place.rows and press.portal.hides(unit)
    return {
        "name": unit.name,
        "path": press.here(statistics_path(unit)),
        "closed": unit.valid_to,
        "cell": SUPPRESSED if hidden else received,
        "received": press.words.gettext("not told") if hidden else written(press.words, received),
    }


def _parents(press: Press, unit: Unit | None) -> list[tuple[str, str]]:
    parents: list[tuple[str, str]] = []
    portal, code = press.portal, unit.parent if unit else None
    while code is not None:
        above = portal.labels.units[code]
        if above.level != "municipality":
            parents.insert(0, (press.as_written(above.name), press.here(statistics_path(above))))
        code = above.parent
    return [(press.words.gettext("Statistics"), paths(press.language)["statistics"]), *parents] if unit else []


def write_measures(press: Press) -> list[str]:
    """What each measure means, its caveats and its SQL; the addresses of the pages."""
    path, measures = paths(press.language)["measures"], press.measures
    setup = press.portal.statistics.setup
    whole = (file.path for file in press.portal.open_data.files if file.format == "zip" and file.holds == "csv")
    press.page(path, "measures.html", section="statistics", measures=measures, data=DATA, archive=next(whole, ""))
    addresses = {name: f"{path}{name.replace('_', '-')}/" for name in measures}
    for name, measure in measures.items():
        values = {"code": name, "measure": measure, "setup": setup, "data": DATA}
        press.page(addresses[name], "measure.html", section="statistics", **values)
    return [path, *addresses.values()]


def write_files(press: Press) -> None:
    """What anyone needs to compute every figure again: facts, denominators, the published figures, the program.

    In a release they are among the downloads, which are made elsewhere; a site that is made alone gets them here.
    """
    released = press.portal.released
    promised = {file.path for file in press.portal.open_data.files}
    names = [f"facts/{path.name}" for path in sorted((released / "facts").glob("*.csv"))]
    for name in (*names, "denominators.csv", "notes.json", "statistics.json", "recompute.py"):
        if f"{DATA}{name}" not in promised and (released / name).exists():
            press.output.file(f"{DATA[1:]}{name}", (released / name).read_bytes())
