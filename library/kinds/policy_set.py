"""Policy set: the rules that every AI project of the organization is checked against.

Each policy is one question about a project, answered `met`, `not_met` or `not_applicable`. A policy without
`not_applicable_when` applies to every project, so "not applicable" counts there like "not met". A group is complied
with when each of its policies is met or does not apply; one that is not met settles it, an open one leaves it open.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, get_args

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Header, Key, Kind, Line, Part, Pointer, Problem, Problems, Prose, Reference

Answer = Literal["met", "not_met", "not_applicable"]
ANSWERS: tuple[str, ...] = get_args(Answer)


class Policy(Part, frozen=True, kw_only=True):
    """One rule: what it asks for, the question that checks it, and what a reviewer wants to see."""

    key: Key
    label: Line
    asks: Prose
    question: Line
    evidence: tuple[Line, ...]
    not_applicable_when: Line | None = None
    points_to: tuple[Pointer, ...] = ()

    def settles(self, answer: str | None) -> bool | None:
        """Tell whether `answer` complies with the policy; None for an open one."""
        if answer is None:
            return None
        return answer == "met" or (answer == "not_applicable" and self.not_applicable_when is not None)


class Group(Part, frozen=True, kw_only=True):
    """Policies with one concern."""

    key: Key
    label: Line
    purpose: Prose
    policies: tuple[Policy, ...]


class PolicySet(Header, tag="policy_set", frozen=True, kw_only=True):
    """The whole set. Keys of policies are unique over the document."""

    groups: tuple[Group, ...]

    @property
    def policies(self) -> Iterator[Policy]:
        """Every policy, in order."""
        return (policy for group in self.groups for policy in group.policies)

    def compliance(self, answers: Mapping[str, str | None]) -> dict[str, bool | None]:
        """Return by group key whether a project complies, given its answers by policy key; None while it is open."""
        result: dict[str, bool | None] = {}
        for group in self.groups:
            settled = [policy.settles(answers.get(policy.key)) for policy in group.policies]
            result[group.key] = False if False in settled else None if None in settled else True
        return result

    def references(self) -> Iterable[Reference]:
        return sorted({pointer.reference for policy in self.policies for pointer in policy.points_to})

    def keys(self) -> Iterable[str]:
        return self.labels()

    def labels(self) -> Mapping[str, str]:
        return {policy.key: policy.label for policy in self.policies}


def check(document: PolicySet) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, empty groups, policies without evidence."""
    found = Problems()
    found.not_empty("groups", document.groups)
    found.same_keys("groups", (group.key for group in document.groups))
    found.same_keys("groups[].policies", (policy.key for policy in document.policies))
    for row, group in enumerate(document.groups):
        found.not_empty(f"groups[{row}].policies", group.policies)
        for column, policy in enumerate(group.policies):
            found.not_empty(f"groups[{row}].policies[{column}].evidence", policy.evidence)
    return found


KIND = Kind(
    key="policy_set",
    folder="policy_sets",
    label=_("Policy set"),
    plural=_("Policy sets"),
    purpose=_("The rules that every project is checked against, and the evidence for each."),
    struct=PolicySet,
    check=check,
)
