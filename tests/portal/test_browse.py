"""A to Ö as Swedes order it."""

from __future__ import annotations

from portal.plugins.browse import letters, swedish_key


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
