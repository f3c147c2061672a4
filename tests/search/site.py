"""A small site around the search page: the template with a plain frame, the modules, and an index built from a released folder."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader

from portal.assets import modules_behind
from portal.words import MONTHS
from search_index.public import build

THEME = Path(__file__).parents[2] / "portal" / "theme"
POLICY = "default-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
FRAME = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title>
<link rel="icon" href="data:,">{% block head %}{% endblock %}</head>
<body><main>{% block main %}{% endblock %}</main>{% block scripts %}{% endblock %}</body></html>"""


def write_site(content: Path, site: Path, previous: Path | None = None) -> None:
    """Put index, search page and modules under `site`."""
    build(content, site, previous)
    shutil.copytree(THEME / "static" / "js", site / "static" / "js", dirs_exist_ok=True)
    loader = ChoiceLoader(
        [DictLoader({"base.html": FRAME, "_browse_lists.html": ""}), FileSystemLoader(THEME / "templates")]
    )
    environment = Environment(loader=loader, autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.install_null_translations()  # type: ignore[attr-defined]
    environment.globals["asset"] = lambda name: f"/static/{name}"
    environment.globals["modules"] = lambda name: [f"/static/{each}" for each in modules_behind(name)]
    environment.globals["month_names"] = MONTHS
    environment.globals |= {"site": {"language": "sv"}, "names": "{}"}  # type: ignore[operator]
    environment.globals |= {"paths": {"search": "/sok/", "contact": "/kontakt/"}, "other": None}  # type: ignore[operator]
    (site / "sok" / "index.html").write_text(environment.get_template("search.html").render(), encoding="utf-8")


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def end_headers(self) -> None:
        if self.path.split("?")[0].endswith("/"):
            self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of a server for one folder, for as long as the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
