"""What django-allauth asks at a sign-in through the identity provider. It has no pages of its own here."""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cms.accounts.events import Kind, record
from cms.accounts.models import User
from cms.accounts.provider.people import Identity, NotAdmittedError, account_of, admit

logger = logging.getLogger("klarsyn.security")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers themselves, and no greeting is shown."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are an administrator's, or made for whom the provider vouches for."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the start page says who is signed in."""


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Finds the account, sets the roles, refuses in words."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> User:
        """The person as described today, kept: an account that is found takes this user's place, with the names of last time."""
        sociallogin.described = super().populate_user(request, sociallogin, data)
        return sociallogin.described

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Between the provider's word and the session: the person's account, with the roles of today."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            _refuse(request, _("The sign-in was not completed. Try again."))
        identity = identity_of(sociallogin)
        known = sociallogin.user if sociallogin.is_existing else None
        user: User | None = None
        try:
            user = known or _unbound(account_of(identity))
            changed = admit(user, identity)
        except NotAdmittedError as refusal:
            _refuse(request, str(refusal), user)
        sociallogin.account.extra_data = {}  # what the provider said is used now, and not kept
        sociallogin.user = user
        sociallogin.save(request, connect=True)
        user.backend = "django.contrib.auth.backends.ModelBackend"
        if changed:
            record(Kind.ROLES_CHANGED, request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> NoReturn:
        """Back to the sign-in page. The reason is for the log: it may quote what the provider sent."""
        logger.warning("The sign-in through the identity provider failed: %s", kwargs.get("error"))
        _refuse(request, _("The sign-in was not completed. Try again."))


def _unbound(user: User) -> User:
    """The account, unless somebody else of the provider has it: a user name given to somebody new does not open it."""
    if user.pk and SocialAccount.objects.filter(user_id=user.pk).exists():
        raise NotAdmittedError(_("Your user name belongs to somebody else here. Ask your administrator."))
    return user


def identity_of(sociallogin: SocialLogin) -> Identity:
    """What the provider said, from either protocol: claims of OpenID Connect, attributes of SAML."""
    said: dict[str, Any] = sociallogin.account.extra_data or {}
    if "id_token" in said or "userinfo" in said:
        said = {**said.get("id_token", {}), **said.get("userinfo", {})}
    described: User = sociallogin.described
    groups = said.get(settings.SIGN_IN_GROUPS_CLAIM)
    if groups is None:
        logger.warning("The identity provider sent no “%s”: nobody gets a role from it.", settings.SIGN_IN_GROUPS_CLAIM)
    return Identity(
        user_name=_first(said.get(settings.SIGN_IN_USER_NAME_CLAIM)),
        first_name=described.first_name[:150],
        last_name=described.last_name[:150],
        email=described.email,
        groups=frozenset([groups] if isinstance(groups, str) else map(str, groups or ())),
    )


def _first(value: Any) -> str:
    """SAML sends every attribute as a list."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value or "").strip()[:150]


def _refuse(request: HttpRequest, why: str, user: User | None = None) -> NoReturn:
    record(Kind.SIGN_IN_FAILED, request, user)
    messages.error(request, why)
    raise ImmediateHttpResponse(redirect(settings.LOGIN_URL))
