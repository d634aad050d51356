"""What taking a filled workbook would do, row by row; nothing is changed here."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop
from foundation.kernel.tones import Tone
from foundation.ui.errors import sentence
from library.kinds.instrument import Instrument
from library.models import Document
from readiness import services
from readiness.models import Answer, Assessment, Sheet
from readiness.rules import Said
from readiness.rules.moving import carry_over
from readiness.services import Given, Mark
from readiness.workbooks import layout
from readiness.workbooks.reading import Filled, Row, Typed, read

_YES = {layout.TICK, "yes", "true", "1", "✓"}
_NO = {"", "no", "false", "0", "-", "–"}


class Outcome(StrEnum):
    """What becomes of a row."""

    CHANGED = "changed"
    SAME = "same"
    EMPTY = "empty"
    LOST = "lost"
    REFUSED = "refused"


OUTCOME_WORDS = {
    Outcome.CHANGED: gettext_noop("Will be taken"),
    Outcome.SAME: gettext_noop("Already so"),
    Outcome.EMPTY: gettext_noop("Empty: nothing changes"),
    Outcome.LOST: gettext_noop("Does not carry over"),
    Outcome.REFUSED: gettext_noop("Refused"),
}
OUTCOME_TONES = {
    Outcome.CHANGED: Tone.GOOD,
    Outcome.SAME: Tone.NEUTRAL,
    Outcome.EMPTY: Tone.NEUTRAL,
    Outcome.LOST: Tone.WARN,
    Outcome.REFUSED: Tone.BAD,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the workbook, what it says, and what becomes of it. `reason` says why it is lost or refused."""

    number: int
    factor: str
    label: str
    outcome: Outcome
    before: str = ""
    after: str = ""
    comment: str = ""
    reason: str = ""

    @property
    def tone(self) -> Tone:
        return OUTCOME_TONES[self.outcome]

    @property
    def words(self) -> str:
        """The outcome as people read it."""
        return _(OUTCOME_WORDS[self.outcome])


@dataclass(frozen=True, slots=True)
class Plan:
    """What a workbook would change: `given` by factor key, the rows in their order, and what is to be said of it."""

    lines: tuple[Line, ...]
    given: Mapping[str, Given]
    notes: tuple[str, ...]
    reference: str

    def count(self, outcome: Outcome) -> int:
        """How many rows come out like this."""
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def refused(self) -> int:
        return self.count(Outcome.REFUSED)


def plan(sheet: Sheet, content: bytes) -> Plan:
    """Return what the workbook would change on this sheet.

    Rows are known by their hidden key, wherever they stand. A workbook of another version of the instrument counts
    for what carries over. Raises Invalid at `file` for a file that is no workbook of this sheet.
    """
    filled = read(content)
    assessment = sheet.assessment
    _check_sheet(filled, sheet)
    document = _document(filled, assessment)
    kept = {answer.factor: answer for answer in sheet.answers.all()}
    times = Counter(row.key for row in filled.rows)
    judge = _Judge(document.parsed, assessment.parsed, kept)
    lines: list[Line] = []
    given: dict[str, Given] = {}
    for row in filled.rows:
        line, answer = judge.line(row, repeated=bool(row.key) and times[row.key] > 1)
        lines.append(line)
        if answer is not None:
            given[row.key] = answer
    return Plan(tuple(lines), given, tuple(_notes(filled, assessment, document)), document.reference)


def _check_sheet(filled: Filled, sheet: Sheet) -> None:
    if filled.marks.get(layout.SHEET) == str(sheet.uid):
        return
    if filled.marks.get(layout.ASSESSMENT) == str(sheet.assessment.uid):
        raise Invalid(gettext_noop("This workbook belongs to the sheet of another rater."), field="file")
    raise Invalid(
        gettext_noop("This workbook was made for another assessment; its first line names it. Take it in there."),
        field="file",
    )


def _document(filled: Filled, assessment: Assessment) -> Document:
    """The version of the instrument that the workbook asks with."""
    reference = filled.marks.get(layout.INSTRUMENT, "")
    current = assessment.instrument
    found = current
    if reference != current.reference:
        versions = Document.objects.filter(kind=current.kind, slug=current.slug)
        matching = [document for document in versions if document.reference == reference]
        if not matching:
            raise Invalid(
                gettext_noop("The workbook asks with %(reference)s, which is no version of this instrument here."),
                field="file",
                reference=reference[:100] or "–",
            )
        found = matching[0]
    if filled.marks.get(layout.SHA256) != found.sha256:
        raise Invalid(
            gettext_noop("The workbook asks with another text of %(reference)s than the one kept here."),
            field="file",
            reference=found.reference,
        )
    return found


