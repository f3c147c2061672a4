"""Finding the unit that somebody means by what they typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from rapidfuzz import fuzz, process

from cms.intake.lists import once_a_minute
from cms.organisation.models import Level
from cms.organisation.selectors import valid_units

MOST_SUGGESTIONS = 8
NEAR = 75


@dataclass(frozen=True)
class Choice:
    """A unit that feedback can be about. The label tells it from others with the same name."""

    code: str
    name: str
    label: str


def choices() -> list[Choice]:
    """Units of today in tree order, read once a minute; the municipality itself is what “I don't know” means."""
    return once_a_minute("units", _read)


def _read() -> list[Choice]:
    rows = list(valid_units(timezone.localdate()).exclude(level=Level.MUNICIPALITY))
    names = {unit.path: unit.name for unit in rows}
    made = []
    for unit in rows:
        above = names.get(unit.path[: unit.steplen * 2])
        made.append(Choice(unit.code, unit.name, unit.name if above in {None, unit.name} else f"{unit.name}, {above}"))
    return made


def by_code(code: str) -> Choice | None:
    """The unit with this code, if it exists today."""
    return next((each for each in choices() if each.code == code), None)


def matching(typed: str) -> list[Choice]:
    """Units that may be meant, the likeliest first; exactly one when there is no doubt."""
    wanted = " ".join(typed.casefold().split())
    if not wanted:
        return []
    units = choices()
    for exact in (
        [each for each in units if each.label.casefold() == wanted],
        [each for each in units if each.name.casefold() == wanted],
    ):
        if exact:
            return exact[:MOST_SUGGESTIONS]
    words = wanted.split()
    containing = [each for each in units if all(word in each.label.casefold() for word in words)]
    if containing:
        return containing[:MOST_SUGGESTIONS]
    near = process.extract(
        wanted, [each.label.casefold() for each in units], scorer=fuzz.WRatio, limit=MOST_SUGGESTIONS, score_cutoff=NEAR
    )
    return [units[index] for _label, _score, index in near]
