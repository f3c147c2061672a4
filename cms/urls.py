"""Addresses of the Django side: the admin, the forms for people outside, and the API."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.api.routes import api
from cms.handling.public_survey import survey
from cms.intake.views import urls as intake_urls
from cms.stewardship.public_form import report

provider_urls = [path("", include("cms.accounts.provider.urls"))] if settings.SIGN_IN != "off" else []

urlpatterns = [
    *provider_urls,
    *intake_urls,
    path("anmal/", report, name="report_content"),
    path("enkat/<str:token>/", survey, name="survey"),
    path("api/v1/", api.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", RedirectView.as_view(pattern_name="wagtailadmin_home", permanent=False)),
]
