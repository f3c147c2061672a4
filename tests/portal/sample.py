"""A made-up released folder of any size, for tests and benchmarks: the same numbers give the same bytes."""

from __future__ import annotations

import hashlib
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson

from publish import measures
from publish.facts import COLUMNS, DENOMINATOR_COLUMNS, cell, csv_bytes
from tests.publish.stand_ins import Fact

KINDS = [
    {"code": "complaint", "name": "Klagomål", "plural": "Klagomål", "slug": "klagomal"},
    {"code": "praise", "name": "Beröm", "plural": "Beröm", "slug": "berom"},
    {"code": "suggestion", "name": "Förslag", "plural": "Förslag", "slug": "forslag"},
    {"code": "question", "name": "Fråga", "plural": "Frågor", "slug": "fraga"},
]
SUBJECTS = [
    ("fysisk-miljo", "Fysisk miljö"),
    ("delaktighet", "Delaktighet"),
    ("handlaggning", "Handläggning"),
    ("bemotande", "Bemötande"),
    ("tillganglighet-amne", "Tillgänglighet"),
    ("kompetens", "Kompetens"),
    ("information", "Information"),
    ("kost", "Kost"),
    ("utbud", "Utbud"),
    ("ovrigt", "Övrigt"),
]
TERMS: dict[str, Any] = {
    "kinds": KINDS,
    "categories": [
        {"code": f"kristianstad-10/{slug}", "scheme": "kristianstad-10", "name": name, "slug": slug}
        for slug, name in SUBJECTS
    ],
    "outcomes": [
        {"code": "done", "name": "Åtgärdat", "slug": "atgardat"},
        {"code": "planned", "name": "Planerat", "slug": "planerat"},
        {"code": "explained", "name": "Förklarat", "slug": "forklarat"},
        {"code": "no_action", "name": "Ingen åtgärd", "slug": "ingen-atgard"},
        {"code": "not_ours", "name": "Inte kommunens ansvar", "slug": "inte-kommunens-ansvar"},
        {"code": "praise_passed_on", "name": "Berömmet framfört", "slug": "beromd"},
    ],
    "redaction_reasons": [
        {"code": code, "name": name}
        for code, name in [
            ("name", "namn"),
            ("contact", "kontaktuppgift"),
            ("identity_number", "identitetsnummer"),
            ("place", "plats eller fastighet"),
            ("health", "hälsa"),
            ("third_party", "tredje person"),
            ("secrecy", "sekretess"),
            ("offensive", "kränkande"),
            ("other", "annat"),
        ]
    ],
    "withdrawal_reasons": [
        {"code": "request", "name": "Begäran från enskild"},
        {"code": "personal_data", "name": "Personuppgift upptäckt"},
        {"code": "wrong_answer", "name": "Felaktigt svar"},
        {"code": "retention", "name": "Gallring, tiden är ute"},
        {"code": "other", "name": "Annat"},
    ],
    "withholding_reasons": [{"code": "secrecy", "name": "Sekretess"}],
    "levels": [
        {"code": "municipality", "name": "Kommun"},
        {"code": "department", "name": "Förvaltning"},
        {"code": "area", "name": "Verksamhetsområde"},
        {"code": "unit", "name": "Enhet"},
    ],
}
SITE: dict[str, Any] = {
    "name": "Kvarnsala",
    "municipality": "Kvarnsala kommun",
    "url": "https://synpunkter.kvarnsala.example",
    "language": "sv",
    "email": "kommun@kvarnsala.example",
    "phone": "0700-00 00 00",
    "address": "Kvarnsala kommun, 000 00 Kvarnsala",
    "web": "https://www.kvarnsala.example",
    "feedback_url": "https://synpunkt.kvarnsala.example/lamna/",
    "report_url": "https://synpunkt.kvarnsala.example/anmal/",
    "accent_colour": "#0b5d6b",
    "intro": "Här kan alla läsa vad invånarna har frågat och klagat på, vad kommunen svarade och vad det ledde till.",
    "licence": "CC0-1.0",
    "demonstration": True,
    "privacy": {
        "days_online": 1095,
        "removal_contact": "kommun@kvarnsala.example",
        "masking": "En handläggare läser varje text och tar bort det som pekar ut en person. En kollega godkänner.",
    },
    "accessibility": {
        "status": "partial",
        "assessed_on": "2026-10-01",
        "updated_on": "2026-10-15",
        "method": "Vi har gått igenom webbplatsen själva med skärmläsare, tangentbord och automatiska tester.",
        "shortcomings": ["Äldre svar kan innehålla tabeller utan rubriker."],
    },
}
_DEPARTMENTS = [
    ("Samhällsbyggnadsförvaltningen", ["Gata och park", "Vatten och avlopp", "Bygglov"]),
    ("Barn- och utbildningsförvaltningen", ["Förskola", "Grundskola", "Måltid"]),
    ("Omsorgsförvaltningen", ["Hemtjänst", "Särskilt boende"]),
    ("Kultur- och fritidsförvaltningen", ["Bibliotek", "Idrott och bad"]),
    ("Kommunledningsförvaltningen", ["Kontaktcenter"]),
]
_THINGS = ["gångvägen", "skolmaten", "badhuset", "soptunnan", "gatlyktan", "lekplatsen", "bygglovet", "bussen"]
_PROBLEMS = ["är trasig", "kom för sent", "borde finnas kvar", "luktar konstigt", "är för mörk", "har blivit bättre"]
_PLACES = ["vid torget", "på Storgatan", "i Norrby", "bakom stationen", "nära kyrkan", "vid skolan"]
_SENTENCES = [
    "Jag går här varje morgon med hunden och det har varit så i flera veckor.",
    "Vi är flera grannar som undrar vad som är tänkt.",
    "Det vore bra om någon kunde titta på det innan vintern kommer.",
    "Jag ringde [namn] på kontaktcenter men fick inget besked.",
    "Tack för att ni gör staden finare, det märks.",
    "Min dotter på 6 år snubblade nästan där i går.",
    "Kan ni berätta när det ska lagas & vad det kostar?",
]
_ANSWERS = [
    "<p>Tack för din synpunkt. Vi har varit på plats och sett samma sak som du.</p>",
    "<p>Felet är nu lagat. Vi följer upp det igen till våren.</p><ul><li>Ny belysning</li><li>Ny skyltning</li></ul>",
    '<p>Läs mer på <a href="https://www.kvarnsala.example/trafik">vår webbplats</a>. <strong>Hör av dig.</strong></p>',
    "<p>Arbetet är planerat till hösten och ingår i årets budget. Fram till dess sätter vi upp en avspärrning.</p>",
]
_TABLE = (
    "<h3>Öppettider</h3><table><thead><tr><th>Dag</th><th>Öppnar</th><th>Stänger</th></tr></thead>"
    "<tbody><tr><td>Måndag</td><td>06.30</td><td>20.00</td></tr><tr><td>Lördag</td><td>09.00</td><td>17.00</td></tr></tbody></table>"
)
_LONGEST_WORD = "Nordvästersjökustartilleriflygspaningssimulatoranläggningsmateriel"
_WIDE_TABLE = (
    "<table><thead><tr>"
    + "".join(f"<th>Kolumn {number}</th>" for number in range(12))
    + "</tr></thead><tbody><tr>"
    + "".join(f"<td>{_LONGEST_WORD if number == 5 else number}</td>" for number in range(12))
    + "</tr></tbody></table>"
)


