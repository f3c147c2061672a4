"""The words that stand in the mapped columns of a file, what we call the same, and which of ours is suggested for each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.cases.importers.lines import Problem
from cms.cases.models import Category, Channel, Kind, Outcome
from cms.imports.mapping import ORGANISATION, SEPARATOR, VALUED, Mapping, UnitPaths, known_word
from cms.imports.reading import detect
from cms.imports.suggestions import WORDS_LIMIT, suggest_words
from cms.imports.tables import body_rows, cell_text, header_of
from cms.organisation.selectors import valid_units

WORD_LENGTH = 200
AS_IT_IS = "="
"""The choice that leaves a word as it stands."""


def words_in(path: Path, mapping: Mapping) -> tuple[dict[str, dict[str, int]], int]:
    """Per target how often each word stands in the file, the most frequent first; and how many rows there are.

    Raises:
        UnreadableFileError: the file as a whole cannot be read.
    """
    reading = mapping.reading or detect(path)
    columns = header_of(path, reading)
    found: dict[str, Counter[str]] = {target: Counter() for target in VALUED}
    plain = [(column, target) for column, target in mapping.columns.items() if target in VALUED]
    parts = [column for target in ORGANISATION if (column := mapping.column_of(target))]
    rows = 0
    for _number, cells in body_rows(path, reading, columns):
        rows += 1
        if isinstance(cells, Problem):
            continue
        for column, target in plain:
            _count(found[target], cell_text(cells.get(column)).strip())
        if parts:
            names = [text for column in parts if (text := cell_text(cells.get(column)).strip())]
            _count(found["org"], SEPARATOR.join(names))
    return {target: dict(words.most_common(WORDS_LIMIT)) for target, words in found.items() if words}, rows


def _count(words: Counter[str], word: str) -> None:
    if word and len(word) <= WORD_LENGTH and (word in words or len(words) < 20 * WORDS_LIMIT):
        words[word] += 1


def our_words() -> dict[str, dict[str, str]]:
    """Per target the codes and names that a word can be given."""
    return {
        "kind": {kind.code: kind.name for kind in Kind.objects.all()},
        "category": _categories(),
        "org": our_units(),
        "outcome": {value: str(label) for value, label in Outcome.choices},
        "channel": {value: str(label) for value, label in Channel.choices},
    }


def _categories() -> dict[str, str]:
    today = timezone.localdate()
    valid = Q(scheme__valid_from=None) | Q(scheme__valid_from__lte=today)
    valid &= Q(scheme__valid_to=None) | Q(scheme__valid_to__gte=today)
    found = Category.objects.filter(valid, scheme__imported=False).select_related("scheme")
    return {f"{each.scheme.code}/{each.code}": f"{each.name} ({each.scheme.name})" for each in found}


def our_units() -> dict[str, str]:
    """Codes of today's units with their names from the department on; the municipality by its own name."""
    paths = UnitPaths()
    codes = valid_units(timezone.localdate()).order_by("path").values_list("code", flat=True)
    return {code: SEPARATOR.join(paths[code][1:] or paths[code]) for code in codes}


def suggested_words(words: dict[str, dict[str, int]]) -> dict[str, dict[str, str]]:
    """Our code for each of their words, where one is alike."""
    ours = our_words()
    names: dict[str, dict[str, str]] = {target: {} for target in words}
    for target in words:
        for code, name in ours[target].items():
            bare = name.rsplit(" (", 1)[0] if target == "category" else name
            names[target].setdefault(bare, code)
    if "org" in names:
        for code, name in ours["org"].items():
            names["org"].setdefault(name.rsplit(SEPARATOR, 1)[-1], code)
    return {
        target: {
            word: code for word, code in suggest_words(target, found, names[target]).items() if code in ours[target]
        }
        for target, found in words.items()
    }


def as_it_is(target: str) -> str:
    """What becomes of a word that is left as it stands."""
    if target == "category":
        return _("Make a category of this name, of the source")
    return _("Leave as it stands")


def is_understood(target: str, word: str) -> bool:
    """Whether a row with this word comes in also without a choice."""
    return target in {"category", "org"} or known_word(target, word)
