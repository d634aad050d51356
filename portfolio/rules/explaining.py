"""What a choice rests on: how far each limit is used, and why each candidate is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portfolio.rules.choosing import Choice
from portfolio.rules.problem import COUNTED, FORCED, Candidate, Kind, Level, Limit, Problem, closure, needed


@dataclass(frozen=True, slots=True)
class Use:
    """How far a limit is used: minor units, people or candidates."""

    limit: Limit
    used: Decimal

    @property
    def free(self) -> Decimal:
        """What is left; negative never happens for a choice that keeps to its limits."""
        return self.limit.amount - self.used

    @property
    def share(self) -> Decimal | None:
        """Used as a share of the limit; None for a limit of 0."""
        return self.used / self.limit.amount if self.limit.amount else None


class Why(StrEnum):
    """Why a candidate is left out."""

    RULED_OUT = "ruled_out"
    EXCLUDED = "excluded"
    NEEDS = "needs"
    CATEGORY = "category"
    BUDGET = "budget"
    PEOPLE = "people"
    WORTHLESS = "worthless"
    WEAKER = "weaker"
    TOGETHER = "together"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `place` is a period, skill or category, `other` a candidate, `amount` what is missing or the cap."""

    why: Why
    place: str = ""
    other: str = ""
    amount: Decimal | None = None


def funded(problem: Problem, choice: Choice) -> list[tuple[Candidate, Level]]:
    """The chosen candidates with their level, in the order of the problem."""
    levels = choice.levels
    return [(c, c.levels[levels[c.key]]) for c in problem.candidates if c.key in levels]


def use(problem: Problem, choice: Choice) -> list[Use]:
    """How far budgets, people and categories are used, in the order of the limits."""
    rows = funded(problem, choice)
    return [Use(limit, _used(problem, limit, rows)) for limit in problem.of(Kind.BUDGET, Kind.PEOPLE, *COUNTED)]


def _used(problem: Problem, limit: Limit, rows: list[tuple[Candidate, Level]]) -> Decimal:
    if limit.kind == Kind.BUDGET:
        place = problem.periods.index(limit.first)
        return Decimal(sum(level.costs[place] for _candidate, level in rows))
    if limit.kind == Kind.PEOPLE:
        place = problem.skills.index(limit.first)
        return sum((level.people[place] for _candidate, level in rows), Decimal(0))
    return Decimal(sum(candidate.category == limit.first for candidate, _level in rows))


def reasons(problem: Problem, choice: Choice) -> dict[str, tuple[Reason, ...]]:
    """Why each candidate that is not chosen is left out, the strongest reason first.

    A rule of the scenario comes before a shortage, a shortage before a comparison. What is missing is counted beside
    everything chosen, at the smallest scope, with what it needs itself.
    """
    return _Explainer(problem, choice).all()


class _Explainer:
    def __init__(self, problem: Problem, choice: Choice) -> None:
        self.problem = problem
        self.choice = choice
        self.known = problem.by_key
        self.needs = needed(problem)
        self.uses = use(problem, choice)
        self.forbidden = {limit.first for limit in problem.of(Kind.MUST_NOT)}
        forced = {limit.first for limit in problem.of(*FORCED)}
        ratios = [_ratio(level) for c, level in funded(problem, choice) if c.key not in forced]
        self.weakest = min((ratio for ratio in ratios if ratio is not None), default=None)
        self.apart: dict[str, list[str]] = {}
        for limit in problem.of(Kind.EXCLUDES):
            self.apart.setdefault(limit.first, []).append(limit.second)
            self.apart.setdefault(limit.second, []).append(limit.first)

    def all(self) -> dict[str, tuple[Reason, ...]]:
        return {
            candidate.key: tuple(self.of(candidate))
            for candidate in self.problem.candidates
            if candidate.key not in self.choice.levels
        }

    def of(self, candidate: Candidate) -> list[Reason]:
        if candidate.key in self.forbidden:
            return [Reason(Why.RULED_OUT)]
        found = [
            Reason(Why.EXCLUDED, other=other)
            for other in self.apart.get(candidate.key, ())
            if other in self.choice.levels
        ]
        group = closure(self.needs, candidate.key, self.choice.levels)
        found += [Reason(Why.NEEDS, other=key) for key in group[1:]]
        members = [self.known[key] for key in group]
        levels = [min(member.levels, key=lambda level: level.cost) for member in members]
        short = self._short(members, levels)
        found += short
        if max(level.value for level in candidate.levels) <= 0:
            return [Reason(Why.WORTHLESS), *found]
        if short:
            found += self._compared(candidate)
        return found or [Reason(Why.UNPROVEN if not self.choice.proven else Why.TOGETHER)]

    def _short(self, members: list[Candidate], levels: list[Level]) -> list[Reason]:
        found = []
        extra = list(zip(members, levels, strict=True))
        for row in self.uses:
            limit = row.limit
            if limit.kind == Kind.AT_LEAST:
                continue
            missing = _used(self.problem, limit, extra) - row.free
            if missing <= 0:
                continue
            if limit.kind == Kind.AT_MOST:
                if any(member.category == limit.first for member in members):
                    found.append(Reason(Why.CATEGORY, place=limit.first, amount=limit.amount))
            else:
                why = Why.BUDGET if limit.kind == Kind.BUDGET else Why.PEOPLE
                if _used(self.problem, limit, extra):
                    found.append(Reason(why, place=limit.first, amount=missing))
        return found

    def _compared(self, candidate: Candidate) -> list[Reason]:
        ratios = [ratio for level in candidate.levels if (ratio := _ratio(level)) is not None]
        if not ratios or self.weakest is None:
            return []
        return [Reason(Why.WEAKER if max(ratios) < self.weakest else Why.TOGETHER)]


def _ratio(level: Level) -> Decimal | None:
    return level.value / level.cost if level.cost else None


def names_in(reasons: Mapping[str, tuple[Reason, ...]]) -> set[str]:
    """The keys of the candidates that reasons speak of."""
    return {reason.other for rows in reasons.values() for reason in rows if reason.other}
