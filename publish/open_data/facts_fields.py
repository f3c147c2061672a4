"""What the columns of the facts mean: name to type, description and code list. Their order is that of `publish.facts.COLUMNS`.

A value that is blanked is `*`, so every column that may be blanked is text.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

FACTS: dict[str, tuple[Any, ...]] = {
    "row": ("integer", _("Running number within the file; it says nothing."), "", True),
    "id": ("string", _("Number of the item, of published ones only.")),
    "year": ("integer", _("Year of receipt; empty when not known.")),
    "department": ("string", _("Code of the department.")),
    "department_name": ("string", _("Name of the department.")),
    "area": ("string", _("Code of the area of work.")),
    "area_name": ("string", _("Name of the area of work.")),
    "unit": ("string", _("Code of the unit.")),
    "unit_name": ("string", _("Name of the unit.")),
    "kind": ("string", _("Kind of feedback."), "kind"),
    "category": ("string", _("Subject."), "category"),
    "category_scheme": ("string", _("The scheme that the subject belongs to.")),
    "channel": ("string", _("How it came in.")),
    "received": (
        "string",
        _("Day, month, quarter or year of receipt, as exactly as the rule of the department allows."),
    ),
    "month": ("string", _("Month of receipt.")),
    "state": ("string", _("How far it has come: open, answered, rejected or sent_elsewhere."), "", True),
    "publication": ("string", _("Of answered ones: published, awaiting, withheld or withdrawn.")),
    "reason": ("string", _("Why it was withheld or withdrawn.")),
    "outcome": ("string", _("What it led to."), "outcome"),
    "answered": (
        "string",
        _("Day, month, quarter or year of the answer, as exactly as the rule of the department allows."),
    ),
    "published": ("string", _("Day of publication, of published items.")),
    "withdrawn": ("string", _("Day of the withdrawal, of withdrawn items.")),
    "reaction_working_days": ("integer", _("Working days from receipt to the first reaction.")),
    "reaction_calendar_days": (
        "integer",
        _("Calendar days from receipt to the first reaction; empty also where the month of receipt is not told."),
    ),
    "working_days": ("integer", _("Working days from receipt to answer; the day of receipt is day 0.")),
    "calendar_days": (
        "integer",
        _("Calendar days from receipt to answer; empty also where the month of receipt is not told."),
    ),
    "excluded": ("string", _("Why its times are left out of the figures, for instance an answer before the receipt.")),
    "promise": ("string", _("Code of the promise that held on the day of receipt.")),
    "promise_kept": ("string", _("Whether the promise was kept: true or false.")),
    "reaction_promise": ("string", _("Code of the promise of a first reaction that held on the day of receipt.")),
    "reaction_promise_kept": ("string", _("Whether the promise of a first reaction was kept: true or false.")),
}
