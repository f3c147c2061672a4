"""The publish step as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishConfig(AppConfig):
    """Releases of the public site."""

    name = "publish"
    label = "publish"
    verbose_name = _("Publishing")
