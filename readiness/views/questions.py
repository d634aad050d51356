"""A sheet as its page shows it: questions with what is chosen, what was last time, and what is still to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from foundation.evidence.queries import Box
from library.kinds.instrument import Anchor, Dimension, Factor, Instrument
from readiness import queries, rules
from readiness.models import ActionItem, Answer, Assessment, Sheet
from readiness.services import Given, Mark

NOT_KNOWN = "not_known"
MOST_STEPS = 21
"""With more steps the score is chosen from a list instead of a row."""


@dataclass(frozen=True)
class Question:
    """A factor as it stands on the page. `chosen` is a step of the scale, NOT_KNOWN or "" for no answer yet."""

    factor: Factor
    anchors: tuple[Anchor, ...]
    chosen: str
    comment: str
    revision: int
    number: int
    error: str = ""
    theirs: Mapping[str, Any] | None = None
    before: str = ""
    actions: tuple[ActionItem, ...] = ()
    box: Box | None = None


@dataclass(frozen=True)
class Section:
    """A dimension with its questions."""

    dimension: Dimension
    questions: list[Question]
    actions: tuple[ActionItem, ...] = ()


def given_in(data: QueryDict) -> dict[str, Given]:
    """Read answers from `score-KEY`, `comment-KEY` and `revision-KEY`; what is not sent stays as it is."""
    keys = {name.partition("-")[2] for name in data if name.startswith(("score-", "comment-"))}
    found = {}
    for key in sorted(keys):
        raw = data.get(f"score-{key}")
        revision = data.get(f"revision-{key}", "")
        found[key] = Given(
            score=Mark.KEEP if raw is None else Mark.NOT_KNOWN if raw == NOT_KNOWN else raw,
            comment=data.get(f"comment-{key}"),
            revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else None,
        )
    return found


def steps_of(instrument: Instrument) -> list[str]:
    """The steps of the scale, as they are chosen."""
    scale = instrument.scale
    count = int((scale.highest - scale.lowest) / scale.step)
    return [plain_score(scale.lowest + scale.step * index) for index in range(count + 1)]


def plain_score(score: Decimal | None) -> str:
    """A score as it is chosen: 7, not 7.00."""
    return "" if score is None else f"{score.normalize():f}"


def chosen_of(answer: Answer | None) -> str:
    """What an answer chooses."""
    if answer is None:
        return ""
    return NOT_KNOWN if answer.not_known else plain_score(answer.score)


def progress_of(sheet: Sheet) -> dict[str, Any]:
    """Where a sheet stands: its result so far, and the first factor without an answer."""
    said = sheet.said()
    instrument = sheet.assessment.parsed
    scores = {key: one.score for key, one in said.items() if one.score is not None}
    return {
        "assessment": sheet.assessment,
        "sheet": sheet,
        "result": rules.result(instrument, scores, [key for key, one in said.items() if one.not_known]),
        "missing": [factor for factor in instrument.factors if factor.key not in said],
    }


def sections_of(
    sheet: Sheet,
    *,
    typed: Mapping[str, Given],
    errors: Mapping[str, str],
    stale: Mapping[str, Answer],
    boxes: Mapping[str, Box],
) -> list[Section]:
    """The dimensions with their questions; what was typed and refused stands in place of what is kept."""
    assessment, kept = sheet.assessment, {answer.factor: answer for answer in sheet.answers.all()}
    before, actions = _before(assessment), _open_actions(assessment)
    sections, number = [], 0
    for dimension in assessment.parsed.dimensions:
        questions = []
        for factor in dimension.factors:
            number += 1
            key, answer, given = factor.key, kept.get(factor.key), typed.get(factor.key)
            chosen, comment = chosen_of(answer), answer.comment if answer else ""
            if given is not None and (errors or stale) and key not in stale:
                chosen = chosen if given.score is Mark.KEEP else _as_chosen(given)
                comment = comment if given.comment is None else given.comment
            questions.append(
                Question(
                    factor,
                    assessment.parsed.anchors_of(factor),
                    chosen,
                    comment,
                    answer.revision if answer else 0,
                    number,
                    errors.get(key, ""),
                    theirs(stale[key], given) if key in stale and given else None,
                    before.get(key, ""),
                    actions.get(key, ()),
                    boxes.get(key),
                )
            )
        sections.append(Section(dimension, questions, actions.get(dimension.key, ())))
    if general := actions.get("", ()):
        first = sections[0]
        sections[0] = Section(first.dimension, first.questions, (*general, *first.actions))
    return sections


def theirs(answer: Answer, mine: Given) -> dict[str, Any]:
    """What somebody else gave meanwhile beside what one gave oneself, for the choice between the two."""
    chosen = chosen_of(answer) if mine.score is Mark.KEEP else _as_chosen(mine)
    return {
        "answer": answer,
        "theirs": chosen_of(answer),
        "mine": chosen,
        "my_comment": answer.comment if mine.comment is None else mine.comment,
        "factor": answer.factor,
    }


def _as_chosen(given: Given) -> str:
    return NOT_KNOWN if given.score is Mark.NOT_KNOWN else str(given.score or "")


def _before(assessment: Assessment) -> dict[str, str]:
    """What the last submitted assessment of the same subject and instrument says of each factor."""
    previous = queries.previous_result(assessment)
    if previous is None:
        return {}
    found = {
        key: plain_score(round(Decimal(str(score)), 2)) for key, score in previous.result.get("scores", {}).items()
    }
    return found | dict.fromkeys(previous.result.get("not_known", ()), NOT_KNOWN)


def _open_actions(assessment: Assessment) -> dict[str, tuple[ActionItem, ...]]:
    """The open action items of the subject and instrument, by factor; "" for those about the whole."""
    rows = ActionItem.objects.still_open().filter(
        subject_kind=assessment.subject_kind,
        subject_uid=assessment.subject_uid,
        instrument_slug=assessment.instrument.slug,
    )
    found: dict[str, tuple[ActionItem, ...]] = {}
    for item in rows.select_related("owner").order_by("due_on", "id"):
        found[item.factor] = (*found.get(item.factor, ()), item)
    return found
