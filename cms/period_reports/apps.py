from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeriodReportsConfig(AppConfig):
    """Django's registration of cms.period_reports."""

    name = "cms.period_reports"
    label = "period_reports"
    verbose_name = _("Period reports")
