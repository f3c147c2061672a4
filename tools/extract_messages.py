"""Extracts every text that people read into the Swedish catalogues: cms/locale (admin and commands) and portal/locale (site).

    python tools/extract_messages.py

Translations that are there stay. What is new or changed comes in empty, what is gone is removed.
Needs the gettext tools.
"""

from __future__ import annotations

import os
import re
import sys
from io import StringIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
DJANGO_CATALOGUE = ROOT / "cms" / "locale" / "sv" / "LC_MESSAGES" / "django.po"
PORTAL_CATALOGUE = ROOT / "portal" / "locale" / "sv" / "LC_MESSAGES" / "portal.po"
CREATED = re.compile(r'^"POT-Creation-Date: .*$', re.MULTILINE)
# "locale": otherwise Django would write what is below cms/ into cms/locale, whatever folder is asked for.
NOT_DJANGO = ("locale", "portal", "tests", "tools", "benchmarks", "content", "var", "docs", "deploy")


def extract_django(locale_folder: Path) -> None:
    """Bring `<locale_folder>/sv/LC_MESSAGES/django.po` up to date with cms/, publish/ and search_index/."""
    from django.conf import settings
    from django.core.management import call_command
    from django.core.management.commands import makemessages

    command = makemessages.Command()
    command.msgmerge_options = [
        *command.msgmerge_options,
        "--no-fuzzy-matching",
    ]  # a guessed translation is a wrong one
    catalogue = locale_folder / "sv" / "LC_MESSAGES" / "django.po"
    known = catalogue.read_text("utf-8") if catalogue.exists() else ""
    here, before = Path.cwd(), settings.LOCALE_PATHS
    os.chdir(ROOT)
    settings.LOCALE_PATHS = [str(locale_folder)]
    try:
        call_command(
            command,
            locale=["sv"],
            ignore_patterns=list(NOT_DJANGO),
            no_location=True,
            no_obsolete=True,
            no_wrap=True,
            verbosity=0,
            stdout=StringIO(),
        )
    finally:
        os.chdir(here)
        settings.LOCALE_PATHS = before
    if found := CREATED.search(known):
        created = found[0]
        catalogue.write_text(CREATED.sub(lambda _found: created, catalogue.read_text("utf-8"), count=1), "utf-8")


def extract_portal(catalogue: Path) -> None:
    """Bring the portal's catalogue up to date with its modules and templates."""
    folder = ROOT / "portal"
    with (folder / "locale" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    with catalogue.open("rb") as file:
        known = read_po(file, locale="sv")
    template = Catalog(project="Klarsyn", header_comment=known.header_comment)
    for _file, _line, text, comments, context in extract_from_dir(folder, methods, options):
        template.add(text, auto_comments=comments, context=context)
    template.creation_date = known.creation_date  # so that an extraction that finds nothing new changes nothing
    known.update(template, no_fuzzy_matching=True)
    known.obsolete.clear()
    with catalogue.open("wb") as file:
        write_po(file, known, no_location=True, sort_output=True, width=0, omit_header=False)


def main() -> None:
    """Both catalogues, in place."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    import django

    django.setup()
    extract_django(ROOT / "cms" / "locale")
    extract_portal(PORTAL_CATALOGUE)


if __name__ == "__main__":
    main()
