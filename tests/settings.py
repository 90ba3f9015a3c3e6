"""The settings of the tests: a home folder of their own, and nothing that only costs time."""

import atexit
import os
import shutil
import tempfile

if "PYTEST_XDIST_WORKER" not in os.environ:  # the workers of a parallel run share the folder of the one above them
    os.environ["RAPPORT_HOME"] = tempfile.mkdtemp(prefix="rapport-tests-")
    atexit.register(shutil.rmtree, os.environ["RAPPORT_HOME"], ignore_errors=True)

from rapport.config.settings import *  # noqa: F403
from rapport.config.settings import DATABASES, HOME, STATIC_ROOT, STORAGES

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, as in production, since threads cannot share a database in memory; but a power cut may have it
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
STATIC_ROOT.mkdir(exist_ok=True)
