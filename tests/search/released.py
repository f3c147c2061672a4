"""A small released folder of its own making, by the contract in docs/released-format.md."""

import json
from pathlib import Path
from typing import Any

UNITS = (
    ("org-1", "municipality", "Strandvik", "strandvik", None),
    ("org-2", "department", "Tekniska förvaltningen", "tekniska", "org-1"),
    ("org-3", "unit", "Gata och park", "gata-och-park", "org-2"),
    ("org-4", "department", "Utbildningsförvaltningen", "utbildning", "org-1"),
    ("org-5", "unit", "Ekbackens förskola", "ekbackens-forskola", "org-4"),
)
KINDS = (("complaint", "Klagomål", "klagomal"), ("question", "Fråga", "fraga"))
CATEGORIES = (("k/miljo", "Fysisk miljö", "fysisk-miljo"), ("k/kost", "Kost", "kost"))
RECORDS = (
    (
        "2024-0001",
        "Snöröjningen på gångvägen",
        "Gångvägen vid skolan är aldrig plogad.",
        "Vi röjer snön före sju.",
        "org-3",
    ),
    ("2024-0002", "Gatlampan är trasig", "Belysningen på Storgatan är släckt.", "Lampan byts i veckan.", "org-3"),
    ("2024-0003", "Maten på förskolan", "Barnen får för lite frukt.", "Kocken serverar frukt varje dag.", "org-5"),
    ("2025-0001", "Böcker till barnen", "Kan ni köpa en bok om rymden?", "Förskolan har köpt flera böcker.", "org-5"),
    ("2025-0002", "Avfallet från trädgården", "När hämtar ni vårt trädgårdsavfall?", "Vi hämtar i april.", "org-3"),
    ("2025-0003", "Hål i vägen", "Ett hål i vägen vid bron.", "Hålet är lagat med ny asfalt.", "org-3"),
    ("2025-0004", "Äldre som går ut", "Min mor är äldre och rädd för halkan.", "Vi sandar oftare nu.", "org-3"),
)


def record(
    number: str, heading: str, question: str, answer: str, unit: str, published: str | None = None, language: str = "sv"
) -> dict[str, Any]:
    """One record of the contract."""
    year, _, running = number.partition("-")
    parent = next(parent for code, _, _, _, parent in UNITS if code == unit)
    return {
        "id": number,
        "slug": "rubrik",
        "path": f"/synpunkter/{year}/{running}-rubrik/",
        "heading": heading,
        "question": [question],
        "answers": [{"html": f"<p>{answer}</p>", "role": "Enhetschef", "unit": unit, "on": f"{year}-03-01"}],
        "outcome": "done",
        "outcome_text": "",
        "kind": "question" if "?" in question else "complaint",
        "category": "k/kost" if unit == "org-5" else "k/miljo",
        "organisation": ["org-1", parent, unit],
        "received": f"{year}-02-01",
        "answered": f"{year}-03-01",
        "published": published or f"{year}-03-{int(running) % 28 + 1:02}",
        "working_days": 19,
        "calendar_days": 27,
        "promise": None,
        "redactions": {},
        "corrections": [],
        "related": [],
        "language": language,
    }


def write_released(folder: Path, records: list[dict[str, Any]]) -> Path:
    """The released folder with these records."""
    (folder / "records").mkdir(parents=True, exist_ok=True)
    for old in (folder / "records").iterdir():
        old.unlink()
    units = [
        {"code": code, "level": level, "name": name, "slug": slug, "parent": parent, "path": "/"}
        for code, level, name, slug, parent in UNITS
    ]
    terms = {
        "kinds": [{"code": code, "name": name, "plural": name, "slug": slug} for code, name, slug in KINDS],
        "categories": [{"code": code, "scheme": "k", "name": name, "slug": slug} for code, name, slug in CATEGORIES],
        "outcomes": [{"code": "done", "name": "Åtgärdat", "slug": "atgardat"}],
    }
    (folder / "organisation.json").write_text(json.dumps({"units": units, "boards": []}), encoding="utf-8")
    (folder / "terms.json").write_text(json.dumps(terms), encoding="utf-8")
    years: dict[str, list[dict[str, Any]]] = {}
    for each in sorted(records, key=lambda each: each["id"]):
        years.setdefault(each["id"][:4], []).append(each)
    for year, group in years.items():
        lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in group)
        (folder / "records" / f"{year}.jsonl").write_text(lines, encoding="utf-8")
    return folder


def sample() -> list[dict[str, Any]]:
    """The records most tests use."""
    return [record(*each) for each in RECORDS]
