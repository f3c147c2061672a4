"""Which release is served: one symbolic link that moves in one instant, a lock so that only one moves it, and rollback."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from publish import tree
from publish.errors import ReleaseLockedError, RollbackError, storage_error
from publish.files import sync
from publish.folders import Folders
from publish.removal import held_wordings, read_purged
from publish.state import State


@contextmanager
def release_lock(folders: Folders, who: str) -> Iterator[None]:
    """Hold the lock of an installation. The system frees it when the process ends, however it ends.

    Raises:
        ReleaseLockedError: another process holds it.
    """
    try:
        folders.var.mkdir(parents=True, exist_ok=True)
        file = folders.lock.open("ab", buffering=0)
    except OSError as error:
        raise storage_error(error) from error
    since = timezone.localtime().isoformat(timespec="seconds")
    with file:
        if not _taken(file):
            raise ReleaseLockedError(_locked_message(folders))
        with suppress(OSError):  # on a full disk the lock holds all the same, it only can't say whose it is
            file.truncate(0)
            file.write(json.dumps({"who": who, "process": os.getpid(), "since": since}).encode())
        yield
        file.truncate(0)


def _taken(file: FileIO) -> bool:
    """Take the lock, waiting half a second for `is_locked`, which holds it for an instant."""
    for _attempt in range(6):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.1)
        else:
            return True
    return False


def is_locked(folders: Folders) -> bool:
    """True while some process makes a release."""
    if not folders.lock.exists():
        return False
    with folders.lock.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _locked_message(folders: Folders) -> str:
    try:
        holder = json.loads(folders.lock.read_text(encoding="utf-8"))
    except ValueError:
        return _("Another release is being made. Wait until it is done, and publish again.")
    return (
        _(
            "Another release is being made, by %(who)s (process %(process)s) since %(since)s. Wait until it is done, and publish again."
        )
        % holder
    )


def point(link: Path, target: str) -> None:
    """Make a symbolic link, or move it, so that every reader sees either the old target or the new one."""
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.is_symlink() and str(link.readlink()) == target:
        return
    beside = link.parent / f".{link.name}.new"
    beside.unlink(missing_ok=True)
    beside.symlink_to(target)
    beside.replace(link)
    sync(link.parent)


def serve(folders: Folders, number: int) -> None:
    """Let the web server and everyone who reads the released content see this release."""
    point(folders.current, f"../releases/{number}/site")
    # Through the same link, so that the content and the site change in the same instant.
    point(folders.released, f"{folders.current}/../content")


def withdrawn_since(folders: Folders, number: int, online: set[str]) -> list[str]:
    """Items that a kept release shows and that may not be shown any more."""
    return sorted(set(State.read(folders.release(number)).online) - online)


def one_before(folders: Folders) -> int:
    """The newest kept release older than the served one.

    Raises:
        RollbackError: there is none.
    """
    served = folders.served()
    older = [number for number in folders.numbers() if served is not None and number < served]
    if not older:
        raise RollbackError(_("There is no earlier release to go back to."))
    return older[-1]


def roll_back(folders: Folders, number: int, allowed: set[str], hashes_gone: set[str] | None = None) -> None:
    """Serve an earlier release again.

    Args:
        allowed: ids that may be online now.
        hashes_gone: versions of records and period reports whose words may not.

    Raises:
        RollbackError: there is no such release, or it still holds a withdrawn item.
    """
    if number not in folders.numbers():
        if items := read_purged(folders).get(str(number)):
            raise RollbackError(
                _(
                    "Release %(number)d was removed because it held items that are withdrawn: %(records)s. Choose a later release."
                )
                % {"number": number, "records": ", ".join(items)}
            )
        kept = ", ".join(map(str, folders.numbers())) or _("none")
        raise RollbackError(_("Release %(number)d is not kept. Kept are: %(kept)s.") % {"number": number, "kept": kept})
    worded = held_wordings(folders.release(number), hashes_gone or set())
    if held := [*withdrawn_since(folders, number, allowed), *worded]:
        raise RollbackError(
            _(
                "Release %(number)d still shows items that were withdrawn since: %(records)s. Choose a later release, or publish anew."
            )
            % {"number": number, "records": ", ".join(held)}
        )
    serve(folders, number)


def prune(folders: Folders, kept: int) -> Path | None:
    """Remove the oldest releases beyond `kept`, never the served one; the last of them is left to be made the spare copy."""
    served = folders.served()
    old = [number for number in folders.numbers() if number != served]
    surplus = [folders.release(number) for number in old[: max(0, len(old) + 1 - max(1, kept))]]
    tree.discard(folders, surplus[:-1])
    return surplus[-1] if surplus else None


def clear_leftovers(folders: Folders) -> None:
    """Take away what killed or refused releases left behind."""
    if not folders.releases.is_dir():
        return
    leftovers = [
        entry for entry in folders.releases.iterdir() if entry.name.endswith((".building", ".failed", ".making"))
    ]
    tree.discard(folders, leftovers)
