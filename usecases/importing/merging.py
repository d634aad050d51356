"""What a row changes in a case that an earlier import made, and what it leaves because somebody edited it here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from foundation.kernel.text import gettext_noop as _
from usecases.importing.fields import value_of
from usecases.importing.mapping import PEOPLE, UNKNOWN
from usecases.importing.rows import Draft, Problem
from usecases.models import UseCase
from usecases.workflow import LABELS, Source, Stage

BASIC = ("name", "summary", "category", "model_description", "impact")
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
    """What the case says before and after by target, and notes about what was left alone."""

    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
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


def base_of(draft: Draft) -> dict[str, Any]:
    """Return what is kept of a row as the ground on which the next import tells its changes from edits here."""
    more = {"more": dict(draft.more)} if draft.more else {}
    return {**draft.values, "units": [unit.name for unit in draft.units], **more}


def merge(case: UseCase, base: Mapping[str, Any] | None, draft: Draft, *, words: Mapping[str, str]) -> Merge:
    """Return what `draft` changes in `case`; `base` holds the values of the last import, `words` names of targets.

    A value that the source did not change since the last import is left alone. One that it did change is taken over
    unless somebody edited it here meanwhile: then the edit stays, and a note says what the file holds now. The stage
    is taken over only while it is an imported one.

    Without a base the row was said to be a case that it did not make: what it states is taken over, blanks are not.
    """
    found = Merge()
    said = {name: draft.values[name] for name in BASIC}
    before: dict[str, Any] = {}
    if base is not None:
        before = {name: base.get(name) for name in BASIC} | dict(base.get("more", {}))
    for target, new in (said | dict(draft.more)).items():
        now = value_of(case, target)
        if base is None:
            if new not in {"", UNKNOWN, now}:
                found.changes[target] = (now, new)
            continue
        old = before.get(target)
        if new in {old, now}:
            continue
        if now == old or (old is None and now == ""):
            found.changes[target] = (now, new)
        else:
            found.kept.append(_kept(target, new, words))
    _merge_stage(case, base, draft, found)
    extra = extra_of(draft)
    if draft.reference:
        extra = case.extra
    elif base is None:
        extra = {**case.extra, **draft.extra}
    if extra != case.extra:
        found.changes["extra"] = (case.extra, extra)
    return found


def _merge_stage(case: UseCase, base: Mapping[str, Any] | None, draft: Draft, found: Merge) -> None:
    if base is None and draft.values["stage"] == UNKNOWN:
        return
    new, old = stage_of(draft), case.stage if base is None else base.get("stage", "")
    old = Stage.IDEA if old == UNKNOWN else old
    if new == case.stage or (base is not None and new == old):
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
        found.changes["stage"] = (case.stage, new)


def _kept(target: str, value: str, words: Mapping[str, str]) -> Problem:
    shown = value if len(value) <= 120 else value[:119] + "…"
    return Problem(
        "",
        "" if target in PEOPLE else shown,
        _("The file has another “%(field)s” now. It was edited here, so the edit stays."),
        {"field": WORDS.get(target) or words.get(target) or target},
    )
