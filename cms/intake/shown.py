"""What the detector finds in what somebody is writing, and how it could look online. Nothing of it is stored or logged."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.cases.actions import heading_from
from cms.cases.html import paragraphs
from cms.intake.lists import once_a_minute
from cms.organisation.models import OrganisationUnit
from cms.privacy import Category, Level, MunicipalLists, SenderDetails, detect_text, replace_findings
from cms.publication.findings import Settings

WORDS: dict[Category, str | Promise] = {
    Category.PERSONNUMMER: _("a personal identity number"),
    Category.PHONE: _("a telephone number"),
    Category.EMAIL: _("an e-mail address"),
    Category.NAME: _("a name"),
    Category.HOME_ADDRESS: _("a home address"),
    Category.PLATE: _("a registration plate"),
    Category.PROPERTY: _("a property designation"),
    Category.ACCOUNT: _("an account number"),
    Category.HEALTH: _("something about somebody's health"),
    Category.OTHER_ID: _("a number that points at somebody"),
}
LONGEST_EXAMINED = 10_000


@dataclass(frozen=True)
class Shown:
    """How a text could look online."""

    heading: str
    paragraphs: list[str]
    warnings: list[tuple[str, str | Promise]]
    """The words that were found, and what they look like; each once."""
    places: list[str]
    """Streets with a number that only say where something is, as far as the words around tell: they may stay."""
    is_sensitive: bool
    """Whether it reads like a matter about one individual, which is seldom published at all."""


def shown(text: str, sender: SenderDetails | None = None) -> Shown:
    """How the text could look online, with markings where something personal stands."""
    found = detect_text(text[:LONGEST_EXAMINED], sender=sender, lists=_lists())
    told = [each for each in found.findings if each.level is not Level.NOTE]
    replaced = replace_findings(text, told)
    warnings = dict.fromkeys((text[each.start : each.end], WORDS[each.category]) for each in told)
    notes = (each for each in found.findings if each.level is Level.NOTE and each.category is Category.HOME_ADDRESS)
    places = dict.fromkeys(text[each.start : each.end] for each in notes)
    return Shown(heading_from(replaced), paragraphs(replaced), list(warnings), list(places), found.matter.is_sensitive)


def is_closed(unit: OrganisationUnit) -> bool:
    """Whether what concerns the unit is as a rule not published."""
    ways = [unit.path[:end] for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)]
    return OrganisationUnit.objects.filter(path__in=ways, closed_for_publication=True).exists()


def _lists() -> MunicipalLists:
    """The municipality's own lists."""
    return once_a_minute("lists", lambda: Settings.read().lists)
