"""The kinds of document: for each a schema, its cross rules, and its words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from foundation.kernel.text import gettext_noop as _
from library.kinds import (
    approval_route,
    board,
    gate,
    import_profile,
    instrument,
    risk_questions,
    scoring_model,
    stage_plan,
)
from library.kinds.base import Header, Problem


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document. `folder` is its place in the shipped content, `label` and `plural` its name for people."""

    key: str
    folder: str
    label: str
    plural: str
    purpose: str
    struct: type[Header]
    check: Callable[[Any], list[Problem]]

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of the kind."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(self.struct)}


# In the order in which a use case meets them.
KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "instrument",
            "instruments",
            _("Instrument"),
            _("Instruments"),
            _("What is asked when a unit, a process or a deployment is assessed."),
            instrument.Instrument,
            instrument.check,
        ),
        Kind(
            "import_profile",
            "import_profiles",
            _("Import profile"),
            _("Import profiles"),
            _("How a table from elsewhere becomes use cases and units."),
            import_profile.ImportProfile,
            import_profile.check,
        ),
        Kind(
            "scoring_model",
            "scoring_models",
            _("Scoring model"),
            _("Scoring models"),
            _("How the inputs of a use case become a score and a recommendation."),
            scoring_model.ScoringModel,
            scoring_model.check,
        ),
        Kind(
            "risk_questions",
            "risk_questions",
            _("Risk questions"),
            _("Risk questions"),
            _("The questions that give a use case its tier."),
            risk_questions.RiskQuestions,
            risk_questions.check,
        ),
        Kind(
            "approval_route",
            "approval_routes",
            _("Approval route"),
            _("Approval routes"),
            _("Who must approve, in which order, by tier."),
            approval_route.ApprovalRoute,
            approval_route.check,
        ),
        Kind(
            "board",
            "boards",
            _("Board"),
            _("Boards"),
            _("Who sits on a board, and what carries a vote."),
            board.Board,
            board.check,
        ),
        Kind(
            "stage_plan",
            "stage_plans",
            _("Stage plan"),
            _("Stage plans"),
            _("The stages of a rollout, their weeks and cohorts."),
            stage_plan.StagePlan,
            stage_plan.check,
        ),
        Kind(
            "gate",
            "gates",
            _("Gate"),
            _("Gates"),
            _("What must be shown before a rollout moves on."),
            gate.Gate,
            gate.check,
        ),
    )
}
