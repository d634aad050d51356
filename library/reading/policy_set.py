"""What the page of a policy set shows."""

from typing import Any

from library.kinds.policy_set import PolicySet
from library.reading.links import pointed


def context(policies: PolicySet) -> dict[str, Any]:
    links = pointed(policies.references())
    return {
        "groups": [
            (group, [(policy, [links[pointer.reference] for pointer in policy.points_to]) for policy in group.policies])
            for group in policies.groups
        ],
        "count": sum(len(group.policies) for group in policies.groups),
    }
