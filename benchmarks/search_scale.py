"""What the public search costs a reader of a large municipality, in a real browser on a served release.

    python -m benchmarks.search_scale 25000

Publishes a small town, puts the index of a large one in its release, and serves it as `manage.py serve_site` does, brotli
included: the search reads no other page of a town. The texts hold Swedish words as often as Swedish texts do (`wordfreq`).
Prints, for each query, what a first search fetches in a fresh browser, and the time from the last key press to the first
hit: on a page whose field has the focus and that has not searched before, and again with the files in the browser's cache.
The network is the loopback address: add the reader's own.
Ends with 1 when a goal is missed. Needs Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, Page, sync_playwright
from wordfreq import top_n_list, word_frequency

import search_index.public
from benchmarks.town import GeneratedTown
from search_index.public import INDEX_PATH, build, renew

if TYPE_CHECKING:
    from publish.folders import Folders

SMALL = 60
WORDS = 60_000
GOAL_MS, GOAL_BYTES = 300, 300_000
QUERIES = (
    "snöröjning",
    "skola",
    "snörjöning",
    "trädgårdsavfallshämtning",
    "gång väg",
    "dagis",
    "biblioteket har stängt",
    "parkeringsplats vid stationen",
    "lekplatserna",
    "sophamtning",
)
TYPE_AND_WAIT = """(query) => new Promise((resolve) => {
  const field = document.querySelector('#search-field');
  const results = document.querySelector('[data-results]');
  const proposals = document.querySelector('[data-proposals]');
  const started = performance.now();
  const done = () => requestAnimationFrame(() => resolve({ ms: performance.now() - started, hits: results.children.length }));
  new MutationObserver(done).observe(results, { childList: true });
  new MutationObserver(done).observe(proposals, { childList: true });
  field.value = query;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
})"""


class SwedishTown(GeneratedTown):
    """A generated town that writes in Swedish words, each as often as Swedish texts have it."""

    def __init__(self, size: int) -> None:
        self.swedish = [word for word in top_n_list("sv", WORDS) if word.isalpha()]
        self.swedish_weights = list(accumulate(word_frequency(word, "sv") for word in self.swedish))
        super().__init__(size)

    def _written(self, year: int) -> dict[str, Any]:
        self.words, self.weights = self.swedish, self.swedish_weights
        return super()._written(year)


def main(arguments: list[str] | None = None) -> int:
    """Publish, search, print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.search_scale",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("size", type=int, help="published items")
    given = parser.parse_args(arguments)
    import django.conf

    django.conf.settings.configure(USE_I18N=False, USE_TZ=True)
    from publish.folders import Folders

    with tempfile.TemporaryDirectory(prefix="klarsyn-search-") as folder:
        folders = Folders(Path(folder) / "var", Path(folder) / "released")
        _publish_small_town(folders)
        _index_large_town(given.size, folders, Path(folder))
        with _served(folders) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            rows = [
                (query, *_first_search(browser, address, query), *_waits(browser, address, query)) for query in QUERIES
            ]
            browser.close()
    return _print_searches(rows)


def _publish_small_town(folders: Folders) -> None:
    from benchmarks.publish import NOW
    from publish.build import PortalBuilder
    from publish.release import Job, release

    pages = Path(__file__).resolve().parent.parent / "content" / "pages"
    release(Job(GeneratedTown(SMALL), PortalBuilder(), renew, search_index.public, folders, pages, NOW, "benchmark"))


def _index_large_town(size: int, folders: Folders, spare: Path) -> None:
    """Two builds, the second with one item more and into the served release; prints what became of the files."""
    from publish.manifest import enter, walk

    town = SwedishTown(size)
    content, site = spare / "content", folders.current.resolve()
    shutil.copytree(folders.released, content)
    shutil.rmtree(site / INDEX_PATH)
    sizes: list[dict[str, tuple[int, int]]] = []
    for target, previous in ((spare / "before", None), (site, spare / "before")):
        for year, rows in town.rows.items():
            lines = b"".join(row.payload + b"\n" for row in rows)
            (content / "records" / f"{year}.jsonl").write_bytes(lines)
        started = time.perf_counter()
        report = build(content, target, previous)
        seconds = time.perf_counter() - started
        print(
            f"{report.records} items: {report.indexed} indexed in {seconds:.1f} s, {report.size_bytes / 1e6:.1f} MB uncompressed"
        )
        index = target / INDEX_PATH
        sizes.append({path.relative_to(index).as_posix(): _identity(path) for path in index.rglob("*.json")})
        town.approve_waiting()
    before, after = sizes
    new = [name for name, identity in after.items() if before.get(name) != identity]
    print(
        f"after one approval {len(new)} of {len(after)} files are new, {sum(after[name][1] for name in new) / 1000:.0f} kB"
    )
    largest = sorted(after.items(), key=lambda item: -item[1][1])[:5]
    print("largest:", ", ".join(f"{name} {length / 1000:.0f} kB" for name, (_, length) in largest))
    enter(site / INDEX_PATH, list(walk(site / INDEX_PATH)), {}, lambda done, total: None)


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_ino, status.st_size


@contextmanager
def _served(folders: Folders) -> Iterator[str]:
    from publish.server import SiteServer

    with SiteServer(folders, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _first_search(browser: Browser, address: str, query: str) -> tuple[int, int, int]:
    """Files and bytes of the index, and bytes of all, that opening the address of a search fetches, as sent."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    sent: dict[str, int] = {}
    session.on(
        "Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]})
    )
    session.on("Network.loadingFinished", lambda event: sent.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(f"{address}/sok/?q={query}")
    page.wait_for_selector("[data-result-count]:not(:empty)")
    page.wait_for_load_state("networkidle")
    of_index = [length for key, length in sent.items() if "/sok/index/" in addresses[key]]
    context.close()
    return len(of_index), int(sum(of_index)), int(sum(sent.values()))


def _waits(browser: Browser, address: str, query: str) -> tuple[int, float, float]:
    """Hits shown, and milliseconds to them: the first search of a page, and the same on a new page with the files in the cache."""
    context = browser.new_context()
    first = _wait(context.new_page(), address, query)
    again = _wait(context.new_page(), address, query)
    context.close()
    return first["hits"], first["ms"], again["ms"]


def _wait(page: Page, address: str, query: str) -> dict[str, Any]:
    page.goto(f"{address}/sok/")
    page.focus("#search-field")
    page.wait_for_load_state("networkidle")
    answer: dict[str, Any] = page.evaluate(TYPE_AND_WAIT, query)
    return answer


def _print_searches(rows: list[tuple[str, int, int, int, int, float, float]]) -> int:
    print(f"\n{'query':<30} index files  index kB  all kB  hits shown  first hit ms  again ms")
    for query, files, index, everything, hits, first, again in rows:
        print(
            f"{query:<30} {files:11}  {index / 1000:8.0f}  {everything / 1000:6.0f}  {hits:10}  {first:12.0f}  {again:8.0f}"
        )
    heaviest, slowest = max(row[3] for row in rows), max(row[5] for row in rows)
    print(f"\nmedian {median(row[5] for row in rows):.0f} ms; slowest {slowest:.0f} ms (goal {GOAL_MS});", end=" ")
    print(f"heaviest first search {heaviest / 1000:.0f} kB (goal {GOAL_BYTES / 1000:.0f})")
    return int(slowest > GOAL_MS or heaviest > GOAL_BYTES)


if __name__ == "__main__":
    sys.exit(main())
