from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    """Django's registration of cms.editorial: keeps the shipped pages at hand for whoever wants to change them."""

    name = "cms.editorial"
    label = "editorial"
    verbose_name = _("Texts of the site")

    def ready(self) -> None:
        from cms.editorial.shipped import offer_shipped_pages

        post_migrate.connect(offer_shipped_pages, sender=self)
