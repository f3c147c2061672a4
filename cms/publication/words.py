"""What the reviewer reads about findings: categories, reasons, confidence, in the interface's language."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cms.privacy import Confidence, all_reasons
from cms.publication.findings import CLOSED_UNIT, DECLINED, MATTER, TOO_LONG

CATEGORIES = {
    "personnummer": _("Personal identity number"),
    "phone": _("Telephone number"),
    "email": _("E-mail address"),
    "name": _("Name"),
    "home_address": _("Home address"),
    "plate": _("Registration plate"),
    "property": _("Property designation"),
    "account": _("Account number"),
    "health": _("Health"),
    "other_id": _("Other identifier"),
    "other": _("Marked by hand"),
    MATTER: _("The matter as a whole"),
    CLOSED_UNIT: _("Unit closed for publication"),
    DECLINED: _("The person said no"),
    TOO_LONG: _("Too long to examine"),
}
REASONS = {
    MATTER: _("The whole matter seems to concern one individual, with or without a name."),
    CLOSED_UNIT: _(
        "Nothing from this unit is published unless you decide so for this very item. The proposal is to withhold it."
    ),
    DECLINED: _("The person does not want this published."),
    TOO_LONG: _("Only the beginning was examined for personal data. Shorten the text, or read all of it."),
    "by-hand": _("Marked by a reviewer."),
}
CONFIDENCE = {
    Confidence.SURE.value: _("certain"),
    Confidence.PROBABLE.value: _("probable"),
    Confidence.UNSURE.value: _("uncertain"),
}
_DETECTED = {each.code: each for each in all_reasons()}


def category_name(category: str) -> str:
    """What was found, in words."""
    return str(CATEGORIES.get(category, category))


def reason_text(code: str) -> str:
    """Why, in a sentence. The detector brings its own sentences in both languages, because it also speaks without a catalogue."""
    if code in REASONS:
        return str(REASONS[code])
    reason = _DETECTED.get(code)
    if reason is None:
        return code
    return reason.swedish if (get_language() or "").startswith("sv") else reason.msgid


def confidence_name(confidence: str) -> str:
    """How sure, in a word."""
    return str(CONFIDENCE.get(confidence, ""))
