"""What the policies support in laws, standards and principles, by the crosswalk."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.people.actors import Actor
from governance import rules_compliance
from governance.queries.compliance import answers_of, policy_set, population
from governance.rules_compliance import Support
from library import queries as library
from library.kinds.crosswalk import Crosswalk, Entry, Framework, Section
from library.models import Document


@dataclass(frozen=True, slots=True)
class Covered:
    """An entry of a framework with the policies (key and name) that lead to it, and what they say for it."""

    entry: Entry
    links: tuple[tuple[str, str], ...]
    counts: Counter[Support]

    @property
    def state(self) -> Support:
        """What they say for a single case."""
        return next(iter(self.counts))


@dataclass(frozen=True, slots=True)
class FrameworkState:
    """A framework, section by section; `counts` adds its entries up."""

    framework: Framework
    sections: tuple[tuple[Section, tuple[Covered, ...]], ...]

    @property
    def entries(self) -> list[Covered]:
        return [row for _section, rows in self.sections for row in rows]

    @property
    def counts(self) -> Counter[Support]:
        """Of a single case: how many entries are in each state."""
        return Counter(row.state for row in self.entries)


CROSSWALK = "five-principles"


def crosswalk() -> Document:
    """Return the crosswalk in use. Raises MissingDocument."""
    return library.latest("crosswalk", CROSSWALK)


def frameworks_of(answers: Mapping[str, str]) -> list[FrameworkState]:
    """Return what the policy answers of one case say for each framework."""
    walk: Crosswalk = crosswalk().parsed
    labels = policy_set().parsed.labels()
    return [_state(walk, framework, [(answers, 1)], labels) for framework in walk.frameworks]


def framework_in(actor: Actor, key: str) -> tuple[FrameworkState, int]:
    """Return what all cases of a reader say for a framework, and how many they are. Raises KeyError for an unknown one.

    Cases with the same answers are counted together, so that a thousand unchecked ones cost as much as one.
    """
    walk: Crosswalk = crosswalk().parsed
    framework = walk.framework(key)
    cases = population(actor)
    answers, total = answers_of(cases.values("pk")), cases.count()
    alike = Counter(tuple(sorted(found.items())) for found in answers.values())
    alike[()] += total - len(answers)
    groups = [(dict(found), times) for found, times in alike.items() if times]
    return _state(walk, framework, groups, policy_set().parsed.labels()), total


def _state(
    walk: Crosswalk,
    framework: Framework,
    groups: Sequence[tuple[Mapping[str, str], int]],
    labels: Mapping[str, str],
) -> FrameworkState:
    """Count for each entry how many cases support it; `groups` are cases with the same answers, and their number."""
    cited = rules_compliance.citing(walk, framework.key)

    def covered(entry: Entry) -> Covered:
        states: Counter[Support] = Counter()
        for answers, times in groups:
            states[rules_compliance.support([answers.get(policy) for policy in cited[entry.id]])] += times
        return Covered(entry, tuple((policy, labels.get(policy, policy)) for policy in cited[entry.id]), states)

    return FrameworkState(
        framework, tuple((part, tuple(covered(entry) for entry in part.entries)) for part in framework.sections)
    )


def satisfied_by(policy: str) -> list[tuple[Framework, list[Entry]]]:
    """Return what meeting one policy, with its evidence, supports in each framework."""
    walk: Crosswalk = crosswalk().parsed
    ids = walk.cited_by().get(policy, {})
    return [
        (framework, [entry for entry in framework.entries if entry.id in ids[framework.key]])
        for framework in walk.frameworks
        if framework.key in ids
    ]
