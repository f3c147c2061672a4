"""Addresses that lead on, in what a release hands to servers."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from publish.maps import Maps

DEPARTMENTS = ("skolan", "teknik", "omsorg")
MOVED = {
    "/forvaltning/gatukontoret/": "/forvaltning/teknik/",
    "/forvaltning/gatan/": "/forvaltning/gatukontoret/",
    "/forvaltning/kultur/": "/forvaltning/skolan/kultur/",
}
FILES = {
    f"{place}/index.html"
    for place in (
        "jamfor", "jamfor/par/skolan--teknik", "jamfor/par/teknik--omsorg", "jamfor/par/skolan--omsorg",
        "en/compare", "en/compare/pairs/skolan--teknik",
    )
}  # fmt: skip


@pytest.fixture
def maps(tmp_path: Path) -> Maps:
    """Those of a municipality where a department has had three names and another became a part of one."""
    units = [{"path": "/"}, *({"path": f"/forvaltning/{slug}/"} for slug in DEPARTMENTS)]
    (tmp_path / "organisation.json").write_bytes(orjson.dumps({"units": units}))
    (tmp_path / "redirects.json").write_bytes(orjson.dumps(MOVED))
    (tmp_path / "tombstones.jsonl").write_bytes(b"")
    return Maps.of_content(tmp_path, FILES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/jamfor/par/skolan--gatukontoret/", "/jamfor/par/skolan--teknik/"),
        ("/jamfor/par/gatan--skolan/", "/jamfor/par/skolan--teknik/"),
        ("/jamfor/par/gatan--omsorg/", "/jamfor/par/teknik--omsorg/"),
        ("/en/compare/pairs/skolan--gatukontoret/", "/en/compare/pairs/skolan--teknik/"),
        ("/jamfor/par/gatan--teknik/", "/jamfor/"),
        ("/jamfor/par/kultur--omsorg/", "/jamfor/"),
        ("/en/compare/pairs/gatan--omsorg/", "/en/compare/"),
        ("/jamfor/par/skolan--teknik/", None),
        ("/jamfor/par/omsorg--skolan/", None),
    ],
)
def test_the_comparison_of_a_department_that_moved_leads_to_that_of_what_it_became(
    maps: Maps, old: str, new: str | None
) -> None:
    assert maps.new_path(old) == new


def test_without_comparisons_none_leads_on(tmp_path: Path, maps: Maps) -> None:
    assert set(Maps.of_content(tmp_path).redirects) == set(MOVED)
