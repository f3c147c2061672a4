"""The program that renders the pages: `python -m publish.renderer` reads a JSON line of arguments when the records are released, one
when the figures are there too, one with the sizes of the downloads, which are made meanwhile, and answers with one line.

Pelican runs apart from the process that publishes, because it sets the locale and the loggers of its whole process and leaves
its memory behind. It is started when a release begins, so that its imports (0.6 s) happen beside the snapshot.
"""

import json
import sys
from pathlib import Path
from typing import Any


def main() -> int:
    """Load Pelican, wait for work, do it once; 0 when the site was built."""
    from pelican import Pelican  # noqa: F401 - loaded while the snapshot is written

    from portal.build import build
    from portal.errors import BuildError
    from portal.plugins import released  # noqa: F401

    line = sys.stdin.readline()
    if not line:
        return 0  # the release ended before there was anything to render
    given = json.loads(line)
    paths: dict[str, Any] = {name: Path(value) if value else None for name, value in given["paths"].items()}
    try:
        report = build(**paths, site_url=given["site_url"], complete=read_next, sizes=read_next)
    except BuildError as error:
        print(json.dumps({"error": str(error), "record": getattr(error, "record_id", None)}))
        return 1
    except OSError as error:
        print(json.dumps({"error": error.strerror, "errno": error.errno, "file": str(error.filename)}))
        return 1
    print(json.dumps({"written": report.written, "unchanged": report.unchanged}))
    return 0


def read_next() -> Any:
    """What the release says next, waited for: that the figures are there, then the size of every download.

    Raises:
        BuildError: the release ended before.
    """
    from portal.errors import BuildError

    line = sys.stdin.readline()
    if not line:
        raise BuildError("The release ended before its figures and downloads were made.")
    return json.loads(line)


if __name__ == "__main__":
    sys.exit(main())
