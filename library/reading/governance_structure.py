"""What the page of a governance structure shows."""

from typing import Any

from library.kinds.base import Reference
from library.kinds.governance_structure import GovernanceStructure
from library.reading.links import pointed
from library.reading.words import SOURCES


def context(structure: GovernanceStructure) -> dict[str, Any]:
    names = {body.key: body.label for body in structure.bodies}
    boards = pointed(structure.references())
    return {
        "layers": [
            (
                layer,
                [
                    (duty, (duty.held_by, names[duty.held_by]), [(key, names[key]) for key in duty.contributing])
                    for duty in layer.duties
                ],
            )
            for layer in structure.layers
        ],
        "bodies": [
            {
                "body": body,
                "source": SOURCES[body.source],
                "duties": structure.held_by(body.key),
                "board_duties": [boards[reference] for reference in body.board_references],
                "board": boards[Reference("board", body.board)] if body.board else None,
            }
            for body in structure.bodies
        ],
    }
