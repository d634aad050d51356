"""Procedure: yes/no questions asked in order, whose answers give a case its tier and its marks.

A turn (the yes or the no of a question) goes on `to` a later question, gives a `tier`, or does both, and may add
`marks`. The first tier that is given stands; what comes later can only add marks, and so lies over it. A question
with `choose` is answered by picking entries of that list of the document: it is a yes when at least one picked entry
is in force on the day asked about. Questions `alongside` follow in their order, each only for its tiers and
when all of the marks that it needs are there, and add marks only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone
from library.kinds.base import Key, Line, Part, Problems, Prose, Tier

Choice = Literal["exclusions", "practices", "areas", "filters", "triggers"]
Answers = Mapping[str, bool | Sequence[str] | None]


class Outcome(Part, frozen=True, kw_only=True):
    """A tier of the regulation. `raises_to` is what it lifts this product's own risk tier to, at least."""

    key: Key
    label: Line
    meaning: Prose
    tone: Tone = Tone.NEUTRAL
    raises_to: Tier | None = None
    blocks: bool = False


class Mark(Part, frozen=True, kw_only=True):
    """A fact that lies over the tier, for example a role."""

    key: Key
    label: Line
    meaning: Prose


class Turn(Part, frozen=True, kw_only=True):
    """What one answer leads to. `since` is the date from which the tier binds; without it, that of what was picked."""

    to: Key | None = None
    tier: Key | None = None
    marks: tuple[Key, ...] = ()
    since: Key | None = None


class Question(Part, frozen=True, kw_only=True):
    """One question of the way to the tier."""

    key: Key
    ask: Line
    guidance: Prose
    article: Line
    yes: Turn
    no: Turn
    choose: Choice | None = None


class Side(Part, frozen=True, kw_only=True):
    """One question alongside, asked when the tier is one of `tiers` and all marks of `needs` are there."""

    key: Key
    ask: Line
    guidance: Prose
    article: Line
    tiers: tuple[Key, ...]
    needs: tuple[Key, ...] = ()
    yes: tuple[Key, ...] = ()
    no: tuple[Key, ...] = ()


