"""Bands that turn a score into a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.kernel.tones import Tone


@dataclass(frozen=True, slots=True)
class Band:
    """A score of `at_least` or more (same scale as the score) falls into this band, unless a higher one takes it."""

    key: str
    label: str
    at_least: Decimal
    tone: Tone = Tone.NEUTRAL


def band_of(score: Decimal | None, bands: Sequence[Band]) -> Band | None:
    """Return the highest band whose `at_least` the score reaches; None for no score or a score below every band."""
    if score is None:
        return None
    reached = [band for band in bands if score >= band.at_least]
    return max(reached, key=lambda band: band.at_least, default=None)
