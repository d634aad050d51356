"""A gate as it is read: every criterion with what it rests on, and what all of them come to."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from deployments import bindings, rules
from deployments.models import Criterion, ExitCheck, Gate, StageRun
from deployments.readings import Reading, has_changed, thawed
from deployments.rules import Outcome, Point
from deployments.workflow import Answer, Level
from foundation.kernel.text import gettext_noop as _
from library.kinds.gate import Criterion as Ask


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion: the answer that counts, the reading it rests on (None when answered by hand).

    For a decided gate the reading is the frozen one, and `now` what the data says today.
    """

    criterion: Criterion
    ask: Ask
    answer: Answer
    reading: Reading | None = None
    now: Reading | None = None
    changed: bool = False

    @property
    def level(self) -> Level:
        return Level(self.criterion.level)

    @property
    def is_overridden(self) -> bool:
        """Whether two people have overridden exactly what the data says."""
        return self.criterion.confirmed_at is not None and not self.override_is_stale

    @property
    def override_is_stale(self) -> bool:
        """Whether the data says something else than it did when the override was asked for."""
        seen = self.criterion.override_seen
        if not seen:
            return False
        return (
            self.reading is None or self.reading.mark["state"] != seen["state"] or self.reading.value != seen["value"]
        )

    @property
    def override_waits(self) -> bool:
        """Whether an override was asked for that a second person has not confirmed."""
        asked = self.criterion.override_at is not None and self.criterion.confirmed_at is None
        return asked and not self.override_is_stale and self.answer != Answer.MET

    @property
    def is_settled(self) -> bool:
        return self.answer == Answer.MET or self.is_overridden

    @property
    def has_plan(self) -> bool:
        return bool(self.criterion.mitigation)

    @property
    def needs_plan(self) -> bool:
        return self.level == Level.SHOULD and not self.is_settled and not self.has_plan

    @property
    def point(self) -> Point:
        return Point(self.criterion.key, self.level, self.answer, self.is_overridden, self.has_plan)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """An exit check of the stage being left; when it was shown, and what was seen."""

    key: str
    ask: str
    note: str
    shown_at: datetime | None

    @property
    def is_shown(self) -> bool:
        return self.shown_at is not None


@dataclass(frozen=True, slots=True)
class Remark:
    """A fact about the stage being left that blocks nothing; `is_off` when it differs from the plan."""

    key: str
    sentence: str
    params: dict[str, str]
    is_off: bool

    @property
    def said(self) -> str:
        """The fact as a sentence in the reader's language."""
        return gettext(self.sentence) % self.params


@dataclass(frozen=True, slots=True)
class Sheet:
    """A gate with all its lines; `as_of` is the moment for which they hold."""

    gate: Gate
    lines: tuple[Line, ...]
    checks: tuple[CheckLine, ...]
    outcome: Outcome
    as_of: datetime
    remarks: tuple[Remark, ...] = ()

    def line(self, key: str) -> Line:
        """Return the line of a criterion. Raises KeyError."""
        for line in self.lines:
            if line.criterion.key == key:
                return line
        raise KeyError(key)

    @property
    def changed(self) -> list[Line]:
        """The lines of a decided gate whose data says something else today."""
        return [line for line in self.lines if line.changed]

    def of_level(self, level: Level) -> list[Line]:
        return [line for line in self.lines if line.level == level]

    def count(self, answer: Answer) -> int:
        return sum(line.answer == answer for line in self.lines)


def criteria_of(gate: Gate) -> list[Criterion]:
    """Return the criteria of a gate in the order of the checklist, with the people they name."""
    rows = list(
        gate.criteria.select_related("answered_by", "mitigation_owner", "override_by", "confirmed_by").order_by(
            "position"
        )
    )
    for row in rows:
        row.gate = gate
    return rows


def sheet(gate: Gate) -> Sheet:
    """Return a gate with its bindings read now; of a decided gate the frozen state, and what the data says today."""
    now = timezone.now()
    lines = tuple(_lines(gate, criteria_of(gate)))
    checks = _frozen_checks(gate) if gate.is_decided else _checks(gate)
    remarks = _frozen_remarks(gate) if gate.is_decided else _remarks(gate, now.date())
    outcome = rules.outcome((line.point for line in lines), open_checks=[c.key for c in checks if not c.is_shown])
    as_of = gate.decided_at if gate.is_decided and gate.decided_at else now
    return Sheet(gate, lines, tuple(checks), outcome, as_of, tuple(remarks))


