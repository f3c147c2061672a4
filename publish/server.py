"""A small web server for a released site: what deploy/nginx.conf does, for the demonstration and for tests.

It follows `var/site/current` at every request, so a release or a rollback shows at once.
"""

from __future__ import annotations

import mimetypes
import re
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, unquote, urlsplit

from publish.folders import Folders
from publish.maps import Maps

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Figures may be shown in a frame on any site, and any site's scripts may read the open data.
FRAMED = "badda-in/"
READ_BY_ALL = ("api/", "datasets/", "oppna-data/")
# A file whose name or folder holds a hash of its content never changes.
HASHED = re.compile(r"(?:^|/)[^/]*[.-][0-9a-f]{8,}(?:\.[a-z0-9]+$|/)")
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".jsonld": "application/ld+json",
    ".parquet": "application/vnd.apache.parquet",
    ".rdf": "application/rdf+xml",
    ".ttl": "text/turtle; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
TYPES_BY_NAME = {"datasets/dcat": "application/rdf+xml", "oppna-data/SHA256SUMS": "text/plain; charset=utf-8"}


class SiteServer(ThreadingHTTPServer):
    """Serves the current release on the loopback address."""

    daemon_threads = True

    def __init__(self, folders: Folders, port: int) -> None:
        self.folders = folders
        super().__init__(("127.0.0.1", port), SiteHandler)


@lru_cache(maxsize=4)
def read_maps(folder: Path) -> Maps:
    """The maps of a release; a release never changes."""
    return Maps.read(folder)


class SiteHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    server: SiteServer
    protocol_version = "HTTP/1.1"
    server_version = "Klarsyn"
    sys_version = ""
    timeout: ClassVar[int] = 30
    # Head and body are two writes; held back until the first is acknowledged, a small file takes 40 ms on the loopback address.
    disable_nagle_algorithm = True

    def do_HEAD(self) -> None:
        """As GET, without the body."""
        self.do_GET()

    def do_GET(self) -> None:
        """A page, a redirect, or a page that says why there is none."""
        site = self.server.folders.current.resolve()
        if not site.is_dir():
            self.answer(HTTPStatus.SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", b"No release is served yet.\n")
            return
        path = unquote(urlsplit(self.path).path)
        maps = read_maps(site.parent / "maps")
        if moved := maps.new_path(path):
            self.move(moved)
        elif gone := maps.gone_page(path):
            self.send_file(site, f"{gone[1:]}index.html", HTTPStatus.GONE)
        else:
            self.find(site, path)

    def find(self, site: Path, path: str) -> None:
        """The file behind an address, its folder's page, or the page for none."""
        parts = path.split("/")
        name = path[1:] + ("index.html" if path.endswith("/") else "")
        if not path.startswith("/") or ".." in parts or "\0" in path:
            self.send_file(site, "404.html", HTTPStatus.NOT_FOUND)
        elif (site / name).is_file():
            self.send_file(site, name, HTTPStatus.OK)
        elif (site / name).is_dir() and (site / name / "index.html").is_file():
            self.move(f"{path}/")
        else:
            self.send_file(site, "404.html", HTTPStatus.NOT_FOUND)

    def move(self, path: str) -> None:
        """A permanent redirect that keeps the query."""
        query = urlsplit(self.path).query
        self.answer(HTTPStatus.MOVED_PERMANENTLY, "", b"", {"Location": quote(path) + (f"?{query}" if query else "")})

    def send_file(self, site: Path, name: str, status: HTTPStatus) -> None:
        """A file, compressed when the browser takes it so."""
        file = site / name
        if not file.is_file():
            self.answer(status, "text/plain; charset=utf-8", f"{status.value} {status.phrase}\n".encode())
            return
        stat = file.stat()
        headers = {"ETag": f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"', "Vary": "Accept-Encoding"}
        if name.startswith(FRAMED):
            policy = SECURITY_HEADERS["Content-Security-Policy"]
            headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
        elif name.startswith(READ_BY_ALL):
            headers["Access-Control-Allow-Origin"] = "*"
        headers["Cache-Control"] = FOREVER if HASHED.search(name) and status == HTTPStatus.OK else ASK_AGAIN
        if status == HTTPStatus.OK and self.headers.get("If-None-Match") == headers["ETag"]:
            self.answer(HTTPStatus.NOT_MODIFIED, "", b"", headers)
            return
        accepted = {each.split(";")[0].strip() for each in self.headers.get("Accept-Encoding", "").split(",")}
        for encoding, ending in ENCODINGS:
            packed = site / (name + ending)
            if encoding in accepted and packed.is_file():
                headers["Content-Encoding"] = encoding
                file = packed
                break
        kind = (
            TYPES_BY_NAME.get(name)
            or TYPES.get(Path(name).suffix)
            or mimetypes.guess_type(name)[0]
            or "application/octet-stream"
        )
        self.answer(status, kind, file.read_bytes(), headers)

    def answer(self, status: HTTPStatus, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        """Write the response."""
        self.send_response(status)
        for name, value in (SECURITY_HEADERS | (headers or {})).items():
            self.send_header(name, value)
        if kind:
            self.send_header("Content-Type", kind)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who reads what is nobody's business."""
