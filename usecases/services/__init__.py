"""Everything that changes a use case; one verb each, the same for page, API, command and import."""

from usecases.services.cases import classify, create_case, edit_case, note_tier_floor
from usecases.services.checklist import take_template, tick, untick
from usecases.services.counts import fold_stage_counts, note_counts, rebuild_stage_counts
from usecases.services.custom import checked_custom, write_custom
from usecases.services.fields import create_field, edit_field, restore_field, retire_field
from usecases.services.links import add_web_link, link_cases, remove_web_link, unlink_cases
from usecases.services.moves import (
    advance,
    close,
    hold,
    note_approval,
    note_funding,
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
    score_with,
    take_readiness,
)
from usecases.services.tags import clean_tags, rename_tag, write_tags

__all__ = [
    "Adopted",
    "Recomputed",
    "add_web_link",
    "adopt_model",
    "adopt_weights",
    "advance",
    "checked_custom",
    "classify",
    "clean_tags",
    "close",
    "create_case",
    "create_field",
    "edit_case",
    "edit_field",
    "fold_stage_counts",
    "hold",
    "link_cases",
    "note_approval",
    "note_counts",
    "note_funding",
    "note_review_state",
    "note_tier_floor",
    "rebuild_stage_counts",
    "recompute_range",
    "record_inputs",
    "remove_web_link",
    "rename_tag",
    "reopen",
    "request_recompute",
    "restore_field",
    "resume",
    "retire_field",
    "score_case",
    "score_with",
    "take_readiness",
    "take_template",
    "tick",
    "unlink_cases",
    "untick",
    "write_custom",
    "write_tags",
]
