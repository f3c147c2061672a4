"""Rendering the pages, beside Hugo on the same records as Markdown, in the same run.

    python -m benchmarks.rendering 1000 10000 --rounds 3

Both make a page per item, listings of 25 per department, unit, category, kind and year, feeds and a sitemap, each as a program
started from nothing into a fresh folder. Hugo's theme is a plain one with the same texts: its pages are smaller than ours.
The state lies in a temporary folder (`TMPDIR` chooses the disk). Needs Debian's `hugo`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

import orjson

CHECKOUT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HUGO_CONFIG = """
baseURL = "https://synpunkter.kvarnsala.example/"
languageCode = "sv"
title = "Kvarnsala"
paginate = 25
disableKinds = []
[taxonomies]
department = "departments"
unit = "units"
category = "categories"
kind = "kinds"
year = "years"
[permalinks]
synpunkter = "/synpunkter/:year/:slug/"
"""
HUGO_BASE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<link rel="canonical" href="{{ .Permalink }}"></head><body><header><a href="/">Kvarnsala</a><nav><a href="/departments/">Förvaltningar</a>
<a href="/categories/">Ämnen</a><a href="/kinds/">Typer</a><a href="/years/">År</a></nav></header><main>{{ block "main" . }}{{ end }}</main>
<footer><p>Kvarnsala kommun</p></footer></body></html>"""
HUGO_ITEM = """{{ define "main" }}<article><h1>{{ .Title }}</h1>{{ .Content }}<dl><dt>Mottagen</dt><dd>{{ .Params.received }}</dd>
<dt>Besvarad</dt><dd>{{ .Params.answered }}</dd><dt>Arbetsdagar</dt><dd>{{ .Params.working_days }}</dd><dt>Utfall</dt>
<dd>{{ .Params.outcome }}</dd></dl>{{ range .Params.departments }}<a href="/departments/{{ . }}/">{{ . }}</a>{{ end }}
{{ range .Params.units }}<a href="/units/{{ . }}/">{{ . }}</a>{{ end }}</article>{{ end }}"""
HUGO_LIST = """{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Paginator.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>
<p>{{ .Summary }}</p><time>{{ .Params.answered }}</time></li>{{ end }}</ul>{{ template "_internal/pagination.html" . }}{{ end }}"""


class Run(NamedTuple):
    """One program from start to end."""

    seconds: float
    cpu_seconds: float
    memory_mb: int
    pages: int


def content(folder: Path, size: int) -> None:
    """The released folder of a generated town."""
    import django.conf

    if not django.conf.settings.configured:
        django.conf.settings.configure(USE_I18N=False, USE_TZ=True)
    from benchmarks.town import GeneratedTown
    from publish import measures
    from publish.facts import write_facts, write_notes
    from publish.files import ContentFolder
    from publish.snapshot import Snapshot
    from publish.state import State

    town = GeneratedTown(size)
    released = ContentFolder.begin(folder / "released", None)
    Snapshot(town, released, folder / "words", None, State(), NOW).write(lambda done, total: None)
    write_facts(town, released, NOW)
    write_notes(town, released)
    released.write("statistics.json", measures.statistics_bytes(released.root))
    released.finish(size, 0)


def markdown(folder: Path) -> None:
    """The same records as a Hugo site."""
    site = folder / "hugo"
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (site / "config.toml").write_text(HUGO_CONFIG, encoding="utf-8")
    for name, text in (("baseof", HUGO_BASE), ("single", HUGO_ITEM), ("list", HUGO_LIST), ("terms", HUGO_LIST)):
        (layouts / f"{name}.html").write_text(text, encoding="utf-8")
    for path in sorted((folder / "released" / "records").glob("*.jsonl")):
        target = site / "content" / "synpunkter" / path.stem
        target.mkdir(parents=True)
        for line in path.read_bytes().splitlines():
            record = orjson.loads(line)
            front = {
                "title": record["heading"],
                "slug": record["path"].split("/")[3],
                "date": record["published"],
                "received": record["received"],
                "answered": record["answered"],
                "working_days": record["working_days"],
                "outcome": record["outcome"],
                "departments": [record["organisation"][1]],
                "units": [record["organisation"][-1]],
                "categories": [record["category"].replace("/", "-")],
                "kinds": [record["kind"]],
                "years": [path.stem],
            }
            answers = "\n\n".join(re.sub("<[^>]+>", "", answer["html"]) for answer in record["answers"])
            body = "\n\n".join([*record["question"], "## Svar", answers])
            text = orjson.dumps(front, option=orjson.OPT_INDENT_2) + b"\n\n" + body.encode() + b"\n"
            (target / f"{record['id']}.md").write_bytes(text)


def run(command: list[str], folder: Path, output: Path) -> Run:
    """Time a program and count the pages it wrote."""
    begun = time.perf_counter()
    with (folder / "log").open("wb") as log:
        program = subprocess.Popen(command, cwd=CHECKOUT, stdout=log, stderr=log)
        _, status, usage = os.wait4(program.pid, 0)
    seconds = time.perf_counter() - begun
    if status:
        sys.exit((folder / "log").read_text(encoding="utf-8")[-2000:])
    return Run(
        seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, sum(1 for _ in output.rglob("*.html"))
    )


def measure(size: int, rounds: int) -> tuple[list[Run], list[Run]]:
    """Ours and Hugo's runs over one town, in turn."""
    ours, hugos = [], []
    with tempfile.TemporaryDirectory(prefix="klarsyn-rendering-") as name:
        folder = Path(name)
        content(folder, size)
        markdown(folder)
        for number in range(rounds):
            output = folder / f"ours-{number}"
            command = [
                sys.executable,
                "-m",
                "portal",
                "--pages",
                str(CHECKOUT / "content" / "pages"),
                "--site-url",
                "https://a.example",
            ]
            command += [
                "--released",
                str(folder / "released"),
                "--output",
                str(output),
                "--fingerprints",
                str(folder / "pages.json"),
            ]
            ours.append(run(command, folder, output))
            output = folder / f"hugo-{number}"
            hugos.append(
                run(["hugo", "--source", str(folder / "hugo"), "--destination", str(output), "--quiet"], folder, output)
            )
    return ours, hugos


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="+", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if not shutil.which("hugo"):
        sys.exit("hugo is not installed. Install Debian's package and try again: apt-get install hugo")
    print("records   Klarsyn s  CPU s  pages  memory MB     Hugo s  CPU s  pages  memory MB   ratio")
    for size in given.sizes:
        rows = [summary(runs) for runs in measure(size, given.rounds)]
        cells = "  ".join(f"{seconds:9.2f} {cpu:6.2f} {pages:6} {memory:10}" for seconds, cpu, pages, memory in rows)
        print(f"{size:7}  {cells}  {rows[0][0] / rows[1][0]:6.2f}")


def summary(runs: list[Run]) -> tuple[float, float, int, int]:
    """Median seconds, median processor seconds, pages, highest memory."""
    seconds, cpu = (median(values) for values in ([each.seconds for each in runs], [each.cpu_seconds for each in runs]))
    return seconds, cpu, runs[0].pages, max(each.memory_mb for each in runs)


if __name__ == "__main__":
    main()
