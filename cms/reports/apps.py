from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Django's registration of cms.reports."""

    name = "cms.reports"
    label = "reports"
    verbose_name = _("Reports")
