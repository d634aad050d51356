"""What the page of a training program shows."""

from typing import Any

from django.utils.translation import ngettext

from library.kinds.training_program import Track, TrainingProgram
from library.reading.measures import indicators


def length_words(track: Track) -> str:
    """Say how long a track lasts: "2 hours", "1 day", "1 week"."""
    form = {
        "hour": ngettext("%(amount)s hour", "%(amount)s hours", track.amount),
        "day": ngettext("%(amount)s day", "%(amount)s days", track.amount),
        "week": ngettext("%(amount)s week", "%(amount)s weeks", track.amount),
    }
    return form[track.unit] % {"amount": track.amount}


def context(program: TrainingProgram) -> dict[str, Any]:
    names = {track.key: track.label for track in program.tracks}
    kpis = indicators(program.catalog)
    return {
        "tracks": [
            {"track": track, "length": length_words(track), "after": [names[key] for key in track.after]}
            for track in program.tracks
        ],
        "measures": [(measure, kpis.get(measure.kpi, (measure.kpi, ""))) for measure in program.measures],
    }
