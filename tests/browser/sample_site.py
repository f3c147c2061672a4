"""The sample municipality, built with its search index and served with the headers of a real host. No database."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson

from portal.build import build
from portal.press import Press
from publish import manifest
from publish.files import ContentFolder
from publish.folders import Folders
from publish.maps import Maps
from publish.open_data.plan import plan, write_list
from publish.server import SiteServer
from search_index import public
from tests.portal.conftest import EDITORIAL_PAGES, SITE_URL

ANSWERED_AS_AN_ERROR = {"tombstone", "withdrawn period report", "not found"}
ITEM_KINDS = {"ordinary": 1, "corrected": 3, "foreign": 5, "long words": 7, "table": 9, "anonymous": 11, "huge": 12}


@dataclass(frozen=True)
class ServedSite:
    """A site on this machine. `templates`: what each of its pages but the items was made with, by path."""

    url: str
    content: Path
    folder: Path
    templates: dict[str, str]

    def item(self, number: int, year: int = 2026) -> str:
        """The path of an item."""
        lines = (self.content / "records" / f"{year}.jsonl").read_bytes().splitlines()
        return next(record["path"] for record in map(orjson.loads, lines) if record["id"] == f"{year}-{number:04}")

    def tombstone(self) -> str:
        """The path of a withdrawn item."""
        path: str = orjson.loads((self.content / "tombstones.jsonl").read_bytes().splitlines()[0])["path"]
        return path

    def moved(self) -> str:
        """A path that leads on to another."""
        path: str = next(iter(orjson.loads((self.content / "redirects.json").read_bytes())))
        return path

    def page_types(self) -> dict[str, str]:
        """A path of every kind of page."""
        department = "/forvaltning/samhallsbyggnadsforvaltningen/"
        return {
            "home": "/",
            "search": "/sok/?q=gatlyktan",
            **{f"item: {name}": self.item(number) for name, number in ITEM_KINDS.items()},
            "tombstone": self.tombstone(),
            "department": department,
            "area": f"{department}gata-och-park/",
            "closed unit": f"{department}gata-och-park-sodra/",
            "unit": f"{department}gata-och-park-norra/",
            "listing": "/synpunkter/",
            "listing page": "/synpunkter/sida/2/",
            "subject": "/amne/kost/",
            "year": "/arkiv/2026/",
            "subjects": "/amne/",
            "units": "/enheter/",
            "kinds": "/typ/",
            "kind": "/typ/klagomal/",
            "years": "/arkiv/",
            "statistics": "/statistik/",
            "statistics of a department": f"/statistik{department}",
            "measures": "/statistik/matt/",
            "measure": "/statistik/matt/handling-time/",
            "period reports": "/statistik/rapporter/",
            "period report": "/statistik/2026-kvartal-3/",
            "withdrawn period report": "/statistik/2026-03/",
            "rules": "/statistik/regler/",
            "rows": "/statistik/rader/?plats=org-0002&ar=2026",
            "compare": "/jamfor/",
            "chosen": "/jamfor/val/?plats=org-0002&plats=org-0003",
            "compared": f"/jamfor{department}",
            "two compared": "/jamfor/par/omsorgsforvaltningen--kommunledningsforvaltningen/",
            "log": "/logg/",
            "log of a year": "/logg/2026/",
            "about": "/om/",
            "how it works": "/sa-fungerar-det/",
            "privacy": "/integritet/",
            "accessibility": "/tillganglighet/",
            "contact": "/kontakt/",
            "start in English": "/en/",
            "search in English": "/en/search/?q=gatlyktan",
            "units in English": "/en/units/",
            "kinds in English": "/en/kinds/",
            "department in English": "/en/units/samhallsbyggnadsforvaltningen/",
            "closed unit in English": "/en/units/samhallsbyggnadsforvaltningen/gata-och-park-sodra/",
            "listing in English": "/en/answers/",
            "about in English": "/en/about/",
            "accessibility in English": "/en/accessibility/",
            "figures in English": "/en/statistics/units/samhallsbyggnadsforvaltningen/",
            "measure in English": "/en/statistics/measures/handling-time/",
            "rules in English": "/en/statistics/rules/",
            "comparison in English": "/en/compare/",
            "open data in English": "/en/open-data/",
            "data dictionary in English": "/en/open-data/dictionary/",
            "log in English": "/en/log/",
            "open data": "/oppna-data/",
            "data dictionary": "/oppna-data/falt/",
            "figures for other sites": "/badda-in/key-figures/",
            "table for other sites": "/badda-in/ledger/",
            "not found": "/finns-inte/",
            "gone": "/410.html",
        }


def with_downloads(content: Path) -> None:
    """Say what can be downloaded, as a release does; the files themselves are made elsewhere."""
    names = [path.relative_to(content).as_posix() for path in content.rglob("*") if path.is_file()]
    lines = [line for path in (content / "records").glob("*.jsonl") for line in path.read_bytes().splitlines()]
    ids = [orjson.loads(line)["id"] for line in lines]
    write_list(ContentFolder(content, None, {}, {}), plan([*names, "facts/2026.csv"], ids), "sv")


@contextmanager
def served(var: Path, content: Path) -> Iterator[ServedSite]:
    """Build the site of a released folder and serve it while the block runs."""
    release = var / "releases" / "1"
    with_downloads(content)
    site = release / "site"
    templates: dict[str, str] = {}
    render = Press.render

    def noted(press: Press, name: str, **values: Any) -> str:
        if name != "redirect.html":  # its path is that of the page it leads to
            templates[str(values.get("path"))] = name
        return render(press, name, **values)

    with patch.object(Press, "render", noted):
        build(EDITORIAL_PAGES, content, site, release / "pages.json", None, SITE_URL)
    public.build(content, site)
    downloads = site / "oppna-data"
    shutil.copytree(content / "facts", downloads / "facts", dirs_exist_ok=True)
    (downloads / "datapackage.json").write_bytes(orjson.dumps({"resources": []}))
    names = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    manifest.enter(site, names, {}, lambda done, total: None)
    Maps.of_content(content).write(release / "maps")
    folders = Folders(var, content)
    folders.current.parent.mkdir(parents=True)
    folders.current.symlink_to(site)
    server = SiteServer(folders, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield ServedSite(f"http://127.0.0.1:{server.server_port}", content, site, templates)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
