from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Django's registration of cms.imports."""

    name = "cms.imports"
    label = "imports"
    verbose_name = _("Imports")
