"""The second factor: a code from an app on the phone, or one of ten printed codes, after the password.

KLARSYN_SECOND_FACTOR: `off` (nobody is asked), `optional` (asked are those who have set it up), `required` (everyone must).
Who came through the identity provider is not asked when KLARSYN_SIGN_IN_TRUSTS_FACTOR says that the provider asks for one.
The codes are django-otp's (TOTP, RFC 6238), which also slows down guessing; these are the pages around them.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_otp import devices_for_user, login, match_token, user_has_device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.accounts.events import Kind, record

CODES = 10
OPEN_TO_UNVERIFIED = frozenset(
    {
        "second_factor_ask",
        "second_factor_set_up",
        "wagtailadmin_logout",
        "wagtailadmin_login",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
    }
)
UNASKED_PREFIXES = ("/static/", "/anmal/")
SEEN_BY_PROVIDER = "klarsyn_seen_by_provider"


class SecondFactor:
    """Middleware: nothing of the admin before the second factor, for those who have one or must have one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Send to the question, or to the set-up, first."""
        user: Any = request.user
        if settings.SECOND_FACTOR == "off" or not user.is_authenticated or user.is_verified():
            return None
        match = request.resolver_match
        if (match and match.view_name in OPEN_TO_UNVERIFIED) or request.path.startswith(UNASKED_PREFIXES):
            return None
        if settings.SECOND_FACTOR_TRUSTED and request.session.get(SEEN_BY_PROVIDER):
            return None
        if user_has_device(user):
            return redirect("second_factor_ask")
        return redirect("second_factor_set_up") if settings.SECOND_FACTOR == "required" else None


class CodeForm(forms.Form):
    """One code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )

    def clean_code(self) -> str:
        """The code without the spaces that apps show in it."""
        return "".join(self.cleaned_data["code"].split())


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code after the password."""
    user: Any = request.user
    if not user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    if user.is_verified() or not user_has_device(user):
        return redirect("wagtailadmin_home")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = match_token(user, form.cleaned_data["code"])
        if device is not None:
            login(request, device)
            record(Kind.FACTOR_PASSED, request, user)
            return redirect("wagtailadmin_home")
        record(Kind.FACTOR_FAILED, request, user)
        form.add_error(
            "code",
            _(
                "The code is not right, or was used already. Wait for the next one. After several wrong codes you have to wait longer."
            ),
        )
    return render(
        request, "accounts/second_factor_ask.html", {"form": form}, status=200 if request.method == "GET" else 422
    )


@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Connect an app, or remove it. A device that exists already is changed only after it has been used in this session."""
    user: Any = request.user
    if not user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    if settings.SECOND_FACTOR == "off":
        return redirect("wagtailadmin_account")
    if user_has_device(user):
        return _manage(request, user)
    device, _created = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if device.verify_token(form.cleaned_data["code"]):
            codes = _confirm(request, device)
            return render(request, "accounts/second_factor_codes.html", {"codes": codes})
        form.add_error(
            "code", _("The code is not right. Check that the clock of the phone is, and write the newest code.")
        )
    context = {
        "form": form,
        "picture": _picture(device),
        "secret": base64.b32encode(device.bin_key).decode(),
        "required": settings.SECOND_FACTOR == "required",
    }
    return render(request, "accounts/second_factor_set_up.html", context)


def _manage(request: HttpRequest, user: Any) -> HttpResponse:
    """What somebody who has a second factor can do with it."""
    if not user.is_verified():
        return redirect("second_factor_ask")
    if request.method == "POST" and request.POST.get("remove") and settings.SECOND_FACTOR != "required":
        for device in devices_for_user(user):
            device.delete()
        record(Kind.FACTOR_REMOVED, request, user)
        messages.success(request, _("The second factor is removed."))
        return redirect("wagtailadmin_account")
    if request.method == "POST" and request.POST.get("codes"):
        return render(request, "accounts/second_factor_codes.html", {"codes": _new_codes(user)})
    left = StaticToken.objects.filter(device__user=user).count()
    return render(
        request, "accounts/second_factor_manage.html", {"left": left, "required": settings.SECOND_FACTOR == "required"}
    )


@transaction.atomic
def _confirm(request: HttpRequest, device: TOTPDevice) -> list[str]:
    device.confirmed = True
    device.save()
    login(request, device)
    record(Kind.FACTOR_ADDED, request, request.user)
    return _new_codes(request.user)


def _new_codes(user: Any) -> list[str]:
    """Ten codes that work once each, in place of the earlier ones."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="codes", confirmed=True)
    codes = [StaticToken.random_token() for _each in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def _picture(device: TOTPDevice) -> str:
    """The square that the app reads, as an image inside the page."""
    return segno.make(device.config_url, error="m").svg_data_uri(scale=5)


def forget_devices(user: Any) -> int:
    """Remove somebody's second factor, when the phone is lost and so are the codes. How many devices there were."""
    found = list(devices_for_user(user, confirmed=None))
    for device in found:
        device.delete()
    return len(found)


def account_url() -> str:
    """Where a person sees to their second factor."""
    return reverse("second_factor_set_up")


urls = [
    path("second-factor/", ask, name="second_factor_ask"),
    path("second-factor/set-up/", set_up, name="second_factor_set_up"),
]
