"""What the pages, the file and the comparison of scenarios show of an answer, in words and rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.charts.specs import Axis, Lines, LineSeries, Reference
from foundation.charts.units import COUNT, money
from foundation.kernel.money import Money
from foundation.ui import words as plain_words
from portfolio.models.scenarios import Scenario, Solution
from portfolio.rules.explaining import Use, funded
from portfolio.rules.problem import FORCED, Candidate, Kind, Level
from portfolio.rules.written import Inputs, Result
from portfolio.wording import Words, conflict_sentence, headline


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate in a table: chosen at a level, or left out with its reasons and ways in."""

    reference: str
    name: str
    category: str
    is_chosen: bool
    is_small: bool
    value: str
    costs: tuple[Money, ...]
    people: tuple[Decimal, ...]
    reasons: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    share: Decimal | None = None

    @property
    def url(self) -> str:
        """The page of the use case."""
        return reverse("usecases:case_detail", args=[self.reference])

    @property
    def cost(self) -> Money:
        """What it costs in all years."""
        first, *rest = self.costs
        return sum(rest, first)


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished solution, ready to be shown."""

    solution: Solution
    inputs: Inputs
    found: Result
    words: Words

    @classmethod
    def of(cls, scenario: Scenario, solution: Solution) -> "Answer":
        """Read what is kept once for the whole page."""
        inputs = solution.given
        return cls(solution, inputs, solution.found, Words(scenario, inputs))

    @property
    def title(self) -> str:
        """The sentence on top."""
        if not self.found.feasible:
            return _("No choice keeps to all limits") if self.found.feasible is False else _("No choice was found")
        return headline(self.solution, self.words)

    @property
    def conflict(self) -> str:
        """Why nothing can be chosen."""
        return conflict_sentence(self.found, self.words)

    @property
    def conflict_rows(self) -> list[str]:
        """The limits that conflict, one by one."""
        return self.words.conflict(self.found)

    @property
    def value(self) -> str:
        """The value of the choice."""
        return self.words.value(self.found.value)

    @property
    def gap(self) -> Decimal | None:
        """How much better a choice could be at most."""
        return self.found.choice.gap

    def lines(self, *, chosen: bool) -> list[Line]:
        """The candidates that are chosen, or those left out, in order of value."""
        problem = self.inputs.problem
        entries = {entry.key: entry for entry in self.found.entries}
        shares = self.found.certainty.shares if self.found.certainty else {}
        levels = {candidate.key: level for candidate, level in funded(problem, self.found.choice)}
        rows: list[tuple[Decimal, Line]] = []
        for candidate in problem.candidates:
            if (candidate.key in levels) != chosen:
                continue
            level = levels.get(candidate.key, candidate.levels[0])
            entry = entries.get(candidate.key)
            rows.append(
                (
                    level.value,
                    self._line(
                        candidate,
                        level,
                        chosen,
                        reasons=tuple(map(self.words.reason, self.found.reasons.get(candidate.key, ()))),
                        ways=tuple(self.words.entry(entry)) if entry else (),
                        share=shares.get(candidate.key),
                    ),
                )
            )
        return [line for _value, line in sorted(rows, key=lambda row: (-row[0], row[1].reference))]

    def _line(self, candidate: Candidate, level: Level, chosen: bool, **more: Any) -> Line:
        return Line(
            reference=candidate.key,
            name=self.inputs.names.get(candidate.key, ""),
            category=candidate.category,
            is_chosen=chosen,
            is_small=chosen and level is not candidate.levels[0],
            value=self.words.value(level.value),
            costs=tuple(Money(cost, self.words.currency) for cost in level.costs),
            people=level.people,
            **more,
        )

    @property
    def uses(self) -> list[dict[str, Any]]:
        """Each limit with how far it is used; full ones stand out."""
        return [self._use(row) for row in self.found.uses]

    def _use(self, row: Use) -> dict[str, Any]:
        label = {
            Kind.BUDGET: _("Budget %(name)s"),
            Kind.PEOPLE: "%(name)s",
            Kind.AT_LEAST: _("%(name)s, at least"),
            Kind.AT_MOST: _("%(name)s, at most"),
        }[row.limit.kind] % {"name": row.limit.first}
        share = row.share
        return {
            "label": label,
            "text": self.words.use(row),
            "percent": min(100, int(share * 100)) if share is not None else 100,
            "free": self.words.minor(row.free) if row.limit.kind == Kind.BUDGET else plain_words.number(row.free),
            "is_full": row.limit.kind != Kind.AT_LEAST and row.free == 0,
        }

    @property
    def prices(self) -> list[dict[str, Any]]:
        """What each forced choice and rule costs, the dearest first."""
        rows = [
            {
                "limit": self.words.limit(price.limit),
                "forced": price.limit.kind in FORCED,
                "price": price.value,
                "text": self.words.value(price.value) if price.value is not None else None,
            }
            for price in self.found.prices
        ]
        return sorted(rows, key=lambda row: -(row["price"] or 0))

    @property
    def aside(self) -> list[tuple[str, str, str]]:
        """Cases that could not take part: reference, name, why."""
        return [(key, self.inputs.names.get(key, ""), _(why)) for key, why in self.inputs.aside.items()]

    @property
    def unmet(self) -> list[str]:
        """Prerequisites that lead outside the candidates."""
        return [_("%(case)s needs %(other)s") % {"case": a, "other": b} for a, b in self.inputs.unmet]

    @property
    def sure(self) -> str:
        """How sure the choice is, in a sentence; empty when no value has a range."""
        found = self.found.certainty
        if found is None:
            return ""
        return _("Exactly this choice is best in %(share)s of %(draws)s draws of the values.") % {
            "share": plain_words.percent(found.same, 0),
            "draws": plain_words.number(found.draws, 0),
        }

    @property
    def frontier_title(self) -> str:
        """What the frontier says: what ten percent more money buys."""
        points = {point.factor: point for point in self.found.frontier}
        today, more = points.get(Decimal(1)), points.get(Decimal("1.1")) or points.get(Decimal("1.25"))
        if today is None or more is None:
            return _("Value by size of the budget")
        extra = more.budget - today.budget
        gained = more.value - today.value
        facts = {"money": self.words.minor(extra), "value": self.words.value(gained)}
        if gained <= 0:
            return _("%(money)s more budget would buy nothing more") % facts
        return _("%(money)s more budget would buy %(value)s more value") % facts

    def frontier(self) -> Lines:
        """The chart of value against budget."""
        points = self.found.frontier
        currency = self.words.currency

        def major(minor: int) -> Decimal:
            return Money(minor, currency).amount

        hovers = [
            _("%(budget)s: %(count)s funded, value %(value)s")
            % {"budget": self.words.minor(point.budget), "count": point.chosen, "value": self.words.value(point.value)}
            for point in points
        ]
        today = next((point for point in points if point.factor == 1), None)
        return Lines(
            title=self.frontier_title,
            subtitle=_("Best value at each size of the budget, all years growing alike"),
            empty="" if points else _("Without a budget there is nothing to vary."),
            x=[major(point.budget) for point in points],
            series=[LineSeries(name=_("Best value"), values=[point.value for point in points], hovers=hovers)],
            x_axis=Axis(label=_("Budget"), unit=money(currency)),
            y_axis=Axis(label=_("Value"), unit=money(currency) if self.words.in_money else COUNT),
            references=[Reference(at=major(today.budget), label=_("This budget"), on="x")] if today else [],
        )


class Treated(StrEnum):
    """What a scenario does with a case."""

    FUNDED, SMALLER, LEFT_OUT, ABSENT = "funded", "smaller", "left_out", "not_a_candidate"


@dataclass(frozen=True, slots=True)
class Compared:
    """A case and what each of the compared scenarios does with it."""

    reference: str
    name: str
    treated: tuple[Treated, ...]

    @property
    def differs(self) -> bool:
        """Whether it is not treated alike by all."""
        return len(set(self.treated)) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Answers side by side. `impossible` are those whose limits conflict: they have no choice to compare."""

    columns: tuple[tuple[Scenario, Answer], ...]
    impossible: tuple[Scenario, ...]
    cases: tuple[Compared, ...]

    @classmethod
    def of(cls, pairs: Sequence[tuple[Scenario, Answer]]) -> "Comparison":
        """Compare answers in the order given."""
        columns = tuple((scenario, answer) for scenario, answer in pairs if answer.found.feasible)
        names: dict[str, str] = {}
        known = [answer.inputs.problem.by_key for _scenario, answer in columns]
        for (_scenario, answer), candidates in zip(columns, known, strict=True):
            names |= {key: answer.inputs.names[key] for key in candidates}

        def treated(key: str) -> tuple[Treated, ...]:
            cells = []
            for (_scenario, answer), candidates in zip(columns, known, strict=True):
                level = answer.found.levels.get(key)
                if key not in candidates:
                    cells.append(Treated.ABSENT)
                elif level is None:
                    cells.append(Treated.LEFT_OUT)
                else:
                    cells.append(Treated.SMALLER if level else Treated.FUNDED)
            return tuple(cells)

        return cls(
            columns,
            tuple(scenario for scenario, answer in pairs if not answer.found.feasible),
            tuple(Compared(key, name, treated(key)) for key, name in sorted(names.items())),
        )

    @property
    def differing(self) -> list[Compared]:
        """The cases that are not treated alike."""
        return [case for case in self.cases if case.differs]

    @property
    def same(self) -> int:
        """How many are treated alike."""
        return len(self.cases) - len(self.differing)

    @property
    def uses(self) -> list[dict[str, Any]]:
        """How far each limit is used, a row a limit and a cell a scenario; None where a scenario does not have it."""
        by_column = [{use["label"]: use for use in answer.uses} for _scenario, answer in self.columns]
        labels = dict.fromkeys(label for uses in by_column for label in uses)
        return [{"label": label, "cells": [uses.get(label) for uses in by_column]} for label in labels]
