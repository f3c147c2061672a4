"""A release of a small town that meets trouble: run as a program, because the trouble ends or limits its whole process.

python -m tests.faults.faulty_release FOLDER RECORDS [--kill STEP:DONE] [--largest-file BYTES] [--as-nobody] [--hold]
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
from pathlib import Path

import django.conf

django.conf.settings.configure(USE_I18N=False, USE_TZ=True)

from publish import measures  # noqa: E402
from publish.errors import PublishError  # noqa: E402
from publish.folders import Folders  # noqa: E402
from publish.release import Job, release  # noqa: E402
from tests.publish.conftest import NOW  # noqa: E402
from tests.publish.stand_ins import Index, Press, Town, record  # noqa: E402


def town(records: int) -> Town:
    """So many items, each with its own text; the first is withdrawn when there are more than five."""
    town = Town()
    town.publish(*(record(f"2026-{n:04}", f"Fråga {n}", f"Text nummer {n}. " * 40) for n in range(1, records + 1)))
    if records > 5:
        town.withdraw("2026-0001")
    return town


def main() -> int:
    """0 when the release was made, 1 when it was refused with a message."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("records", type=int)
    parser.add_argument("--kill", default="")
    parser.add_argument("--largest-file", type=int)
    parser.add_argument("--as-nobody", action="store_true")
    parser.add_argument("--hold", action="store_true")
    given = parser.parse_args()

    def report(step: str, done: int, total: int) -> None:
        if given.kill == f"{step}:{done}":
            os.kill(os.getpid(), signal.SIGKILL)
        if given.hold and step == "build":
            print("holding", flush=True)
            sys.stdin.readline()

    measures.connect(given.folder).close()  # loads what a process without rights can't
    if given.largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (given.largest_file, given.largest_file))
    if given.as_nobody:
        os.seteuid(65534)
    index = Index()
    folders = Folders(given.folder / "var", given.folder / "released")
    job = Job(town(given.records), Press(), index, index, folders, given.folder, NOW, "Karin", kept=2, report=report)
    try:
        print(release(job).number)
    except PublishError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
