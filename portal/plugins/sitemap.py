"""For search engines: an index of sitemaps, one per year and one for the browse pages, and robots.txt.

Items and the files of years have their day. The browse pages have none, so that their file stays as it is when an answer comes.
"""

from __future__ import annotations

from markupsafe import escape

from portal.corpus import Entry, Item
from portal.press import Press, digests

MOST_ADDRESSES = 40_000  # the protocol allows 50,000 a file
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def write_sitemaps(press: Press, others: list[str]) -> None:
    """`/sitemap.xml` and its parts. Withdrawn items stay in, with that day, so that search engines read them again."""
    listings = press.portal.listings
    files: list[tuple[str, str]] = []
    for year in sorted(listings.years):
        items = listings.years[year].items
        for number, start in enumerate(range(0, len(items), MOST_ADDRESSES), start=1):
            part = items[start : start + MOST_ADDRESSES]
            name = f"sitemap-{year}.xml" if number == 1 else f"sitemap-{year}-{number}.xml"
            if press.output.needs(name, press.fingerprint(b"sitemap", digests(part))):
                press.output.write(name, _url_set(press.portal.site_url, sorted(map(_address, part))))
            files.append((name, max(changed for _, changed in map(_address, part))))
    browse = [(path, "") for path in _browse_pages(press, others)]
    press.output.file("sitemap-sidor.xml", _url_set(press.portal.site_url, browse))
    press.output.file("sitemap.xml", _index(press.portal.site_url, [*files, ("sitemap-sidor.xml", "")]))
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {press.portal.site_url}/sitemap.xml\n"
    press.output.file("robots.txt", robots)


def _browse_pages(press: Press, others: list[str]) -> list[str]:
    listings = press.portal.listings
    fronts = (
        listings.all,
        *(listings.units[unit.code] for unit in press.portal.units_in_order),
        *listings.kinds.values(),
        *(listing for _, listing in press.portal.used_categories),
        *listings.years.values(),
    )
    return sorted(["/", "/logg/", *(listing.path for listing in fronts), *others])


def _address(item: Item) -> tuple[str, str]:
    """Where an item lies, and the last day something about it changed."""
    if isinstance(item, Entry):
        return item.path, item.changed
    return item.tombstone.path, item.tombstone.withdrawn


def _url_set(site_url: str, pages: list[tuple[str, str]]) -> str:
    urls = "".join(f"<url><loc>{escape(site_url + path)}</loc>{_day(changed)}</url>\n" for path, changed in pages)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset {_NAMESPACE}>\n{urls}</urlset>\n'


def _index(site_url: str, files: list[tuple[str, str]]) -> str:
    parts = "".join(
        f"<sitemap><loc>{escape(f'{site_url}/{name}')}</loc>{_day(changed)}</sitemap>\n" for name, changed in files
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex {_NAMESPACE}>\n{parts}</sitemapindex>\n'


def _day(changed: str) -> str:
    return f"<lastmod>{changed}</lastmod>" if changed else ""
