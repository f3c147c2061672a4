"""Pages written by hand: those in `content/pages/`, unless the municipality wrote its own, which the release brings along."""

from __future__ import annotations

from pathlib import Path

from portal.editions import ENGLISH, PATHS, WRITTEN_BY_HAND
from portal.editorial_text import EditorialText, read_text
from portal.press import Press

ACCESSIBILITY_STATEMENTS = {PATHS[language]["accessibility"] for language in PATHS}


def editorial_files(shipped: Path, released: Path) -> dict[str, Path]:
    """The pages by name (`om`, `en/about`): the municipality's own where it has written one."""
    found = {}
    for folder in (shipped, released / "pages"):
        for path in (*folder.glob("*.md"), *folder.glob(f"{ENGLISH}/*.md")):
            found[path.relative_to(folder).with_suffix("").as_posix()] = path
    return dict(sorted(found.items()))


def has_english(files: dict[str, Path]) -> bool:
    """Whether every page that an edition needs is there in English."""
    needed = {PATHS[ENGLISH][name].strip("/") for name in WRITTEN_BY_HAND}
    return needed <= files.keys()


def write_editorial(press: Press, files: dict[str, Path]) -> list[str]:
    """The editorial pages in the language of the press; returns their addresses.

    Raises:
        TextError: a page has no title, a bad slug, or a placeholder that site.json does not fill.
    """
    is_english = press.language == ENGLISH
    addresses = []
    for name, source in files.items():
        if name.startswith(f"{ENGLISH}/") != is_english:
            continue
        text = read_text(source.read_text("utf-8"), source.name, source.stem, is_english=is_english)
        address = f"/{ENGLISH}/{text.slug}/" if is_english else f"/{text.slug}/"
        addresses.append(address)
        _write(press, text, address)
    return addresses


def _write(press: Press, text: EditorialText, address: str) -> None:
    body, description = text.filled(press.portal.site, press.env.filters)
    template = "tillganglighet.html" if address in ACCESSIBILITY_STATEMENTS else "editorial.html"
    press.page(address, template, section="about", title=text.title, body=body, description=description)
