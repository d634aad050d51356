"""What law and policies make of cases: of one in full, and of all that a reader sees in counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from foundation.people.actors import Actor
from governance import hooks, rules_compliance
from governance.hooks import Figure
from governance.models import Classification, PolicyCheck
from governance.queries.approvals import coverage, standing_approval
from governance.rules_compliance import Overall
from governance.workflow import PolicyAnswer
from library import queries as library
from library.kinds.monitoring_requirements import MonitoringRequirements, Requirement
from library.kinds.policy_set import Group, Policy, PolicySet
from library.kinds.procedure import Finding, Outcome
from library.kinds.regulation import Regulation
from library.models import Document
from usecases.models import UseCase
from usecases.workflow import LADDER, Source, Stage, reached

REGULATION, POLICIES, MONITORING = "eu-ai-act", "ai-policies", "system-monitoring"
RUNNING = [stage.value for stage in LADDER if reached(stage, Stage.APPROVED)]


def regulation() -> Document:
    """Return the regulation in the version that new answers are given to. Raises MissingDocument."""
    return library.latest("regulation", REGULATION)


def policy_set() -> Document:
    """Return the policies in the version that checks are made by. Raises MissingDocument."""
    return library.latest("policy_set", POLICIES)


def policy_places() -> dict[str, str]:
    """The places of a case at which evidence for a policy is kept, with their labels; none without a library."""
    try:
        policies: PolicySet = policy_set().parsed
    except library.MissingDocument:
        return {}
    return {place_of(policy.key): policy.label for policy in policies.policies}


def place_of(policy: str) -> str:
    """The place of a case at which evidence for this policy is kept."""
    return f"policy-{policy}"


# --- the regulation --------------------------------------------------------------------------------------------------


def classifications(case: UseCase) -> QuerySet[Classification]:
    """Return all classifications of a case, the last first."""
    rows = Classification.objects.filter(case=case).select_related("by", "case__unit").prefetch_related("document")
    rows = rows.order_by("-number")
    return cast("QuerySet[Classification]", rows)


def current_classification(case: UseCase) -> Classification | None:
    """Return the classification that counts for a case; None while there is none."""
    return classifications(case).filter(replaced_at=None).exclude(tier="").first()


def unfinished_classification(case: UseCase) -> Classification | None:
    """Return the answers that were begun and not finished; None for none."""
    return classifications(case).filter(replaced_at=None, tier="").first()


@dataclass(frozen=True, slots=True)
class Prohibition:
    """A law that prohibits a case, and by which of its articles."""

    regulation: Regulation
    outcome: Outcome
    why: str


def finding_today(found: Classification) -> Finding:
    """Return what the answers of a classification give today, or on its own day where that lies ahead."""
    day = max(found.on, timezone.localdate())
    if found.changes_on is None or found.changes_on > day:
        return found.finding
    return found.regulation.classify(found.answers, day)


def prohibition(case: UseCase) -> Prohibition | None:
    """Return what prohibits a case by the answers given, on the day it is asked; None when nothing does."""
    found = current_classification(case)
    if found is None or not (found.blocks or found.changes_on):
        return None
    finding = finding_today(found)
    outcome = next(item for item in found.regulation.procedure.outcomes if item.key == finding.tier)
    if not outcome.blocks:
        return None
    labels = found.regulation.labels()
    return Prohibition(found.regulation, outcome, ", ".join(labels[key] for key in finding.picked))


def dossier_part(case: UseCase) -> dict[str, dict[str, Any]]:
    """Return what governance adds to the dossier of a case: the tier by law and the policy checks.

    `eu_tier` is there only for a tier that asks something of the review; the route makes it material and the words
    around it not, so that answering the questions voids an approval only when it raises something.
    """
    # A review asks this often: the document is read only for a case that is classified.
    rows = Classification.objects.filter(case=case, replaced_at=None).exclude(tier="")
    found = rows.first()
    return {
        "risk": {
            "eu_tier": asking_tier(found),
            "eu_ai_act": _in_words(found) if found else None,
            "policies": dict(sorted(answers_of([case.pk]).get(case.pk, {}).items())) or None,
        }
    }


def asking_tier(found: Classification | None) -> str | None:
    """Return the tier by law when it asks something of the review; None for one that does not, or none."""
    return found.tier if found is not None and (found.raises_to or found.blocks) else None


def _in_words(found: Classification) -> str:
    law = found.regulation
    labels, marks = law.labels(), {mark.key: mark.label for mark in law.procedure.marks}
    said = [labels[key] for key in found.picked] + [marks[key] for key in found.marks]
    because = f" ({', '.join(said)})" if said else ""
    return f"{found.label}{because}; {found.document.reference}, classification {found.number}"


# --- policies --------------------------------------------------------------------------------------------------------


def current_checks(case: UseCase) -> dict[str, PolicyCheck]:
    """Return the check that counts of each policy of a case."""
    rows = PolicyCheck.objects.filter(case=case).current().select_related("by")
    return {row.policy: row for row in cast("Iterable[PolicyCheck]", rows)}


def checks_of(case: UseCase, policy: str) -> list[PolicyCheck]:
    """Return every check of one policy of a case, the last first."""
    rows = PolicyCheck.objects.filter(case=case, policy=policy).select_related("by").order_by("-id")
    return list(cast("Iterable[PolicyCheck]", rows))


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group of policies, each with its check (None while unchecked), and whether the case complies (None: open)."""

    group: Group
    rows: tuple[tuple[Policy, PolicyCheck | None], ...]
    complies: bool | None

    @property
    def counts(self) -> Counter[str]:
        """How many policies have each answer; "open" for those that nobody has checked."""
        return Counter(row.answer if row else "open" for _policy, row in self.rows)