def organisation() -> dict[str, Any]:
    """Five departments, their areas, three units each, one unit that became another."""
    units: list[dict[str, Any]] = [_unit("org-0001", "municipality", "Kvarnsala kommun", "kvarnsala", "/", None)]
    number = 1
    for department_name, areas in _DEPARTMENTS:
        number += 1
        department = _unit(f"org-{number:04}", "department", department_name, slug(department_name), "", "org-0001")
        department["path"] = f"/forvaltning/{department['slug']}/"
        department["boards"] = ["board-1"]
        units.append(department)
        for area_name in areas:
            number += 1
            area = _under(f"org-{number:04}", "area", area_name, department, department["code"])
            units.append(area)
            for direction in ("norra", "södra", "västra"):
                number += 1
                name = f"{area_name} {direction}"
                units.append(_under(f"org-{number:04}", "unit", name, department, area["code"]))
    closed, heir = units[4], units[5]
    closed["valid_to"] = "2025-06-30"
    closed["successors"] = [{"code": heir["code"], "kind": "merged", "on": "2025-07-01"}]
    return {"units": units, "boards": [{"code": "board-1", "name": "Samhällsbyggnadsnämnden"}]}


def _unit(code: str, level: str, name: str, unit_slug: str, path: str, parent: str | None) -> dict[str, Any]:
    return {
        "code": code,
        "level": level,
        "name": name,
        "slug": unit_slug,
        "path": path,
        "parent": parent,
        "boards": [],
        "valid_from": "2020-01-01",
        "valid_to": None,
        "successors": [],
        "contact": {"email": f"{unit_slug}@kvarnsala.example", "phone": "", "web": ""},
        "closed_for_publication": False,
    }


