"""Refuses a built site that is not exactly what was approved. Nothing is served before every check here has passed.

The checks read new files only; what a release takes over was checked when it was new. Links from old pages are looked at when
an address disappears.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urljoin, urlsplit
from xml.parsers import expat

import orjson
from django.utils.translation import gettext as _

from publish.containers import texts
from publish.errors import SearchIndexError, UnreadableError, VerifyError
from publish.index import INDEX, sentence
from publish.leaks import LeakScan
from publish.manifest import COMPRESSED, Files
from publish.maps import Maps
from publish.open_data.archive import same_members
from publish.reading import as_read
from publish.snapshot import without_related
from publish.source import Source
from publish.state import State

LINK = re.compile(rb"""\s(?:href|src|action)=["']?([^"'>\s]+)""")
PLAIN_PATH = re.compile(rb"(?:/[a-z0-9._-]+)+/?|/")
RECORD_PAGE = re.compile(r"synpunkter/(\d{4})/(\d{4,})[^/]*/")
REPORT = re.compile(r"statistik/\d{4}[^/]*/")
RECORDS = "records/"
FREE_WORDS = ("pages/", "reports/", "synonyms.json", "notes.json")
"""Files of content/ that people write freely, and that are about no item."""
VOCABULARY = ("site.json", "organisation.json", "terms.json")
EXTERNAL = (b"http:", b"https:", b"mailto:", b"tel:", b"data:", b"#", b"//")


class SearchReader(Protocol):
    """What the search index can be asked about itself: `search_index.public`."""

    def searchable_ids(self, site: Path) -> set[str]: ...


@dataclass
class Built:
    """A site that is complete but not yet served.

    Args:
        folder: the release folder, with site/ and content/.
        previous: the release before, or None.
        files: every file of the site.
        new: the files that are not the previous release's.
        removed: files of the previous release that are no more.
        pages: what the portal says the site consists of.
        downloads: the files of the open data.
        content_written: files of content/ that are new, or to be checked again.
    """

    folder: Path
    previous: Path | None
    files: Files
    new: set[str]
    removed: set[str]
    pages: dict[str, str]
    downloads: set[str]
    state: State
    maps: Maps
    content_written: list[str]

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def records_written(self) -> list[str]:
        return [name for name in self.content_written if name.startswith(RECORDS)]


@dataclass
class Verification:
    """Checks one built site."""

    built: Built
    source: Source
    search: SearchReader | None
    site_url: str
    allowed_numbers: frozenset[str]
    full: bool
    report: Callable[[int, int], None]

    def run(self) -> None:
        """Check everything.

        Raises:
            VerifyError: with every problem found.
        """
        problems = [
            *self._missing(),
            *self._extra(),
            *self._unapproved(),
            *self._not_searchable(),
            *self._read_new_files(),
        ]
        if problems:
            raise VerifyError(problems)

    def _missing(self) -> Iterator[str]:
        files = self.built.files
        absent = sorted(item for item, online in self.built.state.online.items() if page_file(online.path) not in files)
        if absent:
            yield _("Approved records are missing from the built site: %(records)s. See the build.log.") % {
                "records": ", ".join(absent)
            }
        for name in sorted((self.built.pages.keys() | self.built.downloads) - files.keys()):
            yield _("%(file)s was promised by the build and is not there. See the build.log.") % {"file": name}
        for path in sorted(path for path in self.built.maps.gone if page_file(path) not in files):
            yield _("The page that says that %(path)s was withdrawn is missing. See the build.log.") % {"path": path}

    def _extra(self) -> Iterator[str]:
        allowed = {page_file(online.path) for online in self.built.state.online.values()}
        allowed |= {page_file(path) for path in (*self.built.maps.gone, *self.built.maps.redirects)}
        pages, files = self.built.pages.keys() | self.built.downloads, self.built.files
        for name in files:
            origin = name[:-3] if name.endswith(COMPRESSED) and name[:-3] in files else name
            if origin not in pages and not origin.startswith(INDEX):
                yield _("%(file)s belongs to no page of this release. Publish again with --full.") % {"file": name}
            elif name.endswith("/index.html") and name not in allowed and (match := RECORD_PAGE.match(name)):
                yield _(
                    "%(file)s shows record %(record)s, which is not approved at that address. Publish again with --full."
                ) % {
                    "file": name,
                    "record": f"{match[1]}-{match[2]}",
                }

    def _unapproved(self) -> Iterator[str]:
        """Every text of content/ against the approval, read back from disk."""
        online = self.built.state.online
        for name in self.built.records_written:
            for line in (self.built.content / name).read_bytes().splitlines():
                record, digest = without_related(line)
                known = online.get(record["id"])
                if known is None or known.sha256 != digest:
                    yield _("Record %(record)s in %(file)s is not what was approved. Have it reviewed again.") % {
                        "record": record["id"],
                        "file": name,
                    }
        for slug, digest in self.built.state.reports.items():
            data = (self.built.content / "reports" / f"{slug}.json").read_bytes().removesuffix(b"\n")
            if hashlib.sha256(data).hexdigest() != digest:
                yield _("The period report %(report)s is not what was approved. Have it approved again.") % {
                    "report": slug
                }

    def _not_searchable(self) -> Iterator[str]:
        if self.search is None:
            return
        try:
            found = self.search.searchable_ids(self.built.site)
        except OSError:
            raise
        except Exception as error:
            raise SearchIndexError(
                _("The search index cannot be read: %(reason)s") % {"reason": sentence(error)}
            ) from error
        online = self.built.state.online.keys()
        if lost := sorted(online - found):
            yield _("Records that the search does not find: %(records)s. Publish again with --full.") % {
                "records": ", ".join(lost)
            }
        if extra := sorted(found - online):
            yield _("The search finds records that are not approved: %(records)s. Publish again with --full.") % {
                "records": ", ".join(extra)
            }

    def _read_new_files(self) -> Iterator[str]:
        """One pass over the bytes of every new file: well-formed, links, private strings."""
        names = sorted(name for name in self.built.new if not name.endswith(COMPRESSED))
        scan = self._scan_for(None) if self.full else None
        targets: dict[bytes, str] = {}
        for done, name in enumerate(names, start=1):
            data = (self.built.site / name).read_bytes()
            yield from malformed(name, data)
            if name.endswith(".html"):
                for target in set(LINK.findall(data)):
                    targets.setdefault(target, name)
            if scan:
                yield from self._look_into(name, data, scan)
            if done % 500 == 0:
                self.report(done, len(names))
        yield from self._dead_links(targets)
        yield from self._links_to_removed()
        ids = None if scan else mentioned(targets, names)
        if scan is None:
            # Few files: they are read again, so that large ones need not be held until the links are known.
            scan = self._scan_for(ids)
            for name in names:
                yield from self._look_into(name, (self.built.site / name).read_bytes(), scan)
            yield from self._free_words_against_all([name for name in names if REPORT.match(name)])
        else:
            self._add_free_words(scan)
        self._add_records(scan, ids)
        yield from self._leaks(scan)

    def _free_words_against_all(self, reports: list[str]) -> Iterator[str]:
        """Words that mention no item are held against every case there is."""
        if reports or self._free_words():
            scan = self._scan_for(None)
            for name in reports:
                yield from self._look_into(name, (self.built.site / name).read_bytes(), scan)
            self._add_free_words(scan)
            yield from self._found(scan)

    def _free_words(self) -> list[str]:
        return [name for name in self.built.content_written if name.startswith(FREE_WORDS)]

    def _add_free_words(self, scan: LeakScan) -> None:
        for name in self._free_words():
            text = (self.built.content / name).read_text("utf-8")
            scan.add(name, text.encode())
            scan.add(name, as_read(text.replace("\\n", " ")).encode())

    def _add_records(self, scan: LeakScan, ids: set[str] | None) -> None:
        """New records as people read them; of all, or of these items."""
        for name in self.built.records_written:
            for line in (self.built.content / name).read_bytes().splitlines():
                if ids is None or orjson.loads(line)["id"] in ids:
                    scan.add(name, as_read(line.decode().replace("\\n", " ")).encode())

    def _look_into(self, name: str, data: bytes, scan: LeakScan) -> Iterator[str]:
        """Give the scan what a file says, unpacked. Members of the archives of the whole corpus are files of the site too."""
        is_archive = name.endswith(".zip") and name in self.built.downloads
        others = self.built.downloads & self.built.files.keys() - {name} if is_archive else set()
        seen = {str(self.built.files[path][1]) for path in others}
        before = self.built.previous / "site" / name if is_archive and self.built.previous and not self.full else None
        same = same_members(self.built.site / name, before) if before and before.exists() else set()
        try:
            for part, text in texts(name, data, seen, same):
                scan.add(part, text)
        except UnreadableError as error:
            yield str(error)

    def _scan_for(self, ids: set[str] | None) -> LeakScan:
        """A scan for what belongs to the cases of these items, or of all cases."""
        vocabulary = b"\n".join((self.built.content / name).read_bytes() for name in VOCABULARY)
        return LeakScan(self.source.private_strings(ids), vocabulary, self.allowed_numbers)

    def _dead_links(self, targets: dict[bytes, str]) -> Iterator[str]:
        for target, page in targets.items():
            path = self._internal_path(target, page)
            if path is not None and not self._answers(path) and not self._belongs_to_no_search(path):
                yield _("%(page)s links to %(target)s, which is not there.") % {"page": page, "target": path}

    def _internal_path(self, target: bytes, page: str) -> str | None:
        if target.startswith(b"/") and PLAIN_PATH.fullmatch(target):
            return target.decode()
        link = target.decode(errors="replace").replace("&amp;", "&")
        if link.startswith(f"{self.site_url}/"):
            link = link.removeprefix(self.site_url)
        if not link or link.encode().startswith(EXTERNAL):
            return None
        return unquote(urlsplit(urljoin(f"/{page}", link)).path)

    def _answers(self, path: str) -> bool:
        if path in self.built.maps.redirects:
            path = self.built.maps.redirects[path]
        return page_file(path) in self.built.files

    def _belongs_to_no_search(self, path: str) -> bool:
        """Whether a page asks for the index of a release that is made without one."""
        return self.search is None and path.startswith(f"/{INDEX}")

    def _links_to_removed(self) -> Iterator[str]:
        """Old pages that lead to an address that this release takes away."""
        gone = {f"/{name.removesuffix('index.html')}" for name in self.built.removed if name.endswith("/index.html")}
        dead = {
            path.encode(): path
            for path in gone
            if self.built.maps.redirects.get(path, path) in {path, *self.built.maps.gone}
        }
        if not dead:
            return
        for name in self.built.files:
            if name.endswith(".html") and name not in self.built.new:
                links = {each.partition(b"#")[0] for each in LINK.findall((self.built.site / name).read_bytes())}
                for path in links & dead.keys():
                    yield _("%(page)s links to %(target)s, which is not there.") % {"page": name, "target": dead[path]}

    def _leaks(self, scan: LeakScan) -> Iterator[str]:
        scan.add(_("the names of files"), "\n".join(sorted(self.built.new)).encode())
        yield from self._found(scan)

    def _found(self, scan: LeakScan) -> Iterator[str]:
        for leak in scan.leaks(self._approved_texts()):
            what = {"category": leak.category, "file": leak.file, "record": leak.public_id}
            if leak.public_id:
                text = _(
                    "%(file)s holds something private of record %(record)s (%(category)s). Redact it, and publish again."
                )
            else:
                text = _(
                    "%(file)s holds a personal identity number. Redact it, or enter it in KLARSYN_ALLOWED_NUMBERS if it is none."
                )
            yield text % what

    def _approved_texts(self) -> Iterator[tuple[str, bytes]]:
        for path in sorted((self.built.content / "records").glob("*.jsonl")):
            for line in path.read_bytes().splitlines():
                yield orjson.loads(line)["id"], line


def mentioned(links: Iterable[bytes], names: Iterable[str]) -> set[str]:
    """The items that new files show or link to: only their texts can be new in them."""
    paths = [*names, *(link.decode(errors="replace").lstrip("/") for link in links)]
    return {f"{match[1]}-{match[2]}" for match in map(RECORD_PAGE.match, paths) if match}


def page_file(path: str) -> str:
    """The file behind an address."""
    return f"{path[1:]}index.html" if path.endswith("/") else path[1:]


def malformed(name: str, data: bytes) -> Iterator[str]:
    """What keeps a JSON or XML file from being read."""
    try:
        if name.endswith((".json", ".webmanifest")):
            orjson.loads(data)
        elif name.endswith(".jsonl"):
            for line in data.splitlines():
                orjson.loads(line)
        elif name.endswith((".xml", ".atom", ".rdf", ".svg")):
            expat.ParserCreate().Parse(data, True)
    except (ValueError, expat.ExpatError) as error:
        yield _("%(file)s cannot be read by a machine: %(reason)s.") % {"file": name, "reason": error}
