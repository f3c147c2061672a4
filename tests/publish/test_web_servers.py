"""A released site as three web servers answer for it: our own, and Debian's nginx and Caddy with the examples of `deploy/`."""

from __future__ import annotations

import gzip
import http.client
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from publish.folders import Folders
from publish.server import SECURITY_HEADERS, SiteServer
from tests.publish.conftest import Releasing
from tests.publish.stand_ins import Press, Town

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SCRIPT = "static/js-0a1b2c3d/search.js"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    port: int

    def get(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        found = Answer(answer.status, {name.title(): value for name, value in answer.getheaders()}, answer.read())
        connection.close()
        return found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int, program: subprocess.Popen[bytes]) -> None:
    for _attempt in range(100):
        if program.poll() is not None:
            pytest.fail(f"{program.args} ended with {program.returncode}")
        with socket.socket() as found:
            if found.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the web server did not answer")


@pytest.fixture
def served(releasing: Releasing, press: Press, town: Town, folders: Folders) -> Folders:
    """A site with a script, a page for none, a moved and a withdrawn item, a moved unit, and a withdrawn report."""
    press.extra = {
        SCRIPT: "export const answer = 42;\n" * 20,
        "404.html": "<!doctype html><title>Sidan finns inte</title>",
        "badda-in/ledger/index.html": "<!doctype html><title>Redovisning</title>",
        "en/units/gamla-enheten/index.html": "<!doctype html><title>The page has moved</title>",
        "sok/index.html": "<!doctype html><title>Sök</title>",
        "datasets/dcat": "<rdf/>",
        "datasets/dcat.ttl": "@prefix a: <b:> .",
    }
    town.moved["/synpunkter/2026/0001-gammal-rubrik/"] = "/synpunkter/2026/0001-gungan-igen/"
    town.moved["/forvaltning/gamla-enheten/"] = "/forvaltning/nya-enheten/"
    town.moved["/forvaltning/gamla-enheten/del/"] = "/forvaltning/nya-enheten/del-b/"
    town.withdraw("2025-0001")
    town.reports_withdrawn.append(
        {"slug": "2026-03", "path": "/statistik/2026-03/", "withdrawn": "2026-05-01", "reason": "wrong_figures"}
    )
    releasing()
    return folders


def configured(name: str, folders: Folders, port: int) -> str:
    text = (DEPLOY / name).read_text(encoding="utf-8").replace("/srv/klarsyn/var", str(folders.var))
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("synpunkter.example;", "localhost;")
    return text.replace("http://synpunkter.example", f"http://127.0.0.1:{port}")


def start_nginx(folders: Folders, folder: Path, port: int) -> list[str]:
    program = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)
    if program is None:
        pytest.skip("nginx is not installed")
    config = folder / "nginx.conf"
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config.write_text(
        f"user root;\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n{places}{configured('nginx.conf', folders, port)}\n}}\n"
    )
    return [program, "-c", str(config), "-e", str(folder / "error.log")]


def start_caddy(folders: Folders, folder: Path, port: int) -> list[str]:
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is not installed")
    config = folder / "Caddyfile"
    config.write_text("{\n\tadmin off\n\tauto_https off\n}\n" + configured("Caddyfile", folders, port))
    return [program, "run", "--config", str(config), "--adapter", "caddyfile"]


@pytest.fixture(params=["serve_site", "nginx", "caddy"])
def site(request: pytest.FixtureRequest, served: Folders, tmp_path: Path) -> Iterator[Site]:
    if request.param == "serve_site":
        with SiteServer(served, 0) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield Site(server.server_port)
            server.shutdown()
            thread.join()
        return
    with running(request.param, served, tmp_path) as found:
        yield found


@contextmanager
def running(name: str, served: Folders, tmp_path: Path) -> Iterator[Site]:
    """A site served by nginx or Caddy."""
    port = free_port()
    folder = tmp_path / name
    folder.mkdir()
    command = (start_nginx if name == "nginx" else start_caddy)(served, folder, port)
    with (folder / "output").open("wb") as output:
        program = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        wait_for(port, program)
        yield Site(port)
    finally:
        program.terminate()
        program.wait(10)


