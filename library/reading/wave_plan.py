"""What the page of a wave plan shows."""

from typing import Any

from library.kinds.playbook import Span
from library.kinds.wave_plan import WavePlan
from library.reading.playbook import length_words, place_words


def context(plan: WavePlan) -> dict[str, Any]:
    dimensions = {dimension.key: dimension.label for dimension in plan.dimensions}
    rows = []
    for number, wave in enumerate(plan.waves, start=1):
        time = place_words(Span(least=wave.first, most=wave.last), plan.unit)
        note = f"{time} · {dimensions[wave.dimension]}" if wave.dimension else time
        rows.append({"number": number, "wave": wave, "time": time, "note": note})
    return {
        "waves": rows,
        "length": length_words(Span(least=plan.length, most=plan.length), plan.unit),
        "counts_cases": any(wave.use_cases is not None for wave in plan.waves),
        "counts_users": any(wave.users is not None for wave in plan.waves),
    }
