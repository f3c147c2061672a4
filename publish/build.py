"""The pages of a release, rendered by the portal in a program of its own (see renderer.py for why)."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from django.utils.translation import gettext as _

from publish.errors import BuildError
from publish.files import read_json

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class BuildOrder:
    """What is rendered from what. `previous_pages` leaves out files whose fingerprint is the same."""

    content_pages: Path
    released: Path
    output: Path
    pages_file: Path
    previous_pages: Path | None


class Builder(Protocol):
    """Renders a site once; entered when a release begins, so that it may warm up."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def build(self, order: BuildOrder, site_url: str, log: Path) -> None: ...


class PortalBuilder:
    """Runs the portal's build in a program of its own."""

    def __enter__(self) -> Self:
        self.program = subprocess.Popen(
            [sys.executable, "-m", "publish.renderer"],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.program.kill()
        self.program.communicate()

    def build(self, order: BuildOrder, site_url: str, log: Path) -> None:
        """Render the site.

        Raises:
            BuildError: a page could not be rendered; the record is named when the portal names it.
        """
        paths = {name: str(path) if path else None for name, path in vars(order).items()}
        answer, trouble = self.program.communicate(json.dumps({"paths": paths, "site_url": site_url}) + "\n")
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
