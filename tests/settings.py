"""The product's own settings, in the mode of a test run."""

import os
from pathlib import Path
from tempfile import gettempdir

os.environ["PMO_TEST"] = "1"
os.environ.pop("PMO_DEMO", None)

from pmo.settings import *  # noqa: F403
from pmo.settings import DATABASES

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads then wait for one another as they do in production.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(gettempdir()) / f"pmo-test-{os.getpid()}.sqlite3")}
