from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    """Django's registration of cms.publication: gives public records their review workflow."""

    name = "cms.publication"
    label = "publication"
    verbose_name = _("Publication")

    def ready(self) -> None:
        from cms.publication.workflow import ensure_workflow

        post_migrate.connect(ensure_workflow, sender=self)
