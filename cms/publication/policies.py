"""Who may decide what about publication, and why not."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
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
        raise PublicationNotAllowedError(
            _("%(user)s may not decide on publication. Ask a communications officer.") % {"user": user}
        )


def unit_paths_of(user: User) -> list[str]:
    """Tree paths of the units the person works for; empty means all."""
    if user.is_superuser:
        return []
    if "units" not in getattr(user, "_prefetched_objects_cache", {}):
        prefetch_related_objects([user], "units")  # once a request; changing the units forgets it
    return [unit.path for unit in user.units.all()]


def check_scope(user: User, record: PublicRecord, paths: list[str] | None = None) -> None:
    """Refuse a person who works for other units than the record's. `paths` are the person's, when read already.

    Raises:
        PublicationNotAllowedError: the record belongs to a unit that the person does not work for.
    """
    paths = unit_paths_of(user) if paths is None else paths
    if paths and not any(record.unit.path.startswith(path) for path in paths):
        raise PublicationNotAllowedError(
            _("%(id)s belongs to a unit that %(user)s does not work for.") % {"id": record.public_id, "user": user}
        )


def check_approval(
    user: User, record: PublicRecord, revision: Revision, *, author_id: int | None, open_stops: int
) -> int:
    """Who wrote the words, when this person may approve them.

    Refused are the last editor, an outdated revision, what is not up for review, and open findings that stop.

    `author_id` is who wrote the revision's words (`redaction.words_author`).

    Raises:
        PublicationNotAllowedError: one of these holds.
    """
    check_permission(user)
    if record.status == Status.WITHDRAWN:
        raise PublicationNotAllowedError(
            _("%(id)s was withdrawn and stays withdrawn. Register a new case instead.") % {"id": record.public_id}
        )
    if record.status == Status.WITHHELD:
        raise PublicationNotAllowedError(
            _("%(id)s is withheld. Lift the withholding first.") % {"id": record.public_id}
        )
    if record.latest_revision_id != revision.pk:
        raise PublicationNotAllowedError(
            _("%(id)s was changed after you opened it. Read the new version, then approve it.")
            % {"id": record.public_id}
        )
    if record.last_editor_id is None or author_id is None:
        raise PublicationNotAllowedError(
            _("Nobody is known to have edited %(id)s, so nobody can approve it. Save it once more.")
            % {"id": record.public_id}
        )
    if user.pk in {record.last_editor_id, author_id}:
        raise PublicationNotAllowedError(
            _("%(user)s edited %(id)s last and cannot approve it. A second person must.")
            % {"user": user, "id": record.public_id}
        )
    if open_stops:
        raise PublicationNotAllowedError(
            _("%(id)s has %(count)d open findings that stop publication. Replace each, or keep it with a reason.")
            % {"id": record.public_id, "count": open_stops}
        )
    return author_id
