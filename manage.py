#!/usr/bin/env python
"""Django's command line for AI PMO; where nothing is configured and a demo was started before, it works on that."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OURS = ("PMO_DEMO", "PMO_TEST", "PMO_PRODUCTION", "PMO_SECRET_KEY", "DATABASE_URL")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        sys.exit("manage.py: this Python lacks Django. Use .venv/bin/python, which `python3 dev.py setup` makes.")
    choose_demo()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")


def choose_demo() -> None:
    """Take the demo where the environment names no other site; only here, never for a web or worker process."""
    folder = Path(os.environ.get("PMO_VAR_DIR") or ROOT / "var")
    if not any(os.environ.get(name) for name in OURS) and (folder / "demo.sqlite3").exists():
        os.environ["PMO_DEMO"] = "1"
        sys.stderr.write("manage.py: no settings in the environment; working on the demo organization.\n")


if __name__ == "__main__":
    main()
