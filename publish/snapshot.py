"""The approved records as files: `content/` of a release, the same bytes for the same data.

A year whose mark is unchanged is linked from the previous release and never read. Of a changed year every payload is checked
against the hash that was approved; only new or changed texts get new related items.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from django.utils.translation import gettext as _

from publish import related
from publish.errors import ApprovalMismatchError
from publish.files import ContentFolder, json_bytes
from publish.source import Source
from publish.state import Online, State

if TYPE_CHECKING:
    from cms.publication.selectors import ApprovedRow

Progress = Callable[[int, int], None]
SLUG_KEY = b',"slug":'


@dataclass
class Changes:
    """How a release differs from the one before: ids, in order."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    @property
    def touched(self) -> set[str]:
        """Every id that is new, other or gone."""
        return {*self.added, *self.changed, *self.withdrawn}


def changed_years(source: Source, before: State, now: datetime, full: bool) -> tuple[dict[str, str], set[int]]:
    """The marks of today, and the years to read again."""
    marks = {str(year): mark for year, mark in sorted(source.year_marks(now).items())}
    return marks, {int(year) for year, mark in marks.items() if full or before.marks.get(year) != mark}


def plan(source: Source, before: State, now: datetime) -> Changes:
    """What a release made now would change; nothing is written."""
    marks, years = changed_years(source, before, now, full=False)
    rows = {row.public_id: row.sha256 for row in source.release_rows(now, years)} if years else {}
    return compare(before, rows, marks, years)


def compare(before: State, hashes: dict[str, str], marks: dict[str, str], years: set[int]) -> Changes:
    """The difference between a release and the hashes read for some years."""
    changes = Changes()
    for public_id, digest in hashes.items():
        known = before.online.get(public_id)
        if known is None:
            changes.added.append(public_id)
        elif known.sha256 != digest:
            changes.changed.append(public_id)
    unread = {year for year in marks if int(year) not in years}
    changes.withdrawn = [item for item in before.online if item[:4] not in unread and item not in hashes]
    return changes


def checked(row: ApprovedRow) -> ApprovedRow:
    """The row, when its payload is what was approved.

    Raises:
        ApprovalMismatchError: the text was changed after its approval.
    """
    if hashlib.sha256(row.payload).hexdigest() != row.sha256:
        raise ApprovalMismatchError(
            _(
                "The text of %(record)s is not the one that was approved. Have it reviewed again, and publish after that."
            )
            % {"record": row.public_id}
        )
    return row


def with_related(payload: bytes, items: list[str]) -> bytes:
    """A line of records/<year>.jsonl: `related` put in its alphabetical place, before the record's own `slug`."""
    place = payload.rindex(SLUG_KEY)
    return b'%s,"related":%s%s\n' % (payload[:place], orjson.dumps(items), payload[place:])


