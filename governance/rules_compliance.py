"""What a regulation, the policies and the frameworks make of a case; no database, and the day is an argument.

The procedure itself is walked by `Regulation.classify` (decision procedure A4 of the design's facts on the EU AI Act).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone
from library.kinds.crosswalk import Crosswalk
from library.kinds.monitoring_requirements import MonitoringRequirements, Requirement
from library.kinds.policy_set import PolicySet
from library.kinds.procedure import Finding, Question, Side, Turn
from library.kinds.regulation import Entry, Obligation, Penalty, Regulation, Start

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the way to a finding. `answer` is None while it is open.

    `entries` are what it offers to choose from, empty for yes or no; `picked` what counts on the day asked about,
    `later` what was picked and is not in force yet.
    """

    key: str
    ask: str
    guidance: str
    article: str
    answer: bool | None
    reason: str
    entries: tuple[Entry, ...] = ()
    picked: tuple[Entry, ...] = ()
    later: tuple[Entry, ...] = ()


def lists(regulation: Regulation) -> dict[str, tuple[Entry, ...]]:
    """Return the lists that questions choose from, by name."""
    return {
        "exclusions": regulation.exclusions,
        "practices": regulation.practices,
        "areas": tuple(regulation.area_entries),
        "filters": regulation.filters,
        "triggers": regulation.triggers,
    }


def questions(regulation: Regulation) -> dict[str, Question | Side]:
    """Return every question by its key, in the order in which they are asked."""
    procedure = regulation.procedure
    found: dict[str, Question | Side] = {item.key: item for item in procedure.questions}
    return found | {item.key: item for item in procedure.alongside}


def classify(regulation: Regulation, answers: Answers, on: date) -> Finding:
    """Return what the procedure says of the answers on a day. Raises Invalid at the key of an answer that is none."""
    known = questions(regulation)
    for key, answer in answers.items():
        if key not in known:
            raise Invalid(_("There is no question “%(key)s”."), field=str(key)[:64], key=str(key)[:64])
        _check_shape(regulation, known[key], answer)
    return regulation.classify(answers, on)


def _check_shape(regulation: Regulation, question: Question | Side, answer: Any) -> None:
    if answer is None:
        return
    choose = question.choose if isinstance(question, Question) else None
    if choose is None:
        if not isinstance(answer, bool):
            raise Invalid(_("Answer yes or no."), field=question.key)
        return
    known = {entry.key for entry in lists(regulation)[choose]}
    if not isinstance(answer, list | tuple) or any(not isinstance(entry, str) for entry in answer):
        raise Invalid(_("Pick entries of the list, or none."), field=question.key)
    if strange := [entry for entry in answer if entry not in known]:
        raise Invalid(_("The list has no entry “%(entry)s”."), field=question.key, entry=strange[0][:64])


