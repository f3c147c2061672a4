from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    """Django's registration of cms.publication."""

    name = "cms.publication"
    label = "publication"
    verbose_name = _("Publication")