def _under(code: str, level: str, name: str, department: dict[str, Any], parent: str) -> dict[str, Any]:
    unit_slug = slug(name)
    return _unit(code, level, name, unit_slug, f"{department['path']}{unit_slug}/", parent)


def slug(text: str) -> str:
    """`Vatten och avlopp` as `vatten-och-avlopp`."""
    plain = text.lower().translate(str.maketrans("åäöé", "aaoe"))
    return "-".join("".join(letter if letter.isalnum() and letter.isascii() else " " for letter in plain).split())


NOTES: dict[str, list[dict[str, Any]]] = {
    "policies": [
        {
            "department": code,
            "least_department": least,
            "least_area": least,
            "least_unit": least,
            "finest_level": "unit",
            "date_detail": "month",
            "channel": True,
            "reason": "Få ärenden om var och en." if least else "",
        }
        for code, least in (("", 0), ("org-0002", 5))
    ],
    "denominators": [
        {"unit": "org-0002", "year": 2026, "basis": "users", "number": 4200, "source": "Skolregistret 15 oktober"}
    ],
    "breaks": [{"unit": None, "on": "2025-03-01", "what": "Alla samtal till kontaktcenter registreras."}],
    "revisions": [{"id": 1, "year": 2024, "reason": "Dubbletter borttagna.", "entered": "2025-05-02"}],
}


