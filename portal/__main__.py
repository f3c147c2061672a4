"""`python -m portal`: build the site from the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from portal.build import build
from portal.errors import BuildError

EXAMPLE = """example:
  python -m portal --pages content/pages --released content/released --output var/site --fingerprints var/pages.json \\
      --site-url https://synpunkter.strandvik.example
"""


def main(arguments: list[str] | None = None) -> int:
    """0 when the site was built, 1 when it was not."""
    parser = argparse.ArgumentParser(
        prog="python -m portal",
        description="Build the public site from released records.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--pages", type=Path, required=True, help="folder of editorial pages in Markdown")
    parser.add_argument("--released", type=Path, required=True, help="folder described in docs/released-format.md")
    parser.add_argument("--output", type=Path, required=True, help="empty folder for the site")
    parser.add_argument(
        "--fingerprints", type=Path, required=True, help="file to write: path and fingerprint of each file"
    )
    parser.add_argument("--previous", type=Path, help="that file of the previous release: what is equal is not written")
    parser.add_argument("--site-url", required=True, help="address of the site, without a slash at the end")
    given = parser.parse_args(arguments)
    try:
        report = build(given.pages, given.released, given.output, given.fingerprints, given.previous, given.site_url)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{report.written} files written, {report.unchanged} unchanged.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
