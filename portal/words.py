"""The theme's words in the reader's language: English msgids, catalogues in `portal/locale/`."""

from __future__ import annotations

import gettext
import io
from datetime import date
from functools import cache
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parent / "locale"
N_ = str  # marks a text for the catalogue; it is translated where it is shown
MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Translations for `language`; the msgids themselves for English or an unknown language.

    A compiled catalogue is used when it is at least as new as its source, otherwise the source is compiled in memory.
    """
    source = LOCALE_FOLDER / language / "LC_MESSAGES" / "portal.po"
    compiled = source.with_suffix(".mo")
    if not source.exists():
        return gettext.NullTranslations()
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        return gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    return gettext.GNUTranslations(io.BytesIO(_compile(source)))


def _compile(source: Path) -> bytes:
    from babel.messages.mofile import write_mo  # only needed without a compiled catalogue: 60 ms
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        messages = read_po(file, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    return compiled.getvalue()


class Words:
    """Messages, dates and numbers as the reader of one language writes them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.catalogue = catalogue(language)
        self.gettext = self.catalogue.gettext
        self.ngettext = self.catalogue.ngettext
        self._days: dict[str, str] = {}

    @property
    def month_names(self) -> list[str]:
        """The names of the months, January first."""
        return [self.gettext(month) for month in MONTHS]

    def day(self, iso: str) -> str:
        """`2026-03-01` as "1 mars 2026".

        Raises:
            ValueError: not a calendar day.
        """
        known = self._days.get(iso)
        if known is None:
            day = date.fromisoformat(iso)
            known = f"{day.day} {self.gettext(MONTHS[day.month - 1])} {day.year}"
            self._days[iso] = known
        return known

    def number(self, value: float | int) -> str:
        """A number with thin groups and the language's decimal mark, at most one decimal."""
        text = f"{value:,.1f}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"
        if self.language == "sv":
            text = text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
        return text

    def period(self, days: int) -> str:
        """A time in days as people say it: "3 years" of 1,095 days, "90 days" of 90."""
        years, rest = divmod(days, 365)
        if years and not rest:
            return self.ngettext("%(count)s year", "%(count)s years", years) % {"count": self.number(years)}
        return self.ngettext("%(count)s day", "%(count)s days", days) % {"count": self.number(days)}

    def per_cent(self, share: float) -> str:
        """A part of one as per cent: "88,2 %" in Swedish, "88.2%" in English."""
        space = "\N{NO-BREAK SPACE}" if self.language == "sv" else ""
        return f"{self.number(round(share * 100, 1))}{space}%"
