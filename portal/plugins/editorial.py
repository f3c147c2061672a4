"""Pages written by hand in `content/pages/`: Markdown by Pelican's reader, then names from site.json, strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pelican.readers import MarkdownReader

from portal.errors import BuildError
from portal.press import Press
from portal.rendering import JINJA_OPTIONS, markup

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_TAKEN = {
    "synpunkter",
    "forvaltning",
    "amne",
    "typ",
    "arkiv",
    "enheter",
    "logg",
    "statistik",
    "sok",
    "static",
    "api",
    "pagefind",
}


def write_editorial(press: Press, pages: Iterable[Path], reader: MarkdownReader) -> list[str]:
    """Every editorial page; returns their addresses.

    Raises:
        BuildError: a page has no title, a bad slug, or a placeholder that site.json does not fill.
    """
    # What editors write is text, not code: the sandbox knows `site` and nothing else.
    sandbox = ImmutableSandboxedEnvironment(**{**JINJA_OPTIONS, "extensions": []})
    sandbox.filters["day"] = press.env.filters["day"]
    paths = []
    for source in sorted(pages):
        html, metadata = reader.read(str(source))
        title, slug = str(metadata.get("title", "")), str(metadata.get("slug", source.stem))
        if not title or not _SLUG.fullmatch(slug) or slug in _TAKEN:
            raise BuildError(
                f"{source.name} needs a Title and a Slug of its own in a-z, 0-9 and hyphens (has {slug!r})."
            )
        try:
            body = sandbox.from_string(html).render(site=press.portal.site)
            description = sandbox.from_string(str(metadata.get("summary", title))).render(site=press.portal.site)
        except TemplateError as error:
            raise BuildError(f"{source.name} has a placeholder that cannot be filled: {error}") from error
        path = f"/{slug}/"
        paths.append(path)
        template = f"{slug}.html" if slug in ("tillganglighet",) else "editorial.html"
        press.page(path, template, title=title, body=markup(body), description=markup(description).striptags())
    return paths
