"""The application's settings for tests: a folder of data of their own, passwords quick to check."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="jiheng-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["JIHENG_HOME"] = _folder

from jiheng_web.settings import *  # noqa: E402, F403 - the folder has to be named first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECOND_FACTOR = "off"
"""The cast signs in without a telephone; what demands one is tested by itself."""
