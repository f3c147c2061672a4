"""The markings that may stand in a public text instead of what was cut: a closed list, so that a marking adds no words of anybody's."""

from __future__ import annotations

import re

from cms.privacy import PLACEHOLDERS, Category
from cms.publication.models import RedactionReason

BY_HAND: dict[str, RedactionReason] = {
    "[namn]": RedactionReason.NAME,
    "[telefonnummer]": RedactionReason.CONTACT,
    "[e-post]": RedactionReason.CONTACT,
    "[personnummer]": RedactionReason.IDENTITY_NUMBER,
    "[adress]": RedactionReason.PLACE,
    "[fastighet]": RedactionReason.PLACE,
    "[plats]": RedactionReason.PLACE,
    "[registreringsnummer]": RedactionReason.OTHER,
    "[kontonummer]": RedactionReason.OTHER,
    "[identitetsuppgift]": RedactionReason.OTHER,
    "[hälsouppgift]": RedactionReason.HEALTH,
    "[om en annan person]": RedactionReason.THIRD_PARTY,
    "[sekretess]": RedactionReason.SECRECY,
    "[kränkande]": RedactionReason.OFFENSIVE,
    "[borttaget]": RedactionReason.OTHER,
}
"""What a reviewer can choose, with the reason that the public page counts it under. Swedish, as the texts are."""

_CATEGORY = {placeholder: category for category, placeholder in PLACEHOLDERS.items()}
_ALLOWED = re.compile("(?:" + "|".join(re.escape(each[:-1]) for each in BY_HAND) + r")(?: [1-9]\d?)?\]s?")
MARKING = re.compile(_ALLOWED.pattern)


def is_allowed(marking: str) -> bool:
    """Whether it is one of the markings, with a number and a genitive s at most."""
    return bool(_ALLOWED.fullmatch(marking))


def base_of(marking: str) -> str:
    """The marking without its number and genitive: `[namn 2]s` is a `[namn]`."""
    return re.sub(r"(?: \d+)?\]s?$", "]", marking)


def reason_of(marking: str) -> RedactionReason:
    """The reason a marking is counted under; a name that was left out without a trace counts as a name."""
    return BY_HAND.get(base_of(marking), RedactionReason.NAME)


def category_of(marking: str) -> str:
    """The detector's category that a marking speaks of, or `other`."""
    category: Category | None = _CATEGORY.get(base_of(marking))
    return category.value if category else "other"


def next_name(used: list[str]) -> str:
    """The marking of one more person beside those already marked."""
    numbers = [int(found.group(1)) for each in used if (found := re.match(r"\[namn (\d+)\]", each))]
    if numbers:
        return f"[namn {max(numbers) + 1}]"
    return "[namn 2]" if any(base_of(each) == "[namn]" for each in used) else "[namn]"
