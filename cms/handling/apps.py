from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandlingConfig(AppConfig):
    """Django's registration of cms.handling: what staff do with a case, from receipt to closing."""

    name = "cms.handling"
    label = "handling"
    verbose_name = _("Handling")

    def ready(self) -> None:
        from cms.cases.signals import moved
        from cms.handling.letters import tell_of_move

        moved.connect(tell_of_move, dispatch_uid="handling.letters")
