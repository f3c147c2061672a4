from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StewardshipConfig(AppConfig):
    """Django's registration of cms.stewardship: listens to withdrawals, to releases and to the log."""

    name = "cms.stewardship"
    label = "stewardship"
    verbose_name = _("Stewardship")

    def ready(self) -> None:
        from django.db.models.signals import post_save, pre_save
        from wagtail.permissions import register_permission_policy

        from cms.accounts.guard import UnitPermissionPolicy
        from cms.publication.models import PublicRecord
        from cms.publication.signals import release_served
        from cms.stewardship.receipts import complete_receipts, open_receipt
        from cms.stewardship.trail import keep_words_out

        post_save.connect(open_receipt, sender="publication.Withdrawal", dispatch_uid="stewardship.receipt")
        pre_save.connect(keep_words_out, sender="wagtailcore.ModelLogEntry", dispatch_uid="stewardship.log")
        release_served.connect(complete_receipts, dispatch_uid="stewardship.served")
        register_permission_policy(PublicRecord, UnitPermissionPolicy(PublicRecord))
