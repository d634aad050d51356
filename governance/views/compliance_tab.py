"""The tab "Compliance" of a use case: the law, the policies, what must be measured, and what that supports."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.evidence.queries import boxes
from foundation.people.http import Request
from foundation.ui.verdicts import verdict
from governance.queries import compliance as queries
from governance.queries import frameworks
from governance.rules_compliance import Support
from governance.views.compliance import duties, headline
from usecases.models import UseCase

KEY = "compliance"


def context(request: Request, case: UseCase) -> Mapping[str, Any]:
    """What law and policies say of the case."""
    found = queries.compliance(case)
    law = queries.current_classification(case)
    files = boxes(request.user, case)
    owed = queries.obligations({case.pk: found.answers})[case.pk]
    return {
        "law": law,
        "law_headline": headline(law) if law else _("The EU AI Act: not classified yet"),
        "law_duties": sum(len(part["rows"]) for part in duties(law)) if law else 0,
        "law_begun": queries.unfinished_classification(case),
        "prohibition": queries.prohibition(case),
        "compliance": found,
        "groups": [
            {
                "state": group,
                "rows": [
                    (policy, check, len(box.files) if (box := files.get(queries.place_of(policy.key))) else 0)
                    for policy, check in group.rows
                ],
            }
            for group in found.groups
        ],
        "policies_headline": policies_headline(found),
        "owed": owed,
        "owed_headline": owed_headline(owed),
        "frameworks": [(state, state.counts[Support.SHOWN]) for state in frameworks.frameworks_of(found.answers)],
        "may_regulate": verdict(request.user, "governance.regulate", case),
        "may_check": verdict(request.user, "governance.policy", case),
    }


def policies_headline(found: queries.Compliance) -> str:
    """What the policies say, as a title."""
    counts = found.counts
    if counts["not_met"]:
        return ngettext("%(count)s policy is not met", "%(count)s policies are not met", counts["not_met"]) % {
            "count": counts["not_met"]
        }
    if counts["open"]:
        return ngettext(
            "%(count)s policy is still to be checked", "%(count)s policies are still to be checked", counts["open"]
        ) % {"count": counts["open"]}
    return _(found.overall.label)


def owed_headline(owed: list[queries.Obligation]) -> str:
    """What must be measured and is not, as a title."""
    missing = sum(item.state in ("unmeasured", "overdue") for item in owed)
    if not missing:
        return _("Everything that must be measured is measured")
    return ngettext(
        "%(count)s measure is owed once it is approved", "%(count)s measures are owed once it is approved", missing
    ) % {"count": missing}
