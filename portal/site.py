"""One released folder with its words: what every page family reads from."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
import orjson

from portal.contract import Notes, OpenData, Organisation, Site, Statistics, Term, Terms, Unit, read_json
from portal.corpus import Corpus, Entry, Listing, Listings
from portal.errors import BuildError, RecordError

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


def digest(*parts: object) -> bytes:
    """A short fingerprint of anything msgspec can write."""
    return blake2b(msgspec.msgpack.encode(parts), digest_size=16).digest()


class Labels:
    """Names and addresses behind the codes, each with a fingerprint of what pages show of it."""

    def __init__(self, organisation: Organisation, terms: Terms) -> None:
        self.units = {unit.code: unit for unit in organisation.units}
        self.boards = {board.code: board for board in organisation.boards}
        self.kinds = {term.code: term for term in terms.kinds}
        self.categories = {term.code: term for term in terms.categories}
        self.outcomes = {term.code: term for term in terms.outcomes}
        self.redaction_reasons = {term.code: term for term in terms.redaction_reasons}
        self.withdrawal_reasons = {term.code: term for term in terms.withdrawal_reasons}
        self.withholding_reasons = {term.code: term for term in terms.withholding_reasons}
        self.levels = {term.code: term.name for term in terms.levels}
        self.unit_digests = {code: digest(unit) for code, unit in self.units.items()}
        groups = (("kind", terms.kinds), ("category", terms.categories), ("outcome", terms.outcomes))
        self.term_digests = {name: {term.code: digest(term) for term in group} for name, group in groups}
        self.reasons_digest = digest(terms.redaction_reasons, terms.withdrawal_reasons)

    def digest_of(self, entry: Entry) -> bytes:
        """Fingerprint of every name that the page of an entry shows.

        Raises:
            KeyError: a code that the municipality does not have.
        """
        parts = [self.unit_digests[code] for code in (*entry.organisation, *entry.answering)]
        for group, code in (("kind", entry.kind), ("category", entry.category), ("outcome", entry.outcome)):
            parts.append(self.term_digests[group][code] if code is not None else b"-")
        return b"".join(parts)

    def check(self) -> None:
        """Refuse addresses that are no addresses.

        Raises:
            BuildError: a slug or path would leave the site, or is used twice.
        """
        seen: dict[str, str] = {}
        for unit in self.units.values():
            if unit.level == "municipality":
                continue
            parts = unit.path.strip("/").split("/")
            if parts[0] != "forvaltning" or not all(_SLUG.fullmatch(part) for part in parts) or len(parts) > 3:
                raise BuildError(f"Unit {unit.code} has the path {unit.path!r}, not /forvaltning/<department>/<slug>/.")
            if seen.setdefault(unit.path, unit.code) != unit.code:
                raise BuildError(f"Units {seen[unit.path]} and {unit.code} have the same path {unit.path}.")
        for group, terms in (("kind", self.kinds), ("category", self.categories)):
            slugs: dict[str, str] = {}
            for term in terms.values():
                if not _SLUG.fullmatch(term.slug):
                    raise BuildError(f"The {group} {term.code} has the slug {term.slug!r}; use a-z, 0-9 and hyphens.")
                if slugs.setdefault(term.slug, term.code) != term.code:
                    both = f"{slugs[term.slug]}, {term.code}"
                    raise BuildError(f"Two of the {group} words have the slug {term.slug}: {both}.")


class Portal:
    """A released folder, read and checked."""

    def __init__(self, released: Path, site_url: str, complete: Callable[[], object] = lambda: None) -> None:
        """Read the records first, then what may be computed meanwhile and is there when `complete` comes back."""
        self.released = released
        self.site = read_json(released / "site.json", Site)
        self.site_url = site_url.rstrip("/") or self.site.url
        self.organisation = read_json(released / "organisation.json", Organisation)
        self.terms = read_json(released / "terms.json", Terms)
        self.redirects = read_json(released / "redirects.json", dict[str, str])
        self.labels = Labels(self.organisation, self.terms)
        self.labels.check()
        self.corpus = Corpus(released)
        self._fold_names_into_digests()
        self.listings = Listings(self.corpus)
        self.places: dict[str, Any] = {}  # kept by `place_of`, which many pages ask for the same ones
        self._address_listings()
        complete()
        self.statistics = read_json(released / "statistics.json", Statistics)
        self.notes = read_json(released / "notes.json", Notes)
        downloads = released / "open_data.json"
        self.open_data = read_json(downloads, OpenData) if downloads.exists() else OpenData()

    def _fold_names_into_digests(self) -> None:
        """From here on an entry's digest covers its line and every name its page shows.

        Raises:
            RecordError: a unit or word is not known.
        """
        known: dict[tuple[object, ...], bytes] = {}
        for entry in self.corpus.entries.values():
            key = (entry.kind, entry.category, entry.outcome, entry.organisation, entry.answering)
            names = known.get(key)
            if names is None:
                try:
                    names = known[key] = self.labels.digest_of(entry)
                except KeyError as error:
                    raise RecordError(entry.id, entry.file, f"{error.args[0]!r} is not known") from error
            entry.digest = blake2b(entry.digest + names, digest_size=16).digest()

    def _address_listings(self) -> None:
        """Give every unit, category, kind and year its listing, empty ones included."""
        listings, labels = self.listings, self.labels
        for code, unit in labels.units.items():
            if unit.level != "municipality":
                listings.units.setdefault(code, Listing("")).path = unit.path
        for code, term in labels.categories.items():
            listings.categories.setdefault(code, Listing("")).path = f"/amne/{term.slug}/"
        for code, term in labels.kinds.items():
            listings.kinds.setdefault(code, Listing("")).path = f"/typ/{term.slug}/"
        for year, listing in listings.years.items():
            listing.path = f"/arkiv/{year}/"

    @cached_property
    def units_in_order(self) -> list[Unit]:
        """Every unit but the municipality, in tree order."""
        return [unit for unit in self.organisation.units if unit.level != "municipality"]

    @cached_property
    def departments(self) -> list[Unit]:
        """The departments of today, in tree order."""
        return [unit for unit in self.units_in_order if unit.level == "department" and unit.valid_to is None]

    @cached_property
    def children(self) -> dict[str, list[Unit]]:
        """The units right under a unit, in tree order."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units_in_order:
            if unit.parent is not None:
                found.setdefault(unit.parent, []).append(unit)
        return found

    @cached_property
    def predecessors(self) -> dict[str, list[tuple[Unit, str, str]]]:
        """The units that a unit came from: unit, kind of change, day."""
        found: dict[str, list[tuple[Unit, str, str]]] = {}
        for unit in self.organisation.units:
            for successor in unit.successors:
                found.setdefault(successor.code, []).append((unit, successor.kind, successor.on))
        return found

    @cached_property
    def successions(self) -> list[tuple[Unit, Unit, str]]:
        """Which unit became which, and on which day."""
        units = self.labels.units
        return [(unit, units[each.code], each.on) for unit in self.organisation.units for each in unit.successors]

    @cached_property
    def used_categories(self) -> list[tuple[Term, Listing]]:
        """Categories that have at least one item, in the municipality's order."""
        return [
            (term, self.listings.categories[term.code])
            for term in self.terms.categories
            if self.listings.categories[term.code].items
        ]

    @cached_property
    def rows_by_place(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Place to measure to its rows, as dictionaries without the place."""
        found: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for name, measure in self.statistics.measures.items():
            if "place" not in measure.columns:
                continue
            at = measure.columns.index("place")
            columns = [*measure.columns[:at], *measure.columns[at + 1 :]]
            for row in measure.rows:
                values = dict(zip(columns, [*row[:at], *row[at + 1 :]], strict=True))
                found.setdefault(row[at], {}).setdefault(name, []).append(values)
        return found

    @cached_property
    def months_covered(self) -> tuple[str, str]:
        """The first and the last month that any figure is about."""
        rows = self.rows_by_place.get("all", {}).get("months", [])
        months = [row["month"] for row in rows if row["month"] != "*"]
        return min(months, default=""), max(months, default="")

    def above(self, unit: Unit | None) -> list[str]:
        """The codes of a unit and of everything that it lies under."""
        found = []
        while unit is not None:
            found.append(unit.code)
            unit = self.labels.units[unit.parent] if unit.parent else None
        return found

    def hides(self, unit: Unit) -> bool:
        """Whether cases of a unit may be counted at a level above it only, because small numbers are not told."""
        policies = {each.department: each for each in self.notes.policies}
        if unit.level == "department":
            # A department without a small number may be left out along with one that has.
            return any(each.least_department > 1 for each in policies.values())
        department = next((code for code in self.above(unit) if self.labels.units[code].level == "department"), "")
        policy = policies.get(department) or policies.get("")
        if policy is None:
            return False
        least = policy.least_area if unit.level == "area" else policy.least_unit
        return least > 1 or policy.finest_level == "department" or (policy.finest_level, unit.level) == ("area", "unit")

    @cached_property
    def terms_digest(self) -> bytes:
        """Fingerprint of every word in use."""
        return digest(self.terms)

    @cached_property
    def notes_digest(self) -> bytes:
        """Fingerprint of what figures are read with."""
        return digest(self.notes)

    @cached_property
    def measures_digest(self) -> bytes:
        """Fingerprint of what the measures mean, their figures aside."""
        return digest(
            [
                (name, each.title, each.definition, each.caveats, each.title_en, each.definition_en, each.caveats_en)
                for name, each in self.statistics.measures.items()
            ]
        )

    def site_digest(self) -> bytes:
        """Fingerprint of what every page shows of the site."""
        return digest(self.site, self.site_url)


def statistics_path(unit: Unit | None) -> str:
    """The address of a place's figures; None for the whole municipality."""
    return f"/statistik{unit.path}" if unit else "/statistik/"


RECORDS_A_FILE = 25


def data_path(record_id: str) -> str:
    """Where a record lies as data: `/api/v1/records/2026/5.json` for 2026-0100 to 2026-0124."""
    year, number = record_id.split("-")
    return f"/api/v1/records/{year}/{int(number) // RECORDS_A_FILE + 1}.json"


def json_bytes(value: object) -> bytes:
    """Stable JSON, keys sorted, with a newline at the end."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def compact_json(value: object) -> bytes:
    """Stable JSON whose keys keep the order they were given in, which says something here."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
