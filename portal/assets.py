"""Style sheets, scripts and pictures under names that change with their content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from portal.colours import accent_tokens
from portal.errors import BuildError
from portal.rendering import STATIC_FOLDER

DEFAULT_ACCENT = b"#0b5d6b"  # as favicon.svg has it
STYLE_SHEETS = ("tokens", "base", "layout", "components", "search", "print")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND_MARKS = re.compile(r"\s*([{};,])\s*")
_IMPORT = re.compile(r'^import .+ from "\./(.+)";$', re.MULTILINE)


def site_style_sheet(accent_colour: str, band_colour: str = "") -> str:
    """The whole style sheet of the site in one file, in the municipality's colours."""
    parts = [(STATIC_FOLDER / "css" / f"{name}.css").read_text("utf-8") for name in STYLE_SHEETS]
    parts.insert(1, accent_tokens(accent_colour, band_colour))
    return compact_css("\n".join(parts))


def compact_css(css: str) -> str:
    """The style sheet without comments and needless space."""
    css = _SPACE.sub(" ", _COMMENT.sub("", css))
    return _AROUND_MARKS.sub(r"\1", css).replace(";}", "}").strip() + "\n"


def modules_behind(name: str) -> list[str]:
    """Plain names of all scripts that a script imports, and those in turn, so that a page can ask for them at once."""
    found: dict[str, None] = {}
    pending = [name]
    for script in pending:
        text = (STATIC_FOLDER / script).read_text("utf-8")
        new = [f"js/{each}" for each in _IMPORT.findall(text) if f"js/{each}" not in found]
        found |= dict.fromkeys(new)
        pending += new
    return sorted(found)


class Assets:
    """Static files by their plain name: `asset("css/site.css")` is an address that never changes meaning."""

    def __init__(self, accent_colour: str, band_colour: str = "", logo: tuple[str, bytes] | None = None) -> None:
        self._contents: dict[str, bytes] = {}
        self._addresses: dict[str, str] = {}
        self._add("css/site.css", site_style_sheet(accent_colour, band_colour).encode())
        if logo:
            self._add(*logo)
        scripts = {}
        for path in sorted(STATIC_FOLDER.rglob("*")):
            name = path.relative_to(STATIC_FOLDER).as_posix()
            if not path.is_file() or path.name.startswith(".") or name.removesuffix(".css") in _BUNDLED:
                continue
            if name.startswith("js/"):
                scripts[name] = path.read_bytes()
            elif name == "favicon.svg":
                self._add(name, path.read_bytes().replace(DEFAULT_ACCENT, (band_colour or accent_colour).encode()))
            else:
                self._add(name, path.read_bytes())
        self._add_scripts(scripts)

    def _add(self, name: str, content: bytes) -> None:
        stem, dot, ending = name.rpartition(".")
        self._place(name, f"static/{stem}-{_hash(content)}{dot}{ending}", content)

    def _add_scripts(self, scripts: dict[str, bytes]) -> None:
        """Modules import each other by relative name, so the folder carries the hash of all of them."""
        folder = _hash(b"".join(name.encode() + b"\0" + content for name, content in scripts.items()))
        for name, content in scripts.items():
            self._place(name, f"static/js-{folder}/{name.removeprefix('js/')}", content)

    def _place(self, name: str, path: str, content: bytes) -> None:
        self._addresses[name] = f"/{path}"
        self._contents[path] = content

    def address(self, name: str) -> str:
        """The address of a static file, for templates.

        Raises:
            BuildError: the theme has no such file.
        """
        try:
            return self._addresses[name]
        except KeyError:
            raise BuildError(f"A template asks for the static file {name}, which the theme does not have.") from None

    def modules(self, name: str) -> list[str]:
        """The addresses of the scripts behind a script, for templates."""
        return [self.address(each) for each in modules_behind(name)]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of every static file."""
        yield from self._contents.items()


_DECISIVE = {".html", ".py", ".po"}
_BUNDLED = {f"css/{name}" for name in STYLE_SHEETS}


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=5).hexdigest()


def theme_stamp(folders: tuple[Path, ...]) -> str:
    """Fingerprint of every file that decides how pages look: templates, words, our own code.

    Static files count where every page names them, by their hashed addresses. The search page is always rendered.
    """
    stamp = blake2b(digest_size=16)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in _DECISIVE and path.name != "search.html":
                stamp.update(path.relative_to(folder).as_posix().encode() + b"\0")
                stamp.update(path.read_bytes())
    return stamp.hexdigest()