@dataclass(frozen=True, slots=True)
class Compliance:
    """What the policies say of a case, by group and overall."""

    document: Document
    groups: tuple[GroupState, ...]
    overall: Overall
    approved: bool

    @property
    def answers(self) -> dict[str, str]:
        """The answers by policy; an unchecked one is left out."""
        return {policy.key: row.answer for group in self.groups for policy, row in group.rows if row}

    @property
    def counts(self) -> Counter[str]:
        """How many policies have each answer; "open" for those that nobody has checked."""
        return sum((group.counts for group in self.groups), Counter())


def compliance(case: UseCase) -> Compliance:
    """Return what the policies say of a case. Approved means that an approval stands and covers the case as it is."""
    document = policy_set()
    policies: PolicySet = document.parsed
    checks = current_checks(case)
    states = policies.compliance({key: row.answer for key, row in checks.items()})
    groups = tuple(
        GroupState(group, tuple((policy, checks.get(policy.key)) for policy in group.policies), states[group.key])
        for group in policies.groups
    )
    approval = standing_approval(case)
    approved = approval is not None and coverage(approval).covers
    return Compliance(document, groups, rules_compliance.overall(states.values(), approved=approved), approved)


# --- what must be measured -------------------------------------------------------------------------------------------


def monitoring_requirements() -> Document:
    """Return what every approved system must measure. Raises MissingDocument."""
    return library.latest("monitoring_requirements", MONITORING)


@dataclass(frozen=True, slots=True)
class Obligation:
    """One measure that a system must take: its latest figure, and how that stands.

    `state`: measured, overdue, unmeasured, or lifted by the policy `because` that does not apply to the case.
    """

    requirement: Requirement
    figure: Figure | None
    state: str
    because: str = ""


def obligations(
    case_answers: Mapping[int, Mapping[str, str]], *, today: date | None = None
) -> dict[int, list[Obligation]]:
    """Return what each case must measure, given its policy answers; the same few queries however many cases."""
    requirements: MonitoringRequirements = monitoring_requirements().parsed
    policies: PolicySet = policy_set().parsed
    indicators = [item.kpi for item in requirements.requirements if item.kpi]
    figures = hooks.measured(list(case_answers), indicators)
    day = today or timezone.localdate()
    labels = policies.labels()
    found = {}
    for case, answers in case_answers.items():
        lifted = rules_compliance.lifted(policies, requirements, answers)
        found[case] = [
            _obligation(item, figures[case].get(item.kpi or ""), labels.get(lifted.get(item.key, ""), ""), day)
            for item in requirements.requirements
        ]
    return found


def _obligation(item: Requirement, figure: Figure | None, lifted_by: str, today: date) -> Obligation:
    if lifted_by:
        return Obligation(item, figure, "lifted", lifted_by)
    if figure is None or figure.on is None:
        return Obligation(item, figure, "unmeasured")
    overdue = rules_compliance.is_overdue(item, figure.on, today)
    return Obligation(item, figure, "overdue" if overdue else "measured")


