"""What can stop a release. Each message names the thing, what is wrong with it, and the next step."""

import errno

from django.utils.translation import gettext as _


class PublishError(Exception):
    """A release, rollback or plan was refused or failed; the served site is untouched."""


class ReleaseLockedError(PublishError):
    """Another process is making a release right now."""


class ApprovalMismatchError(PublishError):
    """A record's text is not what was approved."""


class BuildError(PublishError):
    """The pages could not be rendered."""


class SearchIndexError(PublishError):
    """The browser index could not be built."""


class VerifyError(PublishError):
    """The built site is not what was approved, or holds something private.

    Args:
        problems: one sentence each; they name records and files, never a private value.
    """

    SHOWN = 20

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        more = len(problems) - self.SHOWN
        lines = problems[: self.SHOWN] + ([_("… and %(count)d more.") % {"count": more}] if more > 0 else [])
        super().__init__("\n".join(lines))


class UnreadableError(PublishError):
    """A file that cannot be looked into, so nobody knows what it holds."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(_("%(file)s cannot be read by a machine: %(reason)s.") % {"file": name, "reason": reason})


class StorageError(PublishError):
    """The disk is full, read-only or not ours to write."""


class RollbackError(PublishError):
    """The chosen release cannot be served again."""


NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NOT_WRITABLE = {errno.EROFS, errno.EACCES, errno.EPERM}


def storage_error(error: OSError) -> StorageError:
    """The message for a failed read or write: which file, and what to do about it."""
    where = error.filename2 or error.filename or _("the release folder")
    if error.errno in NO_SPACE:
        text = _(
            "There is no room left to write %(file)s. Free some disk space, or lower KLARSYN_RELEASES_KEPT, and publish again."
        )
    elif error.errno in NOT_WRITABLE:
        text = _(
            "%(file)s cannot be written. Give the account that publishes write access to that folder, and publish again."
        )
    else:
        text = _("%(file)s could not be read or written (%(reason)s). Check the disk, and publish again.")
    return StorageError(text % {"file": where, "reason": error.strerror or error})
