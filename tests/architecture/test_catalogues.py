"""Everything that people read is there in Swedish, for the admin and for the site."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.architecture.modules import ROOT, tracked_files
from tools.extract_messages import DJANGO_CATALOGUE, PORTAL_CATALOGUE, extract_django, extract_portal

CATALOGUES = [DJANGO_CATALOGUE, PORTAL_CATALOGUE]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|%\((\w+)\)\.\df|\{(\w+)\}")
# A text that a person reads, given to Django where nobody translates it.
UNMARKED = re.compile(
    r"\b(?:verbose_name(?:_plural)?|help_text|label|menu_label|heading|page_title)\s*=\s*f?\"[^\"]*[A-Za-zÅÄÖåäö]{2}"
    r"|messages\.(?:success|error|warning|info)\(\s*\w+,\s*f?\"[^\"]*[A-Za-zÅÄÖåäö]{2}",
)


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="sv")


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def ids(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple | list) else [message.id]


def extracted_django(folder: Path) -> Path:
    target = folder / "sv" / "LC_MESSAGES" / "django.po"
    target.parent.mkdir(parents=True)
    shutil.copy(DJANGO_CATALOGUE, target)
    extract_django(folder)
    return target


def extracted_portal(folder: Path) -> Path:
    target = folder / "portal.po"
    shutil.copy(PORTAL_CATALOGUE, target)
    extract_portal(target)
    return target


@pytest.mark.parametrize(
    ("kept", "extract"),
    [(DJANGO_CATALOGUE, extracted_django), (PORTAL_CATALOGUE, extracted_portal)],
    ids=["django", "portal"],
)
def test_the_catalogue_has_every_text_of_today_and_no_other(
    tmp_path: Path, kept: Path, extract: Callable[[Path], Path]
) -> None:
    if kept is DJANGO_CATALOGUE and not shutil.which("xgettext"):
        pytest.skip("the gettext tools are not here")
    now, then = catalogue(extract(tmp_path)), catalogue(kept)
    fresh, known = ({(message.context, *ids(message)) for message in each if message.id} for each in (now, then))
    assert fresh - known == set(), "missing: run `make catalogues` and translate them"
    assert known - fresh == set(), "left over: run `make catalogues`"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_every_text_is_translated(path: Path) -> None:
    found = catalogue(path)
    assert not found.obsolete
    assert [message.id for message in found if message.id and message.fuzzy] == []
    assert [message.id for message in found if message.id and not all(forms(message))] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_a_translation_has_the_placeholders_of_its_text_and_ends_as_it_does(path: Path) -> None:
    for message in catalogue(path):
        if not message.id:
            continue
        wanted = {name for text in ids(message) for match in PLACEHOLDER.findall(text) for name in match if name}
        for text in forms(message):
            given = {name for match in PLACEHOLDER.findall(text) for name in match if name}
            assert given <= wanted, message.id
            assert given == wanted or len(ids(message)) == 2, message.id
            if ids(message)[0].endswith((".", "?", ":", "…")):
                assert text.endswith(ids(message)[0][-1]), message.id


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_the_catalogue_compiles(path: Path) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogue(path))
    assert len(compiled.getvalue()) > 1000


def test_swedish_is_spoken_as_the_office_does() -> None:
    """Words that the glossary settled otherwise."""
    settled = re.compile(
        r"\b(?:case|ticket|workflow|godkänning|dra tillbaka|rollback|release|snippet)\b", re.IGNORECASE
    )
    texts = (text for path in CATALOGUES for message in catalogue(path) if message.id for text in forms(message))
    assert [text for text in texts if settled.search(PLACEHOLDER.sub("", text))] == []


def test_what_people_read_is_marked_for_translation() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tracked_files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in {"cms", "publish"}
        if "migrations" not in path.parts and path.name != "apps.py"  # an app's label is a name in code
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNMARKED.search(line)
    ]
    assert found == []
