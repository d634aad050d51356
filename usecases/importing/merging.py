"""What a row changes in a case that an earlier import made, and what it leaves because somebody edited it here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from foundation.kernel.text import gettext_noop as _
from usecases.importing.mapping import UNKNOWN
from usecases.importing.rows import Draft, Problem
from usecases.models import UseCase
from usecases.workflow import LABELS, Source, Stage

TEXTS = ("name", "summary", "category", "model_description", "impact")
WORDS = {
    "name": _("name"),
    "summary": _("problem it solves"),
    "category": _("category"),
    "model_description": _("model and supplier"),
    "impact": _("impact"),
}
UNKNOWN_STAGE = "Imported stage"


@dataclass(slots=True)
class Merge:
    """New column values by name, and notes about what was left alone."""

    changes: dict[str, Any] = field(default_factory=dict)
    kept: list[Problem] = field(default_factory=list)


def stage_of(draft: Draft) -> str:
    """Return the stage a case gets from its row: an unknown one starts as an idea."""
    stage = draft.values["stage"]
    return Stage.IDEA if stage == UNKNOWN else stage


def extra_of(draft: Draft) -> dict[str, str]:
    """Return the extras of a case: those of its row, and a word when its stage was not known."""
    return {**draft.extra, **({UNKNOWN_STAGE: UNKNOWN} if draft.values["stage"] == UNKNOWN else {})}


def since_of(draft: Draft, now: datetime) -> datetime:
    """Return since when the case is at its stage: the row's date when it lies in the past, else now.

    A date becomes noon in UTC: from there it is the same day for readers from UTC-12 to UTC+11.
    """
    if not draft.since:
        return now
    since = datetime.fromisoformat(draft.since).replace(hour=12, tzinfo=UTC)
    return since if since <= now else now


def merge(case: UseCase, base: Mapping[str, str], draft: Draft) -> Merge:
    """Return what `draft` changes in `case`; `base` holds the values of the last import.

    A value that the source did not change since the last import is left alone. One that it did change is taken over
    unless somebody edited it here meanwhile: then the edit stays, and a note says what the file holds now. The stage
    is taken over only while it is an imported one.
    """
    found = Merge()
    for name in TEXTS:
        new, old, now = draft.values[name], base.get(name), getattr(case, name)
        if new in {old, now}:
            continue
        if old is None or now != old:
            found.kept.append(_kept(name, new))
        else:
            found.changes[name] = new
    _merge_stage(case, base, draft, found)
    extra = extra_of(draft)
    if extra != case.extra:
        found.changes["extra"] = extra
    return found


def _merge_stage(case: UseCase, base: Mapping[str, str], draft: Draft, found: Merge) -> None:
    new, old = stage_of(draft), base.get("stage", "")
    old = Stage.IDEA if old == UNKNOWN else old
    if new in {old, case.stage}:
        return
    if case.stage_source != Source.IMPORTED or case.stage != old:
        found.kept.append(
            Problem(
                "",
                str(LABELS[Stage(new)]),
                _("The file has another stage now. The case has moved on here, so its stage stays."),
            )
        )
    else:
        found.changes["stage"] = new


def _kept(name: str, value: str) -> Problem:
    shown = value if len(value) <= 120 else value[:119] + "…"
    return Problem(
        "",
        shown,
        _("The file has another “%(field)s” now. It was edited here, so the edit stays."),
        {"field": WORDS[name]},
    )
