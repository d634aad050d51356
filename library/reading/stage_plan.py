"""What the page of a stage plan shows."""

from typing import Any

from django.utils.translation import gettext, ngettext

from library.kinds.stage_plan import Cohort, StagePlan
from library.reading.links import named


def cohort_words(cohort: Cohort) -> str:
    """Say how many take part: "10 to 20 users", or that no number is set."""
    if cohort.least is not None and cohort.most is not None:
        return gettext("%(least)s to %(most)s users") % {"least": cohort.least, "most": cohort.most}
    if cohort.most is not None:
        return gettext("at most %(most)s users") % {"most": cohort.most}
    if cohort.least is not None:
        return gettext("at least %(least)s users") % {"least": cohort.least}
    return gettext("no number set")


def context(plan: StagePlan) -> dict[str, Any]:
    gates = named("gate", {reference.slug for reference in plan.references()})
    weeks = plan.stages[-1].last_week
    return {
        "stages": [
            (stage, cohort_words(stage.cohort), gates.get(stage.gate, (stage.gate, ""))) for stage in plan.stages
        ],
        "length": ngettext("%(weeks)s week", "%(weeks)s weeks", weeks) % {"weeks": weeks},
    }
