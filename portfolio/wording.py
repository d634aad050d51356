"""Choices in words: limits, reasons, sentences for titles, and the messages to teams. Amounts in the reader's way."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.kernel.money import Money, compact
from foundation.kernel.text import isolated
from foundation.ui.words import number
from portfolio.models.scenarios import MESSAGE_LENGTH, Outcome, Scenario, Solution
from portfolio.rules.analysis import Entry
from portfolio.rules.explaining import Reason, Use, Why
from portfolio.rules.problem import Candidate, Kind, Limit
from portfolio.rules.scenario import Measure
from portfolio.rules.written import Inputs, Result
from usecases.queries import active_model


class Words:
    """Writes what belongs to one scenario: it knows the currency, the names and whether values are money."""

    def __init__(self, scenario: Scenario, inputs: Inputs) -> None:
        self.scenario = scenario
        self.inputs = inputs
        self.currency = scenario.currency
        self.in_money = scenario.in_money

    def name(self, key: str) -> str:
        """A candidate: "UC-0042 Claims triage"."""
        name = self.inputs.names.get(key, "")
        return f"{key} {isolated(name)}".strip()

    def minor(self, amount: Decimal | int) -> str:
        """Minor units of the currency as a short figure: "$1.2M"."""
        return compact(Money(int(amount), self.currency))

    def value(self, amount: Decimal | None) -> str:
        """A value of the scenario's measure: money, or a number of points."""
        if amount is None:
            return "–"
        if self.in_money:
            return compact(Money.of(round(amount), self.currency))
        return number(amount, 2 if amount % 1 else 0)

    def limit(self, limit: Limit) -> str:
        """A limit as a clause: "UC-0001 Claims triage must be funded"."""
        first, second = self.name(limit.first), self.name(limit.second) if limit.second else ""
        words = {
            Kind.BUDGET: _("the budget of %(first)s is %(money)s"),
            Kind.PEOPLE: _("there are %(amount)s %(place)s"),
            Kind.MUST: _("%(first)s must be funded"),
            Kind.MUST_NOT: _("%(first)s must not be funded"),
            Kind.NEEDS: _("%(first)s needs %(second)s"),
            Kind.EXCLUDES: _("%(first)s and %(second)s exclude each other"),
            Kind.AT_LEAST: _("at least %(amount)s of %(place)s"),
            Kind.AT_MOST: _("at most %(amount)s of %(place)s"),
        }[limit.kind]
        return words % {
            "first": limit.first if limit.kind == Kind.BUDGET else first,
            "second": second,
            "place": limit.first,
            "amount": number(limit.amount),
            "money": self.minor(limit.amount) if limit.kind == Kind.BUDGET else "",
        }

    def conflict(self, found: Result) -> list[str]:
        """The limits that conflict, each with what it takes of the others: "… must be funded ($3M in 2027)".

        Of budgets and people only those that are part of the conflict are spoken of. Where all that takes of them is
        known, a budget says how much that is together.
        """
        limits = found.conflict
        banned = {limit.first for limit in limits if limit.kind == Kind.MUST_NOT}
        taking: dict[Limit, list[Candidate]] = {}
        told: set[str] = set()
        for limit in limits:
            key = {Kind.MUST: limit.first, Kind.NEEDS: limit.second}.get(limit.kind, "")
            if key and key not in told | banned:
                told.add(key)
                taking[limit] = [self.inputs.problem.by_key[key]]
            elif limit.kind == Kind.AT_LEAST:
                members = (c for c in self.inputs.problem.candidates if c.category == limit.first)
                taking[limit] = [candidate for candidate in members if candidate.key not in banned]
        counted = all(limit.kind != Kind.AT_LEAST for limit in limits)
        everything = [candidate for candidates in taking.values() for candidate in candidates] if counted else []
        return [self._conflicting(limit, limits, taking.get(limit, []), everything) for limit in limits]

    def _conflicting(
        self, limit: Limit, limits: Iterable[Limit], taking: list[Candidate], everything: list[Candidate]
    ) -> str:
        clause = self.limit(limit)
        if limit.kind in (Kind.BUDGET, Kind.PEOPLE):
            if len(everything) < 2:
                return clause
            together = self._least(limit, everything, len(everything))
            return _("%(limit)s, and the others take %(together)s") % {"limit": clause, "together": together}
        count = int(limit.amount) if limit.kind == Kind.AT_LEAST else 1
        parts = [
            _("%(money)s in %(year)s") % {"money": self._least(other, taking, count), "year": other.first}
            if other.kind == Kind.BUDGET
            else f"{self._least(other, taking, count)} {other.first}"
            for other in limits
            if other.kind in (Kind.BUDGET, Kind.PEOPLE) and self._amounts(other, taking, count)
        ]
        if not parts:
            return clause
        if len(taking) == 1 and len(taking[0].levels) == 1:
            return f"{clause} ({', '.join(parts)})"
        return _("%(limit)s (at least %(parts)s)") % {"limit": clause, "parts": ", ".join(parts)}

    def _amounts(self, limit: Limit, taking: Iterable[Candidate], count: int) -> Decimal:
        """The least that so many of the candidates take of a budget or of people, each at its smallest."""
        problem = self.inputs.problem
        if limit.kind == Kind.BUDGET:
            place = problem.periods.index(limit.first)
            least = [Decimal(min(level.costs[place] for level in candidate.levels)) for candidate in taking]
        else:
            place = problem.skills.index(limit.first)
            least = [min(level.people[place] for level in candidate.levels) for candidate in taking]
        return sum(sorted(least)[:count], Decimal(0))

    def _least(self, limit: Limit, taking: Iterable[Candidate], count: int) -> str:
        amount = self._amounts(limit, taking, count)
        return self.minor(amount) if limit.kind == Kind.BUDGET else number(amount)

    def reason(self, reason: Reason) -> str:
        """Why a candidate is left out, as a sentence."""
        words = {
            Why.RULED_OUT: _("Ruled out by this scenario."),
            Why.EXCLUDED: _("Excluded by %(other)s, which is chosen."),
            Why.NEEDS: _("Needs %(other)s, which is left out."),
            Why.CATEGORY: _("At most %(amount)s of %(place)s are chosen, and they are worth more together."),
            Why.BUDGET: _("Would need %(money)s more in %(place)s."),
            Why.PEOPLE: _("Would need %(amount)s more %(place)s."),
            Why.WORTHLESS: _("Brings no value by this measure."),
            Why.WEAKER: _("Worth less per dollar than what is chosen."),
            Why.TOGETHER: _("What is chosen is worth more together."),
            Why.UNPROVEN: _("The search ended before it was tried in every combination."),
        }[reason.why]
        if reason.why == Why.WEAKER and self.currency != "USD":
            words = _("Worth less for its cost than what is chosen.")
        amount = reason.amount
        return words % {
            "other": self.name(reason.other),
            "place": reason.place,
            "amount": number(amount) if amount is not None else "",
            "money": self.minor(amount) if amount is not None and reason.why == Why.BUDGET else "",
        }

    def reasons(self, rows: Iterable[Reason]) -> str:
        """All reasons in one line; at most the first three prerequisites are named."""
        return " ".join(self.reason(row) for row in rows)

    def use(self, row: Use) -> str:
        """How far a limit is used: "$4.2M of $4.5M"."""
        if row.limit.kind == Kind.BUDGET:
            used, of = self.minor(row.used), self.minor(row.limit.amount)
        else:
            used, of = number(row.used), number(row.limit.amount)
        if row.limit.kind == Kind.AT_LEAST:
            return _("%(used)s, at least %(of)s") % {"used": used, "of": of}
        return _("%(used)s of %(of)s") % {"used": used, "of": of}

    def entry(self, entry: Entry) -> list[str]:
        """What would bring a candidate in, as sentences."""
        found = []
        if entry.value is not None:
            if entry.value == 0:
                found.append(_("Worth as much as what is chosen; the cheaper choice was taken."))
            else:
                found.append(self._worth_more(entry.key, entry.value))
        if entry.budget is not None and entry.budget > 0:
            found.append(
                _("With %(money)s more budget, another choice with it is worth no less.")
                % {"money": self.minor(entry.budget)}
            )
        if entry.blocked:
            clauses = get_text_list([self.limit(limit) for limit in entry.blocked], _("and"))
            found.append(_("Kept out because %(limits)s.") % {"limits": clauses})
        return found

    def _worth_more(self, key: str, more: Decimal) -> str:
        """How much more a candidate must be worth to enter; a score that no case can have is told as out of reach."""
        highest, candidate = self.highest_score, self.inputs.problem.by_key.get(key)
        if highest is None or candidate is None:
            return _("Enters when worth %(value)s more.") % {"value": self.value(more)}
        needed = max(level.value for level in candidate.levels) + more
        if needed > highest:
            return _("No score brings it in: it would take %(needed)s points, and %(highest)s is the most.") % {
                "needed": self.value(needed),
                "highest": self.value(highest),
            }
        return _("Enters with a score that is %(value)s points higher.") % {"value": self.value(more)}

    @cached_property
    def highest_score(self) -> Decimal | None:
        """The highest score that the model in use can give; None when values are not scores."""
        return active_model().parsed.highest if self.scenario.measure == Measure.SCORE else None

    def message(self, candidate: Candidate, found: Result) -> str:
        """The draft of what the team of a candidate is told."""
        case = self.name(candidate.key)
        facts = {"case": case, "years": self.scenario.period, "unit": self.scenario.unit.name}
        level = found.levels.get(candidate.key)
        if level is not None:
            words = (
                _("%(case)s is funded for %(years)s.")
                if level == 0
                else _("%(case)s is funded for %(years)s at its smaller scope.")
            )
            return (words % facts)[:MESSAGE_LENGTH]
        said = [_("%(case)s is not among what %(unit)s funds for %(years)s.") % facts]
        said.append(self.reasons(found.reasons.get(candidate.key, ())))
        entry = next((entry for entry in found.entries if entry.key == candidate.key), None)
        if entry is not None and (ways := self.entry(entry)):
            said.append(_("What would change that:") + " " + " ".join(ways))
        said.append(_("The use case keeps its place in the register and can be chosen next time."))
        return " ".join(part for part in said if part)[:MESSAGE_LENGTH]


