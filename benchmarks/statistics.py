"""How long the figures take, apart from everything else: `python -m benchmarks.statistics 10000 100000`.

For each size: facts coarsened and written, every measure computed, every figure computed again by the program that is published.
The facts are a generated town's, a third of it in departments with a rule for small numbers.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def run_once(size: int) -> None:
    """Print a row of the table."""
    import django.conf

    django.conf.settings.configure(USE_I18N=False, USE_TZ=True)
    from benchmarks.town import GeneratedTown
    from publish import measures
    from publish.facts import write_facts, write_notes
    from publish.files import ContentFolder
    from tests.publish.stand_ins import Policies, Policy

    town = GeneratedTown(size)
    town.policies = Policies({"": Policy(), "org-0002": Policy(5, 5, 5), "org-0003": Policy(3, 3, 3)})
    with tempfile.TemporaryDirectory(prefix="klarsyn-figures-") as folder:
        content = ContentFolder.begin(Path(folder) / "content", None)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        marks = [time.perf_counter()]
        write_facts(town, content, NOW)
        write_notes(town, content)
        marks.append(time.perf_counter())
        content.write("statistics.json", measures.statistics_bytes(content.root))
        marks.append(time.perf_counter())
        subprocess.run(
            [sys.executable, "-I", str(measures.PROGRAM), str(content.root)], check=True, stdout=subprocess.DEVNULL
        )
        marks.append(time.perf_counter())
        seconds = [round(later - earlier, 2) for earlier, later in itertools.pairwise(marks)]
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        size_kb = content.files["statistics.json"]["size_bytes"] // 1024
        print(
            f"{len(town.facts):7}  {seconds[0]:9.2f}  {seconds[1]:10.2f}  {seconds[2]:11.2f}  {grown:9}  {size_kb:13}"
        )


def main() -> None:
    """A table, each size in a program of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="+", type=int)
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        run_once(given.sizes[0])
        return
    print("  cases  facts s  measures s  recompute s  memory MB  figures kB", flush=True)
    for size in given.sizes:
        subprocess.run([sys.executable, "-m", "benchmarks.statistics", str(size), "--once"], check=True)


if __name__ == "__main__":
    main()
