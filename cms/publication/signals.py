"""What the CMS and the publish step tell each other without knowing each other.

`publish` reaches them through `cms.publication.selectors`; docs/decisions/0013-withdrawal-with-proof.md says why.
"""

from django.dispatch import Signal

release_wanted = Signal()
"""Something must leave the site now, not at the next planned release. Sent after the transaction, with `user` and `who`."""

release_served = Signal()
"""A release is served, older ones that held a withdrawn item are removed, and copies elsewhere are made. Sent with `number`."""

period_figures_wanted = Signal()
"""Somebody drafts a period report. Sent with `first` and `last` (months as `2026-01`); the receiver answers with the figures."""
