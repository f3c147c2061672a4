"""Pelican's settings. The caller gives PATH, OUTPUT_PATH, SITEURL and the KLARSYN_ ones; see `portal.build`."""

from pathlib import Path

from portal.plugins import released
from portal.rendering import JINJA_OPTIONS

PATH = ""
OUTPUT_PATH = ""
SITEURL = ""
SITENAME = "Klarsyn"
THEME = str(Path(released.__file__).parents[1] / "theme")
TIMEZONE = "Europe/Stockholm"
DEFAULT_LANG = "sv"
LOCALE = ("C",)

# Ours: the contract's folder, the file of fingerprints to write, that of the previous release, who hears the outcome.
KLARSYN_RELEASED = ""
KLARSYN_PAGES = ""
KLARSYN_PREVIOUS_PAGES = None


def KLARSYN_REPORT(output: object) -> None:
    """Nobody listens unless the caller says so."""


def KLARSYN_SIZES() -> dict[str, int]:
    """No size is known unless the caller says so."""
    return {}


def KLARSYN_COMPLETE() -> None:
    """The released folder is complete unless the caller says so later."""


# Where compiled templates are kept, if anywhere.
KLARSYN_COMPILED = None

# One generator writes everything: Pelican's own find nothing to do.
PLUGINS = [released]
JINJA_ENVIRONMENT = JINJA_OPTIONS
ARTICLE_PATHS: list[str] = []
PAGE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
TEMPLATE_PAGES: dict[str, str] = {}
ARTICLE_SAVE_AS = AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ARCHIVES_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CACHE_CONTENT = False
DELETE_OUTPUT_DIRECTORY = False
MARKDOWN = {"extensions": ["markdown.extensions.tables", "markdown.extensions.sane_lists"], "output_format": "html"}
