"""A portfolio to be chosen: candidates, what they bring and take, and the limits. Exact numbers, plain values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

MOST_CANDIDATES = 5_000
MOST_PEOPLE = Decimal(1_000_000)
LARGEST_VALUE = Decimal(10) ** 16


class Kind(StrEnum):
    """What a limit limits."""

    BUDGET = "budget"
    PEOPLE = "people"
    MUST = "must"
    MUST_NOT = "must_not"
    NEEDS = "needs"
    EXCLUDES = "excludes"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


FORCED = (Kind.MUST, Kind.MUST_NOT)
COUNTED = (Kind.AT_LEAST, Kind.AT_MOST)
PAIRED = (Kind.NEEDS, Kind.EXCLUDES)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit. `first` names a period, a skill, a candidate or a category, `second` the other candidate of a pair.

    `amount` is minor units of money for a budget, full-time people for a skill, a number of candidates for a category.
    """

    kind: Kind
    first: str
    second: str = ""
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Level:
    """One way to fund a candidate: its value, its cost by period (minor units), the people it takes by skill.

    `low` and `high` say how far the value may lie from what is expected; without them it is certain.
    """

    value: Decimal
    costs: tuple[int, ...] = ()
    people: tuple[Decimal, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def cost(self) -> int:
        """What it costs over all periods, in minor units."""
        return sum(self.costs)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be funded, in full (the first level) or at a smaller scope (those after it)."""

    key: str
    levels: tuple[Level, ...]
    category: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Candidates, the periods and skills that their costs and people are counted in, and the limits."""

    candidates: tuple[Candidate, ...]
    limits: tuple[Limit, ...] = ()
    periods: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()

    @property
    def by_key(self) -> dict[str, Candidate]:
        """The candidates by their key."""
        return {candidate.key: candidate for candidate in self.candidates}

    def of(self, *kinds: Kind) -> tuple[Limit, ...]:
        """The limits of these kinds, in their order."""
        return tuple(limit for limit in self.limits if limit.kind in kinds)

    def without(self, *dropped: Limit) -> "Problem":
        """The same portfolio without some of its limits."""
        rest = tuple(limit for limit in self.limits if limit not in dropped)
        return Problem(self.candidates, rest, self.periods, self.skills)

    def plus(self, *more: Limit) -> "Problem":
        """The same portfolio with more limits."""
        return Problem(self.candidates, (*self.limits, *more), self.periods, self.skills)

    def scaled(self, factor: Decimal) -> "Problem":
        """The same portfolio with every budget multiplied, rounded down to the minor unit."""
        limits = tuple(
            Limit(limit.kind, limit.first, amount=Decimal(int(limit.amount * factor)))
            if limit.kind == Kind.BUDGET
            else limit
            for limit in self.limits
        )
        return Problem(self.candidates, limits, self.periods, self.skills)


def check(problem: Problem, *, names: Mapping[str, str] | None = None, aside: Mapping[str, str] | None = None) -> None:
    """Refuse what cannot be meant. Raises Invalid at `candidates`, `limits`, `periods` or `skills`.

    `names` gives the words for candidates in the sentences; without it their keys are used. `aside` says of those that
    stand in the list and cannot take part why not. Limits that contradict each other are not refused here:
    `conflicts.smallest` says which.
    """
    _check_candidates(problem, names or {})
    _check_limits(problem, names or {}, aside or {})
    if cycle := prerequisite_cycle(problem):
        named = " → ".join((names or {}).get(key, key) for key in cycle)
        raise Invalid(
            _("These need each other in a circle: %(cycle)s. Take one of the prerequisites out."),
            field="limits",
            cycle=named,
        )


def _check_candidates(problem: Problem, names: Mapping[str, str]) -> None:
    if not problem.candidates:
        raise Invalid(_("There is nothing to choose from yet. Add at least one candidate."), field="candidates")
    if len(problem.candidates) > MOST_CANDIDATES:
        raise Invalid(_("Choose among at most %(most)s candidates."), field="candidates", most=MOST_CANDIDATES)
    counted = Counter(candidate.key for candidate in problem.candidates)
    for key, times in counted.items():
        if times > 1:
            raise Invalid(_("%(name)s stands in the list twice."), field="candidates", name=names.get(key, key))
    for candidate in problem.candidates:
        for level in candidate.levels:
            _check_level(level, names.get(candidate.key, candidate.key), problem)


def _check_level(level: Level, name: str, problem: Problem) -> None:
    if any(cost < 0 for cost in level.costs):
        raise Invalid(
            _("%(name)s has a negative cost. Enter what it saves as part of its value."), field="candidates", name=name
        )
    if any(not people.is_finite() or people < 0 or people > MOST_PEOPLE for people in level.people):
        raise Invalid(_("%(name)s needs a number of people from 0 on."), field="candidates", name=name)
    numbers = [number for number in (level.value, level.low, level.high) if number is not None]
    if any(not number.is_finite() or abs(number) > LARGEST_VALUE for number in numbers):
        raise Invalid(_("The value of %(name)s is larger than can be compared."), field="candidates", name=name)
    if (level.low is not None and level.low > level.value) or (level.high is not None and level.high < level.value):
        raise Invalid(
            _("The value of %(name)s lies outside its own range: at least, expected and at most must rise."),
            field="candidates",
            name=name,
        )
    if len(level.costs) != len(problem.periods) or len(level.people) != len(problem.skills):
        raise Invalid(
            _("%(name)s needs a cost for each period and people for each skill."), field="candidates", name=name
        )


def _check_limits(problem: Problem, names: Mapping[str, str], aside: Mapping[str, str]) -> None:
    known = set(problem.by_key)
    members = Counter(candidate.category for candidate in problem.candidates if candidate.category)
    seen: set[tuple[str, ...]] = set()
    for limit in problem.limits:
        same = (
            limit.kind,
            *(sorted((limit.first, limit.second)) if limit.kind == Kind.EXCLUDES else (limit.first, limit.second)),
        )
        if same in seen:
            raise Invalid(
                _("The same limit stands here twice (%(name)s). Keep one of them."),
                field="limits",
                name=_named(limit, names),
            )
        seen.add(same)
        if limit.kind in (*FORCED, *PAIRED):
            for key in (limit.first, limit.second) if limit.kind in PAIRED else (limit.first,):
                if key in aside:
                    raise Invalid(
                        _("%(name)s is in a rule and cannot take part. %(why)s."),
                        field="limits",
                        name=names.get(key, key),
                        why=aside[key],
                    )
                if key not in known:
                    raise Invalid(
                        _("%(name)s is in a limit but not among the candidates."),
                        field="limits",
                        name=names.get(key, key),
                    )
            if limit.first == limit.second:
                raise Invalid(
                    _("%(name)s cannot need or exclude itself."),
                    field="limits",
                    name=names.get(limit.first, limit.first),
                )
        if not limit.amount.is_finite() or limit.amount < 0:
            raise Invalid(_("The limit for %(name)s must be 0 or more."), field="limits", name=_named(limit, names))
        if limit.kind in COUNTED:
            _check_count(limit, members)
        if (limit.kind == Kind.BUDGET and limit.first not in problem.periods) or (
            limit.kind == Kind.PEOPLE and limit.first not in problem.skills
        ):
            raise Invalid(_("The limit for %(name)s names no period or skill."), field="limits", name=limit.first)


def _check_count(limit: Limit, members: Mapping[str, int]) -> None:
    if limit.amount != int(limit.amount):
        raise Invalid(_("Enter a whole number of candidates for %(name)s."), field="limits", name=limit.first)
    found = members.get(limit.first, 0)
    if not found:
        raise Invalid(_("No candidate is in the category %(name)s."), field="limits", name=limit.first)
    if limit.kind == Kind.AT_LEAST and limit.amount > found:
        raise Invalid(
            _("At least %(wanted)s of %(name)s are asked for, but only %(found)s are candidates."),
            field="limits",
            wanted=int(limit.amount),
            name=limit.first,
            found=found,
        )


def _named(limit: Limit, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(key, key) for key in (limit.first, limit.second) if key)


def prerequisite_cycle(problem: Problem) -> Sequence[str]:
    """Return the keys of a circle of prerequisites, its first key once more at the end; empty when there is none."""
    needs = needed(problem)
    done: set[str] = set()
    for start in sorted(needs):
        path, at, stack = [start], {start: 0}, [iter(needs[start])]
        while stack:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
                done.add(path[-1])
                del at[path.pop()]
            elif step in at:
                return [*path[at[step] :], step]
            elif step not in done:
                at[step] = len(path)
                path.append(step)
                stack.append(iter(needs.get(step, ())))
    return []


def needed(problem: Problem) -> dict[str, list[str]]:
    """What each candidate needs directly, by its key."""
    needs: dict[str, list[str]] = {}
    for limit in problem.of(Kind.NEEDS):
        needs.setdefault(limit.first, []).append(limit.second)
    return needs


def closure(needs: Mapping[str, Sequence[str]], key: str, chosen: Mapping[str, int]) -> list[str]:
    """Return a candidate with all that it needs, directly or not, and that is not chosen; itself first."""
    found, waiting = [key], [key]
    while waiting:
        for other in needs.get(waiting.pop(), ()):
            if other not in found and other not in chosen:
                found.append(other)
                waiting.append(other)
    return found
