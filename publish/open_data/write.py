"""Makes the downloads of a release whose inputs changed; the others are linked from the release before, like pages.

It reads the released folder and the files of the release before, never the database, so it may run beside the rendering.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from publish.files import json_bytes, read_json, write_json
from publish.manifest import Files
from publish.open_data import fields, formats
from publish.open_data.archive import write_archive
from publish.open_data.plan import CHANGES, FOLDER, MEDIA_TYPES, VERSION, Download, table_named, workbook
from publish.open_data.rows import Row, Vocabulary, fact_rows, record_rows, small_rows

PRINTS = "downloads.json"
LICENCES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
}
MADE_BY = ("xlsxwriter", "duckdb", "isal")


@cache
def code_mark() -> str:
    """A fingerprint of what decides how downloads look: this code and the libraries that write."""
    mark = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        mark.update(path.read_bytes())
    mark.update("".join(importlib.metadata.version(name) for name in MADE_BY).encode())
    return mark.hexdigest()


@dataclass
class Written:
    """What came of it: every download's fingerprint and size, the files that are new, and their entries as far as they are known."""

    prints: dict[str, str]
    made: list[str]
    sizes: dict[str, int]
    entries: Files

    @property
    def paths(self) -> set[str]:
        return set(self.prints)


@dataclass
class Downloads:
    """The downloads of one release.

    Args:
        content: the released folder.
        released: its files with their SHA-256.
        target: an empty folder; new files are written under their addresses.
        previous: the release before, or None to make everything.
        files: the manifest of the release before.
    """

    plan: list[Download]
    content: Path
    released: dict[str, dict[str, Any]]
    target: Path
    previous: Path | None
    files: Files
    before: dict[str, str] = field(init=False, default_factory=dict)
    prints: dict[str, str] = field(init=False, default_factory=dict)
    made: list[str] = field(init=False, default_factory=list)
    sums: Files = field(init=False, default_factory=dict)

    def write(self) -> Written:
        """Make what changed."""
        if self.previous and (self.previous / PRINTS).exists():
            self.before = read_json(self.previous / PRINTS)
        self.words = Vocabulary(self.content)
        self.site = read_json(self.content / "site.json")
        self.scratch = self.target / "scratch"
        self.scratch.mkdir(parents=True)
        with translation.override(self.site.get("language", "sv")):
            self._mark()
            self._tables()
            self._about()
        shutil.rmtree(self.scratch)
        sizes = {path: self._path(path).stat().st_size for path in self.prints}
        return Written(
            self.prints, self.made, sizes, {path: self.sums[path] for path in self.made if path in self.sums}
        )

    def _mark(self) -> None:
        """What every table depends on beside its own rows."""
        words = (self.released[name]["sha256"] for name in ("terms.json", "organisation.json"))
        texts = hashlib.sha256(repr(fields.dictionary_rows()).encode()).hexdigest()
        self.mark = "".join((code_mark(), texts, *words, self.words.site_url))

    def _needs(self, download: Download, *inputs: str) -> bool:
        """Note the fingerprint; true when the file has to be made."""
        digest = hashlib.sha256("\n".join((self.mark, download.path, *inputs)).encode()).hexdigest()
        self.prints[download.path] = digest
        return self.before.get(download.path) != digest or download.path not in self.files

    def _place(self, download: Download) -> Path:
        self.made.append(download.path)
        path = self.target / download.path
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _tables(self) -> None:
        by_source: dict[str, list[Download]] = defaultdict(list)
        for download in self.plan:
            if download.table and download.form != "zip":
                by_source[download.source].append(download)
        for download in by_source.pop("", ()):
            self._small(download)
        for source, downloads in by_source.items():
            digest = self.released[source]["sha256"]
            if downloads[0].table != "records":
                self._plain(source, [each for each in downloads if self._needs(each, digest)])
                continue
            wanted = [each for each in downloads if each.form != "xlsx" and self._needs(each, digest)]
            books = self._workbooks(source, [each for each in downloads if each.form == "xlsx"], bool(wanted))
            if wanted or books:
                self._records(source, wanted, books)

    def _workbooks(self, source: str, books: list[Download], year_changed: bool) -> list[Download]:
        """The workbooks whose own items changed. They are looked at only when something in the year did."""
        if not year_changed:
            for book in books:
                self.prints[book.path] = self.before.get(book.path, "")
            return []
        marks: dict[int, Any] = defaultdict(hashlib.sha256)
        if books:
            with (self.content / source).open("rb") as lines:
                for line in lines:
                    marks[workbook(_id(line))].update(line)
        return [book for book in books if self._needs(book, marks[book.part].hexdigest())]

    def _records(self, source: str, wanted: list[Download], books: list[Download]) -> None:
        rows = list(record_rows(self.content / source, self.words))
        for download in sorted(wanted, key=lambda each: each.form == "parquet"):
            path = self._place(download)
            if download.form == "jsonl":
                path.hardlink_to(self.content / source)
            elif download.form == "csv":
                formats.write_csv(path, fields.RECORDS.columns, rows)
            elif download.form == "excel-csv":
                formats.write_excel_csv(path, fields.RECORDS.columns, rows)
            else:
                formats.write_parquet(path, fields.RECORDS, self._path(download.path.removesuffix("parquet") + "csv"))
        for book in books:
            part = [row for row in rows if workbook(str(row[0])) == book.part]
            formats.write_xlsx(self._place(book), fields.RECORDS, part)

    def _plain(self, source: str, wanted: list[Download]) -> None:
        """Released files as they are, and facts in the other forms."""
        for download in wanted:
            path = self._place(download)
            if download.form == "parquet":
                formats.write_parquet(path, fields.FACTS_TABLE, self.content / source)
            elif download.form == "jsonl":
                formats.write_jsonl(path, fields.FACTS_TABLE, fact_rows(self.content / source))
            elif download.form == "xlsx":
                formats.write_xlsx(path, fields.FACTS_TABLE, fact_rows(self.content / source))
            else:
                path.hardlink_to(self.content / source)

    def _small(self, download: Download) -> None:
        table = table_named(download.table)
        rows: list[Row] = small_rows(table, self.content, self.words)
        if self._needs(download, repr(rows)):
            formats.write_csv(self._place(download), table.columns, rows)

    def _about(self) -> None:
        """The dictionary, the schemas and the package, then the archives, then the digests of all files."""
        sums = None
        for download in self.plan:
            name = download.path.rpartition("/")[2]
            if download.form == "zip":
                continue
            if name == "dataordlista.csv":
                if self._needs(download):
                    formats.write_csv(self._place(download), fields.DICTIONARY, fields.dictionary_rows())
            elif download.source and not download.table:
                if self._needs(download, self.released[download.source]["sha256"]):
                    self._place(download).hardlink_to(self.content / download.source)
            elif "/schema/" in download.path:
                if self._needs(download):
                    schema = fields.table_schema(table_named(name.removesuffix(".json")))
                    self._place(download).write_bytes(json_bytes(schema))
            elif name == "datapackage.json":
                data = self._package()
                if self._needs(download, hashlib.sha256(data).hexdigest()):
                    self._place(download).write_bytes(data)
            elif not download.table:
                sums = download
        for download in self.plan:
            if download.form == "zip":
                self._archive(download)
        self.sums = {
            path: _entry(self.target / path) if path in self.made else self.files[path] for path in sorted(self.prints)
        }
        lines = [f"{digest}  {path.removeprefix(f'{FOLDER}/')}\n" for path, (_size, digest) in self.sums.items()]
        if sums and self._needs(sums, *lines):
            self._place(sums).write_text("".join(lines), encoding="utf-8")

    def _archive(self, download: Download) -> None:
        inside = [each for each in self.plan if _belongs(each, download.holds)]
        letter = self._letter()
        inputs = (letter, *(self.prints[each.path] for each in inside))
        if not self._needs(download, *inputs):
            return
        note = self.scratch / "LICENS.txt"
        note.write_text(letter, encoding="utf-8")
        names = [("LICENS.txt", note)]
        names += [(each.path.removeprefix(f"{FOLDER}/"), self._path(each.path)) for each in inside]
        unchanged = {name for name, path in names if self.previous and path.is_relative_to(self.previous)}
        before = self.previous / "site" / download.path if self.previous else None
        write_archive(self._place(download), names, before, unchanged)

    def _path(self, path: str) -> Path:
        """Where a download lies now: among the new ones, or in the release before."""
        new = self.target / path
        return new if new.exists() or self.previous is None else self.previous / "site" / path

    def _letter(self) -> str:
        """What an archive says about itself."""
        licence = self.site.get("licence", "CC0-1.0")
        lines = (
            gettext("Published by %(municipality)s.") % {"municipality": self.site["municipality"]},
            gettext("Licence: %(licence)s") % {"licence": f"{licence} {LICENCES.get(licence, '')}".strip()},
            gettext("Latest version: %(address)s") % {"address": f"{self.words.site_url}/oppna-data/"},
            gettext("Version of the format: %(version)s") % {"version": VERSION},
        )
        return "".join(f"{line}\n" for line in lines)

    def _package(self) -> bytes:
        """A Data Package: what programs read to find the files. Digests stand in SHA256SUMS: here they would make a second file new."""
        licence = self.site.get("licence", "CC0-1.0")
        resources = []
        for download in self.plan:
            if not download.table:
                continue
            name = download.path.removeprefix(f"{FOLDER}/")
            resource: dict[str, Any] = {
                "name": name.lower().replace("/", "-").replace(".", "-"),
                "path": name,
                "mediatype": MEDIA_TYPES[download.form],
            }
            if download.form == "csv":
                resource |= {
                    "profile": "tabular-data-resource",
                    "format": "csv",
                    "encoding": "utf-8",
                    "schema": f"schema/{download.table}.json",
                }
            resources.append(resource)
        return json_bytes(
            {
                "name": "klarsyn-oppna-data",
                "title": self.site["name"],
                "homepage": f"{self.words.site_url}/oppna-data/",
                "version": VERSION,
                "created": CHANGES[0][1],
                "licenses": [{"name": licence, "path": LICENCES.get(licence, "")}],
                "resources": resources,
            }
        )


def _belongs(download: Download, form: str) -> bool:
    """Whether a file stands in the archive of a form: the items in it, the facts as Parquet or CSV, and every small table."""
    if download.form == "zip" or download.path.endswith(("SHA256SUMS", "datapackage.json")):
        return False
    if download.table == "records":
        return download.form == form
    if download.table == "facts":
        return download.form == ("parquet" if form == "parquet" else "csv")
    if download.form == "python":
        return form != "parquet"
    return True


def _id(line: bytes) -> str:
    """The id in a line of records/<year>.jsonl; keys are sorted, and no text can hold unescaped quotes."""
    start = line.index(b'"id":"') + 6
    return line[start : line.index(b'"', start)].decode()


def _entry(path: Path) -> list[int | str]:
    with path.open("rb") as file:
        return [path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()]


def save(prints: dict[str, str], release: Path) -> None:
    """Keep the fingerprints for the next release."""
    write_json(release / PRINTS, prints)
