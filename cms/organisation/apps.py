from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    """Django's registration of cms.organisation."""

    name = "cms.organisation"
    label = "organisation"
    verbose_name = _("Organisation")
