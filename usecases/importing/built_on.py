"""What has been built on cases since they came in: whatever record points at them, of any app."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from foundation.discussion.models import Comment
from foundation.evidence.models import File
from foundation.kernel.text import gettext_noop as _
from readiness.models import Assessment
from usecases import hooks
from usecases.models import CaseTag, Cause, CustomValue, ImportRow, KnownRow, LastImport, ScoreCard, StageMove, UseCase

_OWN = frozenset({StageMove, CaseTag, CustomValue, ImportRow, LastImport, KnownRow, ScoreCard, UseCase})
"""Records that come with a case itself; changes of them show in its version and time."""
Reasons = dict[int, list[str]]


def built_on(cases: Mapping[int, UUID], *, since: datetime) -> Reasons:
    """Return by key of the case what stands on it, in words; `cases` gives their uids by key.

    Every foreign key to a case counts, so that an app of its own making is never overlooked; beside them comments,
    files and assessments, and what apps say through `hooks.register_built_on`.
    """
    found: Reasons = {}

    def note(keys: Collection[Any], word: str) -> None:
        for key in keys:
            found.setdefault(key, []).append(word)

    keys = list(cases)
    for relation in UseCase._meta.related_objects:
        model: Any = relation.related_model
        if model not in _OWN:
            name = relation.field.name
            rows = model._base_manager.filter(**{f"{name}__in": keys}).order_by()
            note(set(rows.values_list(name, flat=True)), str(model._meta.verbose_name))
    scored = ScoreCard.objects.filter(case__in=keys, cause=Cause.SCORED, recorded_at__gte=since).order_by()
    note(set(scored.values_list("case", flat=True)), _("a score"))
    by_uid = {uid: key for key, uid in cases.items()}
    for subjects, word in _BY_UID:
        note({by_uid[uid] for uid in subjects(list(by_uid)) if uid in by_uid}, word)
    for source in hooks.built_on_sources():
        for key, word in source(keys).items():
            note([key], word)
    return found


def _comments(uids: list[UUID]) -> set[UUID]:
    return set(Comment.objects.filter(subject_uid__in=uids, withdrawn_at=None).values_list("subject_uid", flat=True))


def _files(uids: list[UUID]) -> set[UUID]:
    return set(File.objects.filter(subject_uid__in=uids, withdrawn_at=None).values_list("subject_uid", flat=True))


def _assessments(uids: list[UUID]) -> set[UUID]:
    return set(Assessment.objects.filter(subject_uid__in=uids).values_list("subject_uid", flat=True))


_BY_UID: tuple[tuple[Callable[[list[UUID]], set[UUID]], str], ...] = (
    (_comments, _("a comment")),
    (_files, _("a file")),
    (_assessments, _("an assessment")),
)
