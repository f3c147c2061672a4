"""A page written by hand: Markdown with a title, in which names from site.json stand between double braces.

Editors write text, not code: placeholders see `site` and nothing else, and HTML in the text may not run, style or fetch anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markdown import Markdown
from markupsafe import Markup

from portal.contract import Site
from portal.errors import TextError
from portal.rendering import JINJA_OPTIONS, markup

EXTENSIONS = ["meta", "tables", "sane_lists"]
TAKEN = set(
    "amne api arkiv badda-in datasets en enheter forvaltning jamfor logg oppna-data pagefind sok static statistik synpunkter typ".split()
)
TAKEN_IN_ENGLISH = {"search", "units", "subjects", "kinds", "archive"}
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_TAGS = set(
    "p h2 h3 h4 ul ol li a strong em blockquote br hr code pre table caption thead tbody tr th td div span abbr dl dt dd".split()
)
_ATTRIBUTES = {
    "href", "title", "class", "id", "lang", "dir", "scope", "colspan", "rowspan", "role", "tabindex", "aria-label", "start",
}  # fmt: skip
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|/|#)", re.IGNORECASE)


@dataclass(frozen=True)
class EditorialText:
    """A page as it was written; `name` is what an error calls it."""

    name: str
    title: str
    slug: str
    summary: str
    html: str

    def filled(self, site: Site, filters: dict[str, Any]) -> tuple[Markup, str]:
        """The body, and a description in plain words, with the names of the municipality.

        Raises:
            TextError: a placeholder is not filled by site.json, or the text holds what no page may hold.
        """
        sandbox = ImmutableSandboxedEnvironment(**{**JINJA_OPTIONS, "extensions": []})
        sandbox.filters.update(day=filters["day"], period=filters["period"])
        try:
            body = sandbox.from_string(self.html).render(site=site)
            description = sandbox.from_string(self.summary).render(site=site)
        except (TemplateError, TypeError, ArithmeticError) as error:
            reason = f"has a placeholder that cannot be filled: {error}"
            raise TextError(self.name, "placeholder", str(error), reason) from error
        _Check(self.name).feed(body)
        return markup(body), str(markup(description).striptags())


def read_text(text: str, name: str, slug: str, *, is_english: bool) -> EditorialText:
    """The page in some Markdown that begins with `Title:`, and may say `Slug:` and `Summary:`.

    Raises:
        TextError: it has no title, or an address that is none or that the site has already.
    """
    reader: Any = Markdown(extensions=EXTENSIONS, output_format="html")
    html = reader.convert(text)
    said = {key: " ".join(values).strip() for key, values in reader.Meta.items()}
    title, slug = said.get("title", ""), said.get("slug") or slug
    if not title or not _SLUG.fullmatch(slug):
        reason = f"needs a Title and a Slug of its own in a-z, 0-9 and hyphens (has {slug!r})."
        raise TextError(name, "slug" if title else "title", slug, reason)
    if slug in (TAKEN_IN_ENGLISH if is_english else TAKEN):
        raise TextError(name, "taken", slug, f"has the slug {slug!r}, which the site needs itself. Choose another.")
    return EditorialText(name, title, slug, said.get("summary") or title, html)


class _Check(HTMLParser):
    """Refuses what no editorial page may hold, whoever wrote it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            reason = f"holds <{tag}>, which no page may hold. Write it as plain text or Markdown."
            raise TextError(self.name, "element", tag, reason)
        for attribute, value in attrs:
            if attribute not in _ATTRIBUTES:
                reason = f"holds <{tag} {attribute}=…>, which no page may hold. Take it away."
                raise TextError(self.name, "attribute", attribute, reason)
            if attribute == "href" and not _ADDRESS.match((value or "").strip()):
                reason = f"has a link to “{value}”. An address begins with https://, http://, mailto:, tel:, / or #."
                raise TextError(self.name, "address", value or "", reason)