class Procedure(Part, frozen=True, kw_only=True):
    """The whole way. The first question is asked first."""

    outcomes: tuple[Outcome, ...]
    marks: tuple[Mark, ...]
    questions: tuple[Question, ...]
    alongside: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Where the answers lead: a tier, or the question that is still `open`.

    `picked` are the entries that made a question a yes, `path` the answers in the order of the questions.
    """

    tier: str | None
    since: date | None
    marks: tuple[str, ...]
    picked: tuple[str, ...]
    path: tuple[tuple[str, bool], ...]
    open: str | None

    @property
    def facts(self) -> frozenset[str]:
        """Marks and picked entries together: what duties depend on."""
        return frozenset(self.marks) | frozenset(self.picked)


def walk(
    procedure: Procedure,
    answers: Answers,
    *,
    lists: Mapping[str, Mapping[str, date | None]],
    dates: Mapping[str, date],
    on: date,
) -> Finding:
    """Return what `answers` (by key of question) give on the day `on`.

    `lists` holds for each list that questions choose from the first day of each entry, None for one without a date;
    `dates` the days that turns name.
    Raises ValueError for an answer that is none: an entry not on the list, or picks where yes or no was asked.
    """
    questions = {question.key: question for question in procedure.questions}
    tier: str | None = None
    since: date | None = None
    marks: list[str] = []
    picked: list[str] = []
    path: list[tuple[str, bool]] = []

    def finding(open_at: str | None) -> Finding:
        return Finding(
            None if open_at else tier, None if open_at else since, tuple(marks), tuple(picked), tuple(path), open_at
        )

    at: str | None = procedure.questions[0].key
    while at is not None:
        question = questions[at]
        answer = answers.get(at)
        if answer is None:
            return finding(at)
        hits: list[str] = []
        if question.choose is None:
            said = _yes_or_no(at, answer)
        else:
            hits = _in_force(at, answer, lists[question.choose], on)
            picked += hits
            said = bool(hits)
        path.append((at, said))
        turn = question.yes if said else question.no
        marks += [mark for mark in turn.marks if mark not in marks]
        if tier is None and turn.tier is not None:
            tier = turn.tier
            if turn.since is not None:
                since = dates[turn.since]
            elif question.choose is not None:
                since = min((day for hit in hits if (day := lists[question.choose][hit])), default=None)
        at = turn.to
    for side in procedure.alongside:
        if tier not in side.tiers or not set(side.needs) <= set(marks):
            continue
        answer = answers.get(side.key)
        if answer is None:
            return finding(side.key)
        said = _yes_or_no(side.key, answer)
        path.append((side.key, said))
        marks += [mark for mark in (side.yes if said else side.no) if mark not in marks]
    return finding(None)


def _yes_or_no(key: str, answer: bool | Sequence[str]) -> bool:
    if not isinstance(answer, bool):
        raise ValueError(f"“{key}” is answered by yes or no.")
    return answer


def _in_force(key: str, answer: bool | Sequence[str], entries: Mapping[str, date | None], on: date) -> list[str]:
    if isinstance(answer, (bool, str)):
        raise ValueError(f"“{key}” is answered by picking entries, or none.")
    if strange := [entry for entry in answer if entry not in entries]:
        raise ValueError(f"“{key}” has no entry {', '.join(strange)}.")
    starts = {entry: entries[entry] or date.min for entry in answer}
    return [entry for entry in answer if starts[entry] <= on]


def check_procedure(found: Problems, procedure: Procedure, dates: set[str]) -> None:
    """Add what is wrong with `procedure`: ways that end without a tier, turn back, or name what is not there."""
    found.not_empty("procedure.questions", procedure.questions)
    found.same_keys("procedure.outcomes", (outcome.key for outcome in procedure.outcomes))
    found.same_keys("procedure.marks", (mark.key for mark in procedure.marks))
    found.same_keys(
        "procedure.questions",
        [question.key for question in procedure.questions] + [side.key for side in procedure.alongside],
    )
    tiers = {outcome.key for outcome in procedure.outcomes}
    marks = {mark.key for mark in procedure.marks}
    order = {question.key: row for row, question in enumerate(procedure.questions)}
    for place, row, turn in _turns(procedure):
        if turn.to is not None and order.get(turn.to, -1) <= row:
            found.add(f"{place}.to", _("A way leads on to a later question; “%(key)s” is none."), key=turn.to)
        if turn.tier is not None and turn.tier not in tiers:
            found.add(f"{place}.tier", _("There is no tier “%(key)s”."), key=turn.tier)
        if turn.since is not None and turn.since not in dates:
            found.add(f"{place}.since", _("There is no date “%(key)s”."), key=turn.since)
        _known_marks(found, f"{place}.marks", turn.marks, marks)
    for index, side in enumerate(procedure.alongside):
        place = f"procedure.alongside[{index}]"
        found.not_empty(f"{place}.tiers", side.tiers)
        for tier in side.tiers:
            if tier not in tiers:
                found.add(f"{place}.tiers", _("There is no tier “%(key)s”."), key=tier)
        _known_marks(found, place, (*side.needs, *side.yes, *side.no), marks)
    if not found:
        _check_ways(found, procedure)


def _turns(procedure: Procedure) -> Iterator[tuple[str, int, Turn]]:
    for row, question in enumerate(procedure.questions):
        yield f"procedure.questions[{row}].yes", row, question.yes
        yield f"procedure.questions[{row}].no", row, question.no


def _known_marks(found: Problems, place: str, named: Sequence[str], marks: set[str]) -> None:
    for mark in named:
        if mark not in marks:
            found.add(place, _("There is no mark “%(key)s”."), key=mark)


def _check_ways(found: Problems, procedure: Procedure) -> None:
    """Follow every way. `reached` holds each question with whether a tier stands by then."""
    questions = {question.key: question for question in procedure.questions}
    reached: set[tuple[str, bool]] = set()
    ahead = [(procedure.questions[0].key, False)]
    while ahead:
        here = ahead.pop()
        if here in reached:
            continue
        reached.add(here)
        key, settled = here
        for turn in (questions[key].yes, questions[key].no):
            now = settled or turn.tier is not None
            if turn.to is not None:
                ahead.append((turn.to, now))
            elif not now:
                found.add("procedure.questions", _("A way ends at “%(key)s” without a tier."), key=key)
    for key in questions:
        if not any(key == place for place, _settled in reached):
            found.add("procedure.questions", _("No way leads to “%(key)s”."), key=key)
