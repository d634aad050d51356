"""The same act on many cases at once: each through its own service, in its own transaction, with its own answer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction

from foundation.db.locking import lock
from foundation.kernel.errors import DomainError, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import User
from usecases import policies, queries
from usecases.models import UseCase
from usecases.services.cases import edit_case
from usecases.services.moves import close, hold, resume
from usecases.services.tags import clean_tags, folded

MOST = 200
"""Cases in one go: what one page of the list can show."""


class Act(StrEnum):
    """What can be done to several cases at once."""

    OWNER = "owner"
    TAG = "tag"
    UNTAG = "untag"
    HOLD = "hold"
    RESUME = "resume"
    CLOSE = "close"


LABELS: Mapping[Act, str] = {
    Act.OWNER: _("Set the owner"),
    Act.TAG: _("Add tags"),
    Act.UNTAG: _("Remove tags"),
    Act.HOLD: _("Put on hold"),
    Act.RESUME: _("Resume"),
    Act.CLOSE: _("Close"),
}


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one case: changed, left as it was, or refused with the reason."""

    case: UseCase
    changed: bool
    refusal: DomainError | None = None


def refusals(act: Act, cases: Iterable[UseCase], *, by: User) -> dict[int, DomainError]:
    """Return, by key of the case, why an act is not open to a person now; no entry where it is. No query a case."""
    check = {
        Act.HOLD: policies.check_hold,
        Act.RESUME: policies.check_resume,
        Act.CLOSE: policies.check_close,
    }.get(act, policies.check_edit)
    found: dict[int, DomainError] = {}
    for case in cases:
        try:
            check(by, case)
        except DomainError as refusal:
            found[case.pk] = refusal
    return found


def act_on(act: Act, cases: Iterable[UseCase], *, by: User, **values: Any) -> list[Done]:
    """Do one act to each of the cases, at most 200; what is refused for one leaves the others untouched.

    `values`: `owner` (User or None) for OWNER, `tags` (names) for TAG and UNTAG, `reason` for HOLD, RESUME and CLOSE,
    `to` (killed or retired) for CLOSE. Raises Invalid for too many cases, and at `tags` for tags that no case can take.
    """
    rows = list(cases)
    if len(rows) > MOST:
        raise Invalid(_("Choose at most %(limit)d use cases at once (now %(count)d)."), limit=MOST, count=len(rows))
    if "tags" in values:
        values["tags"] = clean_tags(values["tags"])
    return [_done(DOES[act], case, by, values) for case in rows]


def _done(does: Callable[..., UseCase], case: UseCase, by: User, values: Mapping[str, Any]) -> Done:
    try:
        with transaction.atomic():
            before = _state(lock(case))
            after = does(case, by=by, **values)
    except DomainError as refusal:
        return Done(case, False, refusal)
    return Done(after, _state(after) != before)


def _state(case: UseCase) -> tuple[Any, ...]:
    return case.version, case.held_since, case.stage


def _tag(case: UseCase, *, by: User, tags: list[str]) -> UseCase:
    return edit_case(case, by=by, tags=[*queries.tags_of(case), *tags])


def _untag(case: UseCase, *, by: User, tags: list[str]) -> UseCase:
    gone = {folded(name) for name in tags}
    return edit_case(case, by=by, tags=[name for name in queries.tags_of(case) if folded(name) not in gone])


DOES: Mapping[Act, Callable[..., UseCase]] = {
    Act.OWNER: edit_case,
    Act.TAG: _tag,
    Act.UNTAG: _untag,
    Act.HOLD: hold,
    Act.RESUME: resume,
    Act.CLOSE: close,
}
