"""The Django and Wagtail project: organisation, cases, publication, privacy, reports, accounts."""
