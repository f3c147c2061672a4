"""The pages that lead to the listings: subjects, kinds, years, units from A to Z.

Without counts, which stand on the start page and in the listings: so these pages stay as they are when an answer comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.corpus import Listing
from portal.editions import paths
from portal.press import Press

FEW = 20
MOST_ON_A_PAGE = 600  # names: 100 kB of HTML, which a phone shows at once
# The signs after Z in ASCII stand for the letters after Z in Swedish.
_AFTER_Z = {"Å": "[", "Ä": "\\", "Æ": "\\", "Ö": "]", "Ø": "]"}
_BASE_LETTERS = str.maketrans("ÁÀÂÃÉÈÊËÍÌÎÏÓÒÔÕÚÙÛÜÝÇÑ", "AAAAEEEEIIIIOOOOUUUUYCN")


def write_browse(press: Press) -> list[str]:
    """Units, subjects, kinds and years in the language of the press; returns their addresses."""
    portal, words = press.portal, press.words
    subjects = [_link(term.name, listing) for term, listing in portal.used_categories]
    units = [
        {
            **_link(unit.name, portal.listings.units[unit.code]),
            "parent": portal.labels.units[unit.parent].name if unit.parent and unit.level != "department" else None,
            "closed": unit.valid_to,
            "is_department": unit.level == "department",
        }
        for unit in portal.units_in_order
    ]
    labels = [press.labels.kinds[kind.code] for kind in portal.terms.kinds]
    kinds = [_link(kind.plural or kind.name, portal.listings.kinds[kind.code]) for kind in labels]
    years = [_link(year, portal.listings.years[year]) for year in sorted(portal.listings.years, reverse=True)]
    return [
        _page(press, "subjects", "a_to_z.html", title=words.gettext("Subjects"), letters=letters(subjects)),
        *_units(press, units),
        _page(press, "kinds", "choices.html", title=words.gettext("Kinds"), choices=kinds),
        _page(press, "archive", "choices.html", title=words.gettext("Archive"), choices=years),
    ]


def _units(press: Press, units: list[dict[str, Any]]) -> list[str]:
    """Units from A to Z on one page, or on one a letter when they are too many; then the first page has the departments."""
    title, groups = press.words.gettext("Units A–Z"), letters(units)
    if len(units) <= MOST_ON_A_PAGE:
        return [_page(press, "units", "a_to_z.html", title=title, letters=groups)]
    pages = [{**group, "path": press.here(f"/enheter/{group['slug']}/")} for group in groups]
    departments = [unit for unit in units if unit["is_department"] and not unit["closed"]]
    values = {"pages": pages, "count": len(units)}
    first = _page(press, "units", "a_to_z.html", title=title, letters=[{"links": departments}], **values)
    for group in pages:
        named, parents = f"{title}: {group['letter']}", [(title, first)]
        values |= {"title": named, "parents": parents, "letters": [{"links": group["links"]}]}
        press.page(group["path"], "a_to_z.html", section="browse", **values)
    return [first, *(group["path"] for group in pages)]


def _page(press: Press, name: str, template: str, **values: Any) -> str:
    path = paths(press.language)[name]
    press.page(path, template, section="browse", **{"parents": [], "pages": [], **values})
    return path


def _link(name: str, listing: Listing) -> dict[str, Any]:
    """A listing to lead to."""
    return {
        "name": name,
        "path": listing.path,
        "is_empty": not listing.published_count,
        "parent": None,
        "closed": None,
    }


def letters(links: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Links under their first letter, in Swedish order; figures and signs come first. A few links need no letters."""
    ordered = sorted(links, key=lambda link: (swedish_key(link["name"]), link["path"]))
    groups: dict[str, list[dict[str, Any]]] = {}
    for link in ordered:
        letter = _first_letter(link["name"]) if len(ordered) > FEW else ""
        groups.setdefault(letter, []).append(link)
    return [
        {"letter": letter, "slug": _slug(letter), "anchor": f"bokstav-{_slug(letter)}", "links": group}
        for letter, group in groups.items()
    ]


def swedish_key(name: str) -> str:
    """A sort key: case aside, å, ä and ö after z, other accents aside."""
    return "".join(_AFTER_Z.get(letter, letter) for letter in name.upper().translate(_BASE_LETTERS))


def _first_letter(name: str) -> str:
    letter = name[:1].upper().translate(_BASE_LETTERS)
    return letter if letter.isalpha() else "#"


def _slug(letter: str) -> str:
    return {"#": "tecken", "Å": "aa", "Ä": "ae", "Ö": "oe"}.get(letter, letter.lower())
