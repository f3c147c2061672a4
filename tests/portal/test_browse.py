"""A to Ö as Swedes order it."""

from __future__ import annotations

from portal.plugins.browse import letters, swedish_key


def link(name: str) -> dict[str, str]:
    return {"name": name, "path": f"/{name}/"}


def test_swedish_letters_come_after_z_and_other_accents_do_not() -> None:
    names = ["Öster", "Zoo", "Åby", "Idé", "Ängen", "idrott", "Arkiv"]
    assert sorted(names, key=swedish_key) == ["Arkiv", "Idé", "idrott", "Zoo", "Åby", "Ängen", "Öster"]


def test_each_letter_has_its_group_and_figures_come_first() -> None:
    groups = letters([link("Älvsjö"), link("112"), link("Avlopp"), link("Avfall")])
    assert [group["letter"] for group in groups] == ["#", "A", "Ä"]
    assert [entry["name"] for entry in groups[1]["links"]] == ["Avfall", "Avlopp"]
