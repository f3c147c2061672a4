"""Compiles every .po catalogue of the project to .mo beside it, when it is missing or older. Needs no gettext tools."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("cms", "portal", "publish", "search_index")


def main() -> None:
    """Compile what needs it."""
    for folder in FOLDERS:
        for source in sorted((ROOT / folder).rglob("locale/*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with source.open("rb") as file:
                catalogue = read_po(file, locale=source.parent.parent.name)
            with target.open("wb") as file:
                write_mo(file, catalogue)


if __name__ == "__main__":
    main()
