"""A built site as tests look at it: files, links, headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import orjson

from portal.build import BuildReport

VOID = {"meta", "link", "br", "input", "hr", "img", "wbr", "source", "area", "base", "col", "embed", "track"}


@dataclass
class BuiltSite:
    """One build: its folder, its fingerprints, its report."""

    folder: Path
    pages_file: Path
    report: BuildReport

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        found: dict[str, str] = orjson.loads(self.pages_file.read_bytes())
        return found

    @cached_property
    def written(self) -> set[str]:
        """Every file that was written, as it is named in the fingerprints."""
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}

    @cached_property
    def addresses(self) -> set[str]:
        """Every address that answers."""
        return {f"/{name.removesuffix('index.html')}" for name in self.fingerprints}

    def text(self, address: str) -> str:
        """The file behind an address."""
        name = address.lstrip("/")
        return (self.folder / (f"{name}index.html" if address.endswith("/") else name)).read_text("utf-8")

    def page(self, address: str) -> Page:
        return read_page(self.text(address))

    def pages(self) -> Iterator[tuple[str, Page]]:
        """Every HTML page that was written."""
        yield from self._pages.items()

    @cached_property
    def _pages(self) -> dict[str, Page]:
        names = sorted(name for name in self.written if name.endswith(".html"))
        return {
            f"/{name.removesuffix('index.html')}": read_page((self.folder / name).read_text("utf-8")) for name in names
        }

    def item(self, number: int) -> str:
        """The address of an item by its place among the items."""
        items = sorted(address for address in self.addresses if address.startswith("/synpunkter/20"))
        return items[number]


@dataclass
class Page(HTMLParser):
    """What a page is made of, and whether its elements close in order."""

    links: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self._heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.elements.append((tag, values))
        if len(values) != len(attrs):
            self.problems.append(f"<{tag}> has an attribute twice")
        self._check_nesting(tag)
        for name in ("href", "src", "action"):
            if (link := values.get(name)) is not None:
                self.links.append(link)
        if (own_id := values.get("id")) is not None:
            if own_id in self.ids:
                self.problems.append(f"the id {own_id} occurs twice")
            self.ids.append(own_id)
        if tag not in VOID:
            self._open.append(tag)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._heading = tag
            self.headings.append((int(tag[1]), ""))

    def _check_nesting(self, tag: str) -> None:
        parent = self._open[-1] if self._open else ""
        if tag == "li" and parent not in ("ul", "ol"):
            self.problems.append(f"<li> in <{parent}>")
        if parent in ("ul", "ol") and tag not in ("li", "script", "template"):
            self.problems.append(f"<{tag}> right in <{parent}>")
        if "p" in self._open and tag in (
            "p",
            "div",
            "ul",
            "ol",
            "table",
            "section",
            "h1",
            "h2",
            "h3",
            "h4",
            "dl",
            "form",
        ):
            self.problems.append(f"<{tag}> in <p>")
        if tag == "a" and "a" in self._open:
            self.problems.append("<a> in <a>")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open[-1] != tag:
            self.problems.append(f"</{tag}> closes <{self._open[-1] if self._open else 'nothing'}>")
        else:
            self._open.pop()
        if tag == self._heading:
            self._heading = ""

    def handle_data(self, data: str) -> None:
        if self._open[-1:] not in (["script"], ["style"]):
            self.text += data
        if self._heading and self.headings:
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    def finish(self) -> None:
        self.close()
        if self._open:
            self.problems.append(f"never closed: {self._open}")
        self.text = " ".join(self.text.split())


def read_page(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.finish()
    return page


MADE_AFTERWARDS = frozenset({"/sok/index/bundles.json"})
"""What pages ask for and the release adds to them: the index of the search."""


def internal_target(link: str, address: str) -> str | None:
    """The path a link leads to on this site, or nothing when it leads elsewhere."""
    parts = urlsplit(urljoin(f"https://site.example{address}", link))
    return parts.path if parts.netloc == "site.example" and parts.scheme == "https" else None
