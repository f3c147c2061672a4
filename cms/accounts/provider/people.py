"""Which account somebody from the identity provider is, and which roles they have today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from cms.accounts.models import User


class NotAdmittedError(Exception):
    """The provider vouches for the person, and Klarsyn has no place for them. The message is shown to the person."""


@dataclass(frozen=True)
class Identity:
    """What the provider said about a person at this sign-in."""

    user_name: str
    first_name: str
    last_name: str
    email: str
    groups: frozenset[str]


def account_of(identity: Identity) -> User:
    """The account with this user name, made now when the settings allow new accounts.

    Raises:
        NotAdmittedError: there is none, or it is one that the provider must not speak for.
    """
    if not identity.user_name:
        raise NotAdmittedError(
            _("The identity provider did not say which user name you have. Tell your administrator.")
        )
    user = User.objects.filter(username__iexact=identity.user_name).first()
    if user is not None:
        return user
    if not settings.SIGN_IN_NEW_ACCOUNTS:
        raise NotAdmittedError(_("You have no account in Klarsyn yet. Ask your administrator for one."))
    user = User(username=identity.user_name)
    user.set_unusable_password()
    return user


def admit(user: User, identity: Identity) -> frozenset[str]:
    """Bring name, address and roles up to date; the names of the roles that came or went.

    Raises:
        NotAdmittedError: the account is closed, is not a person's, or has no role after this. Roles that are gone are taken
            away even then.
    """
    if user.system or user.integration or user.is_superuser:
        raise NotAdmittedError(_("This account signs in with its password only."))
    if not user.is_active:
        raise NotAdmittedError(_("Your account is closed. Ask your administrator."))
    with transaction.atomic():
        _take_over(user, identity)
        changed = _set_roles(user, identity.groups) if user.pk else frozenset()
    if not user.pk or not user.groups.exists():
        raise NotAdmittedError(_("None of your groups gives a role in Klarsyn. Ask your administrator."))
    return changed


def roles_of(groups: Iterable[str]) -> frozenset[str]:
    """The roles that these groups of the provider give, by the table in the settings."""
    return frozenset(role for group in groups for role in settings.SIGN_IN_ROLES.get(group, ()))


def _take_over(user: User, identity: Identity) -> None:
    """Names and address as the provider has them. A new account without any role is not kept."""
    if not user.pk and not roles_of(identity.groups):
        return
    user.first_name = identity.first_name or user.first_name
    user.last_name = identity.last_name or user.last_name
    user.email = identity.email or user.email
    user.save()


def _set_roles(user: User, groups: frozenset[str]) -> frozenset[str]:
    """Give and take the roles that the settings name. Roles that they do not name are an administrator's business."""
    governed = {role for roles in settings.SIGN_IN_ROLES.values() for role in roles}
    has = set(user.groups.filter(name__in=governed).values_list("name", flat=True))
    given = roles_of(groups)
    user.groups.remove(*Group.objects.filter(name__in=has - given))
    user.groups.add(*Group.objects.filter(name__in=given - has))
    return frozenset(has ^ given)
