"""The pages there is one of: start, search, log, not found, withdrawn."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from portal.corpus import Entry, Withdrawn
from portal.editions import paths
from portal.plugins.statistics import key_figures, place_of
from portal.press import Press
from portal.site import json_bytes
from portal.views import script_json

NEWEST_ON_START = 8
NEWEST_IN_LOG = 50
SUBJECTS_SHOWN = 12


def write_front(press: Press) -> None:
    """Start page, search page, error pages."""
    write_start(press)
    write_search(press)
    for status in ("404", "410"):
        press.output.file(f"{status}.html", press.render(f"{status}.html", path=f"/{status}.html"))


def write_search(press: Press) -> None:
    """The page that searches. It leads to the lists without their counts, so that it stays as it is when an answer comes.

    The index has the municipality's own words; `names` is what the language of the press calls them.
    """
    own = press.portal.labels
    pairs = [(own.kinds[code].name, term.name) for code, term in press.labels.kinds.items()]
    pairs += [(own.outcomes[code].name, term.name) for code, term in press.labels.outcomes.items()]
    names = json_bytes({name: shown for name, shown in pairs if name != shown}).decode().strip()
    press.page(
        paths(press.language)["search"],
        "search.html",
        section="search",
        names=names,
        shows_counts=False,
        **_browse_lists(press),
    )


def write_start(press: Press) -> None:
    """The start page in the language of the press; what it leads to and the texts it shows are as they were written."""
    portal = press.portal
    press.page(
        paths(press.language)["home"],
        "home.html",
        section="home",
        newest=press.cards(portal.listings.all.newest_entries(NEWEST_ON_START)),
        total=portal.listings.all.published_count,
        figures=key_figures(press, place_of(portal, None)),
        linked_data=_site_data(press),
        shows_counts=True,
        **_browse_lists(press),
    )


def _browse_lists(press: Press) -> dict[str, Any]:
    """Departments, the subjects used most, kinds and years, each with how many answers it leads to."""
    portal, listings = press.portal, press.portal.listings
    subjects = sorted(portal.used_categories, key=lambda pair: -pair[1].published_count)[:SUBJECTS_SHOWN]
    years = sorted(listings.years, reverse=True)
    return {
        "departments": [(unit, listings.units[unit.code].published_count) for unit in portal.departments],
        "subjects": [(term, listing.published_count) for term, listing in subjects],
        "subjects_total": len(portal.used_categories),
        "kinds": [
            (press.labels.kinds[kind.code], listings.kinds[kind.code].published_count) for kind in portal.terms.kinds
        ],
        "years": [(year, listings.years[year].published_count) for year in years],
    }


def _site_data(press: Press) -> Markup:
    """Whose site it is and where it searches, as schema.org data."""
    site, url = press.portal.site, press.portal.site_url
    search = f"{url}{paths(press.language)['search']}?q={{search_term_string}}"
    return script_json(
        {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": site.name,
            "url": f"{url}{paths(press.language)['home']}",
            "inLanguage": press.language,
            "publisher": {"@type": "GovernmentOrganization", "name": site.municipality, "url": site.web or url},
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": search},
                "query-input": "required name=search_term_string",
            },
        }
    )


def write_log(press: Press) -> None:
    """The log with the newest corrections and withdrawals, and a page per year with all of them."""
    events, path = _events(press), paths(press.language)["log"]
    years: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        years.setdefault(event["on"][:4], []).append(event)
    counts = [(year, len(group)) for year, group in years.items()]
    for address, shown, year in (
        (path, events[:NEWEST_IN_LOG], None),
        *((f"{path}{each}/", group, each) for each, group in years.items()),
    ):
        press.page(address, "log.html", section="about", events=shown, years=counts, year=year)


def _events(press: Press) -> list[dict[str, Any]]:
    reasons = press.labels.withdrawal_reasons
    events: list[tuple[str, str, Entry | Withdrawn, str]] = []
    for entry in press.portal.corpus.entries.values():
        events.extend((note.on, entry.id, entry, note.what) for note in entry.corrections)
    for withdrawn in press.portal.corpus.tombstones.values():
        reason = reasons[withdrawn.tombstone.reason].name
        events.append((withdrawn.tombstone.withdrawn, withdrawn.id, withdrawn, reason))
    events.sort(key=lambda event: (event[0], event[1]), reverse=True)
    return [
        {
            "on": on,
            "id": record_id,
            "path": item.path if isinstance(item, Entry) else item.tombstone.path,
            "heading": item.heading if isinstance(item, Entry) else None,
            "what": what,
        }
        for on, record_id, item, what in events
    ]
