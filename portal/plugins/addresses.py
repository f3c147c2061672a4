"""Old addresses that lead on, and what browsers and search engines ask for by name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from markupsafe import escape

from portal.editions import counterpart
from portal.errors import BuildError
from portal.link_picture import link_picture
from portal.output import index
from portal.press import Press
from portal.site import digest


def write_redirects(press: Press) -> None:
    """A tiny page at every old address, for hosts that cannot redirect.

    Raises:
        BuildError: an address leads out of the site or to nothing.
    """
    known = press.output.fingerprints
    redirects = press.portal.redirects | _in_english(press)
    for old, new in redirects.items():
        for path in (old, new):
            if not path.startswith("/") or not path.endswith("/") or "//" in path or ".." in path:
                raise BuildError(f"redirects.json leads from {old!r} to {new!r}; both must be /paths/ on this site.")
        if index(new) not in known and new not in redirects:
            raise BuildError(f"redirects.json leads from {old} to {new}, but there is no such page.")
        fingerprint = press.fingerprint(b"redirect", digest(old, new))
        if press.output.needs(index(old), fingerprint):
            press.output.write(index(old), press.render("redirect.html", path=new))


def _in_english(press: Press) -> dict[str, str]:
    """The old addresses of what has a page in English too. What cannot be an address is left to be refused as it is written."""
    led = {
        counterpart(old, press.language): counterpart(new, press.language)
        for old, new in press.portal.redirects.items()
    }
    return {old: new for old, new in led.items() if old and new and index(new) in press.output.fingerprints}


def write_static(press: Press) -> None:
    """Style sheets, scripts, pictures. That of links is drawn when its address is new: it takes a quarter of a second."""
    for path, content in press.assets.files():
        press.output.file(path, content)
    picture = press.link_picture.removeprefix("/")
    if press.output.needs(picture, picture):
        press.output.write(picture, link_picture(press.portal.site, press.words.gettext("Questions and answers")))


def write_security_contact(press: Press) -> None:
    """`/.well-known/security.txt` (RFC 9116), when there is an address to write to.

    It holds for a year from the first day of this month, so that releases within a month are alike.
    """
    site = press.portal.site
    if not site.email:
        return
    expires = datetime.now(UTC).date().replace(day=1) + timedelta(days=365)
    press.output.file(
        ".well-known/security.txt",
        f"Contact: mailto:{site.email}\nExpires: {expires.isoformat()}T00:00:00Z\n"
        f"Preferred-Languages: {site.language}, en\nCanonical: {press.portal.site_url}/.well-known/security.txt\n",
    )


def write_opensearch(press: Press) -> None:
    """Lets browsers offer the site's search."""
    site, url = press.portal.site, press.portal.site_url
    press.output.file(
        "opensearch.xml",
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{escape(site.name[:16])}</ShortName>"
        f"<Description>{escape(press.words.gettext('Search questions and answers'))}</Description>"
        "<InputEncoding>UTF-8</InputEncoding>"
        f'<Url type="text/html" template="{escape(url)}/sok/?q={{searchTerms}}"/>'
        "</OpenSearchDescription>\n",
    )
