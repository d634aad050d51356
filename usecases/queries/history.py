"""Everything that happened to a case, field by field, and the case as it was known at an earlier moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.audit.models import Entry
from foundation.audit.queries import Line, kind_of, lines
from foundation.kernel.differences import Piece, word_pieces
from foundation.kernel.money import full
from foundation.people.models import User
from foundation.ui.words import DASH, day
from usecases import hooks, workflow
from usecases.models import ScoreCard, StageMove, UseCase, key_of
from usecases.queries.cases import active_model
from usecases.queries.custom import change_labels, custom_values, in_words
from usecases.rules.links import LABELS, REVERSED
from usecases.workflow import Stage

KINDS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "content": (
        gettext_lazy("Content"),
        ("usecases.case.created", "usecases.case.edited", "usecases.case.classified", "usecases.import."),
    ),
    "stage": (
        gettext_lazy("Stages"),
        tuple(f"usecases.case.{act}" for act in ("advanced", "held", "resumed", "closed", "reopened", "funding_noted")),
    ),
    "score": (gettext_lazy("Scores"), ("usecases.case.scored", "usecases.inputs.")),
    "review": (
        gettext_lazy("Reviews"),
        ("governance.", "usecases.case.review_noted", "usecases.case.approval_noted"),
    ),
    "rollout": (gettext_lazy("Rollouts"), ("deployments.",)),
    "value": (gettext_lazy("Value"), ("roi.", "metrics.", "portfolio.")),
    "comment": (gettext_lazy("Comments"), ("discussion.",)),
    "file": (gettext_lazy("Files"), ("evidence.",)),
    "link": (gettext_lazy("Links"), ("usecases.link.", "usecases.web_link.")),
}
"""What entries can be narrowed to: the words, and how the names of the acts begin."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "stage": {stage.value: workflow.LABELS[stage] for stage in Stage},
    "tier": workflow.TIER_LABELS,
    "tier_floor": workflow.TIER_LABELS,
    "impact": workflow.IMPACT_LABELS,
    "personal_data": workflow.PERSONAL_DATA_LABELS,
    "review_state": workflow.REVIEW_LABELS,
    "approval_standing": workflow.STANDING_LABELS,
}
TEXTS = ("summary", "objective", "data_description", "model_description", "human_oversight", "measures")
SHOWN = ("name", "category", "unit", "owner", "sponsor", "tier", "impact", "personal_data", *TEXTS, "budget",
         "review_state", "approval_standing", "approval_until", "funded_for")  # fmt: skip