@dataclass(frozen=True, slots=True)
class Monitored:
    """An approved case with what it must measure."""

    case: UseCase
    obligations: list[Obligation]

    @property
    def counts(self) -> Counter[str]:
        """How many measures are in each state."""
        return Counter(item.state for item in self.obligations)

    @property
    def missing(self) -> list[Obligation]:
        """What is owed: never measured, or overdue."""
        return [item for item in self.obligations if item.state in ("unmeasured", "overdue")]


def approved_cases(actor: Actor) -> QuerySet[UseCase]:
    """Return the visible cases whose approval is in force, by name: each must measure from then on."""
    rows = UseCase.objects.visible_to(actor).on_ladder().filter(stage__in=RUNNING)
    return rows.exclude(approval_standing="").select_related("unit").order_by("name", "id")


def monitored(cases: Sequence[UseCase]) -> list[Monitored]:
    """Return what each of these cases must measure, in their order."""
    answers = answers_of([case.pk for case in cases])
    owed = obligations({case.pk: answers.get(case.pk, {}) for case in cases}) if cases else {}
    return [Monitored(case, owed[case.pk]) for case in cases]


# --- everything that a reader sees -----------------------------------------------------------------------------------


def population(actor: Actor) -> QuerySet[UseCase]:
    """Return the cases that counts are about: visible, on the ladder and registered here.

    Cases that were imported beyond approval stand apart until they are reviewed; they would all read as open.
    """
    return UseCase.objects.visible_to(actor).on_ladder().filter(stage_source=Source.EARNED)


def answers_of(cases: "Sequence[int] | QuerySet[Any]") -> dict[int, dict[str, str]]:
    """Return the policy answers of many cases, by case and policy; one query."""
    found: dict[int, dict[str, str]] = {}
    rows = PolicyCheck.objects.filter(case__in=cases).current().order_by()
    for case, policy, answer in rows.values_list("case_id", "policy", "answer"):
        found.setdefault(case, {})[policy] = answer
    return found


@dataclass(frozen=True, slots=True)
class PolicyCount:
    """How many cases meet a policy."""

    policy: Policy
    met: int
    not_met: int
    not_applicable: int
    open: int


def policy_counts(actor: Actor) -> list[tuple[Group, list[PolicyCount]]]:
    """Return, by group, how many of the reader's cases meet each policy; two queries."""
    cases = population(actor)
    total = cases.count()
    rows = PolicyCheck.objects.filter(case__in=cases.values("pk")).current().order_by()
    counts = {
        (row["policy"], row["answer"]): row["count"]
        for row in rows.values("policy", "answer").annotate(count=Count("pk"))
    }
    policies: PolicySet = policy_set().parsed

    def of(policy: Policy) -> PolicyCount:
        met, not_met, beside = (counts.get((policy.key, answer.value), 0) for answer in PolicyAnswer)
        return PolicyCount(policy, met, not_met, beside, total - met - not_met - beside)

    return [(group, [of(policy) for policy in group.policies]) for group in policies.groups]


def policy_rows(actor: Actor, policy: str) -> QuerySet[Any]:
    """Return the lean rows of cases with what they say of a policy, as dictionaries; no answer while unchecked."""
    check = PolicyCheck.objects.filter(case=OuterRef("pk"), policy=policy, replaced_at=None)
    rows: Any = population(actor).annotate(
        policy=Value(policy), answer=Subquery(check.values("answer")[:1]), reason=Subquery(check.values("reason")[:1]),
        by=Subquery(check.values("by__name")[:1]), at=Subquery(check.values("recorded_at")[:1]),
    )  # fmt: skip
    return rows.values("id", "name", "unit__name", "policy", "answer", "reason", "by", "at")


def classification_rows(actor: Actor) -> QuerySet[Classification]:
    """Return the classifications that count of the cases a reader sees; documents once for all rows."""
    rows = Classification.objects.visible_to(actor).current().exclude(tier="")
    found = rows.filter(case__archived_at=None).select_related("case__unit", "by").prefetch_related("document")
    return cast("QuerySet[Classification]", found)
