"""Copies the served release to another machine with a program of the installation's choice, such as rsync."""

import subprocess
from pathlib import Path

from django.utils.translation import gettext as _

from publish.errors import PublishError
from publish.folders import Folders


class DeployError(PublishError):
    """The copy to another machine failed; the release is served here."""


TIMEOUT_SECONDS = 3600


def deploy(command: tuple[str, ...], folders: Folders, number: int) -> None:
    """Run the deploy command; `{site}` in it stands for the release's site folder, `{maps}` for its maps.

    Raises:
        DeployError: the command failed or took more than an hour.
    """
    if not command:
        return
    release = folders.release(number)
    places: dict[str, Path] = {"site": release / "site", "maps": release / "maps"}
    arguments = [part.format(**places) for part in command]
    try:
        result = subprocess.run(  # noqa: S603 - the installation's own command
            arguments, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DeployError(
            _("It was not copied: %(reason)s. Correct KLARSYN_DEPLOY_COMMAND and publish again.") % {"reason": error}
        ) from error
    with (release / "deploy.log").open("w", encoding="utf-8") as log:
        log.write(result.stdout + result.stderr)
    if result.returncode:
        raise DeployError(
            _("It was not copied: %(program)s ended with status %(status)d. See %(log)s, and publish again.")
            % {"program": arguments[0], "status": result.returncode, "log": release / "deploy.log"}
        )
