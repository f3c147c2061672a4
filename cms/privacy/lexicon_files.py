"""Word lists, read when first asked for.

The project's own lists stand one word a line in `cms/privacy/lexicon/`. Names that Faker holds (MIT) are read from the installed
package's source files by position, without importing Faker: the import alone costs half of the start-up that we allow.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

LEXICON = Path(__file__).parent / "lexicon"
FAKER_SWEDISH = ("sv_SE",)
FAKER_OTHERS = (
    "fi_FI", "no_NO", "da_DK", "pl_PL", "hr_HR", "tr_TR", "de_DE", "en_GB", "es_ES", "fr_FR", "it_IT", "ro_RO", "en_PK", "fr_DZ", "en_IN",
    "hu_HU", "et_EE", "lt_LT", "lv_LV", "pt_PT", "en_KE", "cs_CZ", "sl_SI",
)  # fmt: skip
LIST_BEGINS = re.compile(r"    (\w*names?\w*)\b[^=\n]*=")
OTHER_BEGINS = re.compile(r"    \w")
QUOTED = re.compile(r'"([^"\\]+)"')
WITHOUT_MARKS = str.maketrans(
    "åäöéèêëáàâãæøóòôõúùûüíìîïýÿçčćñńśšşžźżğłđřěęąőűțșğışæø", "aaoeeeeaaaaaooooouuuuiiiiyycccnnssszzzgldreeaoutsgisao"
)


def fold(word: str) -> str:
    """The word in lower case without the marks over and under its letters: what is left when somebody types without å, ä and ö."""
    return word.lower().translate(WITHOUT_MARKS)


@cache
def words(name: str) -> frozenset[str]:
    """The entries of one of the project's own lists, in lower case."""
    return frozenset(entry.lower() for entry in entries(name))


@cache
def entries(name: str) -> tuple[str, ...]:
    """The entries of one of the project's own lists as written, comments left out."""
    lines = (LEXICON / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def faker_names(locales: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """First names and surnames of Faker's given locales, in lower case; empty where Faker is not installed."""
    spec = find_spec("faker")
    if spec is None or spec.origin is None:
        return frozenset(), frozenset()
    first: set[str] = set()
    last: set[str] = set()
    for locale in locales:
        source = Path(spec.origin).parent / "providers" / "person" / locale / "__init__.py"
        if not source.exists():
            continue
        current: set[str] | None = None
        for line in source.read_text("utf-8").splitlines():
            if begins := LIST_BEGINS.match(line):
                name = begins.group(1)
                current = first if "first" in name else last if "last" in name else None
            elif OTHER_BEGINS.match(line) and not line.startswith("     "):
                current = None
            if current is not None:
                current.update(found.lower() for found in QUOTED.findall(line) if " " not in found)
    return frozenset(first), frozenset(last)


def _with_folded(names: frozenset[str] | set[str], ordinary: frozenset[str]) -> frozenset[str]:
    """The names and their forms without marks, except forms that are ordinary words ("Pär" must not make "par" a name)."""
    folded = {fold(name) for name in names} - ordinary
    return frozenset(names) | folded


@cache
def ordinary_words() -> frozenset[str]:
    """Words never taken for a name, and words that are also names (those need help from their surroundings)."""
    return words("not_names") | words("name_words")


@cache
def first_names() -> frozenset[str]:
    """First names of the own list and Faker's Swedish one: trusted, also in lower case."""
    return _with_folded(words("first_names") | faker_names(FAKER_SWEDISH)[0], ordinary_words()) - words("not_names")


@cache
def other_first_names() -> frozenset[str]:
    """First names of Faker's other Latin-script locales: good with a capital or a surname."""
    known = frozenset(name for name in faker_names(FAKER_OTHERS)[0] if len(name) > 2)
    return _with_folded(known, ordinary_words()) - words("not_names") - first_names()


@cache
def surnames() -> frozenset[str]:
    """Surnames of the own list and of Faker's Swedish and other lists."""
    known = words("last_names") | faker_names(FAKER_SWEDISH)[1] | faker_names(FAKER_OTHERS)[1]
    return _with_folded(known, ordinary_words()) - words("not_names")


@cache
def surname_shape() -> re.Pattern[str]:
    """Matches a lower-case word with the ending of a surname and at least three letters before it."""
    endings = sorted({ending for ending in words("surname_endings") if len(ending) > 2}, key=len, reverse=True)
    return re.compile(r"\w{2,}(?:" + "|".join(map(re.escape, endings)) + r")s?$|\w{4,}(?:ic|ić|ov|ev|ez|yan|ian)s?$")


@cache
def places() -> frozenset[str]:
    """Municipalities, regions, countries and well-known districts, with and without their marks."""
    known = words("places")
    return known | {fold(place) for place in known}
