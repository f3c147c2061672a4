from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServerConfig(AppConfig):
    """Django's registration of cms.server: runs the admin and its worker on one machine."""

    name = "cms.server"
    label = "server"
    verbose_name = _("Server")
