"""What the page of an instrument shows."""

from typing import Any

from library.kinds.instrument import Instrument
from library.reading.words import SUBJECTS


def context(instrument: Instrument) -> dict[str, Any]:
    return {
        "suits": [SUBJECTS[kind] for kind in instrument.suits],
        "weighted": instrument.combine == "weighted",
        "factors": sum(1 for _factor in instrument.factors),
    }
