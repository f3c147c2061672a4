"""What a second build writes: only what changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import orjson

from portal.rendering import TEMPLATES_FOLDER
from tests.portal import sample
from tests.portal.site import BuiltSite

Build = Callable[..., BuiltSite]
MOST_FILES_PER_ANSWER = 36


def records_of(released: Path, year: int) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in (released / "records" / f"{year}.jsonl").read_bytes().splitlines()]


def write_year(released: Path, year: int, records: list[dict[str, object]]) -> None:
    lines = [orjson.dumps(record, option=orjson.OPT_SORT_KEYS) + b"\n" for record in records]
    (released / "records" / f"{year}.jsonl").write_bytes(b"".join(lines))


def test_the_same_data_gives_the_same_bytes(tmp_path: Path, build_site: Build) -> None:
    released = sample.released(tmp_path / "released", 60)
    one, other = build_site(released), build_site(released)
    assert one.fingerprints == other.fingerprints
    assert all((one.folder / name).read_bytes() == (other.folder / name).read_bytes() for name in one.written)


def test_nothing_is_written_when_nothing_changed(tmp_path: Path, build_site: Build) -> None:
    released = sample.released(tmp_path / "released", 60)
    first = build_site(released)
    second = build_site(released, first)
    assert second.written == set()
    assert second.report.unchanged == first.report.written


def test_one_new_answer_rewrites_few_files(tmp_path: Path, build_site: Build) -> None:
    released = sample.released(tmp_path / "released", 300)
    first = build_site(released)
    newest = sample.record(900, 2026, published="2026-12-30")
    write_year(released, 2026, [*records_of(released, 2026), newest])
    second = build_site(released, first)
    assert f"{newest['path'][1:]}index.html" in second.written
    assert len(second.written) <= MOST_FILES_PER_ANSWER, sorted(second.written)
    ways = {"amne/index.html", "typ/index.html", "arkiv/index.html", "enheter/index.html"}
    assert second.written.isdisjoint({*ways, "sitemap-sidor.xml", "datasets/dcat", "datasets/dcat.ttl"})


def test_what_is_not_written_is_what_a_whole_build_would_have_written(tmp_path: Path, build_site: Build) -> None:
    released = sample.released(tmp_path / "released", 120)
    first = build_site(released)
    records = records_of(released, 2026)
    records[3]["heading"] = "En helt annan rubrik"
    write_year(released, 2026, [*records, sample.record(900, 2026, published="2026-12-30")])
    partial, whole = build_site(released, first), build_site(released)
    assert partial.fingerprints == whole.fingerprints
    for name in whole.written:
        source = partial if name in partial.written else first
        assert (source.folder / name).read_bytes() == (whole.folder / name).read_bytes(), name


def test_a_withdrawal_leaves_the_following_listing_pages_as_they_were(tmp_path: Path, build_site: Build) -> None:
    released = sample.released(tmp_path / "released", 300, withdrawn=0)
    first = build_site(released)
    records = records_of(released, 2024)
    gone = records.pop(10)
    write_year(released, 2024, records)
    before = (released / "tombstones.jsonl").read_bytes().splitlines()
    tombstones = [*map(orjson.loads, before), sample.tombstone(gone)]
    tombstones.sort(key=lambda values: values["id"])
    lines = [orjson.dumps(values, option=orjson.OPT_SORT_KEYS) + b"\n" for values in tombstones]
    (released / "tombstones.jsonl").write_bytes(b"".join(lines))
    second = build_site(released, first)
    numbered = {name for name in second.written if "/sida/" in name}
    listings = {name.partition("/sida/")[0] for name in numbered}
    assert len(numbered) == len(listings) <= 7  # one page of each listing that it stood in
    assert any("avpublicerades" in second.text(f"/{name}") for name in numbered)


def test_a_renamed_subject_rewrites_the_pages_that_name_it_and_no_others(tmp_path: Path, build_site: Build) -> None:
    released = sample.released(tmp_path / "released", 60)
    first = build_site(released)
    terms = orjson.loads((released / "terms.json").read_bytes())
    terms["categories"][0]["name"] = "Utemiljö"
    (released / "terms.json").write_bytes(orjson.dumps(terms))
    second = build_site(released, first)
    items = {name for name in second.written if name.startswith("synpunkter/20")}
    assert items
    assert all("Utemiljö" in second.text(f"/{name}") for name in items)


def test_pages_are_numbered_from_the_oldest(tmp_path: Path, build_site: Build) -> None:
    site = build_site(sample.released(tmp_path / "released", 120))
    oldest = site.page("/synpunkter/sida/1/")
    newest = site.page("/synpunkter/")
    cards = [values["data-record"] for tag, values in oldest.elements if "data-record" in values]
    assert 1 <= len(cards) <= 25
    assert all(str(card).startswith("2024-") for card in cards)
    assert any(str(values.get("data-record")).startswith("2026-") for _, values in newest.elements)


def test_only_pages_that_are_always_rendered_and_what_is_on_every_page_name_static_files() -> None:
    """The fingerprint of other pages holds templates, not static files: naming one there would go unnoticed."""
    naming = {
        path.name
        for path in TEMPLATES_FOLDER.glob("*.html")
        if re.search(r"\b(?:asset|modules)\(", path.read_text("utf-8"))
    }
    assert naming <= {"_start.html", "_top.html", "_bottom.html", "home.html", "search.html"}
