"""The form at sign-in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

from cms.accounts.provider.configuration import KEY, PROTOCOLS


class SignInForm(LoginForm):
    """Wagtail's own, whose password field has no name that can be translated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")

    @property
    def provider_url(self) -> str:
        """Where the button of the identity provider leads; empty when there is none."""
        return "" if settings.SIGN_IN == "off" else reverse(f"{PROTOCOLS[settings.SIGN_IN]}_login", args=[KEY])

    @property
    def provider_label(self) -> str:
        """What stands on that button."""
        return gettext("Sign in with %(provider)s") % {"provider": settings.SIGN_IN_NAME}
