"""A municipality in memory: what the CMS, the portal and the search index would give a release, small and quick."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import orjson
from django.utils.text import slugify

from publish.build import BuildOrder, Sizes
from publish.files import read_json
from publish.index import INDEX


class Row(NamedTuple):
    year: int
    public_id: str
    payload: bytes
    sha256: str
    approval_id: int


class Private(NamedTuple):
    public_id: str
    category: str
    value: str


class ReportRow(NamedTuple):
    slug: str
    payload: bytes
    sha256: str


class Fact(NamedTuple):
    """One registered case, with the columns of docs/released-format.md after `row`."""

    year: int | None
    id: str = ""
    department: str = "org-2"
    department_name: str = "Barn och utbildning"
    area: str = ""
    area_name: str = ""
    unit: str = "org-3"
    unit_name: str = "Lundaskolan"
    kind: str = "complaint"
    category: str = "k/fysisk-miljo"
    category_scheme: str = "k"
    channel: str = "web"
    received: str = "2026-02-02"
    month: str = "2026-02"
    state: str = "answered"
    publication: str = "published"
    reason: str = ""
    outcome: str = "done"
    answered: str = "2026-02-09"
    published: str = "2026-03-03"
    withdrawn: str = ""
    reaction_working_days: int | None = 1
    reaction_calendar_days: int | None = 1
    working_days: int | None = 5
    calendar_days: int | None = 7
    excluded: str = ""
    promise: str = "en-manad"
    promise_kept: bool | None = True
    reaction_promise: str = ""
    reaction_promise_kept: bool | None = None


class Policy(NamedTuple):
    """What may be told of a department's cases: everything, unless said otherwise."""

    least_department: int = 0
    least_area: int = 0
    least_unit: int = 0
    finest_level: str = "unit"
    date_detail: str = "month"
    channel: bool = True


@dataclass(frozen=True)
class Policies:
    """Policies by department."""

    policies: dict[str, Policy] = field(default_factory=lambda: {"": Policy()})
    secret: bytes = b"secret"


def no_notes() -> dict[str, list[dict[str, Any]]]:
    """Nothing that figures are read with."""
    return {"policies": [], "denominators": [], "breaks": [], "revisions": []}


def unit(code: str, level: str, name: str) -> dict[str, Any]:
    """A unit as organisation.json has it."""
    return {
        "code": code,
        "level": level,
        "name": name,
        "path": f"/forvaltning/{slugify(name)}/",
        "parent": None,
        "boards": [],
        "valid_from": None,
        "valid_to": None,
        "successors": [],
        "contact": {"email": "", "phone": "", "web": ""},
        "closed_for_publication": False,
    }


def record(
    public_id: str, heading: str = "Lampan är trasig", question: str = "Lyktan vid lekplatsen är släckt.", **other: Any
) -> dict[str, Any]:
    """A public record without `related`."""
    year, number = public_id.split("-")
    slug = slugify(heading)
    return {
        "id": public_id,
        "slug": slug,
        "path": f"/synpunkter/{year}/{number}-{slug}/",
        "heading": heading,
        "question": [question],
        "answers": [{"html": "<p>Vi byter lampan.</p>", "role": "Enhetschef", "unit": "org-3", "on": f"{year}-03-01"}],
        "outcome": "done",
        "outcome_text": "",
        "kind": "complaint",
        "category": "k/fysisk-miljo",
        "organisation": ["org-1", "org-2", "org-3"],
        "received": f"{year}-02-02",
        "answered": f"{year}-03-01",
        "published": f"{year}-03-03",
        "working_days": 19,
        "calendar_days": 27,
        "promise": None,
        "redactions": {},
        "corrections": [],
        "language": "sv",
    } | other


