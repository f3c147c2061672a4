"""How well the public search ranks, in a real browser, beside Pagefind as it comes.

Questions people asked of Swedish authorities' pages (SweQUAD-MC) are looked up among the pages; the page a question was asked of is
the right one. Some questions are misspelt or typed without å, ä and ö. Needs the open data sets beside the checkout, and Chromium.

    python -m benchmarks.search --data ../shared/data
"""

import argparse
import html
import json
import math
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from pagefind_bin import get_executable
from playwright.sync_api import Page, sync_playwright

from search_index.analysis import fold
from tests.search.released import record, write_released
from tests.search.site import served, write_site

QUERIES = 160
KINDS = ("question", "question", "misspelt", "nodiacritics")
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


def main(arguments: list[str] | None = None) -> int:
    """Build both indexes, ask both, print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the open data sets")
    data = parser.parse_args(arguments).data / "swequad_mc"
    if not data.is_dir():
        print(f"{data} is not here. Name the folder of the open data sets with --data.", file=sys.stderr)
        return 1
    records, judged = _records_and_queries(data)
    with tempfile.TemporaryDirectory() as folder:
        content, site = write_released(Path(folder) / "content", records), Path(folder) / "site"
        started = time.monotonic()
        write_site(content, site)
        print(f"own index of {len(records)} records: {time.monotonic() - started:.1f} s")
        _write_pagefind(records, Path(folder) / "plain", site)
        for name, answers in _asked(site, [query for _, query, _ in judged]).items():
            _print_table(name, judged, answers)
    return 0


def _records_and_queries(data: Path) -> tuple[list[dict[str, Any]], list[tuple[str, str, set[str]]]]:
    number_of: dict[str, str] = {}
    same: dict[str, set[str]] = defaultdict(set)
    records = []
    for place, line in enumerate((data / "passages.jsonl").read_text(encoding="utf-8").splitlines(), 1):
        passage = json.loads(line)
        heading, _, text = passage["text"].partition("\n")
        number = number_of[passage["id"]] = f"2024-{place:04}"
        same[passage["text"][:400]].add(number)
        records.append(record(number, heading[:200], "", html.escape(text or heading), "org-3"))
    groups = {number: group for group in same.values() for number in group}
    right: dict[str, set[str]] = defaultdict(set)
    for line in (data / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        query = json.loads(line)
        right[query["question"].rstrip("?")] |= groups[number_of[query["passage_id"]]]
    dice = random.Random(7)
    chosen = dice.sample(sorted(right), QUERIES)
    kinds = [KINDS[place % len(KINDS)] for place in range(QUERIES)]
    return records, [(kind, _typed(query, kind, dice), right[query]) for kind, query in zip(kinds, chosen, strict=True)]


def _typed(query: str, kind: str, dice: random.Random) -> str:
    if kind == "nodiacritics":
        return fold(query)
    if kind == "misspelt":
        word = max(re.findall(r"\w+", query), key=len)
        at = dice.randrange(1, len(word) - 1)
        wrong = dice.choice((word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]))
        return query.replace(word, wrong)
    return query


def _write_pagefind(records: list[dict[str, Any]], pages: Path, site: Path) -> None:
    pages.mkdir()
    for each in records:
        page = (
            f'<html lang="sv"><body data-pagefind-body data-pagefind-meta="id:{each["id"]}">'
            f"<h1>{html.escape(each['heading'])}</h1>{each['answers'][0]['html']}</body></html>"
        )
        (pages / f"{each['id']}.html").write_text(page, encoding="utf-8")
    command = [str(get_executable()), "--site", str(pages), "--output-path", str(site / "pagefind"), "--quiet"]
    subprocess.run(command, check=True)


def _asked(site: Path, queries: list[str]) -> dict[str, list[dict[str, Any]]]:
    with served(site) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        answers = {}
        for name, script in (("Klarsyn", OURS), ("Pagefind", PAGEFIND)):
            page: Page = browser.new_page()
            page.goto(f"{url}/static/js/search-run.js")
            answers[name] = page.evaluate(script, queries)
            page.close()
        browser.close()
    return answers


def _print_table(name: str, judged: list[tuple[str, str, set[str]]], answers: list[dict[str, Any]]) -> None:
    rows: dict[str, list[tuple[float, float, float, bool, float]]] = defaultdict(list)
    for (kind, _, right), answer in zip(judged, answers, strict=True):
        row = (*_scores(answer["ids"], right), not answer["ids"], answer["ms"])
        rows[kind].append(row)
        rows["all"].append(row)
    print(f"\n{name:<14} queries  nDCG@10    MRR  recall@10  empty  median ms")
    for kind, group in rows.items():
        means = [sum(row[place] for row in group) / len(group) for place in range(3)]
        middle = sorted(row[4] for row in group)[len(group) // 2]
        empty = sum(row[3] for row in group)
        print(f"{kind:<14} {len(group):7}  {means[0]:7.3f}  {means[1]:.3f}  {means[2]:9.3f}  {empty:5}  {middle:9.0f}")


def _scores(found: list[str], right: set[str]) -> tuple[float, float, float]:
    """nDCG, reciprocal rank and recall among the first ten."""
    places = [place for place, number in enumerate(found[:10]) if number in right]
    ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(right))))
    gain = sum(1 / math.log2(place + 2) for place in places)
    return gain / ideal, 1 / (places[0] + 1) if places else 0.0, len(places) / min(10, len(right))


if __name__ == "__main__":
    sys.exit(main())
