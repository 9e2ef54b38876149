"""The site's settings under test: a data folder of the run's own, removed at its end.

Only the environment is prepared here; the settings themselves are the site's.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# xdist's workers inherit the folder of the process that started them and take a part of it each.
if "ROOMCAST_TEST_FOLDER" not in os.environ:
    os.environ["ROOMCAST_TEST_FOLDER"] = tempfile.mkdtemp(prefix="roomcast-")
    atexit.register(shutil.rmtree, os.environ["ROOMCAST_TEST_FOLDER"], ignore_errors=True)
_part = Path(os.environ["ROOMCAST_TEST_FOLDER"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
for _name in [name for name in os.environ if name.startswith("ROOMCAST_S3_")]:
    del os.environ[_name]
os.environ |= {
    "ROOMCAST_DATA": str(_part),
    "ROOMCAST_SITE_URL": "http://127.0.0.1:8000",
    "ROOMCAST_EMAIL_URL": "memorymail://",
    "ROOMCAST_LOG_LEVEL": "WARNING",
}

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES  # noqa: E402

# A file, not memory: threads and the processes of a test see it under the same rules as a site.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(_part / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
