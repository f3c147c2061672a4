"""What every page family works with: the data, the templates, the output."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2.exceptions import TemplateError
from markupsafe import Markup

from portal.assets import Assets
from portal.contract import Measure, Record, Term
from portal.corpus import Entry, Item, Withdrawn
from portal.editions import ENGLISH, counterpart, here, in_english, measures_in_english, paths, untranslated
from portal.errors import BuildError, RecordError
from portal.figures import InLanguage
from portal.link_picture import link_picture_address
from portal.output import Output, index
from portal.rendering import environment, markup, renderer
from portal.site import Portal
from portal.views import Viewer, crumb_list
from portal.words import Words

# Of pages there are many of, and of error pages. The others make their own menu, which leads to their counterpart.
SECTIONS = ("", "browse")


class Press:
    """Renders pages of one portal into one output.

    Args:
        has_english: the site has pages in English too, and others lead to them.
        language: that of the interface, the site's own unless it says otherwise.
        compiled: the folder that keeps compiled templates.
    """

    def __init__(
        self,
        portal: Portal,
        output: Output,
        theme_stamp: str,
        *,
        has_english: bool = False,
        language: str = "",
        compiled: Path | None = None,
    ) -> None:
        self.portal = portal
        self.output = output
        self.language = language or portal.site.language
        self.has_english = has_english
        self.other_language = portal.site.language if self.language == ENGLISH else ENGLISH
        logo = portal.site.logo
        picture = (f"logo.{logo.ending}", logo.content()) if logo else None
        self.assets = Assets(portal.site.accent_colour, portal.site.band_colour, picture)
        self.link_picture = link_picture_address(portal.site, theme_stamp)
        self.env = environment(self.language, theme_stamp, compiled)
        self.words: Words = self.env.words  # type: ignore[attr-defined]
        self.is_own = is_own = self.language == portal.site.language
        self.labels = portal.labels if is_own else in_english(portal.labels)
        self._untranslated = untranslated(portal.labels, self.labels)
        published = portal.statistics.measures
        self.measures: dict[str, Measure] = published if is_own else measures_in_english(published)
        self.viewer = Viewer(
            self.env, self.labels, portal.site, portal.site_url, self.language, has_english=has_english
        )
        self._cards: dict[str, str] = {}
        names: Any = self.env.globals
        names["site"] = portal.site
        names["site_url"] = portal.site_url
        names["asset"] = self.assets.address
        names["modules"] = self.assets.modules
        names["month_names"] = self.words.month_names
        names["copy_script"] = self.assets.address("js/copy-link.js")
        names["link_picture"] = self.link_picture
        names["logo"] = self.assets.address(picture[0]) if picture else ""
        names["language"], names["other_language"] = self.language, self.other_language
        names["paths"] = paths(self.language)
        names["crumb_list"] = partial(
            crumb_list, portal.site_url, (self.words.gettext("Home"), paths(self.language)["home"])
        )
        names["has_english"] = has_english
        # What leads to, or stands in, the site's own language on a page in English.
        names["leads_to_own"] = markup("" if is_own else f' hreflang="{portal.site.language}"')
        names["in_own"] = markup("" if is_own else f' lang="{portal.site.language}"')
        names["has_open_data"] = bool(portal.open_data.files)
        # The same on every page: rendered once.
        names["chrome_start"] = markup(self.render("_start.html"))
        self._chrome: dict[str, Markup] = {}
        names["chrome"] = self._chrome
        for section in SECTIONS:
            self.add_chrome(section, section, paths(self.language)["home"])
        names["chrome_end"] = markup(self.render("_bottom.html"))
        around = "".join((names["chrome_start"], *names["chrome"].values(), names["chrome_end"]))
        self._stamp = theme_stamp.encode() + around.encode() + portal.site_digest() + portal.labels.reasons_digest
        self.item_stamp = blake2b(b"item" + self._stamp + names["copy_script"].encode(), digest_size=16).digest()
        self._item_card = self.renderer("_card.html")

    def add_chrome(self, name: str, section: str, path: str) -> None:
        """The top of pages in a section of the menu, with a link to the counterpart of `path` in the other language."""
        other = counterpart(path, self.language) if self.has_english else None
        self._chrome[name] = markup(self.render("_top.html", section=section, other=other))

    def here(self, path: str) -> str:
        """Where a page of the site's own stands in the language of the press."""
        return here(path, self.language)

    def as_written(self, text: str) -> str:
        """A name or text in the site's own language, marked as such where the page is in another."""
        return text if self.is_own else InLanguage(text, self.portal.site.language)

    def name_of(self, term: Term) -> str:
        """The name of many things of a kind, as tables have it."""
        name = term.plural or term.name
        return self.as_written(name) if name in self._untranslated else name

    def render_with_counterpart(self, name: str, path: str, section: str, **values: Any) -> str:
        """A page whose menu, and whose head, lead to its counterpart in the other language."""
        chrome = f"{section} {path}"
        self.add_chrome(chrome, section, path)
        other = counterpart(path, self.language) if self.has_english else None
        html = self.render(name, path=path, section=chrome, other=other, **values)
        del self._chrome[chrome]
        return html

    def renderer(self, name: str) -> Callable[[dict[str, Any]], str]:
        """For the pages there are many of."""
        return renderer(self.env.get_template(name))

    def render(self, name: str, **values: Any) -> str:
        """A page.

        Raises:
            BuildError: the template asks for something that is not there.
        """
        try:
            return self.env.get_template(name).render(values)
        except TemplateError as error:
            raise BuildError(f"The template {name} could not be rendered: {error}") from error

    def fingerprint(self, *parts: bytes) -> str:
        """What a page depends on: the theme, the site settings, and `parts`."""
        stamp = blake2b(self._stamp, digest_size=16)
        for part in parts:
            stamp.update(part)
        return stamp.hexdigest()

    def page(self, path: str, name: str, *, section: str, **values: Any) -> None:
        """A page that is rendered every time and written when its bytes are new: for the few, not the many."""
        self.output.file(index(path), self.render_with_counterpart(name, path, section, **values))

    def cards(self, items: Iterable[Item]) -> Markup:
        """The list entries of some items, each made once."""
        return markup("".join([self._cards.get(item.id) or self._card(item) for item in items]))

    def keep_card(self, record: Record, entry: Entry) -> None:
        """Make the list entry of a record that is at hand anyway."""
        try:
            self._cards[entry.id] = self._item_card(self.viewer.card(record))
        except (KeyError, TemplateError) as error:
            raise RecordError(entry.id, entry.file, str(error)) from error

    def cards_of(self, entries: Iterable[Entry]) -> dict[str, str]:
        """The list entries of some records that were made, by the record's id."""
        return {entry.id: self._cards[entry.id] for entry in entries}

    def take_cards(self, cards: dict[str, str]) -> None:
        """Take over list entries that another process made."""
        self._cards.update(cards)

    def _card(self, item: Item) -> str:
        if isinstance(item, Withdrawn):
            tombstone = item.tombstone
            reason = self.portal.labels.withdrawal_reasons.get(tombstone.reason)
            if reason is None:
                raise RecordError(item.id, "tombstones.jsonl", f"the reason {tombstone.reason!r} is not known")
            self._cards[item.id] = self.render("_card_withdrawn.html", tombstone=tombstone, reason=reason)
        else:
            self.keep_card(self.portal.corpus.record(item), item)
        return self._cards[item.id]


def digests(items: Iterable[Item]) -> bytes:
    """The fingerprints of some items, in order."""
    return b"".join([item.digest for item in items])
