from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Django's registration of cms.mail: letters with editable texts, sent through a queue."""

    name = "cms.mail"
    label = "mail"
    verbose_name = _("E-mail")

    def ready(self) -> None:
        from cms.mail.shipped import ensure_templates

        post_migrate.connect(ensure_templates, sender=self)
