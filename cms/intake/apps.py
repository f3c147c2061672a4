from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """Django's registration of cms.intake: the public form, its receipts and its files."""

    name = "cms.intake"
    label = "intake"
    verbose_name = _("Intake")
