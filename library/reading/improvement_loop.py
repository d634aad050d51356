"""What the page of an improvement loop shows."""

from typing import Any

from library.kinds.improvement_loop import ImprovementLoop


def context(loop: ImprovementLoop) -> dict[str, Any]:
    names = {stage.key: stage.label for stage in loop.stages}
    return {
        "stages": [
            {"stage": stage, "feeds": [feed.label for feed in loop.feeds if feed.enters_at == stage.key]}
            for stage in loop.stages
        ],
        "feeds": [(feed, names[feed.enters_at]) for feed in loop.feeds],
        "returns_to": names[loop.returns_to],
    }
