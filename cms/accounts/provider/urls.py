"""Addresses of the sign-in through the identity provider: leaving, coming back, and nothing else that allauth brings."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST


def not_completed(request: HttpRequest) -> HttpResponse:
    """Back to the sign-in page: the person turned round at the provider."""
    messages.warning(request, _("The sign-in was not completed. Try again."))
    return redirect(settings.LOGIN_URL)


def _openid_connect() -> list[URLPattern]:
    from allauth.socialaccount.providers.openid_connect import views

    return [
        path("sign-in/oidc/<str:provider_id>/", require_POST(views.login), name="openid_connect_login"),
        path("sign-in/oidc/<str:provider_id>/callback/", views.callback, name="openid_connect_callback"),
    ]


def _saml() -> list[URLPattern]:
    from allauth.socialaccount.providers.saml import views

    place = "sign-in/saml/<str:organization_slug>/"
    return [
        path(place, require_POST(views.login), name="saml_login"),
        path(f"{place}acs/", views.acs, name="saml_acs"),
        path(f"{place}acs/finish/", views.finish_acs, name="saml_finish_acs"),
        path(f"{place}sls/", views.sls, name="saml_sls"),
        path(f"{place}metadata/", views.metadata, name="saml_metadata"),
    ]


urlpatterns = [
    *(_saml() if settings.SIGN_IN == "saml" else _openid_connect()),
    path("sign-in/cancelled/", not_completed, name="socialaccount_login_cancelled"),
    path("sign-in/failed/", not_completed, name="socialaccount_login_error"),
]
