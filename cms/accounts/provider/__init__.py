"""Sign-in through the municipality's identity provider, with django-allauth. Loaded only when KLARSYN_SIGN_IN says so."""
