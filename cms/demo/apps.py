from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """Django's registration of cms.demo: its commands load and serve the demonstration municipality."""

    name = "cms.demo"
    label = "demo"
    verbose_name = _("Demonstration")
