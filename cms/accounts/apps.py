from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Django's registration of cms.accounts: keeps the roles' groups in step with `roles.py`."""

    name = "cms.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from cms.accounts import events
        from cms.accounts.roles import ensure_roles

        events.connect()
        if settings.SIGN_IN != "off":
            from cms.accounts.provider import signals

            signals.connect()
        post_migrate.connect(ensure_roles)
