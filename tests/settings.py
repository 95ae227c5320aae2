"""The portal's settings with the few lines that tests need otherwise."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SITE_URL", "http://127.0.0.1:8000")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0" * 32)
os.environ.setdefault("SAMPLE_DATABASE", "1")
os.environ.setdefault("EMAIL_URL", "smtp://127.0.0.1:9")
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="congkhai-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
(Path(os.environ["DATA_DIR"]) / "static").mkdir()

from portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING = {"version": 1, "disable_existing_loggers": False}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
