"""Writes imported rows: a chunk at a time, each chunk one transaction, so a crash leaves whole chunks and a second run finishes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.cases.actions import heading_from
from cms.cases.importers.lines import Problem, read_rows
from cms.cases.importers.parse import BadLineError, CaseInput, parse_row
from cms.cases.importers.places import CategoryFinder, UnitFinder
from cms.cases.models import Case, CaseEvent, ImportBatch, Kind
from cms.cases.numbers import take_numbers
from cms.cases.states import State
from cms.organisation.actions import ensure_municipality
from cms.organisation.models import OrganisationUnit
from cms.publication.batches import prepare_many, revise_from_case
from search_index.signals import changed

CHUNK = 500
REMARKS_KEPT = 10_000
"""Problems, and notes, that a report names one by one; beyond that they are only counted, so that memory has a bound."""
COMPARED_FIELDS = (
    "heading text answer language channel outcome answered_by_role received_on answered_on kind_id category_id unit_id metadata"
).split()

KEPT_FIELDS = (*COMPARED_FIELDS, "wants_publication", "import_sha256", "state", "closed_on")
"""What the history keeps of a case before an import changed it, so that the change can be taken back. Who sent it is not kept."""
CONTACT_CHANGED = "contact"


@dataclass
class ImportReport:
    """What an import did, or with `dry_run` would do."""

    batch: str
    dry_run: bool = False
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    noted: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Rows in the file that are not empty."""
        return self.added + self.changed + self.unchanged + self.refused

    def refuse(self, problem: Problem) -> None:
        """Count a line that is left out, and say why."""
        self.refused += 1
        if len(self.problems) < REMARKS_KEPT:
            self.problems.append(problem)

    def note(self, remark: Problem) -> None:
        """Count a reservation about a line that comes in, and say which."""
        self.noted += 1
        if len(self.warnings) < REMARKS_KEPT:
            self.warnings.append(remark)

    def as_dict(self) -> dict[str, Any]:
        """The report for machines."""
        return {
            "batch": self.batch,
            "dry_run": self.dry_run,
            "read": self.read,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "noted": self.noted,
            "problems": [problem.__dict__ for problem in self.problems],
            "warnings": [problem.__dict__ for problem in self.warnings],
        }


