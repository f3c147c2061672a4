"""The tables of one place: the ledger, kinds and subjects, months, times, outcomes, channels. One function each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.breaks import SeriesBreak
from portal.contract import Term
from portal.figures import HIDDEN, Interval, Table, Year, counted, spoken, told
from portal.press import Press
from portal.words import MONTHS

YEARS_SHOWN = 5
ANSWERED = "state=answered"
LEDGER = "received open answered rejected sent_elsewhere published awaiting withheld withdrawn".split()


@dataclass(frozen=True)
class Place:
    """A place and its rows: measure to list of rows as dictionaries; and the breaks in its series."""

    code: str
    rows: dict[str, list[dict[str, Any]]]
    breaks: list[SeriesBreak] = field(default_factory=list)

    def of(self, measure: str) -> list[dict[str, Any]]:
        """The rows of one measure."""
        return self.rows.get(measure, [])


def tables_of(press: Press, place: Place) -> list[Table]:
    """Every table of a place that has anything in it, in the order of the page."""
    later = (months, handling_time, first_reaction, outcomes, channels, rates)
    tables = [
        ledger(press, place),
        reasons(press, place),
        *kind_by_category(press, place),
        *(make(press, place) for make in later),
    ]
    return [table for table in tables if not table.is_empty]


def ledger(press: Press, place: Place) -> Table:
    """A row per year, newest first; received = open + answered + rejected + elsewhere."""
    names = _column_names(press)
    rows = [
        [year_heading(press, place, row["year"]), *(row[name] for name in LEDGER)]
        for row in _newest(place.of("ledger"))
    ]
    heads = [names["year"], *(names[name] for name in LEDGER)]
    total = [press.words.gettext("All years"), *(sum(row[at] for row in rows) for at in range(1, len(heads)))]
    notes = [
        press.words.gettext("Received = open + answered + rejected + sent elsewhere."),
        press.words.gettext("Answered = published + awaiting review + withheld + withdrawn."),
    ]
    return Table("redovisning", "ledger", _title(press, "ledger"), heads, [("", rows)], total, notes)


def reasons(press: Press, place: Place) -> Table:
    """Why answers are withheld or were withdrawn, reasons against years."""
    gettext, labels = press.words.gettext, press.labels
    years = _latest_years(place.of("reasons"))
    groups = []
    for publication, title, terms in (
        ("withheld", gettext("Withheld"), labels.withholding_reasons),
        ("withdrawn", gettext("Cases withdrawn"), labels.withdrawal_reasons),
    ):
        found = [row for row in place.of("reasons") if row["publication"] == publication]
        cells, _columns = counted((row["reason"], row["year"], row["cases"]) for row in found)
        rows = [
            [_name(press, terms, code), *(cells[code].get(year, 0) for year in years)]
            for code in _ordered(cells, terms)
        ]
        groups.append((title, rows))
    heads = [gettext("Reason"), *(year_heading(press, place, year) for year in years)]
    return Table("skal", "reasons", _title(press, "reasons"), heads, groups)


def kind_by_category(press: Press, place: Place) -> Iterator[Table]:
    """A matrix of subjects and kinds for each of the latest years, newest first."""
    labels, names = press.labels, _column_names(press)
    everything = place.of("kind_by_category")
    for year in _latest_years(everything):
        found = [row for row in everything if row["year"] == year]
        cells, columns = counted((row["category"], row["kind"], row["cases"]) for row in found)
        kinds = _ordered(columns, labels.kinds)
        hidden_kind = {code: cells[code].get(HIDDEN, 0) for code in cells}
        hidden_of = {kind: cells.get(HIDDEN, {}).get(kind, 0) for kind in kinds}
        anything = sum(cells.get(HIDDEN, {}).values()) + sum(hidden_kind.values())
        rows = []
        for code in _ordered(cells, labels.categories):
            line = cells[code]
            counts = [
                line.get(kind, 0)
                if HIDDEN in (code, kind)
                else told(line.get(kind, 0), hidden_of[kind] + hidden_kind[code] + hidden_of.get(HIDDEN, 0))
                for kind in kinds
            ]
            total = sum(line.values())
            at_least = told(total, sum(cells.get(HIDDEN, {}).values()) if code != HIDDEN else 0)
            rows.append([_name(press, labels.categories, code), *counts, at_least])
        total_row = [
            press.words.gettext("Sum"),
            *(
                told(sum(line.get(kind, 0) for line in cells.values()), 0 if kind == HIDDEN else _hidden_kinds(cells))
                for kind in kinds
            ),
            sum(sum(line.values()) for line in cells.values()),
        ]
        heads = [names["category"], *(_name(press, labels.kinds, kind) for kind in kinds), press.words.gettext("Sum")]
        notes = [_hidden_note(press)] if anything else []
        if why := year_heading(press, place, year).why:
            notes.append(spoken(press.as_written(f"† {why}")))
        title = f"{_title(press, 'kind_by_category')}, {year_heading(press, place, year)}"
        yield Table(
            f"typ-och-amne-{year or 'odaterade'}", "kind_by_category", title, heads, [("", rows)], total_row, notes,
            rows_query=f"ar={year or ''}",
        )  # fmt: skip


def _hidden_kinds(cells: dict[Any, dict[Any, int]]) -> int:
    return sum(line.get(HIDDEN, 0) for line in cells.values())


def months(press: Press, place: Place) -> Table:
    """A row per month, a column per year, so that the same month of other years stands beside it."""
    words, found = press.words, place.of("months")
    years = sorted({row["year"] for row in found})[-YEARS_SHOWN:]
    counts = {row["month"]: row["cases"] for row in found if row["month"] != HIDDEN}
    hidden = {
        year: sum(row["cases"] for row in found if row["year"] == year and row["month"] == HIDDEN) for year in years
    }
    first, last = press.portal.months_covered
    rows: list[list[Any]] = []
    for number, month in enumerate(MONTHS, start=1):
        keys = [f"{year}-{number:02}" for year in years]
        values = [
            told(counts.get(key, 0), hidden[year]) if first <= key <= last else None
            for key, year in zip(keys, years, strict=True)
        ]
        rows.append([words.gettext(month).capitalize(), *values])
    notes = [text for text in (_to_date(press, place),) if text]
    if any(hidden.values()):
        rows.append([words.gettext("Month not told"), *(hidden[year] for year in years)])
        notes.append(_hidden_note(press))
    sums = [sum(row["cases"] for row in found if row["year"] == year) for year in years]
    heads = [words.gettext("Month"), *(year_heading(press, place, year) for year in years)]
    groups = [("", rows)] if years else []
    return Table("manader", "months", _title(press, "months"), heads, groups, [words.gettext("Sum"), *sums], notes)


def _to_date(press: Press, place: Place) -> str:
    """This year so far against the same months of the year before."""
    rows = place.of("year_to_date")
    if not rows or not rows[0]["months"]:
        return ""
    row, words = rows[0], press.words
    last = words.gettext(MONTHS[row["months"] - 1])
    values = {
        "year": row["year"], "last": last, "cases": words.number(row["cases"]), "before": words.number(row["year_before"]),
    }  # fmt: skip
    if row["months"] == 1:
        text = words.gettext("January %(year)s: %(cases)s cases. January the year before: %(before)s.") % values
    else:
        text = (
            words.gettext("January to %(last)s %(year)s: %(cases)s cases. The same months the year before: %(before)s.")
            % values
        )
    begin, end = f"{row['year'] - 1}-01-01", f"{row['year']}-{row['months']:02}-31"
    if any(begin < each.on <= end for each in place.breaks):
        text += " " + words.gettext("A break in the series lies between: the two cannot be set against each other.")
    return text


def handling_time(press: Press, place: Place) -> Table:
    """A group per year, a row per kind: how long it took, and how often the promise was kept."""
    names, labels, gettext = _column_names(press), press.labels, press.words.gettext
    groups: list[tuple[str, list[list[Any]]]] = []
    for year in _latest_years(place.of("handling_time")):
        found = {row["kind"]: row for row in place.of("handling_time") if row["year"] == year}
        lines = []
        for kind in [None, *_ordered([code for code in found if code], labels.kinds)]:
            row = found[kind]
            if kind is not None and len(found) == 2:
                continue  # one kind only: the row for all says it
            name = gettext("All kinds") if kind is None else _name(press, labels.kinds, kind)
            lines.append([name, row["answered"], *_times(row), row["excluded"], *_kept(row)])
        groups.append((year_heading(press, place, year), lines))
    heads = [
        names["kind"], names["answered"], names["median_days"], names["p90_days"], gettext("Without a time"),
        names["promised"], names["share_kept"],
    ]  # fmt: skip
    notes = [
        gettext(
            "In brackets: the interval within which the figure lies with 95 per cent certainty, as far as chance goes."
        )
    ]
    excluded = sum(row["excluded"] for row in place.of("handling_time") if row["kind"] is None)
    if excluded:
        notes.append(
            press.words.ngettext(
                "%(count)s answered case lacks a date or was answered before it came in. It is counted, and is not in the times.",
                "%(count)s answered cases lack a date or were answered before they came in. They are counted, and are not in the times.",
                excluded,
            )
            % {"count": press.words.number(excluded)}
        )
    title = _title(press, "handling_time")
    return Table("svarstid", "handling_time", title, heads, groups, notes=notes, rows_query=ANSWERED)


def _times(row: dict[str, Any]) -> list[Any]:
    return [Interval(row["median_days"], row.get("median_low"), row.get("median_high")), row["p90_days"]]


def _kept(row: dict[str, Any]) -> list[Any]:
    return [row["promised"], Interval(row["share_kept"], row["share_low"], row["share_high"], is_share=True)]


def first_reaction(press: Press, place: Place) -> Table:
    """A row per year: how long until something happened."""
    names, gettext = _column_names(press), press.words.gettext
    rows = [
        [year_heading(press, place, row["year"]), row["timed"], row["median_days"], row["p90_days"], *_kept(row)]
        for row in _newest(place.of("first_reaction"))
    ]
    heads = [
        names["year"],
        gettext("Cases"),
        names["median_days"],
        names["p90_days"],
        names["promised"],
        names["share_kept"],
    ]
    return Table("reaktion", "first_reaction", _title(press, "first_reaction"), heads, [("", rows)])


def outcomes(press: Press, place: Place) -> Table:
    """A row per year, an outcome per column."""
    table = _by_year(press, place, "outcomes", "outcome", "utfall", press.labels.outcomes)
    table.rows_query = ANSWERED
    return table


def channels(press: Press, place: Place) -> Table:
    """A row per year, a channel per column."""
    return _by_year(press, place, "channels", "channel", "kanaler", channel_names(press))


def _by_year(press: Press, place: Place, measure: str, column: str, code: str, terms: dict[str, Term]) -> Table:
    cells, columns = counted((row["year"], row[column], row["cases"]) for row in place.of(measure))
    order = _ordered(columns, terms)
    rows = [
        [
            year_heading(press, place, year),
            *(
                cells[year].get(each, 0)
                if each == HIDDEN
                else told(cells[year].get(each, 0), cells[year].get(HIDDEN, 0))
                for each in order
            ),
            sum(cells[year].values()),
        ]
        for year in sorted(cells, key=lambda year: year or 0, reverse=True)
    ]
    heads = [press.words.gettext("Year"), *(_name(press, terms, each) for each in order), press.words.gettext("Sum")]
    notes = [_hidden_note(press)] if HIDDEN in columns else []
    return Table(code, measure, _title(press, measure), heads, [("", rows)], notes=notes)


def rates(press: Press, place: Place) -> Table:
    """A row per year and basis: cases per thousand people, and where the number of people comes from."""
    gettext = press.words.gettext
    sources = {
        (each.year, each.basis): press.as_written(each.source)
        for each in press.portal.notes.denominators
        if each.unit == place.code
    }
    bases = {"users": gettext("users"), "inhabitants": gettext("inhabitants")}
    rows = [
        [
            year_heading(press, place, row["year"]), row["cases"], row["people"], bases[row["basis"]],
            Interval(row["per_1000"], row["per_1000_low"], row["per_1000_high"]), sources.get((row["year"], row["basis"]), ""),
        ]
        for row in _newest(place.of("rates"))
    ]  # fmt: skip
    heads = [
        gettext("Year"), gettext("Cases"), gettext("People"), gettext("Counted are"), gettext("Cases per 1,000"), gettext("Source"),
    ]  # fmt: skip
    return Table("per-1000", "rates", _title(press, "rates"), heads, [("", rows)])


def channel_names(press: Press) -> dict[str, Term]:
    """The channels by code, named."""
    gettext = press.words.gettext
    names = {
        "web": gettext("Web form"), "email": gettext("E-mail"), "phone": gettext("Telephone"), "letter": gettext("Letter"),
        "brochure": gettext("Brochure"), "meeting": gettext("Meeting"), "social_media": gettext("Social media"),
        "oral": gettext("Orally"), "import": gettext("From another system"),
    }  # fmt: skip
    return {code: Term(code, name) for code, name in names.items()}


def _title(press: Press, measure: str) -> str:
    found = press.measures.get(measure)
    return found.title if found else measure


def _hidden_note(press: Press) -> str:
    return press.words.gettext(
        "Some values are not told, so that small numbers point at nobody. ·· can be none or some; “at least” counts what is told."
    )


def _newest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: row["year"] or 0, reverse=True)


def _latest_years(rows: list[dict[str, Any]]) -> list[int | None]:
    years = sorted({row["year"] for row in rows if row["year"] is not None}, reverse=True)
    undated: list[int | None] = [None] if any(row["year"] is None for row in rows) else []
    return [*years[:YEARS_SHOWN], *undated]


def year_heading(press: Press, place: Place, year: int | None) -> Year:
    """The heading of a year, with the breaks in the series of the place that lie in it."""
    if year is None:
        return Year(press.words.gettext("No date"))
    why = "; ".join(each.text(press.words) for each in place.breaks if each.year == year)
    return Year(str(year), press.as_written(why))


def _ordered(codes: Any, terms: dict[str, Term]) -> list[Any]:
    """Codes in the municipality's order; then unknown ones, those without a value, and what is not told last."""
    order = {code: at for at, code in enumerate(terms)}
    return sorted(codes, key=lambda code: (code == HIDDEN, code is None, order.get(code, len(order)), str(code)))


def _name(press: Press, terms: dict[str, Term], code: Any) -> str:
    if code == HIDDEN:
        return press.words.gettext("Not told")
    if code is None:
        return press.words.gettext("Not stated")
    term = terms.get(code)
    return press.name_of(term) if term else str(code)


def _column_names(press: Press) -> dict[str, str]:
    gettext = press.words.gettext
    return {
        "kind": gettext("Kind"),
        "category": gettext("Subject"),
        "year": gettext("Year"),
        "received": gettext("Cases received"),
        "open": gettext("Open"),
        "answered": gettext("Cases answered"),
        "rejected": gettext("Rejected"),
        "sent_elsewhere": gettext("Sent elsewhere"),
        "published": gettext("Cases published"),
        "awaiting": gettext("Awaiting review"),
        "withheld": gettext("Withheld"),
        "withdrawn": gettext("Cases withdrawn"),
        "median_days": gettext("Median, working days"),
        "p90_days": gettext("Nine in ten within, working days"),
        "promised": gettext("With a promise"),
        "share_kept": gettext("Share within the promise"),
    }
