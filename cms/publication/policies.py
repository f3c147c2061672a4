"""Who may decide what about publication, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms.accounts.models import User
from cms.publication.models import PublicRecord, Status


class PublicationNotAllowedError(Exception):
    """A decision about publication that this person may not make, or not now; the message says why and what to do."""


def check_permission(user: User, permission: str = "approve_publicrecord") -> None:
    """Refuse a person without the permission, and a program that would act as one.

    Raises:
        PublicationNotAllowedError: the permission is missing.
    """
    if user.system or not user.is_active or not user.has_perm(f"publication.{permission}"):
        raise PublicationNotAllowedError(_("%(user)s may not decide on publication. Ask a communications officer.") % {"user": user})


def check_approval(user: User, record: PublicRecord, revision: Revision) -> None:
    """Refuse an approval by the last editor, of an outdated revision, or of something that is not up for review.

    Raises:
        PublicationNotAllowedError: one of these holds.
    """
    check_permission(user)
    if record.status == Status.WITHDRAWN:
        raise PublicationNotAllowedError(_("%(id)s was withdrawn and stays withdrawn. Register a new case instead.") % {"id": record.public_id})
    if record.status == Status.WITHHELD:
        raise PublicationNotAllowedError(_("%(id)s is withheld. Lift the withholding first.") % {"id": record.public_id})
    if record.latest_revision_id != revision.pk:
        raise PublicationNotAllowedError(
            _("%(id)s was changed after you opened it. Read the new version, then approve it.") % {"id": record.public_id}
        )
    if record.last_editor_id is None or revision.user_id is None:
        raise PublicationNotAllowedError(
            _("Nobody is known to have edited %(id)s, so nobody can approve it. Save it once more.") % {"id": record.public_id}
        )
    if user.pk in {record.last_editor_id, revision.user_id}:
        raise PublicationNotAllowedError(
            _("%(user)s edited %(id)s last and cannot approve it. A second person must.") % {"user": user, "id": record.public_id}
        )
