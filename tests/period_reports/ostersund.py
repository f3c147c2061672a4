"""Östersund, 1 January – 31 August 2009, as cases: 119 that fit both margins of the municipality's own report, and 88 the year before.

Only the two margins exist in the source. How they are combined here is made up, and nothing may present it as Östersund's.
Of 2008 only the number is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cms.cases.models import Case, Category, CategoryScheme, Kind
from cms.organisation.actions import add_unit, ensure_municipality
from cms.organisation.models import Board, Municipality, OrganisationUnit
from cms.period_reports.periods import Period
from cms.statistics.models import SeriesBreak

PERIOD = Period(date(2009, 1, 1), date(2009, 8, 31))
KINDS = ("complaint", "praise", "suggestion")
CATEGORIES = {
    "Tillgång & tillgänglighet": (27, 7, 6),
    "Kompetens": (13, 22, 3),
    "Bemötande": (12, 20, 0),
    "Inflytande": (4, 0, 1),
    "Verksamhetsspecifika": (2, 1, 1),
}
# Where the source names the board alone, the department is called as the board is.
DEPARTMENTS = {
    ("Miljö och samhällsnämnden", "Miljö och samhällsnämnden"): (4, 1, 1),
    ("Vård och omsorgsnämnden", "Vård och omsorgsnämnden"): (19, 15, 3),
    ("Barn och utbildningsnämnden", "Barn och utbildningsnämnden"): (4, 2, 0),
    ("Utförarstyrelsen", "Serviceförvaltningen"): (3, 12, 0),
    ("Utförarstyrelsen", "Teknisk förvaltning"): (14, 2, 5),
    ("Socialnämnden", "Socialförvaltningen"): (12, 1, 1),
    ("Kommunstyrelsen", "Kommunledningsförvaltningen"): (2, 17, 1),
}
SUM, SUM_BEFORE = (58, 50, 11), 88
# Our own words, which say nothing but what the figures show.
INTRODUCTION = """Den här rapporten är ett exempel, återskapat från två tabeller som Östersunds kommun redovisade \
för januari–augusti 2009. Kommentarerna är våra egna och beskriver bara siffrorna.

Hur typ och ämne hänger ihop med nämnd ärende för ärende framgår inte av tabellerna. Om samma period 2008 är bara antalet känt. \
Tabellen över var ärendena finns gäller exemplets påhittade ärenden och inte Östersunds."""
COMMENTARY = {
    "Vård och omsorgsnämnden": {
        "complaint_topics": "Drygt hälften av det som kom in till nämnden var klagomål: 19 av 37.",
        "praise_topics": "Nämnden fick 15 beröm, näst flest av alla.",
        "completeness": "Bara det som registrerades som synpunkt är räknat.",
    },
    "Utförarstyrelsen": {
        "complaint_topics": "Av styrelsens 17 klagomål gällde 14 teknisk förvaltning.",
        "praise_topics": "Serviceförvaltningen fick fyra gånger så många beröm som klagomål, 12 mot 3.",
        "units_named": "Serviceförvaltningen och teknisk förvaltning redovisas var för sig.",
    },
    "Kommunstyrelsen": {
        "praise_topics": "17 av 20 synpunkter var beröm.",
        "other_channels": "Siffrorna säger inget om det som kom in på andra sätt.",
    },
}


class Written(NamedTuple):
    """One made-up case."""

    department: tuple[str, str] | None
    category: str | None
    kind: str
    received: date


def cases_of_2009() -> Iterator[Written]:
    """Each kind's cases dealt out: the first category's to the first departments, and so on. Both margins come out."""
    number = 0
    for at, kind in enumerate(KINDS):
        categories = [name for name, counts in CATEGORIES.items() for _each in range(counts[at])]
        departments = [key for key, counts in DEPARTMENTS.items() for _each in range(counts[at])]
        for category, department in zip(categories, departments, strict=True):
            yield Written(department, category, kind, date(2009, number % 8 + 1, number % 28 + 1))
            number += 1


def cases_of_2008() -> Iterator[Written]:
    """As many as there were. What they were about is not in the source, so they have no subject and belong to no department."""
    for number in range(SUM_BEFORE):
        yield Written(None, None, "complaint", date(2008, number % 8 + 1, number % 28 + 1))


def load() -> None:
    """The municipality, its boards and departments, and every case, into the database."""
    site = Municipality.load()
    site.name, site.municipality = "Östersund", "Östersunds kommun"
    site.save()
    municipality = ensure_municipality("Östersunds kommun")
    SeriesBreak.objects.create(on=date(2009, 1, 1), what="Om 2008 är bara antalet känt, inte hur det fördelade sig.")
    units = {}
    for board_name, name in DEPARTMENTS:
        board, _made = Board.objects.get_or_create(
            name=board_name, defaults={"code": f"namnd-{Board.objects.count() + 1}"}
        )
        unit = add_unit(name, OrganisationUnit.objects.get(pk=municipality.pk))
        unit.boards.add(board)
        units[board_name, name] = unit
    scheme = CategoryScheme.objects.get(code="ostersund-5")
    kinds = {kind.code: kind for kind in Kind.objects.all()}
    categories = {each.name: each for each in Category.objects.filter(scheme=scheme)}
    written = [*cases_of_2008(), *cases_of_2009()]
    Case.objects.bulk_create(
        Case(
            number=f"{each.received.year}-{number:04}",
            kind=kinds[each.kind],
            category=categories[each.category] if each.category else None,
            unit=units[each.department] if each.department else municipality,
            heading="Synpunkt",
            text="Påhittad text.",
            received_on=each.received,
            state="received",
        )
        for number, each in enumerate(written, start=1)
    )
