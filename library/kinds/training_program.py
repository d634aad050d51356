"""Training program: the tracks by which people learn to work with AI, who takes which, and how long it takes.

A track lasts `amount` times `unit`; a day is a working day, a week is a working week. `after` names tracks that come
first. A measure is an indicator of a KPI catalog; its `reported` is what the source says was reached there, in `unit`,
and no target.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug

Audience = Literal["everyone", "power_users", "technical_staff"]


class Topic(Part, frozen=True, kw_only=True):
    """What is taught, and what someone can do afterwards."""

    key: Key
    label: Line
    covers: Prose
    able_to: Prose


class Track(Part, frozen=True, kw_only=True):
    """One course. `audience` is who is asked to take it, in `who` described more closely."""

    key: Key
    label: Line
    purpose: Prose
    audience: Audience
    who: Line
    amount: Count
    unit: Literal["hour", "day", "week"]
    topics: tuple[Topic, ...]
    passed_when: Prose
    after: tuple[Key, ...] = ()


class TrainingMeasure(Part, frozen=True, kw_only=True):
    """A figure that tells whether the training works."""

    key: Key
    label: Line
    kpi: Key
    guidance: Prose
    unit: Line | None = None
    reported: Decimal | None = None


class TrainingProgram(Header, tag="training_program", frozen=True, kw_only=True):
    """The whole program; `catalog` is the KPI catalog whose indicators measure it."""

    catalog: Slug
    tracks: tuple[Track, ...]
    measures: tuple[TrainingMeasure, ...]

    def track(self, key: str) -> Track:
        """Return the track `key`. Raises KeyError for one that the program does not have."""
        for track in self.tracks:
            if track.key == key:
                return track
        raise KeyError(key)

    def references(self) -> list[Reference]:
        return [Reference("kpi_catalog", self.catalog, measure.kpi) for measure in self.measures]

    def labels(self) -> Mapping[str, str]:
        named = {track.key: track.label for track in self.tracks}
        named |= {topic.key: topic.label for track in self.tracks for topic in track.topics}
        return named | {measure.key: measure.label for measure in self.measures}

    def keys(self) -> Iterator[str]:
        """Yield the keys of tracks, topics and measures."""
        for track in self.tracks:
            yield track.key
            yield from (topic.key for topic in track.topics)
        yield from (measure.key for measure in self.measures)


def check(document: TrainingProgram) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, tracks without topics, an order that nobody can follow."""
    found = Problems()
    found.not_empty("tracks", document.tracks)
    found.not_empty("measures", document.measures)
    found.same_keys("tracks", document.keys())
    for index, measure in enumerate(document.measures):
        if (measure.reported is None) != (measure.unit is None):
            found.add(f"measures[{index}].unit", _("A reported figure has a unit, and only such a figure."))
    earlier: set[str] = set()
    for index, track in enumerate(document.tracks):
        place = f"tracks[{index}]"
        found.not_empty(f"{place}.topics", track.topics)
        for name in track.after:
            if name not in earlier:
                found.add(f"{place}.after", _("No track “%(key)s” stands before this one."), key=name)
        earlier.add(track.key)
    return found


KIND = Kind(
    key="training_program",
    folder="training_programs",
    label=_("Training program"),
    plural=_("Training programs"),
    purpose=_("Who learns what about AI, and in how much time."),
    struct=TrainingProgram,
    check=check,
)