def import_user() -> User:
    """The account that stands for imports in histories; it cannot sign in, and can never approve."""
    user, created = User.objects.get_or_create(username="import", defaults={"system": True, "first_name": "Import"})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def import_file(
    path: Path,
    batch: str,
    *,
    root: str = "",
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> ImportReport:
    """Import every good row of the file; bad ones are in the report. `progress` is told the rows done.

    Raises:
        UnreadableFileError: the file as a whole cannot be read; nothing was imported.
    """
    source = path.name.removesuffix(".gz").rsplit(".", 1)[0]
    return import_rows(read_rows(path), source, batch, root=root, dry_run=dry_run, progress=progress)


def import_rows(
    given: Iterable[tuple[int, dict[str, Any] | Problem]],
    source: str,
    batch: str,
    *,
    root: str = "",
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
    report: ImportReport | None = None,
    by: User | None = None,
) -> ImportReport:
    """Import every good row of docs/import-format.md, wherever the rows come from; the one way in for all of them.

    `source` names the source of rows that name none. `report`, when given, is filled as the import goes. `by` is who imports, and
    may then approve none of it; the import's own account stands for a command.
    """
    report = report or ImportReport(batch, dry_run)
    loader: Loader | None = None
    rows = _good_rows(given, source, report)
    while chunk := list(islice(rows, CHUNK)):
        with transaction.atomic():
            if loader is None:
                loader = Loader(batch, root, report, by)
            loader.load(chunk)
            if dry_run:
                transaction.set_rollback(True)
                loader = None
        progress(report.read)
    return report


def _good_rows(
    given: Iterable[tuple[int, dict[str, Any] | Problem]], source: str, report: ImportReport
) -> Iterator[CaseInput]:
    """Checked rows; a bad row, or the second with the same number, goes to the report."""
    seen: dict[int, int] = {}
    today = timezone.localdate()
    for number, row in given:
        if isinstance(row, Problem):
            report.refuse(row)
            continue
        try:
            parsed = parse_row(row, source, today)
        except BadLineError as error:
            report.refuse(Problem(number, str(error), str(row.get("id") or "")[:120]))
            continue
        key = _fingerprint(parsed)
        if key in seen:
            reason = _("The same id stands on line %(line)d; the first one counts.") % {"line": seen[key]}
            report.refuse(Problem(number, reason, parsed.source_id))
            continue
        seen[key] = number
        for warning in parsed.warnings:
            report.note(Problem(number, warning, parsed.source_id))
        yield parsed


def _fingerprint(row: CaseInput) -> int:
    """Eight bytes for what names a case: a million of them fit in memory where a million names would not."""
    named = f"{row.source}\0{row.source_id}".encode()
    return int.from_bytes(hashlib.blake2b(named, digest_size=8).digest(), "big")


class Loader:
    """Writes chunks of checked rows, keeping what they share."""

    def __init__(self, batch: str, root: str, report: ImportReport, by: User | None = None) -> None:
        self.batch = ImportBatch.objects.get_or_create(name=batch)[0]
        self.user = by or import_user()
        municipality = ensure_municipality()
        self.units = UnitFinder(_named_root(root, municipality))
        self.categories = CategoryFinder()
        self.kinds = {kind.code: kind for kind in Kind.objects.all()}
        self.report = report

    def load(self, rows: list[CaseInput]) -> None:
        """Add the new rows, update the changed ones, leave the others."""
        known: dict[tuple[str, str], Case] = {}
        for source in {row.source for row in rows}:
            ids = [row.source_id for row in rows if row.source == source]
            for case in Case.objects.filter(source=source, source_id__in=ids):
                known[(case.source, case.source_id)] = case
        self._add([row for row in rows if (row.source, row.source_id) not in known])
        for row in rows:
            known_case = known.get((row.source, row.source_id))
            if known_case is not None:
                self._update(known_case, row)

    def _add(self, rows: list[CaseInput]) -> None:
        numbers = self._numbers(rows)
        cases = [
            Case(number=number, batch=self.batch, **self._values(row), **_first_state(row))
            for number, row in zip(numbers, rows, strict=True)
        ]
        Case.objects.bulk_create(cases)
        now = timezone.now()
        CaseEvent.objects.bulk_create(
            CaseEvent(case=case, at=now, by=self.user, action="import", to_state=case.state, comment=self.batch.name)
            for case in cases
        )
        changed(Case, (case.pk for case in cases))
        prepare_many([case for case in cases if case.answer], self.user)
        self.report.added += len(cases)

    def _numbers(self, rows: list[CaseInput]) -> Iterable[str]:
        """A case number for each row, of the year it was received (or answered, or imported)."""
        years = [_year(row) for row in rows]
        series = {year: take_numbers(year, count) for year, count in sorted(Counter(years).items())}
        return [next(series[year]) for year in years]

    def _values(self, row: CaseInput) -> dict[str, Any]:
        category = self.categories.category(row.source, row.category)
        return {
            "source": row.source,
            "source_id": row.source_id,
            "import_sha256": row.sha256,
            "kind": self.kinds[row.kind],
            "category": category,
            "unit": self.units.unit(row.org),
            "channel": row.channel,
            "language": row.language,
            "heading": row.heading or heading_from(row.text),
            "text": row.text,
            "answer": row.answer,
            "answered_by_role": row.answered_by_role,
            "outcome": row.outcome,
            "received_on": row.received_on,
            "answered_on": row.answered_on,
            "wants_publication": row.wants_publication,
            "metadata": row.metadata,
            **row.sender,
        }

    def _update(self, case: Case, row: CaseInput) -> None:
        """Change what the row changes, with the earlier values in the history; a draft follows, an approval stays."""
        if case.import_sha256 == row.sha256:
            self.report.unchanged += 1
            return
        values = self._values(row)
        if all(_same(case, name, value) for name, value in values.items() if name != "import_sha256"):
            # The same case, named otherwise: a unit by its whole path, a category by its code.
            Case.objects.filter(pk=case.pk).update(import_sha256=row.sha256)
            self.report.unchanged += 1
            return
        before = {name: getattr(case, name) for name in KEPT_FIELDS}
        had_answer = bool(case.answer)
        other_sender = any(getattr(case, name) != value for name, value in row.sender.items())
        for name, value in values.items():
            setattr(case, name, value)
        if (
            case.answer
            and not had_answer
            and case.state in {State.RECEIVED, State.DISTRIBUTED, State.INVESTIGATING, State.WAITING}
        ):
            case.state, case.closed_on = State.CLOSED, case.answered_on
        case.save()
        changes = {name: _plain(value) for name, value in before.items() if getattr(case, name) != value}
        CaseEvent.objects.create(
            case=case,
            at=timezone.now(),
            by=self.user,
            action="import",
            to_state=case.state,
            comment=self.batch.name,
            changes=changes | ({CONTACT_CHANGED: True} if other_sender else {}),
        )
        revise_from_case(case, self.user)
        self.report.changed += 1


def _named_root(name: str, municipality: OrganisationUnit) -> OrganisationUnit:
    """The unit that imported paths start from: the municipality, or a department of that name."""
    if not name or name == municipality.name:
        return municipality
    return UnitFinder(municipality).unit((name,))


def _first_state(row: CaseInput) -> dict[str, Any]:
    if not row.answer:
        return {"state": State.RECEIVED}
    return {"state": State.CLOSED, "closed_on": row.answered_on, "first_reaction_on": row.answered_on}


def _same(case: Case, name: str, value: Any) -> bool:
    """Whether the case's field holds the value; what it points to is compared by key."""
    if name in {"kind", "category", "unit"}:
        return bool(getattr(case, f"{name}_id") == (value.pk if value else None))
    return bool(getattr(case, name) == value)


def _year(row: CaseInput) -> int:
    day = row.received_on or row.answered_on or timezone.localdate()
    return day.year


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
