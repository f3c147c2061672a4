"""Registers the organisation in the admin."""

from django.urls import URLPattern
from wagtail import hooks

from cms.organisation.admin import OrganisationGroup, urls


@hooks.register("register_admin_viewset")
def organisation_menu() -> OrganisationGroup:
    """Units, boards and closed days."""
    return OrganisationGroup()


@hooks.register("register_admin_urls")
def organisation_urls() -> list[URLPattern]:
    """The reorganisation screen."""
    return urls
