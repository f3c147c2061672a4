"""One release from beginning to end: the page to read first.

    lock → snapshot → facts → build → index → link → verify → switch → deploy → tidy

Another program renders the pages: it reads the records while the facts are made, and the downloads are made while it writes. The
index is begun when the records are there, beside everything else.

Everything is made in `releases/<n>.building/`. Until the switch nobody sees any of it, and the switch is the move of one link:
a release that fails or is killed at any instant leaves the served site as it was. Steps after the switch cannot harm it either.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from publish import measures, switch, tree
from publish.build import Builder, BuildOrder, read_pages
from publish.deploy import deploy
from publish.errors import PublishError, storage_error
from publish.facts import facts_marks, link_facts, link_figures, write_facts, write_notes
from publish.files import ContentFolder, mark, sync, sync_folder
from publish.folders import Folders
from publish.index import Indexer, build_index
from publish.manifest import COMPRESSED, Files, enter, read_files, walk, write_files
from publish.maps import Maps
from publish.open_data import write as open_data
from publish.open_data.plan import plan as plan_downloads
from publish.open_data.plan import write_list
from publish.removal import purge, write_removed
from publish.revisions import check_revisions
from publish.snapshot import Changes, Snapshot
from publish.source import Source
from publish.state import State
from publish.verify import Built, SearchReader, Verification

STEPS = ("snapshot", "facts", "build", "index", "link", "verify", "switch", "deploy", "tidy")
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Job:
    """What a release is made with.

    Args:
        who: who asked for it, for the lock and the history.
        full: read, render and check everything again.
        report: told the step, how much of it is done and how much there is; may be called often.
        deploy_command: program that copies the served release elsewhere; empty for none.
    """

    source: Source
    builder: Builder
    indexer: Indexer | None
    search: SearchReader | None
    folders: Folders
    content_pages: Path
    now: datetime
    who: str
    kept: int = 5
    full: bool = False
    allowed_numbers: frozenset[str] = frozenset()
    deploy_command: tuple[str, ...] = ()
    report: Report = lambda step, done, total: None


@dataclass
class Outcome:
    """What a release did."""

    number: int
    changes: Changes = field(default_factory=Changes)
    seconds: dict[str, float] = field(default_factory=dict)
    files_total: int = 0
    files_written: int = 0
    copies_written: int = 0
    pages_written: int = 0
    records: int = 0
    manifest_sha256: str = ""
    warning: str = ""
    nothing_new: bool = False
    purged: dict[int, list[str]] = field(default_factory=dict)
    """Older releases that were removed because they held a withdrawn item, and which."""


def release(job: Job, numbered: Callable[[int], None] = lambda number: None) -> Outcome:
    """Make a release and serve it.

    Args:
        numbered: told the number as soon as it is known.

    Raises:
        PublishError: nothing was switched; the message says why and what to do.
    """
    with switch.release_lock(job.folders, job.who):
        try:
            job.folders.releases.mkdir(parents=True, exist_ok=True)
            number = job.folders.next_number()
            switch.clear_leftovers(job.folders)
            numbered(number)
            with _without_garbage_collection():
                return _Making(job, number).run()
        except OSError as error:
            raise storage_error(error) from error


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """What a release reads stays until its end and makes no cycles: to look for some again and again would be a fifth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Making:
    """The state of a release while it is made."""

    def __init__(self, job: Job, number: int) -> None:
        self.job = job
        self.folders = job.folders
        self.served = job.folders.served()
        self.previous = job.folders.release(self.served) if self.served else None
        self.folder = job.folders.building(number)
        self.outcome = Outcome(number)
        self.entries: Files = {}
        self.made: set[str] = set()
        self.kept_index: tuple[str, ...] = ()

    def run(self) -> Outcome:
        """All steps in order."""
        try:
            self.folder.mkdir()
            with self.job.builder, ThreadPoolExecutor(2) as beside:
                with self.step("snapshot"):
                    self.snapshot()
                self.begin(beside)
                with self.step("facts"):
                    self.facts()
                with self.step("build"):
                    self.build(beside)
                with self.step("index"):
                    self.index()
            with self.step("link"):
                self.compare()
                if self.is_nothing_new():
                    return self.stay()
                self.link()
            with self.step("verify"):
                self.verify()
            with self.step("switch"):
                self.switch()
        except BaseException as error:
            self.keep_log(error)
            raise
        self.after(self.tidy)
        return self.outcome

    @cached_property
    def old(self) -> Files:
        """What the release before consists of."""
        return read_files(self.previous)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Report the beginning of a step and keep its seconds."""
        self.job.report(name, 0, 0)
        begun = time.perf_counter()
        yield
        self.outcome.seconds[name] = round(time.perf_counter() - begun, 3)

    def progress(self, step: str) -> Callable[[int, int], None]:
        """The reporter of one step."""
        return lambda done, total: self.job.report(step, done, total)

    def snapshot(self) -> None:
        """Approved records into content/."""
        self.before = State.read(self.previous)
        self.content = ContentFolder.begin(
            self.folder / "content", self.previous / "content" if self.previous else None
        )
        words = self.previous / "words" if self.previous else None
        snapshot = Snapshot(
            self.job.source, self.content, self.folder / "words", words, self.before, self.job.now, self.job.full
        )
        self.after_state, self.outcome.changes = snapshot.write(self.progress("snapshot"))
        self.outcome.records = len(self.after_state.online)

    def begin(self, beside: Executor) -> None:
        """Begin what needs the records and words only: the index, and the program that renders, which reads them."""
        self.site_url = str(self.job.source.site()["url"])
        previous_pages = self.previous / "pages.json" if self.previous and not self.job.full else None
        self.order = BuildOrder(
            content_pages=self.job.content_pages,
            released=self.content.root,
            output=self.folder / "fresh",
            pages_file=self.folder / "pages.json",
            previous_pages=previous_pages,
            compiled=self.folders.templates,
        )
        self.job.builder.begin(self.order, self.site_url)
        self.indexing = beside.submit(self.write_index)

    def facts(self) -> None:
        """De-identified facts of the years whose cases or rules changed, and every figure computed from them."""
        state, source, before = self.after_state, self.job.source, self.before
        state.measures_mark = measures.measures_mark()
        state.facts_marks = facts_marks(source, self.job.now, state.measures_mark)
        state.facts_mark = mark(state.facts_marks, source.statistics_notes())
        state.revisions = dict(before.revisions)
        can_keep = self.previous is not None and not self.job.full
        kept = dict(state.facts_marks.items() & before.facts_marks.items()) if can_keep else {}
        if can_keep and (state.facts_mark, state.measures_mark) == (before.facts_mark, before.measures_mark):
            link_facts(self.content, kept)
            link_figures(self.content)
        else:
            write_facts(source, self.content, self.job.now, state.facts_marks.keys() - kept.keys())
            if kept and facts_marks(source, self.job.now, state.measures_mark) != state.facts_marks:
                # A case that went to another year between the two readings would be counted in both: read all at once.
                self.content.clear("facts")
                write_facts(source, self.content, self.job.now)
                kept = {}
            link_facts(self.content, kept)
            write_notes(source, self.content)
            self.content.write("recompute.py", measures.PROGRAM.read_bytes())
            folder = self.content.root
            self.content.write("statistics.json", measures.statistics_bytes(folder))
            self.check_revisions()
        self.plan = plan_downloads(self.content.files, state.online)
        write_list(self.content, self.plan, str(self.job.source.site().get("language", "sv")))
        tombstones = len((self.content.root / "tombstones.jsonl").read_bytes().splitlines())
        self.content.finish(len(state.online), tombstones)

    def check_revisions(self) -> None:
        """Refuse figures of closed years that changed without an explanation."""
        previous = self.previous / "content" if self.previous else None
        today = timezone.localdate(self.job.now)
        same_queries = not self.job.full and self.after_state.measures_mark == self.before.measures_mark
        self.after_state.revisions = check_revisions(
            previous, self.content.root, today, self.before.revisions, same_queries=same_queries
        )

    def build(self, beside: Executor) -> None:
        """The pages and downloads whose fingerprint is new, into fresh/."""
        waiting = beside.submit(self.downloads)

        def sizes() -> dict[str, int]:
            """What the last page waits for."""
            waiting.result()
            return self.written.sizes

        self.job.builder.build(self.folder / "build.log", sizes)
        self.outcome.seconds["open_data"] = waiting.result()
        self.pages = read_pages(self.order.pages_file)
        self.enter("fresh", sorted(walk(self.folder / "fresh")), self.progress("build"))

    def downloads(self) -> float:
        """The open data, into downloads/; how many seconds it took."""
        begun = time.perf_counter()
        full = self.job.full or self.previous is None
        self.written = open_data.Downloads(
            self.plan,
            self.content.root,
            self.content.files,
            self.folder / "downloads",
            None if full else self.previous,
            {} if full else self.old,
        ).write()
        open_data.save(self.written.prints, self.folder)
        self.enter("downloads", self.written.made, known=self.written.entries)
        return round(time.perf_counter() - begun, 3)

    def write_index(self) -> None:
        """The browser index, into index/; folders of it that are as they were are left out."""
        previous_site = self.previous / "site" if self.previous and not self.job.full else None
        folder = self.folder / "index"
        folder.mkdir()
        if self.job.indexer:
            self.kept_index = build_index(self.job.indexer, self.content.root, folder, previous_site)
        self.enter("index", sorted(walk(folder)))

    def enter(
        self,
        part: str,
        names: list[str],
        report: Callable[[int, int], None] = lambda done, total: None,
        known: Files | None = None,
    ) -> None:
        """Hash what was made in one folder of the release, and compress what is new."""
        new, same = enter(self.folder / part, names, self.old, report, known)
        self.made |= new.keys() | same.keys()
        self.entries |= new

    def index(self) -> None:
        """Wait for the index, and put everything that was made into fresh/."""
        self.indexing.result()
        for part in ("downloads", "index"):
            folder = self.folder / part
            tree.move_files(sorted(walk(folder)), folder, self.folder / "fresh")
            tree.discard(self.folders, [folder])

    def compare(self) -> None:
        """Which files are new, the same, or gone."""
        old, new = self.old, self.entries
        plain = {name for name in old if _origin(name, old) == name}
        gone = plain - self.pages.keys() - self.written.paths - self.made
        gone = {name for name in gone if not name.startswith(self.kept_index)}
        copies = {name + ending for name in gone | (new.keys() & plain) for ending in COMPRESSED} & old.keys()
        self.removed, self.new = (gone | copies) - new.keys(), set(new)
        self.files = old | new
        for name in self.removed:
            del self.files[name]
        self.outcome.files_written, self.outcome.files_total = len(new), len(self.files)
        self.outcome.copies_written = sum(_origin(name, new) != name for name in new)
        self.outcome.pages_written = sum(name.endswith(".html") for name in new)

    def is_nothing_new(self) -> bool:
        """True when the site and its content would have the bytes that are served now."""
        return not (self.new or self.removed) and self.content.files == self.content.previous_files

    def stay(self) -> Outcome:
        """Keep the served release, which already is what was asked for."""
        tree.discard(self.folders, [self.folder])
        self.outcome.number, self.outcome.nothing_new = self.served or 0, True
        self.after(self.clear)
        return self.outcome

    def link(self) -> None:
        """A complete site/: what is unchanged as hard links, then the new files over them."""
        fresh, site = self.folder / "fresh", self.folder / "site"
        if self.previous is None:
            fresh.rename(site)
        else:
            if self.served and tree.take_spare(self.folders, self.served, site):
                tree.remove_files(site, self.removed)
            else:
                tree.link_files(self.files.keys() - self.new, self.previous / "site", site)
            tree.move_files(self.new, fresh, site)
            tree.discard(self.folders, [fresh])
        self.maps = Maps.of_content(self.content.root, self.files)
        self.maps.write(self.folder / "maps")

    def verify(self) -> None:
        """Refuse whatever is not exactly what was approved."""
        written = [name for name in self.content.files if self._is_new_content(name)]
        built = Built(
            folder=self.folder,
            previous=self.previous,
            files=self.files,
            new=self.new,
            removed=self.removed,
            pages=self.pages,
            downloads=self.written.paths,
            state=self.after_state,
            maps=self.maps,
            content_written=written,
        )
        Verification(
            built=built,
            source=self.job.source,
            search=self.job.search,
            site_url=self.site_url,
            allowed_numbers=self.job.allowed_numbers,
            full=self.job.full or self.previous is None,
            report=self.progress("verify"),
        ).run()

    def _is_new_content(self, name: str) -> bool:
        return self.job.full or self.content.files[name] != self.content.previous_files.get(name)

    def switch(self) -> None:
        """Finish the folder, then move the link."""
        self.after_state.write(self.folder)
        self.outcome.manifest_sha256 = write_files(self.folder, self.files)
        write_removed(
            self.folder,
            self.previous,
            number=self.outcome.number,
            manifest_sha256=self.outcome.manifest_sha256,
            now=self.job.now,
            removed=self.removed,
            new=self.new,
        )
        sync_folder(self.folder, [f"site/{name}" for name in self.new])
        final = self.folders.release(self.outcome.number)
        self.folder.rename(final)
        sync(self.folders.releases)
        self.job.report("switch", 1, 1)
        switch.serve(self.folders, self.outcome.number)

    def keep_log(self, error: BaseException) -> None:
        """Leave only the log of a refused release, and give its room back."""
        if not self.folder.exists():
            return
        try:
            failed = self.folders.failed(self.outcome.number)
            failed.mkdir()
            log = self.folder / "build.log"
            text = log.read_text(encoding="utf-8") if log.exists() else ""
            tree.discard(self.folders, [self.folder])
            tree.empty_trash(self.folders)
            (failed / "build.log").write_text(f"{text}{error}\n", encoding="utf-8")
        except OSError:
            return  # the disk that refused the release may refuse this too; the next release clears up

    def after(self, tidy: Callable[[], None]) -> None:
        """The new site is served: copy it elsewhere, take away what may not be kept, prepare the next release.

        Trouble here is a warning, and trouble with the copy does not keep a withdrawn item in the releases kept here.
        """
        for name, action in (("deploy", self.deploy), ("tidy", tidy)):
            try:
                with self.step(name):
                    action()
            except (OSError, PublishError) as error:
                reason = storage_error(error) if isinstance(error, OSError) else error
                warning = _("Release %(number)d is served. %(reason)s") % {
                    "number": self.outcome.number,
                    "reason": reason,
                }
                self.outcome.warning = "\n".join(filter(None, (self.outcome.warning, warning)))

    def deploy(self) -> None:
        """Copy the served release to where the public reads it, if that is elsewhere; once, unless it failed."""
        mark = self.folders.release(self.outcome.number) / "deployed"
        if self.job.deploy_command and not mark.exists():
            deploy(self.job.deploy_command, self.folders, self.outcome.number)
            mark.touch()

    def tidy(self) -> None:
        """Remove older releases and make the copy that the next one starts from."""
        self.outcome.purged = purge(self.folders)
        oldest = switch.prune(self.folders, self.job.kept)
        tree.prepare_spare(self.folders, self.outcome.number, self.files, oldest)
        tree.empty_trash(self.folders)

    def clear(self) -> None:
        """Remove the releases that hold a withdrawn item."""
        self.outcome.purged = purge(self.folders)
        tree.empty_trash(self.folders)


def _origin(name: str, files: Files) -> str:
    """The file of which a compressed copy is made; a file that is none is its own."""
    return name[:-3] if name.endswith(COMPRESSED) and name[:-3] in files else name
