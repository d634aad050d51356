"""The meaning of a color; the stylesheet decides how each looks in light, dark and on paper."""

from enum import StrEnum


class Tone(StrEnum):
    NEUTRAL = "neutral"
    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