def _notes(filled: Filled, assessment: Assessment, document: Document) -> list[str]:
    notes = []
    if document != assessment.instrument:
        notes.append(
            _(
                "The workbook asks with %(older)s, the assessment with %(newer)s. What is asked in both on the same "
                "scale carries over."
            )
            % {"older": document.reference, "newer": assessment.instrument.reference}
        )
    present = {row.key for row in filled.rows}
    missing = [factor.label for factor in assessment.parsed.factors if factor.key not in present]
    if missing:
        said = ngettext(
            "%(count)d factor is not in the workbook and stays as it is: %(names)s.",
            "%(count)d factors are not in the workbook and stay as they are: %(names)s.",
            len(missing),
        )
        notes.append(said % {"count": len(missing), "names": ", ".join(missing)})
    return notes


class _Judge:
    """Judges rows by the instrument that the workbook asks with (`older`) and that of the assessment (`newer`)."""

    def __init__(self, older: Instrument, newer: Instrument, kept: Mapping[str, Answer]) -> None:
        self.older, self.newer, self.kept = older, newer, kept
        self.labels = {factor.key: factor.label for factor in (*older.factors, *newer.factors)}
        self.asked_then = {factor.key for factor in older.factors}
        self.asked_now = {factor.key for factor in newer.factors}

    def line(self, row: Row, *, repeated: bool) -> tuple[Line, Given | None]:
        """Return the line of a row, and what it gives when that changes something."""
        before = _shown(self.kept.get(row.key))
        label = self.labels.get(row.key) or row.label[:200] or row.key[:64]
        typed = (row.not_known.text and _("not known")) or row.score.text[:60]
        comment = row.comment.text
        try:
            if repeated:
                raise Invalid(gettext_noop("This factor stands in several rows; none of them is taken."))
            said, comment = self._read(row)
        except Invalid as error:
            refused = Line(row.number, row.key, label, Outcome.REFUSED, before, typed, comment[:200], sentence(error))
            return refused, None
        if not said.is_answer and not comment:
            return Line(row.number, row.key, label, Outcome.EMPTY, before), None
        carried, lost = said, ""
        if self.older is not self.newer:
            carried, lost = self._carry(row.key, said)
        after = _words(carried) if carried.is_answer else ""
        given = self._given(row.key, carried, comment)
        if lost:
            line = Line(row.number, row.key, label, Outcome.LOST, before, _words(said), comment, lost)
        elif given is None:
            line = Line(row.number, row.key, label, Outcome.SAME, before, after, comment)
        else:
            line = Line(row.number, row.key, label, Outcome.CHANGED, before, after, comment)
        return line, given

    def _read(self, row: Row) -> tuple[Said, str]:
        if not row.key:
            raise Invalid(gettext_noop("The row has lost its hidden key, so nobody knows which factor it answers."))
        if row.key not in self.asked_then:
            raise Invalid(gettext_noop("The instrument has no factor “%(key)s”."), key=row.key[:64])
        if any(cell.is_formula for cell in (row.score, row.not_known, row.comment)):
            raise Invalid(gettext_noop("A cell holds a formula. Type the value itself."))
        not_known, score = _tick(row.not_known), self._score(row.score)
        if not_known and score is not None:
            raise Invalid(gettext_noop("Both a score and “not known” are given."))
        if len(row.comment.text) > services.COMMENT_LIMIT:
            raise Invalid(gettext_noop("A comment has at most %(limit)s characters."), limit=services.COMMENT_LIMIT)
        return Said(score, not_known), row.comment.text.replace("\r\n", "\n")

    def _score(self, cell: Typed) -> Decimal | None:
        if isinstance(cell.value, str) or cell.value is None:
            return services.read_score(self.older, cell.text, field="score")
        raw = str(cell.value) if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) else "–"
        return services.read_score(self.older, raw, field="score")

    def _carry(self, key: str, said: Said) -> tuple[Said, str]:
        if not said.is_answer:
            return said, "" if key in self.asked_now else _("The factor is no longer asked.")
        carried, account = carry_over(self.older, self.newer, {key: said})
        if key in carried:
            return carried[key], ""
        gone = any(item.reason == "gone" for item in account.lost)
        return Said(), _("The factor is no longer asked.") if gone else _("It was scored on another scale.")

    def _given(self, key: str, said: Said, comment: str) -> Given | None:
        """What changes the kept answer; None when nothing does. Empty cells leave what is there."""
        if key not in self.asked_now:
            return None
        kept = self.kept.get(key)
        before = (kept.said if kept else Said(), kept.comment if kept else "")
        wanted = (said if said.is_answer else before[0], comment or before[1])
        if wanted == before:
            return None
        score = Mark.NOT_KNOWN if said.not_known else Mark.KEEP if said.score is None else said.score
        return Given(score=score, comment=comment or None, revision=kept.revision if kept else 0)


def _tick(cell: Typed) -> bool:
    text = cell.text.lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Invalid(gettext_noop("Under “not known” stands something else than an x."))


def _words(said: Said) -> str:
    return _("not known") if said.not_known else "" if said.score is None else f"{said.score.normalize():f}"


def _shown(answer: Answer | None) -> str:
    return _words(answer.said) if answer else ""
