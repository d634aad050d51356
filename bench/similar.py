"""P13: similar use cases over 2,133 cases: asking again, asking after a change, and the first time in a process.

Read as ratios to an empty page of the same frame in the same run. The texts are those of the public federal inventory
of 2024 where `--file` names it, else sentences drawn from a fixed seed.

    python bench/similar.py [--cases 2133] [--file us-federal-ai-use-cases-2024.csv]
"""

import argparse
import csv
import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.floor import empty_page, main, measure, show, signed_in

TYPED = {"name": "Chatbot for questions of the public", "summary": "Answers frequent questions about benefits."}
NAME, PURPOSE = "Use Case Name", "What is the intended purpose and expected benefits of the AI?"


def texts(count: int, file: str) -> list[tuple[str, str]]:
    """Names and problems of so many cases."""
    if file:
        with open(file, encoding="cp1252", newline="") as opened:
            return [(row[NAME], row[PURPOSE]) for row in csv.DictReader(opened)][:count]
    draw = random.Random(7)
    words = ["".join(draw.choices("abcdefghilmnoprstu", k=draw.randint(3, 11))) for _ in range(9000)]
    weights = [1 / (place + 3) for place in range(len(words))]
    return [(" ".join(draw.choices(words, weights, k=6)), " ".join(draw.choices(words, weights, k=90)))
            for _ in range(count)]  # fmt: skip


def program(count: int, file: str) -> Callable[[], None]:
    """Return the benchmark over so many cases."""

    def run() -> None:
        from django.utils import timezone

        from foundation.people import services as people
        from foundation.people.actors import COMMAND_LINE
        from usecases.models import UseCase
        from usecases.queries.similar import forget

        root = people.create_unit("Aldervane", by=COMMAND_LINE, kind="organization")
        reader = people.create_user("reader", name="Reader", by=COMMAND_LINE)
        people.grant_role(reader, "pm", root, by=COMMAND_LINE)
        rows = [UseCase(unit=root, name=name[:500], summary=text) for name, text in texts(count, file)]
        UseCase.objects.bulk_create(rows)
        client = signed_in(reader)
        first = UseCase.objects.earliest("id")

        def ask() -> None:
            if client.post("/use-cases/similar/", TYPED, headers={"HX-Request": "true"}).status_code != 200:
                raise RuntimeError("similar cases did not answer")

        def ask_after_a_change() -> None:
            UseCase.objects.filter(pk=first.pk).update(updated_at=timezone.now())
            ask()

        def ask_first() -> None:
            forget()
            ask()

        sides = {"floor": empty_page(client), "asking again": ask, "after a change": ask_after_a_change,
                 "the first time": ask_first}  # fmt: skip
        found = measure(sides, rounds=9)
        for name in ("asking again", "after a change", "the first time"):
            show("P13", f"similar cases, {name} ({len(rows):,} cases)", found[name] / found["floor"])
            show("P13", f"similar cases, {name}", found[name], "CPU seconds", "well under 1")

    return run


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=2133)
    options.add_argument("--file", default="", help="the federal inventory of 2024 as CSV")
    chosen = options.parse_args()
    main(program(chosen.cases, chosen.file))
