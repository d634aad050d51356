"""Run in .venv by `dev.py demo`: checks, migrates and loads in one process, because starting Django takes seconds."""

import os
import sys

STEPS: tuple[tuple[str, dict[str, object]], ...] = (
    ("check", {}),
    ("migrate", {"verbosity": 0, "interactive": False}),
    ("load_demo", {}),  # with the library as it was founded; what was shipped since comes next
    ("load_library", {}),
)


def main() -> int:
    """The exit status: 1 after one line on the first step that cannot do its work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from django.core.management.base import CommandError
    from django.db import DatabaseError
    from django.db.migrations.exceptions import InconsistentMigrationHistory

    try:
        django.setup()
        for name, options in STEPS:
            call_command(name, **options)
    except InconsistentMigrationHistory as error:
        print(f"The database was made by another version ({error}) Remove it, or choose another DATABASE_URL.")
        return 1
    except (CommandError, ImproperlyConfigured, DatabaseError) as error:
        print(f"The demo cannot be prepared: {error}")
        print(
            "If another version of the product made it, start afresh: "
            "remove the folder var, or choose another DATABASE_URL."
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
