"""Front pages and numbered pages of every listing. Page 1 is the oldest, and a page is numbered when it is full.

What does not fill a page yet stands on the front page, so an answer changes one page of a listing and not two.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from portal.corpus import PER_PAGE, Item, Listing
from portal.editions import paths
from portal.output import index
from portal.press import Press, digests
from portal.site import digest
from portal.words import MONTHS

# The fields of the search (search-filters.js) that hold what is in an address of a listing.
SEARCH_FIELDS = {"forvaltning": ("forvaltning", "enhet"), "amne": ("amne",), "typ": ("typ",), "arkiv": ("ar",)}


def write_listings(press: Press) -> list[str]:
    """All items, subjects, kinds and years; the addresses of their fronts. Departments and units are in `units`."""
    portal, words = press.portal, press.words
    fronts = []

    def write(listing: Listing, title: str, parents: list[tuple[str, str]], label: bytes, *, is_name: bool) -> None:
        values = {"title": title, "parents": parents, "is_name": is_name}
        fronts.append(write_listing(press, listing, "listing.html", values, label))

    write(portal.listings.all, words.gettext("All answers"), [], b"", is_name=False)
    subjects = (words.gettext("Subjects"), press.here("/amne/"))
    for term, listing in portal.used_categories:
        label = portal.labels.term_digests["category"][term.code]
        write(listing, term.name, [subjects], label, is_name=True)
    kinds = (words.gettext("Kinds"), press.here("/typ/"))
    for kind in portal.terms.kinds:
        label = portal.labels.term_digests["kind"][kind.code]
        named = press.labels.kinds[kind.code]
        write(portal.listings.kinds[kind.code], named.plural or named.name, [kinds], label, is_name=False)
    archive = (words.gettext("Archive"), press.here("/arkiv/"))
    for year in sorted(portal.listings.years):
        write(portal.listings.years[year], year, [archive], b"", is_name=False)
    return fronts


def write_listing(press: Press, listing: Listing, template: str, values: dict[str, Any], label: bytes) -> str:
    """The front page with the newest items, and the numbered pages; the address of the front.

    The numbered pages hold little but texts, and stand in the site's own language only. `label` covers what the front shows besides.
    """
    newest = listing.newest()
    counts = f"{len(listing.items)} {listing.published_count}".encode()
    front = press.fingerprint(b"front", label, listing.path.encode(), counts, digests(newest))
    path = press.here(listing.path)
    press.output.page(
        index(path),
        front,
        lambda: press.render_with_counterpart(
            template,
            path,
            "browse",
            listing=listing,
            cards=press.cards(newest),
            months=months(press, newest),
            older=_older_page(listing),
            in_search=_in_search(press, listing.path),
            jumps=_jumps(listing, press),
            **values,
        ),
    )
    if not press.is_own:
        return path
    parents = [*values["parents"], (values["title"], listing.path)]
    names = digest(parents)
    for number in range(1, listing.full_pages + 1):
        _write_numbered(press, listing, number, values["title"], parents, names)
    return path


def _write_numbered(
    press: Press, listing: Listing, number: int, title: str, parents: list[tuple[str, str]], names: bytes
) -> None:
    path = f"{listing.path}sida/{number}/"
    items = listing.page(number)
    is_last = number == listing.full_pages
    fingerprint = press.fingerprint(b"page", names, path.encode(), b"last" if is_last else b"", digests(items))
    press.output.page(
        index(path),
        fingerprint,
        lambda: press.render(
            "listing_page.html",
            path=path,
            front=listing.path,
            number=number,
            title=title,
            parents=parents,
            first=items[-1].published,
            last=items[0].published,
            months=months(press, items),
            older=f"{listing.path}sida/{number - 1}/" if number > 1 else None,
            newer=None if is_last else f"{listing.path}sida/{number + 1}/",
        ),
    )


def months(press: Press, items: list[Item]) -> list[dict[str, Any]]:
    """The items under the month they were published in, in the order given."""
    title = press.words.gettext("Published in {month} {year}")
    return [
        {
            "id": f"m{month}",
            "title": title.format(month=press.words.gettext(MONTHS[int(month[5:]) - 1]), year=month[:4]),
            "cards": press.cards(group),
        }
        for month, group in groupby(items, key=lambda item: item.published[:7])
    ]


def _older_page(listing: Listing) -> str | None:
    """The page with the first item that the front page does not show."""
    left = len(listing.items) - PER_PAGE
    return f"{listing.path}sida/{-(-left // PER_PAGE)}/" if left > 0 else None


def _in_search(press: Press, path: str) -> str:
    """Where the search shows what a listing holds, the newest first: to narrow it, and in place of numbered pages in another language."""
    family, *names = path.strip("/").split("/")
    fields = SEARCH_FIELDS.get(family, ())
    chosen = "".join(f"{field}={name}&" for field, name in zip(fields, names, strict=False))
    return f"{paths(press.language)['search']}?{chosen}sort=nyast"


def _jumps(listing: Listing, press: Press) -> list[dict[str, Any]]:
    """At most twelve pages spread over the listing, newest first, each with the day it starts."""
    total = listing.full_pages
    step = max(1, -(-total // 12))
    numbers = sorted({*range(total, 0, -step), 1}, reverse=True) if total > 1 else []
    return [
        {"number": number, "path": f"{listing.path}sida/{number}/", "last": listing.page(number)[0].published}
        for number in numbers
    ]
