"""The pages of a release, rendered by the portal in a program of its own (see renderer.py for why)."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from django.utils.translation import gettext as _

from publish.errors import BuildError
from publish.files import read_json

CHECKOUT = Path(__file__).resolve().parent.parent
RENDERER = (sys.executable, "-m", "publish.renderer")
# 100,000 pages take one minute on two processors. What takes half an hour waits for something that does not come.
LONGEST_SECONDS = 1800
Sizes = Callable[[], dict[str, int]]


@dataclass(frozen=True)
class BuildOrder:
    """What is rendered from what. `previous_pages` leaves out files whose fingerprint is the same; `compiled` keeps templates."""

    content_pages: Path
    released: Path
    output: Path
    pages_file: Path
    previous_pages: Path | None
    compiled: Path | None = None


class Builder(Protocol):
    """Renders a site once; entered when a release begins, so that it may warm up."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def begin(self, order: BuildOrder, site_url: str) -> None: ...
    def build(self, log: Path, sizes: Sizes) -> None: ...


class PortalBuilder:
    """Runs the portal's build in a program of its own.

    Args:
        command: the program.
        longest_seconds: how long it may take.
    """

    def __init__(self, command: Sequence[str] = RENDERER, longest_seconds: float = LONGEST_SECONDS) -> None:
        self.command, self.longest_seconds = command, longest_seconds

    def __enter__(self) -> Self:
        self.program = subprocess.Popen(  # noqa: S603 - our own program
            self.command,
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
            start_new_session=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> tuple[str, str]:
        """End the program with all it started: one of those left over would hold its output open, and who reads it would wait for ever."""
        with suppress(ProcessLookupError):
            os.killpg(self.program.pid, signal.SIGKILL)
        return self.program.communicate()

    def begin(self, order: BuildOrder, site_url: str) -> None:
        """Let it read the records and words of the released folder, which need no figures and no downloads yet."""
        paths = {name: str(path) if path else None for name, path in vars(order).items()}
        self._tell({"paths": paths, "site_url": site_url})

    def _tell(self, value: Any) -> None:
        with suppress(BrokenPipeError):  # it ended already; `build` reads what it said
            print(json.dumps(value), file=self.program.stdin, flush=True)

    def build(self, log: Path, sizes: Sizes) -> None:
        """Render the site, whose released folder is complete now.

        Args:
            sizes: gives the size of every download; asked while the pages are rendered, it may wait until they are made.

        Raises:
            BuildError: a page could not be rendered; the record is named when the portal names it. Or it took too long.
        """
        self._tell("complete")
        known = json.dumps(sizes()) + "\n"
        try:
            answer, trouble = self.program.communicate(known, timeout=self.longest_seconds)
        except subprocess.TimeoutExpired as error:
            answer, trouble = self._end()
            log.write_text(f"{trouble}{answer}", encoding="utf-8")
            raise BuildError(
                _("The pages were not rendered within %(minutes)d minutes, and the program was ended. Publish again.")
                % {"minutes": self.longest_seconds // 60}
            ) from error
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{trouble}{answer}")
        result = self._result(answer, trouble)
        if "errno" in result:
            raise OSError(result["errno"], result["error"], result["file"])
        if "error" in result:
            raise BuildError(_("The pages could not be rendered. %(reason)s") % {"reason": result["error"]})

    def _result(self, answer: str, trouble: str) -> dict[str, Any]:
        try:
            result: dict[str, Any] = json.loads(answer.splitlines()[-1])
        except (IndexError, ValueError) as error:
            last = trouble.strip().splitlines()[-1:] or [_("no message")]
            raise BuildError(
                _("The program that renders the pages ended with status %(status)s: %(reason)s")
                % {"status": self.program.returncode, "reason": last[0]}
            ) from error
        return result


def read_pages(path: Path | None) -> dict[str, str]:
    """The fingerprints of a built site: file to fingerprint."""
    return read_json(path) if path else {}
