"""Registers the statistics' rules and notes in the admin."""

from django.urls import URLPattern
from wagtail import hooks

from cms.statistics.admin import StatisticsGroup, urls


@hooks.register("register_admin_viewset")
def statistics_menu() -> StatisticsGroup:
    """Rules for small numbers, numbers of people, breaks, revised figures."""
    return StatisticsGroup()


@hooks.register("register_admin_urls")
def statistics_urls() -> list[URLPattern]:
    """The rules in effect."""
    return urls