def record(number: int, year: int = 2026, **changes: Any) -> dict[str, Any]:
    """One valid record, told apart by its number; `changes` replace fields."""
    dice = random.Random(year * 1_000_000 + number)
    heading = f"{dice.choice(_THINGS).capitalize()} {dice.choice(_PLACES)} {dice.choice(_PROBLEMS)}"
    received = date(year, 1, 1) + timedelta(days=dice.randrange(300))
    working_days = dice.randrange(1, 35)
    answered = received + timedelta(days=working_days * 7 // 5)
    published = answered + timedelta(days=2)
    kind = dice.choices(KINDS, [77, 5, 10, 12])[0]["code"]
    chain = _CHAINS[dice.randrange(len(_CHAINS))]
    record_id = f"{year}-{number:04}"
    question = [" ".join(dice.sample(_SENTENCES, 3)) for _ in range(dice.randrange(1, 3))]
    answers = [_answer("".join(dice.sample(_ANSWERS, 2)), chain[-1], answered)]
    values: dict[str, Any] = {
        "id": record_id,
        "slug": slug(heading),
        "path": f"/synpunkter/{year}/{number:04}-{slug(heading)}/",
        "heading": heading,
        "question": question,
        "answers": answers,
        "outcome": dice.choice(TERMS["outcomes"])["code"],
        "outcome_text": dice.choice(["", "Det är lagat sedan i måndags."]),
        "kind": kind,
        "category": dice.choice(TERMS["categories"])["code"],
        "organisation": chain,
        "received": received.isoformat(),
        "answered": answered.isoformat(),
        "published": published.isoformat(),
        "working_days": working_days,
        "calendar_days": (answered - received).days,
        "promise": {
            "code": "en-manad",
            "name": "Svar inom en månad",
            "due": (received + timedelta(days=30)).isoformat(),
            "kept": working_days * 7 // 5 <= 30,
        },
        "redactions": {"name": 1} if any("[namn]" in part for part in question) else {},
        "corrections": [],
        "related": [],
        "language": "sv",
    }
    return {**values, **changes}


def _answer(html: str, unit: str, on: date) -> dict[str, Any]:
    return {"html": html, "role": "Enhetschef", "unit": unit, "on": on.isoformat()}


def special(values: dict[str, Any]) -> dict[str, Any]:
    """Every thirteenth record or so is unlike the others: corrected, foreign, long, tabular, anonymous."""
    number = int(values["id"].partition("-")[2])
    if number % 13 == 3:
        earlier = {"heading": "En tidigare rubrik", "question": values["question"], "answers": values["answers"]}
        values["corrections"] = [{"on": "2026-11-10", "what": "Fel telefonnummer i svaret.", "earlier": earlier}]
    if number % 13 == 5:
        values |= {
            "language": "ar",
            "heading": "متى يتم إصلاح الطريق؟",
            "question": ["متى يتم إصلاح الطريق في المدينة؟"],
        }
    if number % 13 == 7:
        values["heading"] = "Realisationsvinstbeskattningsförordningstillämpningsföreskrift och " + "a" * 60
    if number % 13 == 9:
        values["answers"] = [{**values["answers"][0], "html": values["answers"][0]["html"] + _TABLE * 3}]
    if number % 13 == 11:
        values |= {"promise": None, "working_days": None, "calendar_days": None, "received": None, "outcome": None}
        values["question"] = ["Rad ett\nrad två <script>alert(1)</script> 🙂"]
    if number % 13 == 12:
        values["heading"] = (
            "Tack 🙂🎉 från فاطمة الزهراء och alla andra på hållplatsen vid " + "Storgatan och " * 18 + "torget"
        )
        values["question"] = [_LONGEST_WORD, "فاطمة الزهراء frågade [namn] 👩🏽‍🦽 om bussen."]
        long = "<h3>Bakgrund</h3>" + "".join(f"<p>{sentence}</p>" for sentence in _SENTENCES * 40) + _WIDE_TABLE
        values["answers"] = [{**values["answers"][0], "html": long.replace("&", "&amp;")}] * 2
    return values


def released(folder: Path, count: int = 300, years: int = 3, withdrawn: int = 5) -> Path:
    """A released folder with `count` records over some years, some of them unlike the others."""
    per_year: dict[int, list[dict[str, Any]]] = {}
    for at in range(count):
        year = 2026 - years + 1 + at * years // count
        group = per_year.setdefault(year, [])
        values = special(record(len(group) + 1, year))
        if len(group) > 3:
            values["related"] = [group[-2]["id"]]
        group.append(values)
    gone = [group.pop(len(group) // 2) for group in per_year.values() for _ in range(withdrawn // years + 1)]
    gone_ids = {values["id"] for values in gone}
    tombstones = [tombstone(values) for values in gone][: len(gone_ids)]
    redirects = {values["path"]: tombstone(values)["path"] for values in gone}
    records = {year: group for year, group in per_year.items() if group}
    write(folder, records, tombstones, redirects)
    return folder


def tombstone(values: dict[str, Any]) -> dict[str, Any]:
    """What is left of a record that was withdrawn."""
    year, number = values["id"].split("-")
    kept = {name: values[name] for name in ("id", "received", "published", "organisation", "kind", "category")}
    return {**kept, "path": f"/synpunkter/{year}/{number}/", "withdrawn": "2026-11-15", "reason": "personal_data"}


def write(
    folder: Path,
    records: dict[int, list[dict[str, Any]]],
    tombstones: list[dict[str, Any]] | None = None,
    redirects: dict[str, str] | None = None,
    site: dict[str, Any] | None = None,
) -> None:
    """Write the files of the contract that the site reads."""
    (folder / "records").mkdir(parents=True, exist_ok=True)
    for year, group in records.items():
        lines = sorted(group, key=lambda values: values["id"])
        (folder / "records" / f"{year}.jsonl").write_bytes(b"".join(_json(values) for values in lines))
    gone = sorted(tombstones or [], key=lambda values: values["id"])
    (folder / "tombstones.jsonl").write_bytes(b"".join(_json(values) for values in gone))
    for name, value in (
        ("site", site or SITE),
        ("organisation", organisation()),
        ("terms", TERMS),
        ("redirects", redirects or {}),
    ):
        (folder / f"{name}.json").write_bytes(_json(value))
    write_figures(folder, records)
    digest = hashlib.sha256((folder / "site.json").read_bytes()).hexdigest()
    (folder / "manifest.json").write_bytes(_json({"format": 1, "files": {"site.json": {"sha256": digest}}}))


def write_figures(folder: Path, records: dict[int, list[dict[str, Any]]]) -> None:
    """Facts of the records and of half as many cases that are not published, and the figures that `publish` computes from them."""
    (folder / "facts").mkdir(exist_ok=True)
    names = {unit["code"]: unit["name"] for unit in organisation()["units"]}
    for year, group in records.items():
        rows = [_fact(number, values, names) for number, values in enumerate(group + group[::2])]
        lines = (tuple(map(cell, (number, *(row[name] for name in COLUMNS[1:])))) for number, row in enumerate(rows, 1))
        (folder / "facts" / f"{year}.csv").write_bytes(csv_bytes(COLUMNS, lines))
    (folder / "denominators.csv").write_bytes(
        csv_bytes(DENOMINATOR_COLUMNS, [[each[name] for name in DENOMINATOR_COLUMNS] for each in NOTES["denominators"]])
    )
    (folder / "notes.json").write_bytes(_json(NOTES))
    (folder / "recompute.py").write_bytes(measures.PROGRAM.read_bytes())
    (folder / "statistics.json").write_bytes(_json(measures.statistics(folder)))


def write_reports(folder: Path) -> None:
    """An approved period report in its second version, with commentary, a blanked subject and a break, and a report that was withdrawn."""
    kinds = [kind["code"] for kind in KINDS]
    sums = [31, 6, 8, 5]
    matrix = [
        _report_line(f"kristianstad-10/{slug}", cells, before)
        for slug, cells, before in (("fysisk-miljo", [20, 2, 5, 3], 22), ("kost", [11, 4, 3, 2], 15))
    ]
    departments = [
        _report_line("org-0002", [21, 2, 5, 3], 24, boards=["board-1"], comparable=False),
        _report_line("org-0012", [10, 4, 3, 2], 13, hidden=[False, True, False, False]),
    ]
    commentary = {"complaint_topics": ["Belysning och snöröjning."], "action_taken": ["Lamporna byts före jul."]}
    texts = [{"board": "board-1", "department": None, "slots": commentary}]
    handling = {
        "timed": 45, "median_days": 8.0, "p90_days": 21.0, "promised": 45, "kept": 40,
        "share_kept": 0.889, "share_low": 0.765, "share_high": 0.952,
    }  # fmt: skip
    ledger = {
        "received": 50, "open": 3, "answered": 45, "rejected": 2, "sent_elsewhere": 0,
        "published": 40, "awaiting": 5, "withheld": 0, "withdrawn": 0,
    }  # fmt: skip
    query = {"name": "matrix", "title": "Typ och ämne", "definition": "Alla registrerade.", "sql": "SELECT 1"}
    report = {
        "slug": "2026-kvartal-3", "path": "/statistik/2026-kvartal-3/", "kind": "quarter", "first": "2026-07-01",
        "last": "2026-09-30", "name": "kvartal 3 2026", "name_before": "kvartal 3 2025", "version": 2,
        "approved": "2026-11-02", "what_changed": "En sen anmälan räknas med.",
        "introduction": ["Fler hörde av sig om gatubelysningen än i fjol."],
        "figures": {
            "computed": "2026-10-05", "facts_sha256": "0" * 64, "kinds": kinds, "matrix": matrix, "departments": departments,
            "total": {
                "cells": sums, "hidden": [False] * 4, "sum": 50, "cells_before": [24, 4, 6, 3], "hidden_before": [False] * 4,
                "before": 37,
            },
            "ledger": {"period": ledger, "before": ledger}, "handling": {"period": handling, "before": handling},
            "outcomes": [{"code": "done", "count": 30, "before": 20}, {"code": None, "count": 15, "before": 12}],
            "unplaced": {"period": 2, "before": 0},
            "breaks": [{"department": "org-0002", "on": "2026-03-01", "what": "Parkerna kom till."}],
            "notable": [{"group": "kind", "code": "complaint", "count": 31, "before": 24}], "queries": [query],
        },
        "commentary": texts,
        "earlier": [
            {
                "version": 1, "approved": "2026-10-06", "what_changed": "", "received": 49, "computed": "2026-10-05",
                "texts": {"introduction": ["Fler hörde av sig."], "commentary": texts},
            }
        ],
    }  # fmt: skip
    gone = {"slug": "2026-03", "path": "/statistik/2026-03/", "withdrawn": "2026-05-01", "reason": "wrong_figures"}
    (folder / "reports").mkdir()
    (folder / "reports" / "2026-kvartal-3.json").write_bytes(_json(report))
    (folder / "reports_withdrawn.json").write_bytes(_json({"reports": [gone], "hashes": []}))


def _report_line(code: str, cells: list[int], before: int, **changes: Any) -> dict[str, Any]:
    told = {
        "hidden": [False] * len(cells),
        "sum_hidden": False,
        "before_hidden": False,
        "boards": [],
        "comparable": True,
    }
    return {"code": code, "cells": cells, "sum": sum(cells), "before": before, **told, **changes}


def _fact(number: int, values: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """A record as a fact; every record after the published ones of its year is one that waits or was rejected."""
    year = int(values["id"][:4])
    received = values["received"] or f"{year}-06-15"
    path = [*values["organisation"][1:], "", "", ""][:3]
    is_repeated = number % 3 == 2
    fact = Fact(year)._asdict() | {
        "id": "" if is_repeated else values["id"],
        "kind": values["kind"],
        "category": values["category"] or "",
        "category_scheme": "kristianstad-10" if values["category"] else "",
        "channel": ("web", "phone", "email")[number % 3],
        "received": received[:7],
        "month": received[:7],
        "state": "rejected" if number % 11 == 2 else "answered",
        "publication": "" if number % 11 == 2 else "awaiting" if is_repeated else "published",
        "outcome": values["outcome"] or "",
        "working_days": values["working_days"],
        "calendar_days": values["calendar_days"],
        "promise_kept": values["promise"]["kept"] if values["promise"] else None,
    }
    for level, code in zip(("department", "area", "unit"), path, strict=True):
        fact |= {level: code, f"{level}_name": names.get(code, "")}
    return fact


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _chains() -> list[list[str]]:
    units = {unit["code"]: unit for unit in organisation()["units"]}
    found = []
    for unit in units.values():
        if unit["level"] == "unit":
            area = units[unit["parent"]]
            found.append(["org-0001", area["parent"], area["code"], unit["code"]])
    return found


_CHAINS = _chains()
