"""Atom and JSON Feed with the newest 25 of each listing. Entries carry an excerpt, never the whole text:
feed readers keep what they fetched, also after something was withdrawn."""

from __future__ import annotations

from typing import Any

from markupsafe import escape

from portal.corpus import Entry, Listing
from portal.press import Press, digests
from portal.site import digest, json_bytes

_EXCERPT_LENGTH = 300


def write_feeds(press: Press) -> None:
    """Two feeds beside every listing but the yearly archive."""
    portal = press.portal
    entries: dict[str, tuple[str, dict[str, Any]]] = {}
    _write_feeds(press, portal.listings.all, press.words.gettext("All answers"), entries)
    for unit in portal.units_in_order:
        _write_feeds(press, portal.listings.units[unit.code], unit.name, entries)
    for kind in portal.terms.kinds:
        _write_feeds(press, portal.listings.kinds[kind.code], kind.plural or kind.name, entries)
    for term, listing in portal.used_categories:
        _write_feeds(press, listing, term.name, entries)


def _write_feeds(press: Press, listing: Listing, title: str, known: dict[str, tuple[str, dict[str, Any]]]) -> None:
    newest = listing.newest_entries()
    fingerprint = press.fingerprint(b"feed", digest(title, listing.path), digests(newest))
    atom, json = f"{listing.path[1:]}flode.atom", f"{listing.path[1:]}flode.json"
    needs_atom, needs_json = press.output.needs(atom, fingerprint), press.output.needs(json, fingerprint)
    if not (needs_atom or needs_json):
        return
    for entry in newest:
        if entry.id not in known:
            known[entry.id] = _feed_entry(press, entry)
    parts = [known[entry.id] for entry in newest]
    full_title = f"{press.portal.site.name}: {title}"
    if needs_atom:
        press.output.write(atom, _atom(press, listing, full_title, newest, "".join(part[0] for part in parts)))
    if needs_json:
        press.output.write(json, _json_feed(press, listing, full_title, [part[1] for part in parts]))


def _feed_entry(press: Press, entry: Entry) -> tuple[str, dict[str, Any]]:
    record = press.portal.corpus.record(entry)
    url = f"{press.portal.site_url}{entry.path}"
    excerpt = press.viewer.excerpt(record, _EXCERPT_LENGTH)
    changed, published = f"{entry.changed}T00:00:00Z", f"{entry.published}T00:00:00Z"
    atom = (
        f'<entry xml:lang="{escape(entry.language)}"><title>{escape(entry.heading)}</title>'
        f'<link href="{escape(url)}"/><id>{_permanent_id(press, entry)}</id>'
        f"<published>{published}</published><updated>{changed}</updated>"
        f"<summary>{escape(excerpt)}</summary></entry>\n"
    )
    json = {
        "id": _permanent_id(press, entry),
        "url": url,
        "title": entry.heading,
        "summary": excerpt,
        "content_text": excerpt,
        "date_published": published,
        "date_modified": changed,
        "language": entry.language,
    }
    return atom, json


def _permanent_id(press: Press, entry: Entry) -> str:
    """The same for ever, also when the heading and with it the address change."""
    return f"{press.portal.site_url}/synpunkter/{entry.id.replace('-', '/', 1)}/"


def _atom(press: Press, listing: Listing, title: str, newest: list[Entry], entries: str) -> str:
    site = press.portal.site
    url = f"{press.portal.site_url}{listing.path}"
    updated = max((entry.changed for entry in newest), default="1970-01-01")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(site.language)}"><title>{escape(title)}</title>'
        f'<link href="{escape(url)}"/><link rel="self" type="application/atom+xml" href="{escape(url)}flode.atom"/>'
        f"<id>{escape(url)}</id><updated>{updated}T00:00:00Z</updated>"
        f"<author><name>{escape(site.municipality)}</name></author>\n{entries}</feed>\n"
    )


def _json_feed(press: Press, listing: Listing, title: str, items: list[dict[str, Any]]) -> bytes:
    url = f"{press.portal.site_url}{listing.path}"
    return json_bytes(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "home_page_url": url,
            "feed_url": f"{url}flode.json",
            "language": press.portal.site.language,
            "authors": [{"name": press.portal.site.municipality}],
            "items": items,
        }
    )
