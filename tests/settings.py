"""Klarsyn's settings for tests: state in a temporary folder, tasks at once, quick passwords. Everything else as it runs."""

import atexit
import os
import shutil
import tempfile

if "KLARSYN_TEST_VAR" not in os.environ:
    os.environ["KLARSYN_TEST_VAR"] = tempfile.mkdtemp(prefix="klarsyn-tests-")
    atexit.register(shutil.rmtree, os.environ["KLARSYN_TEST_VAR"], ignore_errors=True)
# Each process of a parallel run has a folder of its own.
os.environ["KLARSYN_VAR"] = os.path.join(os.environ["KLARSYN_TEST_VAR"], os.environ.get("PYTEST_XDIST_WORKER", "main"))  # noqa: PTH118

from cms.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
AXES_ENABLED = False
