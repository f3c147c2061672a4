"""The judged queries over the demonstration municipality, asked in a browser: what the figures in docs/search.md promise, holds."""

from collections import defaultdict
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.search.judged import demonstration, worth
from tests.search.site import served, write_site

pytestmark = pytest.mark.browser
ASK = """async (queries) => {
  const { openSearch, find } = await import('/static/js/search-run.js');
  const opened = await openSearch('/sok/index/');
  const answers = [];
  for (const query of queries) {
    const { hits } = await find(query, opened);
    const best = await Promise.all(hits.slice(0, 10).map(({ number }) => opened.index.text(number)));
    answers.push(best.map(({ id }) => id));
  }
  return answers;
}"""


def test_the_judged_queries_are_answered_as_well_as_promised(browser: Browser, tmp_path: Path) -> None:
    judged = demonstration(tmp_path / "content")
    write_site(tmp_path / "content", tmp_path / "site")
    with served(tmp_path / "site") as url:
        page = browser.new_page()
        page.goto(f"{url}/static/js/search-run.js")
        answers = page.evaluate(ASK, [query.text for query in judged.queries])
        page.close()
    gains = defaultdict(list)
    values = []
    for query, found in zip(judged.queries, answers, strict=True):
        values.append(worth(found, query.relevant))
        gains[query.kind].append(values[-1].gain)
    assert len(values) >= 120
    assert sum(value.gain for value in values) / len(values) >= 0.86
    assert sum(value.first for value in values) / len(values) >= 0.95
    assert sum(value.recall for value in values) / len(values) >= 0.84
    assert sum(value.is_empty for value in values) <= 2
    assert {kind: round(sum(each) / len(each), 2) for kind, each in gains.items() if sum(each) / len(each) < 0.6} == {}
