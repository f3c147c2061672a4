"""The one generator: released records in, the whole site out. Read `generate_output` first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator

from portal.assets import theme_stamp
from portal.editions import ENGLISH, paths
from portal.output import Output, read_fingerprints
from portal.plugins.addresses import write_opensearch, write_redirects, write_security_contact, write_static
from portal.plugins.browse import write_browse
from portal.plugins.compare import write_compare
from portal.plugins.data import write_data
from portal.plugins.editorial import editorial_files, has_english, write_editorial
from portal.plugins.feeds import write_feeds
from portal.plugins.front import write_front, write_log, write_search, write_start
from portal.plugins.listings import write_listings
from portal.plugins.open_data import open_data_addresses, write_open_data
from portal.plugins.period_reports import write_period_reports
from portal.plugins.records import write_records, write_tombstones
from portal.plugins.sitemap import write_sitemaps
from portal.plugins.statistics import write_files, write_statistics
from portal.plugins.units import write_units
from portal.press import Press
from portal.rendering import compiled_folder
from portal.sharing import share
from portal.site import Portal

PORTAL_FOLDER = Path(__file__).parents[1]


class ReleasedGenerator(Generator):
    """Writes every file of the site except the search bundle."""

    def generate_context(self) -> None:
        """Read the released folder."""
        settings = self.settings
        self.portal = Portal(Path(settings["KLARSYN_RELEASED"]), settings["SITEURL"], settings["KLARSYN_COMPLETE"])
        previous = settings["KLARSYN_PREVIOUS_PAGES"]
        self.output = Output(Path(self.output_path), read_fingerprints(Path(previous) if previous else None))
        self.files = editorial_files(Path(self.path), self.portal.released)
        english, stamp = has_english(self.files), theme_stamp((PORTAL_FOLDER,))
        kept = settings["KLARSYN_COMPILED"]
        compiled = compiled_folder(kept, stamp) if kept else None
        self.press = Press(self.portal, self.output, stamp, has_english=english, compiled=compiled)
        self.english = (
            Press(self.portal, self.output, stamp, has_english=True, language=ENGLISH, compiled=compiled)
            if english
            else None
        )
        self.presses = [self.press, self.english] if self.english else [self.press]

    def generate_output(self, writer: Any) -> None:
        """Write the pages. Pelican's writer is not used: it renders what has not changed."""
        press = self.press
        try:
            write_static(press)
            write_records(press)
            write_tombstones(press)
            share(self.portal, self.output, lambda: write_lists(press), self.write_others)
            write_redirects(press)
            write_open_data(self.presses, self.settings["KLARSYN_SIZES"])
        finally:
            self.portal.corpus.close()
        self.output.save(Path(self.settings["KLARSYN_PAGES"]))
        self.settings["KLARSYN_REPORT"](self.output)

    def write_others(self) -> None:
        """What is neither an item nor a list of items."""
        press = self.press
        write_data(press)
        browse = write_browse(press)
        figures = write_statistics(press)
        write_files(press)
        reports = write_period_reports(press)
        figures += write_compare(press)
        write_log(press)
        write_front(press)
        editorial = write_editorial(press, self.files)
        if self.english:
            editorial += write_english(self.english, self.files)
        write_feeds(press)
        write_sitemaps(press, [*browse, *editorial, *figures, *open_data_addresses(self.presses), *reports])
        write_opensearch(press)
        write_security_contact(press)


def write_lists(press: Press) -> None:
    """The listings of the site's own language, those of units among them."""
    write_listings(press)
    write_units(press)


def write_english(press: Press, files: dict[str, Path]) -> list[str]:
    """The pages in English: start, search, log, units, listings, figures, what leads to them and what explains them; their addresses."""
    write_start(press)
    write_search(press)
    write_log(press)
    first = [paths(ENGLISH)[name] for name in ("home", "search", "log")]
    listed = [*write_listings(press), *write_units(press), *write_browse(press)]
    return [*first, *listed, *write_statistics(press), *write_compare(press), *write_editorial(press, files)]


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)


def _generators(pelican: Any) -> type[Generator]:
    return ReleasedGenerator