@dataclass
class Town:
    """A source whose records are a dictionary."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    withdrawn: list[dict[str, Any]] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    private: list[Private] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    policies: Policies = field(default_factory=Policies)
    notes: dict[str, list[dict[str, Any]]] = field(default_factory=no_notes)
    tampered: set[str] = field(default_factory=set)
    years_read: list[set[int]] = field(default_factory=list)
    fact_years_read: list[Set[int | None] | None] = field(default_factory=list)
    reports: dict[str, bytes] = field(default_factory=dict)
    reports_withdrawn: list[dict[str, Any]] = field(default_factory=list)
    hashes_gone: list[str] = field(default_factory=list)
    wordings_gone: list[str] = field(default_factory=list)
    synonyms: list[str] = field(default_factory=list)

    def publish(self, *records: dict[str, Any]) -> None:
        self.records.update({each["id"]: each for each in records})

    def withdraw(self, public_id: str, reason: str = "request") -> None:
        gone = self.records.pop(public_id)
        year, number = public_id.split("-")
        path = f"/synpunkter/{year}/{number}/"
        self.withdrawn.append(
            {key: gone[key] for key in ("id", "received", "published", "organisation", "kind")}
            | {"path": path, "withdrawn": "2026-05-01", "reason": reason}
        )

    def _row(self, each: dict[str, Any]) -> Row:
        payload = orjson.dumps(each, option=orjson.OPT_SORT_KEYS)
        digest = hashlib.sha256(payload + (b"!" if each["id"] in self.tampered else b"")).hexdigest()
        return Row(int(each["id"][:4]), each["id"], payload, digest, 1)

    def release_rows(self, now: datetime, years: set[int] | None = None) -> Iterator[Row]:
        self.years_read.append(years or set())
        rows = (self._row(self.records[public_id]) for public_id in sorted(self.records))
        return (row for row in rows if years is None or row.year in years)

    def year_marks(self, now: datetime) -> dict[int, str]:
        marks: dict[int, Any] = {}
        for public_id, each in sorted(self.records.items()):
            mark = marks.setdefault(int(public_id[:4]), hashlib.sha256())
            mark.update(self._row(each).payload)
        return {year: mark.hexdigest() for year, mark in marks.items()}

    def fact_rows(self, now: datetime, years: Set[int | None] | None = None) -> Iterator[Fact]:
        self.fact_years_read.append(years)
        return (fact for fact in self.facts if years is None or fact.year in years)

    def facts_marks(self, now: datetime) -> dict[int | None, str]:
        rules = (sorted(self.policies.policies.items()), self.policies.secret)
        years = {fact.year for fact in self.facts}
        return {year: repr((rules, [fact for fact in self.facts if fact.year == year])) for year in years}

    def fact_policies(self) -> Policies:
        return self.policies

    def statistics_notes(self) -> dict[str, list[dict[str, Any]]]:
        return self.notes

    def tombstones(self, now: datetime) -> list[dict[str, Any]]:
        return self.withdrawn

    def record_hashes_gone(self, now: datetime) -> list[str]:
        return self.wordings_gone

    def report_rows(self) -> list[ReportRow]:
        return [
            ReportRow(slug, payload, hashlib.sha256(payload).hexdigest())
            for slug, payload in sorted(self.reports.items())
        ]

    def report_tombstones(self) -> list[dict[str, Any]]:
        return self.reports_withdrawn

    def report_hashes_gone(self) -> list[str]:
        return self.hashes_gone

    def site(self) -> dict[str, Any]:
        return {
            "name": "Strandvik",
            "municipality": "Strandviks kommun",
            "url": "https://synpunkter.strandvik.example",
            "language": "sv",
            "email": "kommun@strandvik.example",
            "licence": "CC0-1.0",
        }

    def editorial_pages(self) -> dict[str, str]:
        return self.pages

    def organisation(self) -> dict[str, Any]:
        units = [("org-1", "municipality", "Strandviks kommun"), ("org-2", "department", "Barn och utbildning")]
        return {"units": [unit(*each) for each in [*units, ("org-3", "unit", "Lundaskolan")]], "boards": []}

    def terms(self) -> dict[str, Any]:
        lists = "kinds categories outcomes redaction_reasons withdrawal_reasons withholding_reasons levels promises"
        return {name: [] for name in lists.split()} | {"kinds": [{"code": "complaint", "name": "Klagomål"}]}

    def own_synonyms(self) -> list[str]:
        return self.synonyms

    def redirects(self, now: datetime) -> dict[str, str]:
        return self.moved

    def private_strings(self, public_ids: set[str] | None) -> Iterator[Private]:
        return (each for each in self.private if public_ids is None or each.public_id in public_ids)

    def describe(self, public_ids: set[str]) -> dict[str, str]:
        return {public_id: self.records[public_id]["heading"] for public_id in public_ids & self.records.keys()}


@dataclass
class Press:
    """Renders a page per record and a front page that links to all of them, the way the portal does."""

    broken: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    rendered: list[str] = field(default_factory=list)
    order: BuildOrder = field(init=False)

    def __enter__(self) -> Self:
        self.rendered = []
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def begin(self, order: BuildOrder, site_url: str) -> None:
        self.order = order

    def build(self, log: Path, sizes: Sizes) -> None:
        order = self.order
        previous = read_json(order.previous_pages) if order.previous_pages else {}
        order.output.mkdir()
        pages = dict(self.extra)
        links = []
        for path in sorted((order.released / "records").glob("*.jsonl")):
            for line in path.read_bytes().splitlines():
                each = orjson.loads(line)
                if each["id"] == self.broken:
                    from publish.errors import BuildError

                    raise BuildError(f"Record {each['id']} cannot be rendered: no answer")
                related = "".join(f"<li>{other}</li>" for other in each["related"])
                text = " ".join([each["heading"], *each["question"]])
                pages[f"{each['path'][1:]}index.html"] = f"<!doctype html><h1>{text}</h1>{related}<p>" + "x" * 300
                links.append(f'<a href="{each["path"]}">{each["heading"]}</a>')
        for line in (order.released / "tombstones.jsonl").read_bytes().splitlines():
            pages[f"{orjson.loads(line)['path'][1:]}index.html"] = "<!doctype html><p>Borttagen"
        for each in orjson.loads((order.released / "reports_withdrawn.json").read_bytes())["reports"]:
            pages[f"{each['path'][1:]}index.html"] = "<!doctype html><p>Rapporten är borttagen"
        pages["index.html"] = "<!doctype html>" + "".join(links)
        prints = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in pages.items()}
        for name, text in pages.items():
            if previous.get(name) != prints[name]:
                (order.output / name).parent.mkdir(parents=True, exist_ok=True)
                (order.output / name).write_text(text, encoding="utf-8")
                self.rendered.append(name)
        order.pages_file.write_bytes(orjson.dumps(prints))


@dataclass
class Index:
    """An index of one file; builds it and answers what it finds."""

    broken: bool = False
    forgets: str = ""
    leaks: str = ""
    kept: tuple[str, ...] = ()
    bundle: str = ""

    def __call__(self, content: Path, site: Path, previous_site: Path | None) -> Self:
        if self.broken:
            raise RuntimeError("The word list is damaged.")
        lines = [
            line for path in sorted((content / "records").glob("*.jsonl")) for line in path.read_bytes().splitlines()
        ]
        ids = [each for each in (orjson.loads(line)["id"] for line in lines) if each != self.forgets]
        (site / INDEX).mkdir(parents=True)
        (site / INDEX / "ids.json").write_bytes(orjson.dumps({"ids": ids, "texts": self.leaks}))
        if self.bundle and self.bundle not in self.kept:
            (site / INDEX / self.bundle).mkdir()
            (site / INDEX / self.bundle / "words.json").write_bytes(orjson.dumps(["gunga"] * 100))
        return self

    def searchable_ids(self, site: Path) -> set[str]:
        return set(read_json(site / INDEX / "ids.json")["ids"])
