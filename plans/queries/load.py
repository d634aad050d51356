"""What each wave of a program needs for its load."""

from dataclasses import dataclass

from plans.models import Program, Wave
from plans.rules.capacity import Capacity, Load, capacity


@dataclass(frozen=True, slots=True)
class Demand:
    """A wave and what its cumulative users need."""

    wave: Wave
    capacity: Capacity
    load: Load


def demands(program: Program, waves: list[Wave]) -> list[Demand]:
    """Return what every wave needs at its end, by the stated figures of the load; no query."""
    load = program.load
    return [Demand(wave, capacity(wave.users, load), load) for wave in waves]
