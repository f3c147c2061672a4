"""The publish step as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishConfig(AppConfig):
    """Releases of the public site."""

    name = "publish"
    label = "publish"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        from cms.publication.selectors import period_figures_wanted, release_wanted
        from publish.period_figures import answer
        from publish.urgent import start

        release_wanted.connect(start, dispatch_uid="publish.urgent")
        period_figures_wanted.connect(answer, dispatch_uid="publish.period_figures")
