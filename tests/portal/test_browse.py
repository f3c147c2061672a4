"""A to Ö as Swedes order it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson

from portal.plugins.browse import MOST_ON_A_PAGE, letters, swedish_key
from tests.portal import sample
from tests.portal.site import BuiltSite


def link(name: str) -> dict[str, str]:
    return {"name": name, "path": f"/{name}/"}


def test_swedish_letters_come_after_z_and_other_accents_do_not() -> None:
    names = ["Öster", "Zoo", "Åby", "Idé", "Ängen", "idrott", "Arkiv"]
    assert sorted(names, key=swedish_key) == ["Arkiv", "Idé", "idrott", "Zoo", "Åby", "Ängen", "Öster"]


def test_each_letter_has_its_group_and_figures_come_first() -> None:
    groups = letters(
        [link(name) for name in ["Älvsjö", "112", *(f"Avlopp {letter}" for letter in "tsrqponmlkjihgfedcba")]]
    )
    assert [group["letter"] for group in groups] == ["#", "A", "Ä"]
    assert [entry["name"] for entry in groups[1]["links"]][:2] == ["Avlopp a", "Avlopp b"]


def test_a_few_links_stand_in_one_list() -> None:
    groups = letters([link("Övrigt"), link("Kost")])
    assert [[entry["name"] for entry in group["links"]] for group in groups] == [["Kost", "Övrigt"]]


def test_more_units_than_a_page_holds_stand_on_a_page_for_each_letter(
    tmp_path: Path, build_site: Callable[..., BuiltSite]
) -> None:
    folder = sample.released(tmp_path / "released", count=4, years=1, withdrawn=0)
    organisation = orjson.loads((folder / "organisation.json").read_bytes())
    above = next(unit for unit in organisation["units"] if unit["level"] == "department")
    for number in range(MOST_ON_A_PAGE):
        name = f"{'ÅVF'[number % 3]}-enheten {number}"
        unit = {"code": f"many-{number}", "name": name, "slug": f"enhet-{number}", "level": "unit"}
        unit |= {"parent": above["code"], "path": f"{above['path']}enhet-{number}/", "successors": []}
        organisation["units"].append({**above, **unit})
    (folder / "organisation.json").write_bytes(orjson.dumps(organisation))
    site = build_site(folder)
    first = site.page("/enheter/")
    assert {"/enheter/aa/", "/enheter/f/", "/enheter/v/", above["path"]} <= set(first.links)
    assert not [link for link in first.links if "/enhet-" in link]
    assert f"{len(organisation['units']) - 1} enheter. Välj första bokstaven" in first.text
    letter = site.page("/enheter/aa/")
    assert sum("/enhet-" in link for link in letter.links) == MOST_ON_A_PAGE / 3
    assert letter.headings[0] == (1, "Enheter A–Ö: Å")
    assert '<a href="/enheter/aa/" aria-current="page">Å</a>' in site.text("/enheter/aa/")
    assert 'href="/en/unit-names/aa/" lang="en"' in site.text("/enheter/aa/")
    assert "/enheter/aa/" in site.text("/sitemap-sidor.xml")
    assert "Å-enheten 0" in site.page("/en/unit-names/aa/").text
