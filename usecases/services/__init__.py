"""Everything that changes a use case; one verb each, the same for page, API, command and import."""

from usecases.services.cases import classify, create_case, edit_case
from usecases.services.counts import fold_stage_counts, note_counts, rebuild_stage_counts
from usecases.services.moves import (
    advance,
    close,
    hold,
    note_approval,
    note_review_state,
    reopen,
    resume,
)
from usecases.services.recompute import Recomputed, recompute_range
from usecases.services.scoring import (
    Adopted,
    adopt_model,
    adopt_weights,
    record_inputs,
    request_recompute,
    score_case,
    take_readiness,
)

__all__ = [
    "Adopted",
    "Recomputed",
    "adopt_model",
    "adopt_weights",
    "advance",
    "classify",
    "close",
    "create_case",
    "edit_case",
    "fold_stage_counts",
    "hold",
    "note_approval",
    "note_counts",
    "note_review_state",
    "rebuild_stage_counts",
    "recompute_range",
    "record_inputs",
    "reopen",
    "request_recompute",
    "resume",
    "score_case",
    "take_readiness",
]
