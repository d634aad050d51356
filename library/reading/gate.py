"""What the page of a gate shows."""

from typing import Any

from library.kinds.gate import Gate
from library.reading.words import BINDINGS, LEVELS


def context(gate: Gate) -> dict[str, Any]:
    return {
        "levels": [
            (name, effect, [(item, BINDINGS.get(item.binding or "")) for item in gate.of_level(level)])
            for level, (name, effect) in LEVELS.items()
            if gate.of_level(level)
        ]
    }
