"""How well the public search ranks, in a real browser, beside Pagefind as it comes.

Asks the judged queries of `tests/search/judged.txt` over the demonstration municipality. With `--data`, also questions that people asked
of Swedish authorities' pages (SweQUAD-MC) and short queries over authorities' answers (SweFAQ, Covid-FAQ): texts and words that
the search was not made with. Needs Chromium, and for `--data` the open data sets.

    python -m benchmarks.search
    python -m benchmarks.search --data ../shared/data --misses
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pagefind_bin import get_executable
from playwright.sync_api import Browser, sync_playwright

from benchmarks.search_questions import (
    authority_answers,
    authority_answers_of_units,
    authority_pages,
    authority_questions,
)
from tests.search.judged import Judged, Query, demonstration, plain_page, worth
from tests.search.site import served, write_site

OURS = """async (queries) => {
  const { openSearch, find } = await import('/static/js/search-run.js');
  const opened = await openSearch('/sok/index/');
  const answers = [];
  for (const query of queries) {
    const started = performance.now();
    const { hits } = await find(query, opened);
    const best = await Promise.all(hits.slice(0, 10).map(({ number }) => opened.index.text(number)));
    answers.push({ ids: best.map(({ id }) => id), ms: performance.now() - started });
  }
  return answers;
}"""
PAGEFIND = """async (queries) => {
  const pagefind = await import('/pagefind/pagefind.js');
  const answers = [];
  for (const query of queries) {
    const started = performance.now();
    const { results } = await pagefind.search(query);
    const best = await Promise.all(results.slice(0, 10).map((one) => one.data()));
    answers.push({ ids: best.map(({ meta }) => meta.id), ms: performance.now() - started });
  }
  return answers;
}"""
HELD_OUT = "authorities' pages and answers, short queries held out"
FRESH = "authorities' answers, queries by somebody who did not know the search"
ENGINES = {"Klarsyn": OURS, "Pagefind": PAGEFIND}


def main(arguments: list[str] | None = None) -> int:
    """Build both indexes of each set, ask both, print a table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.search",
        description=__doc__.partition("\n")[0],
        epilog="Example: python -m benchmarks.search --misses",
    )
    parser.add_argument("--data", type=Path, help="folder of the open data sets, to ask about other texts as well")
    parser.add_argument("--misses", action="store_true", help="list the queries that are answered badly")
    options = parser.parse_args(arguments)
    makers = {"the demonstration municipality": demonstration}
    if options.data:
        if not (options.data / "swequad_mc").is_dir():
            print(f"{options.data} has no swequad_mc. Name the folder of the open data sets.", file=sys.stderr)
            return 1
        makers["authorities' pages, questions"] = lambda content: authority_questions(options.data, content)
        makers["authorities' answers, short queries"] = lambda content: authority_answers(options.data, content)
        makers[FRESH] = lambda content: authority_answers_of_units(options.data, content)
        makers["authorities' pages and answers, short queries"] = lambda content: authority_pages(
            options.data, content
        )[0]
        makers[HELD_OUT] = lambda content: authority_pages(options.data, content)[1]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for title, make in makers.items():
            with tempfile.TemporaryDirectory() as folder:
                content, site = Path(folder) / "content", Path(folder) / "site"
                judged = make(content)
                started = time.monotonic()
                write_site(content, site)
                seconds = time.monotonic() - started
                print(f"\n{title}: {len(judged.records)} records, own index built in {seconds:.1f} s")
                _write_pagefind(judged, Path(folder) / "plain", site)
                for name, answers in _asked(browser, site, judged.queries):
                    _print_table(name, judged.queries, answers)
                    if options.misses and name == "Klarsyn" and title not in {HELD_OUT, FRESH}:
                        _print_misses(judged.queries, answers)
        browser.close()
    return 0


def _write_pagefind(judged: Judged, pages: Path, site: Path) -> None:
    pages.mkdir()
    for record in judged.records:
        (pages / f"{record['id']}.html").write_text(plain_page(record), encoding="utf-8")
    command = [str(get_executable()), "--site", str(pages), "--output-path", str(site / "pagefind"), "--quiet"]
    subprocess.run(command, check=True)


def _asked(browser: Browser, site: Path, queries: list[Query]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    with served(site) as url:
        for name, script in ENGINES.items():
            page = browser.new_page()
            page.goto(f"{url}/static/js/search-run.js")
            yield name, page.evaluate(script, [query.text for query in queries])
            page.close()


def _print_table(name: str, queries: list[Query], answers: list[dict[str, Any]]) -> None:
    rows = defaultdict(list)
    for query, answer in zip(queries, answers, strict=True):
        row = (*worth(answer["ids"], query.relevant), answer["ms"])
        rows[query.kind].append(row)
        rows["all"].append(row)
    rows["all"] = rows.pop("all")
    print(f"\n{name:<14} queries  nDCG@10    MRR  recall@10  empty  median ms")
    for kind, group in rows.items():
        gain, first, recall = (sum(row[place] for row in group) / len(group) for place in range(3))
        empty = sum(row[3] for row in group)
        middle = sorted(row[4] for row in group)[len(group) // 2]
        print(f"{kind:<14} {len(group):7}  {gain:7.3f}  {first:.3f}  {recall:9.3f}  {empty:5}  {middle:9.0f}")


def _print_misses(queries: list[Query], answers: list[dict[str, Any]]) -> None:
    print()
    for query, answer in zip(queries, answers, strict=True):
        gain = worth(answer["ids"], query.relevant).gain
        if gain < 0.7:
            shown = " ".join(f"{'+' if number in query.relevant else '-'}{number}" for number in answer["ids"])
            print(f"{gain:.2f} {query.kind} {query.text!r} ({len(query.relevant)}): {shown}")


if __name__ == "__main__":
    sys.exit(main())