def _remarks(gate: Gate, today: date) -> list[Remark]:
    """People and days of the stage being left, against its plan; nothing before the first stage."""
    run = StageRun.objects.filter(rollout=gate.rollout_id, key=gate.from_stage).first() if gate.from_stage else None
    if run is None:
        return []
    run.rollout = gate.rollout
    return [_people(run), _days(run, today)] if run.actual_start else [_people(run)]


def _people(run: StageRun) -> Remark:
    limits = run.stage.cohort
    least, most = limits.least, limits.most
    params = {"size": str(run.cohort_size or 0), "least": str(least or 0), "most": str(most or 0)}
    off = run.cohort_size is None or not rules.inside(run.cohort_size, least, most)
    if least is not None and most is not None:
        nobody, some = (
            _("Nobody is recorded in this stage; the plan says %(least)s to %(most)s people."),
            _("People recorded in this stage: %(size)s; the plan says %(least)s to %(most)s."),
        )
    elif least is not None:
        nobody, some = (
            _("Nobody is recorded in this stage; the plan says at least %(least)s people."),
            _("People recorded in this stage: %(size)s; the plan says at least %(least)s."),
        )
    elif most is not None:
        nobody, some = (
            _("Nobody is recorded in this stage; the plan says at most %(most)s people."),
            _("People recorded in this stage: %(size)s; the plan says at most %(most)s."),
        )
    else:
        nobody, some = _("Nobody is recorded in this stage."), _("People recorded in this stage: %(size)s.")
    return Remark("people", nobody if run.cohort_size is None else some, params, off)


def _days(run: StageRun, today: date) -> Remark:
    assert run.actual_start is not None
    days = max(0, ((run.actual_end or today) - run.actual_start).days)
    planned = (run.planned_end - run.planned_start).days + 1
    params = {"days": str(days), "planned": str(planned)}
    sentence = _("This stage is left after %(days)s of %(planned)s planned days.")
    if days >= planned:
        sentence = _("This stage is left after %(days)s days; the plan says %(planned)s.")
    return Remark("days", sentence, params, days < planned)


def _frozen_remarks(gate: Gate) -> list[Remark]:
    return [Remark(**row) for row in record_of(gate).get("remarks", [])]


def _lines(gate: Gate, criteria: Iterable[Criterion]) -> Iterable[Line]:
    rollout = gate.rollout
    asks = gate.parsed.criteria
    for criterion in criteria:
        ask = asks[criterion.position]
        if not criterion.is_bound:
            yield Line(criterion, ask, Answer(criterion.state))
        elif gate.is_decided:
            now = bindings.read(rollout, ask)
            changed = has_changed(criterion.evidence, now)
            yield Line(criterion, ask, Answer(criterion.state), thawed(criterion.evidence), now, changed)
        else:
            now = bindings.read(rollout, ask)
            yield Line(criterion, ask, now.state, now)


def left_checks(gate: Gate) -> list[ExitCheck]:
    """Return the exit checks of the stage that a gate leaves; none before the first stage."""
    if not gate.from_stage:
        return []
    return list(ExitCheck.objects.filter(run__rollout=gate.rollout_id, run__key=gate.from_stage).order_by("position"))


def _checks(gate: Gate) -> list[CheckLine]:
    rows = left_checks(gate)
    asks = gate.rollout.parsed.stage(gate.from_stage).exit_checks if rows else ()
    return [CheckLine(row.key, asks[row.position].ask, row.note, row.shown_at) for row in rows]


def _frozen_checks(gate: Gate) -> list[CheckLine]:
    return [
        CheckLine(
            row["key"], row["ask"], row["note"], datetime.fromisoformat(row["shown_at"]) if row["shown_at"] else None
        )
        for row in record_of(gate)["exit_checks"]
    ]


def record_of(gate: Gate) -> dict[str, Any]:
    """Return what the decision at a gate froze, as it was digested; empty while it is not decided."""
    return dict(json.loads(gate.record)) if gate.record else {}