def test_pages_scripts_moved_withdrawn_and_missing_addresses_are_answered_rightly(site: Site) -> None:
    page = site.get("/synpunkter/2026/0001-gungan-igen/")
    assert page.status == 200
    assert b"Gungan igen" in page.body
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    for name, value in SECURITY_HEADERS.items():
        assert page.headers[name] == value

    packed = site.get("/synpunkter/2026/0001-gungan-igen/", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    for answer in (page, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(packed.body) == page.body

    script = site.get(f"/{SCRIPT}")
    assert script.status == 200
    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "javascript" in script.headers["Content-Type"]

    for old, new in (
        ("/synpunkter/2026/0001-gammal-rubrik/", "/synpunkter/2026/0001-gungan-igen/"),
        ("/forvaltning/gamla-enheten/", "/forvaltning/nya-enheten/"),
        ("/en/units/gamla-enheten/", "/en/units/nya-enheten/"),
        ("/en/statistics/units/gamla-enheten/", "/en/statistics/units/nya-enheten/"),
        ("/en/compare/units/gamla-enheten/", "/en/compare/units/nya-enheten/"),
        ("/forvaltning/gamla-enheten/flode.atom", "/forvaltning/nya-enheten/flode.atom"),
        ("/forvaltning/gamla-enheten/sida/1/", "/forvaltning/nya-enheten/sida/1/"),
        ("/statistik/forvaltning/gamla-enheten/", "/statistik/forvaltning/nya-enheten/"),
        ("/badda-in/forvaltning/gamla-enheten/ledger/", "/badda-in/forvaltning/nya-enheten/ledger/"),
        ("/statistik/forvaltning/gamla-enheten/del/ledger.csv", "/statistik/forvaltning/nya-enheten/del-b/ledger.csv"),
    ):
        moved = site.get(old)
        assert moved.status == 301
        assert moved.headers["Location"].endswith(new)

    for address in ("/synpunkter/2025/0001/", "/synpunkter/2025/0001-trasig-gunga/", "/synpunkter/2025/0001-annat/"):
        gone = site.get(address)
        assert gone.status == 410
        assert b"Borttagen" in gone.body

    for address in ("/statistik/2026-03/", "/statistik/2026-03/periodrapport.pdf"):
        assert site.get(address).status == 410
    assert site.get("/statistik/2026-04/").status == 404

    missing = site.get("/finns/inte/")
    assert missing.status == 404
    assert b"Sidan finns inte" in missing.body
    assert missing.headers["X-Content-Type-Options"] == "nosniff"
    assert site.get(f"/{SCRIPT.replace('search', 'gone')}").headers["Cache-Control"] != script.headers["Cache-Control"]

    unslashed = site.get("/synpunkter/2026/0001-gungan-igen")
    assert unslashed.status in {301, 308}
    assert unslashed.headers["Location"].endswith("/synpunkter/2026/0001-gungan-igen/")
    assert site.get("/sok?q=gunga&typ=fraga").headers["Location"].endswith("/sok/?q=gunga&typ=fraga")


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_a_site_where_nothing_has_moved_or_been_withdrawn_is_served(
    name: str, releasing: Releasing, folders: Folders, tmp_path: Path
) -> None:
    releasing()
    with running(name, folders, tmp_path) as site:
        assert site.get("/").status == 200


def test_figures_may_be_framed_and_nothing_else(site: Site) -> None:
    framed = site.get("/badda-in/ledger/")
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert framed.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert site.get(f"/{SCRIPT}").headers["Content-Security-Policy"] == SECURITY_HEADERS["Content-Security-Policy"]
    for path in ("/", "/oppna-data/SHA256SUMS", "/finns/badda-in/"):
        assert "frame-ancestors 'none'" in site.get(path).headers["Content-Security-Policy"]


def test_the_open_data_has_its_types_and_may_be_read_by_scripts_of_any_site(site: Site) -> None:
    kinds = {
        "/datasets/dcat": "application/rdf+xml",
        "/datasets/dcat.ttl": "text/turtle",
        "/oppna-data/SHA256SUMS": "text/plain",
        "/oppna-data/synpunkter/2026.csv": "text/csv",
        "/oppna-data/synpunkter/2026.jsonl": "application/jsonl",
        "/oppna-data/synpunkter/2026.parquet": "application/vnd.apache.parquet",
        "/oppna-data/synpunkter/2026.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "/oppna-data/alla/synpunkter-csv.zip": "application/zip",
        "/oppna-data/datapackage.json": "application/json",
    }
    for path, kind in kinds.items():
        answer = site.get(path)
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith(kind), path
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in site.get("/").headers


def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    page = site.get("/")
    assert site.get("/", If_None_Match=page.headers["Etag"]).status == 304


def test_nothing_outside_the_site_is_served(site: Site) -> None:
    for path in ("/../manifest.json", "/%2e%2e/state.json", "/..%2fstate.json", "/static/../../state.json"):
        assert site.get(path).status in {400, 403, 404}


def test_a_new_release_is_served_at_once(served: Folders, releasing: Releasing, press: Press) -> None:
    with SiteServer(served, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        site = Site(server.server_port)
        assert site.get("/nyhet.txt").status == 404
        press.extra["nyhet.txt"] = "ny"
        releasing()
        assert site.get("/nyhet.txt").body == b"ny"
        server.shutdown()
        thread.join()