def without_related(line: bytes) -> tuple[dict[str, Any], str]:
    """A released record, and the hash of what a person approved of it."""
    record = orjson.loads(line)
    approved = {key: value for key, value in record.items() if key != "related"}
    return record, hashlib.sha256(orjson.dumps(approved, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass
class Snapshot:
    """Writes the records of one release into its content folder."""

    source: Source
    content: ContentFolder
    words: Path
    previous_words: Path | None
    before: State
    now: datetime
    full: bool = False

    def write(self, report: Progress) -> tuple[State, Changes]:
        """Write records, tombstones, redirects and the three vocabularies; the new state and what changed."""
        marks, years = changed_years(self.source, self.before, self.now, self.full)
        gone = {item for item in self.before.online if item[:4] not in marks}
        rows = self._rows(years, report)
        hashes = {row.public_id: row.sha256 for row in rows.values()}
        changes = compare(self.before, hashes, marks, years)
        gone.update(changes.withdrawn)
        after = State(marks, online={key: item for key, item in self.before.online.items() if key not in gone})
        self._place(rows, changes, after)
        self._link_again(rows, after, gone, years)
        self._write_records(rows, after, years, marks)
        self._write_reports(after)
        self._write_vocabularies()
        return after, changes

    def _rows(self, years: set[int], report: Progress) -> dict[str, ApprovedRow]:
        rows = {}
        for row in self.source.release_rows(self.now, years) if years else ():
            rows[row.public_id] = checked(row)
            if len(rows) % 1000 == 0:
                report(len(rows), 0)
        report(len(rows), len(rows))
        return rows

    def _place(self, rows: dict[str, ApprovedRow], changes: Changes, after: State) -> None:
        """Enter new and changed items with their related ones, department by department; keep the words of all."""
        new: dict[str, list[related.Entry]] = defaultdict(list)
        leaving: dict[str, set[str]] = defaultdict(set)
        for public_id in changes.touched:
            if known := self.before.online.get(public_id):
                leaving[known.department].add(public_id)
        for public_id in changes.added + changes.changed:
            record = orjson.loads(rows[public_id].payload)
            department = record["organisation"][1]
            new[department].append(related.entry(record))
            after.online[public_id] = Online(rows[public_id].sha256, record["path"], department, [])
        before = {item.department for item in self.before.online.values()}
        self.words.mkdir()
        for department in sorted(before | new.keys()):
            self._write_words(department, new[department], leaving[department], after)

    def _write_words(self, department: str, new: list[related.Entry], leaving: set[str], after: State) -> None:
        name = f"{department}.json"
        old = self.previous_words / name if self.previous_words else None
        if old and old.exists() and not new and not leaving:
            (self.words / name).hardlink_to(old)
            return
        entries = (
            [item for item in related.read_entries(old) if item.public_id not in leaving]
            if old and old.exists()
            else []
        )
        entries += new
        related.write_entries(self.words / name, entries)
        for public_id, items in related.related(new, entries).items():
            after.online[public_id] = after.online[public_id]._replace(related=items)

    def _link_again(self, rows: dict[str, ApprovedRow], after: State, gone: set[str], years: set[int]) -> None:
        """Drop withdrawn items from the related ones of others, whose years are then read too."""
        if not gone:
            return
        for public_id, item in after.online.items():
            if gone.intersection(item.related):
                after.online[public_id] = item._replace(related=[other for other in item.related if other not in gone])
                years.add(int(public_id[:4]))
        unread = years - {int(public_id[:4]) for public_id in rows}
        rows.update(
            {row.public_id: checked(row) for row in self.source.release_rows(self.now, unread)} if unread else {}
        )

    def _write_records(
        self, rows: dict[str, ApprovedRow], after: State, years: set[int], marks: dict[str, str]
    ) -> None:
        lines: dict[int, list[bytes]] = defaultdict(list)
        for public_id in sorted(rows):
            row = rows[public_id]
            lines[row.year].append(with_related(row.payload, after.online[public_id].related))
        for year in sorted(map(int, marks)):
            name = f"records/{year}.jsonl"
            if year not in years and name in self.content.previous_files:
                self.content.link(name)
            elif lines[year]:
                self.content.write(name, b"".join(lines.pop(year)))

    def _write_reports(self, after: State) -> None:
        """One file per approved period report; of withdrawn ones only the address, the day and the reason."""
        for row in self.source.report_rows():
            if hashlib.sha256(row.payload).hexdigest() != row.sha256:
                raise ApprovalMismatchError(
                    _("The period report %(report)s is not the one that was approved. Have it approved again.")
                    % {"report": row.slug}
                )
            after.reports[row.slug] = row.sha256
            self.content.write(f"reports/{row.slug}.json", row.payload + b"\n")
        gone = {"reports": self.source.report_tombstones(), "hashes": self.source.report_hashes_gone()}
        self.content.write("reports_withdrawn.json", json_bytes(gone))

    def _write_vocabularies(self) -> None:
        tombstones = sorted(self.source.tombstones(self.now), key=lambda item: item["id"])
        lines = [orjson.dumps(item, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE) for item in tombstones]
        self.content.write("tombstones.jsonl", b"".join(lines))
        self.content.write("wordings_gone.json", json_bytes({"hashes": self.source.record_hashes_gone(self.now)}))
        self.content.write("redirects.json", json_bytes(self.source.redirects(self.now)))
        for name, text in self.source.editorial_pages().items():
            self.content.write(f"pages/{name}.md", text.encode())
        self.content.write("site.json", json_bytes(self.source.site()))
        self.content.write("organisation.json", json_bytes(self.source.organisation()))
        self.content.write("terms.json", json_bytes(self.source.terms()))
        self.content.write("synonyms.json", json_bytes({"groups": self.source.own_synonyms()}))
