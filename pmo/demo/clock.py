"""The clock of the demonstration: its acts happened over the past year, so they are carried out at those times.

Everything is done by the ordinary commands, one after the other in the order of time; only the time that they read is
that of the story. Nothing is dated afterwards.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from unittest.mock import patch

from django.utils import timezone


class StoryClock:
    """Tells the commands of the product which moment it is."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let `django.utils.timezone` read this clock; the real one is back afterwards. For a process of one thread."""
        clock = self

        class Told(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return clock.moment.astimezone(tz or UTC)

        with patch.object(timezone, "datetime", Told):
            yield
