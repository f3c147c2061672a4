"""The roles of the office and what each may do. One table; the groups in the database follow it after every migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

ADMIN = "wagtailadmin.access_admin"
CASES = ("cases.view_case", "cases.view_private_fields")
REMOVAL = ("stewardship.handle_removalrequest", "stewardship.view_receipt")
STATISTICS = (
    *(
        f"statistics.{action}_{model}"
        for model in ("smallnumberrule", "denominator", "seriesbreak")
        for action in ("add", "change", "delete", "view")
    ),
    "statistics.add_figurerevision",
    "statistics.view_figurerevision",
)
LISTS = (
    *(f"publication.{action}_detectorlist" for action in ("add", "change", "view")),
    *(f"publication.{action}_searchsynonym" for action in ("add", "change", "delete", "view")),
)
LETTERS = ("mail.view_mailtemplate", "mail.change_mailtemplate")
TEMPLATES = tuple(f"handling.{action}_answertemplate" for action in ("add", "change", "delete", "view"))
TEXTS = tuple(f"editorial.{action}_editorialpage" for action in ("add", "change", "delete", "publish", "view"))
RECORDS = ("publication.view_publicrecord", "publication.add_publicrecord", "publication.change_publicrecord")
REPORTS = tuple(f"period_reports.{action}_periodreport" for action in ("add", "change", "view"))
COMMENT, APPROVE_REPORT = "period_reports.change_commentary", "period_reports.approve_periodreport"

# Group names are Swedish: they are data that an administrator sees and edits.
ROLES: dict[str, tuple[str, ...]] = {
    "Registrator": (
        ADMIN,
        *CASES,
        "cases.add_case",
        "cases.change_case",
        "cases.distribute_case",
        "cases.redirect_case",
        "cases.answer_case",
        "cases.check_case",
        "handling.view_board",
        "imports.run_import",
        *TEMPLATES,
        *RECORDS,
        "publication.approve_publicrecord",
        "publish.add_release",
        "publish.view_release",
        *REMOVAL,
        "accounts.export_trail",
        *REPORTS,
        APPROVE_REPORT,
        COMMENT,
    ),
    "Utredare": (
        ADMIN,
        *CASES,
        "cases.add_case",
        "cases.change_case",
        "cases.redirect_case",
        "cases.answer_case",
        *RECORDS,
        "period_reports.view_periodreport",
        COMMENT,
    ),
    "Kommunikatör": (
        ADMIN,
        "cases.view_case",
        "cases.add_case",
        *TEMPLATES,
        *RECORDS,
        *LISTS,
        *TEXTS,
        *LETTERS,
        *STATISTICS,
        "publication.approve_publicrecord",
        "publication.lock_publicrecord",
        "publication.unlock_publicrecord",
        "publish.add_release",
        "publish.view_release",
        *REMOVAL,
        *REPORTS,
        APPROVE_REPORT,
    ),
    "Chef": (
        ADMIN,
        *CASES,
        "cases.add_case",
        "cases.receive_escalation",
        "handling.view_board",
        "publication.view_publicrecord",
        "publish.view_release",
        "stewardship.view_receipt",
        "accounts.export_trail",
        "period_reports.view_periodreport",
        APPROVE_REPORT,
        COMMENT,
    ),
    "Medarbetare": (ADMIN, "cases.add_case"),
    "Systemförvaltare": (
        ADMIN,
        *TEMPLATES,
        "handling.change_handlingsettings",
        *LISTS,
        *TEXTS,
        *LETTERS,
        "intake.change_formtexts",
        "mail.view_message",
        "mail.change_message",
        "api.add_integration",
        "api.change_integration",
        "api.view_integration",
        "api.view_delivery",
        "api.change_delivery",
        *STATISTICS,
        "organisation.add_organisationunit",
        "organisation.change_organisationunit",
        "organisation.view_organisationunit",
        *(
            f"organisation.{action}_{model}"
            for model in ("board", "closedday")
            for action in ("add", "change", "delete", "view")
        ),
        "organisation.change_municipality",
        *(
            f"cases.{action}_{model}"
            for model in ("kind", "categoryscheme", "promise", "stagelimit")
            for action in ("add", "change", "view")
        ),
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_user",
        "accounts.view_securityevent",
        *(f"stewardship.{action}_retentionrule" for action in ("add", "change", "delete", "view")),
        "publish.add_release",
        "publish.view_release",
    ),
}

ROLE_DESCRIPTIONS = {
    "Registrator": _("Receives, categorises, distributes, checks answers, publishes."),
    "Utredare": _("Investigates and answers the cases of their units."),
    "Kommunikatör": _("Reviews the public version and approves publication."),
    "Chef": _("Reads cases and reports, and is told when an investigation takes too long."),
    "Medarbetare": _("Registers what people say. Sees no cases."),
    "Systemförvaltare": _("Looks after the organisation, words, promises and users."),
}


def ensure_roles(sender: AppConfig | None = None, **kwargs: Any) -> None:
    """Make the groups and give each the permissions of the table. Permissions an administrator added by hand stay."""
    from django.contrib.auth.models import Group, Permission

    known = {
        f"{each.content_type.app_label}.{each.codename}": each
        for each in Permission.objects.select_related("content_type")
    }
    for name, permissions in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*(known[each] for each in permissions if each in known))