def draft(outcome: Outcome, ends: str) -> str:
    """What a team is told: as a person wrote it, or the draft; it says first when funding for years (`ends`) ends."""
    if not ends or outcome.is_funded or outcome.edited_by_id or outcome.sent_at:
        return outcome.text
    words = _("The funding for %(years)s ends: %(text)s") % {"years": ends, "text": outcome.text}
    return words[:MESSAGE_LENGTH]


def headline(solution: Solution, words: Words) -> str:
    """The sentence of a solution: "11 of 14 are funded with $4.2M of $4.5M"."""
    facts = {"funded": solution.funded, "candidates": solution.candidates, "cost": words.minor(solution.cost_minor)}
    if solution.budget_minor is None:
        return (
            ngettext(
                "%(funded)s of %(candidates)s is funded with %(cost)s",
                "%(funded)s of %(candidates)s are funded with %(cost)s",
                solution.funded,
            )
            % facts
        )
    facts["budget"] = words.minor(solution.budget_minor)
    return (
        ngettext(
            "%(funded)s of %(candidates)s is funded with %(cost)s of %(budget)s",
            "%(funded)s of %(candidates)s are funded with %(cost)s of %(budget)s",
            solution.funded,
        )
        % facts
    )


def conflict_sentence(found: Result, words: Words) -> str:
    """Why nothing can be chosen: the limits of the smallest conflict in one sentence."""
    clauses = words.conflict(found)
    if not clauses:
        return _("The search ended before any choice was found.")
    if len(clauses) == 1:
        return _("This limit alone cannot be kept: %(limits)s.") % {"limits": clauses[0]}
    return _("These cannot all hold: %(limits)s.") % {"limits": "; ".join(clauses)}
