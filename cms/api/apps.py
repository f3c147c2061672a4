from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """Django's registration of cms.api: case systems and kiosks in, signed events out."""

    name = "cms.api"
    label = "api"
    verbose_name = _("API")

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from cms.api import events
        from cms.cases.signals import moved
        from cms.publication.signals import release_served

        moved.connect(events.tell_of_answer, dispatch_uid="api.answered")
        release_served.connect(events.tell_of_published, dispatch_uid="api.published")
        post_save.connect(events.tell_of_withdrawal, sender="publication.Withdrawal", dispatch_uid="api.withdrawn")