"""What a case is shown with as of a moment, in this order; stage and score come from their own records."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after, in words; `pieces` tells longer texts word by word."""

    label: str
    before: str
    after: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry of the trail with its changes field by field; `elsewhere` names another record that it is about."""

    line: Line
    changes: tuple[Change, ...]
    elsewhere: str
    link: "LinkTold | None" = None


@dataclass(frozen=True, slots=True)
class LinkTold:
    """What an entry about a link says: how this case stands to the other one, None when it may not be seen."""

    words: str
    other: UseCase | None


@dataclass(frozen=True, slots=True)
class AsOf:
    """A case as it was known at a moment: `fields` as label and words, `hold` the reason of a hold that stood then.

    `was_registered` says whether it was there, `changed_since` how many later acts are taken back.
    """

    moment: datetime
    was_registered: bool
    name: str = ""
    stage: str = ""
    hold: str = ""
    score: Decimal | None = None
    fields: tuple[tuple[str, str], ...] = ()
    changed_since: int = 0


def entries(reader: User, case: UseCase, kind: str = "") -> QuerySet[Entry]:
    """Return the entries about a case and the records of it that the reader may see, newest first.

    `kind` (a key of KINDS) narrows them; any other text narrows nothing.
    """
    about = Q(subject_kind=kind_of(case), subject_uid=case.uid)
    for name, uids in hooks.records_of(reader, case):
        about |= Q(subject_kind=name, subject_uid__in=uids)
    rows = Entry.objects.filter(about).order_by("-id")
    if kind in KINDS:
        wanted = Q(pk__in=[])
        for beginning in KINDS[kind][1]:
            wanted |= Q(action__startswith=beginning)
        rows = rows.filter(wanted)
    return rows


def happened(reader: User, case: UseCase, rows: Sequence[Entry]) -> list[Happened]:
    """Return entries with their changes in words; the other side of a link is named to whoever may read it."""
    labels = _Labels()
    own = str(case.uid)
    told = lines(rows)
    links = _links(reader, told)
    return [
        Happened(
            line,
            tuple(_change(labels, *change) for change in line.changes),
            "" if line.subject_uid == own else line.subject_label,
            links.get(line.uid),
        )
        for line in told
    ]


def _links(reader: User, told: Sequence[Line]) -> dict[str, LinkTold]:
    """What entries about links say, by the entry; one query when there are any."""
    facts = {line.uid: dict(line.facts) for line in told if line.action.startswith("usecases.link.")}
    if not facts:
        return {}
    keys = [key for said in facts.values() if (key := key_of(said.get("other", ""))) is not None]
    seen = {case.pk: case for case in UseCase.objects.visible_to(reader).filter(pk__in=keys)}
    found = {}
    for uid, said in facts.items():
        labels = LABELS if said.get("outward") == _("yes") else REVERSED
        words = labels.get(said.get("kind", ""), "")
        found[uid] = LinkTold(_(words) if words else "", seen.get(key_of(said.get("other", "")) or 0))
    return found


def change(name: str, before: str, after: str) -> Change:
    """Return a change whose label and values are words already."""
    return Change(_sentence(name), before or DASH, after or DASH, word_pieces(before or DASH, after or DASH))


def as_of(case: UseCase, moment: datetime) -> AsOf:
    """Return a case as it was known at a moment: what it says now with every later change taken back.

    Stage and score are the last that were recorded until then; a later correction of the past changes none of it.
    """
    move = StageMove.objects.filter(case=case, recorded_at__lte=moment).order_by("-recorded_at", "-id").first()
    if move is None:
        return AsOf(moment, was_registered=False)
    values = _now(case)
    later = lines(_own_entries(case).filter(recorded_at__gt=moment))
    steps = [(line.at, line.changes) for line in later] + _imported_since(case, moment)
    for _at, changes in sorted(steps, key=lambda step: step[0], reverse=True):
        for name, before, _after in changes:
            values[name] = before
    card = ScoreCard.objects.filter(case=case, recorded_at__lte=moment).order_by("-id").first()
    labels = _Labels()
    names = [*SHOWN, *(name for name in values if name.startswith("custom."))]
    shown = tuple((labels.of(name), _in_words(name, values.get(name, DASH))) for name in names)
    return AsOf(
        moment,
        was_registered=True,
        name=values["name"],
        stage=move.label,
        hold=_hold(case, moment),
        score=card.total if card else None,
        fields=shown,
        changed_since=sum(1 for _at, changes in steps if changes),
    )


class _Labels:
    """What fields are called; what only added fields and models know is looked up when it is needed."""

    def __init__(self) -> None:
        self._own: dict[str, str] = {
            "score": _("Score"), "band": _("Band"), "budget": _("Budget"), "tags": _("Tags"),
            "tier_answers": _("Answers to the risk questions"), "approval_standing": _("Approval"),
            "approval_until": _("Approved until"), "review_state": _("Review"), "funded_for": _("Funded for"),
            "tier_floor": _("Lowest tier by law"),
        }  # fmt: skip
        self._further: dict[str, str] | None = None

    def of(self, name: str) -> str:
        if name in self._own:
            return self._own[name]
        try:
            return _sentence(str(UseCase._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        except FieldDoesNotExist:
            return self.further.get(name) or _sentence(name.rpartition(".")[2].replace("_", " "))

    @property
    def further(self) -> dict[str, str]:
        if self._further is None:
            self._further = change_labels() | {entry.key: entry.label for entry in active_model().parsed.inputs}
        return self._further


def _change(labels: _Labels, name: str, before: str, after: str) -> Change:
    old, new = _in_words(name, before), _in_words(name, after)
    return Change(labels.of(name), old, new, word_pieces(old, new))


def _in_words(name: str, value: str) -> str:
    if name == "approval_until" and value != DASH:
        return day(date.fromisoformat(value))
    words = WORDS.get(name, {}).get(value)
    return _(words) if words else value or DASH


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _own_entries(case: UseCase) -> QuerySet[Entry]:
    return Entry.objects.filter(subject_kind=kind_of(case), subject_uid=case.uid).order_by("-id")


def _hold(case: UseCase, moment: datetime) -> str:
    """The reason of the hold that stood at a moment; "" for none."""
    acts = [f"usecases.case.{act}" for act in ("held", "resumed", "closed")]
    last = _own_entries(case).filter(action__in=acts, recorded_at__lte=moment).first()
    return last.reason if last is not None and last.action == "usecases.case.held" else ""


def _now(case: UseCase) -> dict[str, str]:
    """What a case says now, in the words of the trail."""
    found: dict[str, str] = {}
    for name in SHOWN:
        value = getattr(case, name)
        found[name] = full(value) if name == "budget" and value is not None else str(value or "") or DASH
    for field, value in custom_values(case):
        found[field.change] = in_words(field, value) or DASH
    return found


def _imported_since(case: UseCase, moment: datetime) -> list[tuple[datetime, list[tuple[str, str, str]]]]:
    """What imports changed since: rows of one file are recorded together, so each keeps its own before and after."""
    found = []
    rows = case.import_rows.filter(batch__finished_at__gt=moment).exclude(changes={}).select_related("batch")
    for row in rows:
        changes = [
            (name, str(pair[0] or "") or DASH, str(pair[1] or "") or DASH)
            for name, pair in row.changes.items()
            if isinstance(pair, list) and len(pair) == 2 and name in {"name", "category", *TEXTS, "impact"}
        ]
        if changes and row.batch.finished_at:
            found.append((row.batch.finished_at, changes))
    return found
