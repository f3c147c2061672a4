"""What Wagtail says in English because its Swedish catalogue lacks it, where people here meet it. The Swedish stands in our catalogue.

`tools/extract_messages.py` finds the words here; Django takes ours before Wagtail's. A word that Wagtail has translated since can go.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop('There are no %(model_name)s to display. Why not <a href="%(add_url)s">add one</a>?'),
    gettext_noop("There are no %(model_name)s to display."),
    gettext_noop("Autosave is paused"),
    gettext_noop("Autosave is <span>paused</span>"),
    gettext_noop("Saved"),
    gettext_noop("To be created by %(user)s"),
    gettext_noop("You saved a new version in another window"),
    gettext_noop("%(user_name)s saved a new version"),
    gettext_noop("%(user_name)s has unsaved changes"),
    gettext_noop("View latest version"),
    gettext_noop("Currently viewing"),
    gettext_noop("Currently idle"),
    gettext_noop("System"),
    gettext_noop("Proceeding will overwrite the changes you made in that window."),
    gettext_noop("Proceeding will overwrite the changes made by %(user_name)s."),
    gettext_noop("Alternatively, you can view the latest version in a new tab."),
    gettext_noop("Saving will overwrite a newer version."),
    gettext_noop("A network error occurred"),
    gettext_noop(
        "Troubleshoot your connection to the site before proceeding. Open the editor in a separate tab to view the last saved version."
    ),
    gettext_noop("Refreshing…"),
    gettext_noop("Refresh"),
    gettext_noop("Compare"),
    gettext_noop("Show issue"),
    gettext_noop("Side panels"),
    gettext_noop("Side panel width"),
    gettext_noop("Minimap"),
    gettext_noop("Actions (footer)"),
    gettext_noop("Any"),
    gettext_noop("any"),
    gettext_noop("Anyone"),
    gettext_noop("Date updated"),
    gettext_noop("Locked by"),
    gettext_noop("account"),
    gettext_noop("Keyboard shortcuts are currently disabled; manage your %(account_link)s to enable them."),
    gettext_noop("Edit account avatar"),
    gettext_noop("One or more references to this %(model_name)s prevent it from being deleted."),
    gettext_noop("There are validation errors, click save to highlight them."),
    gettext_noop("The %(model_name)s could not be saved as it is locked"),
    gettext_noop("%(model_name)s '%(object)s' has been submitted for moderation."),
    gettext_noop("%(model_name)s '%(object)s' created and submitted for moderation."),
    gettext_noop("Workflow on %(model_name)s '%(object)s' has been cancelled."),
    gettext_noop("%(model_name)s '%(object)s' has been replaced with version from %(timestamp)s."),
    gettext_noop("The %(model_name)s '%(title)s' is not currently awaiting moderation."),
    gettext_noop("Cancelled by %(cancelled_by)s"),
    gettext_noop("Changes requested %(finished_at)s"),
    gettext_noop("You are viewing a previous version of this %(model_name)s from <b>%(created_at)s</b> by %(user)s"),
    gettext_noop("Create a new %(model_name)s"),
    gettext_noop("%(classname)s object (%(id)s)"),
)
