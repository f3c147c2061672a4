"""Build the site: Pelican in this process, with every warning fatal."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.errors import BuildError
from portal.output import Output

SETTINGS_FILE = Path(__file__).with_name("settings.py")


@dataclass(frozen=True)
class BuildReport:
    """How many files the site consists of were written, and how many are as in the previous release."""

    written: int
    unchanged: int


def build(
    content_pages: Path,
    released: Path,
    output: Path,
    pages_file: Path,
    previous_pages: Path | None,
    site_url: str,
    complete: Callable[[], object] = lambda: None,
    sizes: Callable[[], dict[str, int]] = dict,
    compiled: Path | None = None,
) -> BuildReport:
    """Render the site into the empty folder `output` and its fingerprints into `pages_file`.

    Files whose fingerprint is that of `previous_pages` are left out: link them from the previous release.

    Args:
        complete: called when the records are read, and may wait: the figures can be computed meanwhile.
        compiled: a folder that keeps compiled templates for the next time; they take half a second.
        sizes: gives the bytes of every download that is known, by its address without the first slash. It is asked last and may
            wait: the downloads can be made meanwhile.

    Raises:
        BuildError: something could not be rendered. What was written so far is of no use.
    """
    from pelican import Pelican  # 0.4 s: previews and tests of parts do without
    from pelican.settings import read_settings

    output.mkdir(parents=True, exist_ok=True)
    if any(output.iterdir()):
        raise BuildError(f"The output folder {output} is not empty. Give a fresh one.")
    outputs: list[Output] = []
    with _warnings_are_fatal():
        # What is read stays until the end, and pages leave no cycles: looking for garbage would cost a tenth of the time.
        gc.freeze()
        gc.set_threshold(200_000, 20, 100)
        settings = read_settings(
            str(SETTINGS_FILE),
            override={
                "PATH": str(content_pages.resolve()),
                "OUTPUT_PATH": str(output.resolve()),
                "SITEURL": site_url.rstrip("/"),
                "KLARSYN_RELEASED": str(released),
                "KLARSYN_PAGES": str(pages_file),
                "KLARSYN_PREVIOUS_PAGES": str(previous_pages) if previous_pages else None,
                "KLARSYN_REPORT": outputs.append,
                "KLARSYN_SIZES": sizes,
                "KLARSYN_COMPLETE": complete,
                "KLARSYN_COMPILED": compiled,
            },
        )
        Pelican(settings).run()
    if len(outputs) != 1:
        raise BuildError("Pelican ended without writing the site. See the log above.")
    return BuildReport(written=outputs[0].written, unchanged=outputs[0].unchanged)


class _Refuse(logging.Handler):
    """Turns a warning into the end of the build."""

    def emit(self, record: logging.LogRecord) -> None:
        raise BuildError(f"Pelican warned, and a warning is an error here: {record.getMessage()}")


@contextmanager
def _warnings_are_fatal() -> Iterator[None]:
    """Pelican logs what it leaves out and goes on; here it stops."""
    from pelican.log import LimitFilter

    # Pelican says the same thing once per process; a second build must hear it too.
    LimitFilter._raised_messages.clear()
    handler = _Refuse(logging.WARNING)
    logger = logging.getLogger("pelican")
    level, logger_propagates = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = logger_propagates
