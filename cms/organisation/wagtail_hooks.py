"""Registers the organisation in the admin."""

from wagtail import hooks

from cms.organisation.admin import OrganisationGroup, urls


@hooks.register("register_admin_viewset")
def organisation_menu() -> OrganisationGroup:
    """Units, boards and closed days."""
    return OrganisationGroup()


@hooks.register("register_admin_urls")
def organisation_urls() -> list[object]:
    """The reorganisation screen."""
    return urls
