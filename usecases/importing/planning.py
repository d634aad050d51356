"""What an import would do, before it does it."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from foundation.kernel.text import gettext_noop as _
from library.kinds.import_profile import normalize
from usecases.importing.identity import Identified
from usecases.importing.rows import UNKNOWN_TEXTS, Problem

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
OUTCOMES = (CREATED, UPDATED, UNCHANGED, REFUSED)
SHOWN_PROBLEMS = 2000
SHOWN_UPDATES = 50
SHOWN_ALIKE = 300
SHOWN_DUPLICATES = 100
SHOWN_ROWS = 10
SHOWN_TEXT = 300
SHOWN_UNITS = 10


APPROVED = Problem(
    "", "", _("The use case is approved: what the file changes can mean that the approval no longer covers it.")
)
LEFT_OUT = Problem("", "", _("Left out, as somebody chose for this row of the source."))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a row would do to the case that it is: `changes` by target (before, after), and what would be said of it."""

    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    reference: str = ""
    leaves_out: bool = False

    @property
    def outcome(self) -> str:
        if any(problem.refuses for problem in self.problems):
            return REFUSED
        return UPDATED if self.changes and not self.leaves_out else UNCHANGED


@dataclass(frozen=True, slots=True)
class Planned:
    """A row and what would become of it."""

    row: Identified
    outcome: str
    outlook: Outlook = Outlook()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything odd about the row, in its cells and with its case."""
        return (*self.row.problems, *self.outlook.problems)


def plan(
    rows: Iterable[Identified], known: Mapping[str, str], outlooks: Mapping[str, Outlook] | None = None
) -> list[Planned]:
    """Return what would become of each row.

    `known` gives the digest of the last import by identity; `outlooks` what rows would do that are a known case.
    """
    found = outlooks or {}
    planned = []
    for row in rows:
        outcome, outlook = outcome_of(row, known), found.get(row.identity) if row.identity else None
        if outlook is not None and outcome in (CREATED, UPDATED):
            planned.append(Planned(row, outlook.outcome, outlook))
        else:
            planned.append(Planned(row, outcome))
    return planned


def outcome_of(row: Identified, known: Mapping[str, str]) -> str:
    """Return "refused", "unchanged" (a repeated row, or nothing new), "updated" or "created"."""
    if row.is_refused:
        return REFUSED
    if row.same_as is not None:
        return UNCHANGED
    if row.identity not in known:
        return CREATED
    return UNCHANGED if known[row.identity] == row.draft.digest else UPDATED


def counts(outcomes: Iterable[str]) -> dict[str, int]:
    """Return rows, created, updated, unchanged, refused; the four outcomes add up to the rows."""
    counted = Counter(outcomes)
    return {"rows": counted.total(), **{outcome: counted[outcome] for outcome in OUTCOMES}}


def summary(
    planned: Sequence[Planned],
    known_units: Container[tuple[str, ...]] = (),
    alike: Mapping[str, Sequence[Any]] | None = None,
    corrected: Mapping[int, Sequence[Problem]] | None = None,
) -> dict[str, Any]:
    """Return what the preview page shows, as plain JSON: counts, problems (grouped, single), repeats, first rows.

    `known_units` are the units there are below the target: normalized names from the outermost in. `alike` gives by
    identity the cases (dataclasses of `likeness`) that a row looks like, `corrected` by row what was put right in it.
    """
    refused = [item for item in planned if item.outcome == REFUSED]
    noted = [item for item in planned if item.outcome != REFUSED and item.problems]
    groups: Counter[tuple[bool, str, str]] = Counter()
    samples: dict[tuple[bool, str, str], Problem] = {}
    for item in planned:
        for problem in item.problems:
            key = (not problem.refuses, problem.column, problem.text)
            groups[key] += 1
            samples.setdefault(key, problem)
    same = Counter((problem.position, problem.value) for item in planned for problem in item.problems)
    repeats = [item for item in planned if item.row.same_as is not None]
    units = _paths(planned)
    new = [path for key, path in units.items() if key not in known_units]
    return {
        "counts": counts(item.outcome for item in planned),
        "groups": [
            {"rows": times, **problem_json(samples[key])}
            for key, times in sorted(groups.items(), key=lambda entry: (entry[0][0], -entry[1]))
        ][:60],
        "problems": [
            {
                "row": item.row.draft.number,
                "name": _short(item.row.draft.values["name"]),
                "same": same[problem.position, problem.value],
                **problem_json(problem),
            }
            for item in (*refused, *noted)
            for problem in item.problems
        ][:SHOWN_PROBLEMS],
        "updates": [
            {
                "row": item.row.draft.number,
                "reference": item.outlook.reference,
                "name": _short(item.row.draft.values["name"]),
                "changes": [
                    [target, *(_short(str(text)) if target != "extra" else "" for text in pair)]
                    for target, pair in item.outlook.changes.items()
                ],
            }
            for item in planned
            if item.outcome == UPDATED and item.outlook.changes
        ][:SHOWN_UPDATES],
        "alike": [
            {
                "row": item.row.draft.number,
                "identity": item.row.identity,
                "name": _short(item.row.draft.values["name"]),
                "unit": " / ".join(unit.name for unit in item.row.draft.units),
                "alike": [asdict(each) for each in (alike or {})[item.row.identity]],
            }
            for item in planned
            if item.row.identity in (alike or {})
        ][:SHOWN_ALIKE],
        "alike_total": len(alike or {}),
        "corrected": {
            str(row): [each.position for each in notes]
            for row, notes in sorted((corrected or {}).items())[:SHOWN_PROBLEMS]
        },
        "problems_total": sum(len(item.problems) for item in planned),
        "repeats": [
            {"row": item.row.draft.number, "same_as": item.row.same_as, "name": _short(item.row.draft.values["name"])}
            for item in repeats
        ][:SHOWN_DUPLICATES],
        "repeats_total": len(repeats),
        "units": len(units),
        "new_units": len(new),
        "new_unit_names": [_short(" / ".join(path)) for path in sorted(new)[:SHOWN_UNITS]],
        "unknown": _unknown(planned),
        "first": [
            {
                "row": item.row.draft.number,
                "outcome": item.outcome,
                "values": {key: _short(text) for key, text in item.row.draft.values.items()},
                "units": [unit.name for unit in item.row.draft.units],
                "extras": len(item.row.draft.extra),
            }
            for item in planned[:SHOWN_ROWS]
        ],
    }


def _paths(planned: Sequence[Planned]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return every unit that new cases name, with those above it: names as written by normalized names."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for item in planned:
        names = tuple(unit.name for unit in item.row.draft.units) if item.outcome == CREATED else ()
        for depth in range(1, len(names) + 1):
            found.setdefault(tuple(map(normalize, names[:depth])), names[:depth])
    return found


def _unknown(planned: Sequence[Planned]) -> dict[str, int]:
    """Return how many spellings of a stage and of an effect mean nothing known, and how many rows hold one."""
    found: dict[str, set[str]] = {target: set() for target in UNKNOWN_TEXTS}
    rows = 0
    for item in planned:
        unclear = [
            (target, problem)
            for target, text in UNKNOWN_TEXTS.items()
            for problem in item.problems
            if problem.text == text
        ]
        for target, problem in unclear:
            found[target].add(normalize(problem.value))
        rows += bool(unclear)
    return {"rows": rows, **{target: len(spellings) for target, spellings in found.items()}}


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain JSON; its sentence stays a template, so that each reader gets their own language."""
    return {
        "column": problem.column,
        "value": problem.value,
        "text": problem.text,
        "params": dict(problem.params),
        "refuses": problem.refuses,
        "position": problem.position,
    }


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else text[: SHOWN_TEXT - 1] + "…"
