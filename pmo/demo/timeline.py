"""Playing many stories side by side, each act at its own time."""

import heapq
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pmo.demo.clock import StoryClock

Story = Iterator[float]
"""Yields how many days before today its next act happens, and carries it out when it is asked for the one after."""

OFFICE = ZoneInfo("America/New_York")
FIRST_HOUR, HOURS = 8, 9
PAUSE = timedelta(minutes=25)


class Timeline:
    """Stories up to `now`, carried out in the order of time during working hours; the same every time for one day."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.clock = StoryClock(now)
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._count = 0

    def add(self, story: Story) -> None:
        """Take in a story; its first act is found at once, nothing is carried out yet."""
        self._count += 1
        self._next(story, self._count, datetime.min.replace(tzinfo=self.now.tzinfo))

    def play(self) -> int:
        """Carry out every act; return how many there were."""
        acts = 0
        with self.clock.running():
            while self._waiting:
                moment, number, story = heapq.heappop(self._waiting)
                self.clock.moment = moment
                self._next(story, number, moment)
                acts += 1
        return acts

    def _next(self, story: Story, number: int, before: datetime) -> None:
        days = next(story, None)
        if days is not None:
            moment = min(max(self._moment(days, number), before + PAUSE), self.now)
            heapq.heappush(self._waiting, (moment, number, story))

    def _moment(self, days_ago: float, number: int) -> datetime:
        day = (self.now.astimezone(OFFICE) - timedelta(days=days_ago)).date()
        day -= timedelta(days=max(0, day.weekday() - 4))  # Saturday and Sunday are Friday
        spread = number * 37 + int(days_ago * 11)
        at = time(FIRST_HOUR + spread % HOURS, number * 17 % 60, spread * 13 % 60, tzinfo=OFFICE)
        return datetime.combine(day, at).astimezone(self.now.tzinfo)
