"""How long a publish takes: everything, and after one approval.

    python -m benchmarks.publish 10000 100000 --rounds 3 [--without-index]

Each approved item is published on a day of its own, later than everything before, as approvals are: the first of its day, which
changes the most files. Files are counted with and without their compressed copies.
Each size runs in a program of its own, from a generated town held in memory: the CMS's queries and Django's start are not in
these figures. The state lies in a temporary folder (`TMPDIR` chooses the disk).
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)


def run_once(size: int, approvals: int, with_index: bool) -> dict[str, Any]:
    """One town published, then some single approvals; seconds, steps, files and memory."""
    import django.conf

    django.conf.settings.configure(USE_I18N=False, USE_TZ=True)
    import search_index.public as search
    from benchmarks.town import GeneratedTown
    from publish.build import PortalBuilder
    from publish.folders import Folders
    from publish.release import Job, release

    town = GeneratedTown(size)
    pages = Path(__file__).resolve().parent.parent / "content" / "pages"
    with tempfile.TemporaryDirectory(prefix="klarsyn-publish-") as folder:
        folders = Folders(Path(folder) / "var", Path(folder) / "released")

        def publish() -> dict[str, Any]:
            parts = (search.renew, search) if with_index else (None, None)
            begun, online = time.perf_counter(), 0.0

            def report(step: str, done: int, total: int) -> None:
                nonlocal online
                if step == "deploy":
                    online = time.perf_counter() - begun

            job = Job(town, PortalBuilder(), *parts, folders, pages, NOW, "benchmark", report=report)
            outcome = release(job)
            return {
                "online_seconds": round(online, 2),
                "whole_seconds": round(time.perf_counter() - begun, 2),
                "steps": outcome.seconds,
                "files_written": outcome.files_written,
                "copies_written": outcome.copies_written,
                "pages_written": outcome.pages_written,
                "files": outcome.files_total,
            }

        whole = publish()
        single = []
        for _ in range(approvals):
            town.approve_waiting()
            single.append(publish())
    memory = {
        "publish_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "portal_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }
    return {"whole": whole, "single": single, "memory": memory}


def measure(size: int, rounds: int, approvals: int, with_index: bool) -> list[dict[str, Any]]:
    """Each round in a program of its own."""
    command = [sys.executable, "-m", "benchmarks.publish", str(size), "--once", "--approvals", str(approvals)]
    command += [] if with_index else ["--without-index"]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    return [
        json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout)
        for _ in range(rounds)
    ]


def main() -> None:
    """Print a table and the steps of the median round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="+", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--approvals", type=int, default=3)
    parser.add_argument("--without-index", action="store_true")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        print(json.dumps(run_once(given.sizes[0], given.approvals, not given.without_index)))
        return
    print(
        "records  whole publish s  one approval online s  until ready again s  files written  of them copies   pages  memory MB"
    )
    wholes = []
    for size in given.sizes:
        rounds = measure(size, given.rounds, given.approvals, not given.without_index)
        whole = median(each["whole"]["online_seconds"] for each in rounds)
        singles = [single for each in rounds for single in each["single"]]
        online = median(each["online_seconds"] for each in singles)
        ready = median(each["whole_seconds"] for each in singles)
        written = median(each["files_written"] for each in singles)
        copies = median(each["copies_written"] for each in singles)
        pages = median(each["pages_written"] for each in singles)
        memory = max(max(each["memory"].values()) for each in rounds)
        print(
            f"{size:7}  {whole:15.2f}  {online:21.2f}  {ready:19.2f}  {written:13.0f}  {copies:14.0f}  {pages:6.0f}  {memory:9}"
        )
        print(f"         whole  {rounds[0]['whole']['steps']}")
        print(f"         one    {singles[-1]['steps']}")
        wholes.append((size, whole))
    for (small, before), (large, after) in itertools.pairwise(wholes):
        print(f"growth of the whole publish {small} → {large}: × {after / before:.1f}")


if __name__ == "__main__":
    main()
