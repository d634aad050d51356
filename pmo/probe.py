"""Health checks of the containers, run as a file (`python pmo/probe.py web|beat`) so that nothing has to be imported.

Exits 0 when healthy; otherwise prints why and exits 1. The worker is asked with `celery inspect ping` instead.
"""

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

BEAT_SILENCE_SECONDS = 600  # the clock writes its schedule every three minutes


def web() -> str:
    """Asks /healthz of the web process of this container, under a host name that the site answers to."""
    host = os.environ.get("PMO_ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(
        f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz",
        headers={"Host": "localhost" if host in {"", "*"} else host},
    )
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310  (the address is written above)
            return ""
    except urllib.error.HTTPError as error:
        return f"/healthz answers {error.code}: {error.read(500).decode(errors='replace')}"
    except OSError as error:
        return f"/healthz cannot be reached: {error}"


def beat() -> str:
    """Looks at when the clock last wrote its schedule."""
    folder = Path(os.environ.get("PMO_VAR_DIR", "var"))
    written = [path.stat().st_mtime for path in folder.glob("beat-schedule*")]
    if not written:
        return f"no schedule in {folder}"
    silence = time.time() - max(written)
    return f"the schedule was last written {silence:.0f} s ago" if silence > BEAT_SILENCE_SECONDS else ""


if __name__ == "__main__":
    problem = {"web": web, "beat": beat}[sys.argv[1]]()
    if problem:
        sys.exit(problem)