def reached(finding: Finding, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of `values` (by key of question) that lie on the way to the finding; others say nothing."""
    return {key: values[key] for key, _said in finding.path if key in values}


def asked(regulation: Regulation, finding: Finding, answers: Answers, reasons: Mapping[str, str]) -> list[Asked]:
    """Return the questions on the way to a finding in their order, the open one last."""
    known, offered = questions(regulation), lists(regulation)
    path: list[tuple[str, bool | None]] = list(finding.path)
    if finding.open is not None:
        path.append((finding.open, None))
    found = []
    for key, said in path:
        question = known[key]
        choose = question.choose if isinstance(question, Question) else None
        entries = offered[choose] if choose else ()
        given = answers.get(key) if choose else None
        chosen = [entry for entry in entries if entry.key in (given or ())]
        found.append(
            Asked(
                key, question.ask, question.guidance, question.article, said, reasons.get(key, ""), entries,
                tuple(entry for entry in chosen if entry.key in finding.picked),
                tuple(entry for entry in chosen if entry.key not in finding.picked),
            )
        )  # fmt: skip
    return found


def to_explain(regulation: Regulation, finding: Finding) -> list[str]:
    """Return the questions whose answer must be explained: those that take a case out of the law or out of a tier.

    A way that ends without a duty, and an exemption of Art. 6(3), which Art. 6(4) wants documented.
    """
    known = {question.key: question for question in regulation.procedure.questions}
    outcomes = {outcome.key: outcome for outcome in regulation.procedure.outcomes}
    last = regulation.procedure.questions[-1].key
    found = []
    for key, said in finding.path:
        question = known.get(key)
        if question is None or key == last:
            continue
        turn: Turn = question.yes if said else question.no
        leaves = turn.tier is not None and outcomes[turn.tier].raises_to is None
        if leaves or (question.choose == "filters" and said):
            found.append(key)
    return found


def next_change(regulation: Regulation, answers: Answers, on: date) -> tuple[date, Finding] | None:
    """Return the first later day on which the same answers give another tier, with what is found then; None for never.

    Practices become prohibited on their dates, so that what is lawful today may not be so later.
    """
    tier = regulation.classify(answers, on).tier
    for start in regulation.dates:
        if start.on > on:
            later = regulation.classify(answers, start.on)
            if later.tier is not None and later.tier != tier:
                return start.on, later
    return None


def starts(regulation: Regulation, duty: Obligation, finding: Finding) -> list[Start]:
    """Return from when on a duty binds a case: with its tier where the tier has one of the duty's dates, else all."""
    named = [start for start in regulation.dates if start.key in duty.since]
    with_tier = [start for start in named if start.on == finding.since]
    return with_tier or named


def fines(regulation: Regulation, turnover: Decimal | None, *, small: bool) -> list[tuple[Penalty, Decimal | None]]:
    """Return each penalty with the highest fine for a company of this turnover; None while it is not known.

    The larger of amount and share, for small companies the smaller (Art. 99(3) to (6), 101).
    """
    return [
        (penalty, None if turnover is None else penalty.cap(turnover, small=small)) for penalty in regulation.penalties
    ]


class Overall(StrEnum):
    """What all policies and the approval together say of a case (document A, with all four groups checked)."""

    CLEARED = "cleared"
    UNAPPROVED = "unapproved"
    OPEN = "open"
    BROKEN = "broken"

    @property
    def label(self) -> str:
        return OVERALL_LABELS[self]

    @property
    def tone(self) -> Tone:
        return OVERALL_TONES[self]


OVERALL_LABELS = {
    Overall.CLEARED: _("Meets all policies and is approved"),
    Overall.UNAPPROVED: _("Meets all policies; the approval is missing"),
    Overall.OPEN: _("Policies are still to be checked"),
    Overall.BROKEN: _("Does not meet a policy"),
}
OVERALL_TONES = {
    Overall.CLEARED: Tone.GOOD,
    Overall.UNAPPROVED: Tone.WARN,
    Overall.OPEN: Tone.NEUTRAL,
    Overall.BROKEN: Tone.BAD,
}


def overall(groups: Iterable[bool | None], *, approved: bool) -> Overall:
    """Return what a case comes to: no group broken or open, and an approval that stands and covers it."""
    states = set(groups)
    if False in states:
        return Overall.BROKEN
    if None in states or not states:
        return Overall.OPEN
    return Overall.CLEARED if approved else Overall.UNAPPROVED


def lifted(policies: PolicySet, requirements: MonitoringRequirements, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the measures that a case need not take, each with the policy because of which it does not apply.

    A measure that policies ask for falls away when none of them applies to the case; one that no policy asks for never.
    """
    asking: dict[str, list[str]] = {}
    for policy in policies.policies:
        for pointer in policy.points_to:
            if (pointer.kind, pointer.slug) == ("monitoring_requirements", requirements.slug):
                asking.setdefault(pointer.key, []).append(policy.key)
    return {key: by[0] for key, by in asking.items() if all(answers.get(policy) == "not_applicable" for policy in by)}


# How long after it was taken a figure still counts, by its slowest rhythm: the rhythm and a grace of about half of it.
FRESH_DAYS = {"day": 2, "week": 10, "month": 45, "quarter": 135}


def is_overdue(requirement: Requirement, last: date, today: date) -> bool:
    """Say whether the next figure of a requirement is overdue; one that is due with each release never is."""
    days = [FRESH_DAYS[rhythm] for rhythm in requirement.every if rhythm in FRESH_DAYS]
    return bool(days) and (today - last).days > max(days)


class Support(StrEnum):
    """What the policies of a case say for one entry of a framework."""

    SHOWN = "shown"
    BROKEN = "broken"
    OPEN = "open"
    NOT_APPLICABLE = "not_applicable"
    OUTSIDE = "outside"

    @property
    def label(self) -> str:
        return SUPPORT_LABELS[self]

    @property
    def tone(self) -> Tone:
        return SUPPORT_TONES[self]


SUPPORT_LABELS = {
    Support.SHOWN: _("Supported"),
    Support.BROKEN: _("Not met"),
    Support.OPEN: _("Open"),
    Support.NOT_APPLICABLE: _("Does not apply"),
    Support.OUTSIDE: _("No policy leads here"),
}
SUPPORT_TONES = {
    Support.SHOWN: Tone.GOOD,
    Support.BROKEN: Tone.BAD,
    Support.OPEN: Tone.WARN,
    Support.NOT_APPLICABLE: Tone.NEUTRAL,
    Support.OUTSIDE: Tone.NEUTRAL,
}


def citing(crosswalk: Crosswalk, framework: str) -> dict[str, tuple[str, ...]]:
    """Return, by id of each entry of a framework, the keys of the policies that lead to it."""
    cited = crosswalk.cited_by()
    return {
        entry.id: tuple(policy for policy, ids in cited.items() if entry.id in ids.get(framework, ()))
        for entry in crosswalk.framework(framework).entries
    }


def support(answers: Sequence[str | None]) -> Support:
    """Return what the answers of the policies that lead to an entry say for it; the worst wins.

    One policy not met breaks it, an unchecked one leaves it open; it is supported when the others are met.
    """
    if not answers:
        return Support.OUTSIDE
    if "not_met" in answers:
        return Support.BROKEN
    if None in answers:
        return Support.OPEN
    return Support.SHOWN if "met" in answers else Support.NOT_APPLICABLE
