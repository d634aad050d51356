"""Workbooks: what goes out, what may come back, and what is refused with a reason."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from foundation.kernel.errors import Invalid
from readiness import services, workbooks
from readiness.models import Assessment, Sheet
from readiness.services import Given, Mark
from readiness.workbooks import Outcome, Plan
from tests.evidence.samples import archive
from tests.factories.readiness import filled
from tests.readiness.test_moving import newer, on_five_steps

pytestmark = pytest.mark.usefixtures("library")
A, B, SCORE, NOT_KNOWN, COMMENT = 1, 2, 6, 7, 8
Change = Callable[[Worksheet], object]


@pytest.fixture
def sheet(cast: SimpleNamespace) -> Sheet:
    """A joint sheet whose first three factors are answered 7, 6, 5."""
    return filled(cast.support, by=cast.ada, scores=(7, 6, 5)).sheets.get()


def changed(sheet: Sheet, change: Change) -> bytes:
    """The workbook of a sheet after somebody typed into it."""
    book = load_workbook(workbooks.workbook_of(sheet))
    change(book.worksheets[0])
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def row_of(page: Worksheet, key: str) -> int:
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, A).value == key)


def typed(key: str, **cells: Any) -> Change:
    """Type score, not_known and comment at a factor."""
    columns = {"score": SCORE, "not_known": NOT_KNOWN, "comment": COMMENT}

    def change(page: Worksheet) -> None:
        for name, value in cells.items():
            page.cell(row_of(page, key), columns[name]).value = value

    return change


def planned(sheet: Sheet, change: Change) -> Plan:
    return workbooks.plan(sheet, changed(sheet, change))


def line_of(plan: Plan, key: str) -> workbooks.Line:
    return next(line for line in plan.lines if line.factor == key)


def test_a_workbook_holds_every_factor_with_what_is_answered(sheet: Sheet) -> None:
    page = load_workbook(workbooks.workbook_of(sheet)).worksheets[0]
    row = row_of(page, "data_quality")

    keys = [page.cell(number, A).value for number in range(1, page.max_row + 1)]
    assert [key for key in keys if key and not key.startswith("#")] == [f.key for f in sheet.assessment.parsed.factors]
    assert page.cell(row, SCORE).value == 7
    assert page.cell(row_of(page, "#instrument"), B).value == sheet.assessment.instrument.reference
    assert page.cell(row_of(page, "#sha256"), B).value == sheet.assessment.instrument.sha256
    assert page.column_dimensions["A"].hidden


def test_only_the_cells_to_fill_are_open_and_scores_are_checked_in_place(sheet: Sheet) -> None:
    page = load_workbook(workbooks.workbook_of(sheet)).worksheets[0]
    row = row_of(page, "data_quality")

    unlocked = [column for column in range(1, 12) if not page.cell(row, column).protection.locked]
    assert (page.protection.sheet, unlocked) == (True, [SCORE, NOT_KNOWN, COMMENT])
    rules = {str(rule.sqref)[0]: rule.type for rule in page.data_validations.dataValidation}
    assert rules == {"F": "list", "G": "list", "H": "textLength"}


def test_a_comment_that_looks_like_a_formula_goes_out_and_comes_back_as_text(
    cast: SimpleNamespace, sheet: Sheet
) -> None:
    services.give_answers(sheet, {"data_quality": Given(comment="=HYPERLINK(0)\x07")}, by=cast.ada)
    sheet = Sheet.objects.get(pk=sheet.pk)

    page = load_workbook(workbooks.workbook_of(sheet)).worksheets[0]
    cell = page.cell(row_of(page, "data_quality"), COMMENT)

    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(0)", "s", True)
    assert workbooks.plan(sheet, workbooks.workbook_of(sheet).getvalue()).refused == 0


def test_an_untouched_workbook_changes_nothing(sheet: Sheet) -> None:
    plan = workbooks.plan(sheet, workbooks.workbook_of(sheet).getvalue())

    assert (plan.given, plan.notes) == ({}, ())
    assert (plan.count(Outcome.SAME), plan.count(Outcome.EMPTY)) == (3, 17)


def test_scores_not_known_and_comments_are_taken(cast: SimpleNamespace, sheet: Sheet) -> None:
    def change(page: Worksheet) -> None:
        typed("data_quality", score=8, comment="Checked in May")(page)
        typed("data_accessibility", score=None, not_known="X")(page)

    plan = planned(sheet, change)
    services.take_workbook(sheet, plan.given, by=cast.ada, sha256="0" * 64, reference=plan.reference)

    answers = {answer.factor: answer for answer in sheet.answers.all()}
    assert (answers["data_quality"].score, answers["data_quality"].comment) == (8, "Checked in May")
    assert answers["data_accessibility"].not_known
    assert plan.count(Outcome.CHANGED) == 2


def test_moved_rows_are_known_by_their_key(sheet: Sheet) -> None:
    def swap(page: Worksheet) -> None:
        first, second = row_of(page, "data_quality"), row_of(page, "data_accessibility")
        for column in range(1, 9):
            one, other = page.cell(first, column), page.cell(second, column)
            one.value, other.value = other.value, one.value
        typed("data_quality", score=9)(page)
        page.insert_rows(1, 3)

    assert planned(sheet, swap).given == {"data_quality": Given(score=Decimal(9), revision=1)}


def test_a_moved_column_is_known_by_its_name(sheet: Sheet) -> None:
    def insert(page: Worksheet) -> None:
        typed("data_quality", score=9)(page)
        page.insert_cols(4)

    assert list(planned(sheet, insert).given) == ["data_quality"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"score": 11}, "from 0 to 10"),
        ({"score": 7.5}, "from 0 to 10"),
        ({"score": -1}, "from 0 to 10"),
        ({"score": "high"}, "from 0 to 10"),
        ({"score": True}, "from 0 to 10"),
        ({"score": "NaN"}, "from 0 to 10"),
        ({"score": "=1+6"}, "formula"),
        ({"comment": '=HYPERLINK("http://x")'}, "formula"),
        ({"not_known": "maybe"}, "something else than an x"),
        ({"not_known": "x"}, "Both a score"),
        ({"comment": "c" * 4001}, "at most 4000"),
    ],
)
def test_a_wrong_cell_refuses_its_row_alone(sheet: Sheet, cells: dict[str, Any], said: str) -> None:
    def change(page: Worksheet) -> None:
        typed("data_quality", **cells)(page)
        typed("data_accessibility", score=9)(page)

    plan = planned(sheet, change)

    assert said in line_of(plan, "data_quality").reason
    assert (plan.refused, list(plan.given)) == (1, ["data_accessibility"])


def test_a_score_typed_as_text_counts_when_it_is_a_number(sheet: Sheet) -> None:
    assert list(planned(sheet, typed("data_quality", score=" 9 ")).given) == ["data_quality"]


def test_unknown_repeated_and_lost_keys_are_refused_and_missing_ones_named(sheet: Sheet) -> None:
    def change(page: Worksheet) -> None:
        page.cell(row_of(page, "data_quality"), A).value = "data_beauty"
        page.cell(row_of(page, "data_accessibility"), A).value = None
        last = list(sheet.assessment.parsed.factors)
        page.cell(row_of(page, last[-1].key), A).value = last[-2].key

    plan = planned(sheet, change)

    reasons = [line.reason for line in plan.lines if line.outcome == Outcome.REFUSED]
    assert ["no factor" in reasons[0], "lost its hidden key" in reasons[1]] == [True, True]
    assert sum("several rows" in reason for reason in reasons) == 2
    assert plan.notes[0].startswith("3 factors are not in the workbook")


def test_an_older_version_counts_for_what_carries_over(cast: SimpleNamespace, sheet: Sheet) -> None:
    keys = [factor.key for factor in sheet.assessment.parsed.factors]
    content = changed(
        sheet, lambda page: (typed(keys[0], score=9)(page), typed(keys[1], score=9, comment="Better")(page))
    )
    services.move_to_version(sheet.assessment, newer(), by=cast.ada)
    sheet = Sheet.objects.get(pk=sheet.pk)

    plan = workbooks.plan(sheet, content)

    assert "@1, the assessment with instrument/enterprise-readiness@2" in plan.notes[0]
    assert line_of(plan, keys[0]).outcome == Outcome.LOST
    assert line_of(plan, keys[0]).reason == "The factor is no longer asked."
    assert [given.comment for given in plan.given.values()] == ["Better"]


def test_a_score_on_another_scale_does_not_carry_over_but_not_known_does(cast: SimpleNamespace, sheet: Sheet) -> None:
    def change(page: Worksheet) -> None:
        typed("data_quality", score=9)(page)
        typed("data_accessibility", score=None, not_known="x")(page)

    content = changed(sheet, change)
    services.move_to_version(sheet.assessment, on_five_steps(), by=cast.ada)

    plan = workbooks.plan(Sheet.objects.get(pk=sheet.pk), content)

    assert line_of(plan, "data_quality").reason == "It was scored on another scale."
    assert {key: given.score for key, given in plan.given.items()} == {"data_accessibility": Mark.NOT_KNOWN}


@pytest.mark.parametrize(
    ("mark", "value", "said"),
    [
        ("#instrument", "instrument/enterprise-readiness@99", "no version of this instrument here"),
        ("#instrument", "instrument/other@1", "no version of this instrument here"),
        ("#sha256", "0" * 64, "another text"),
        ("#sheet", "0192f0c0-0000-7000-8000-000000000000", "sheet of another rater"),
    ],
)
def test_marks_that_do_not_fit_are_refused(sheet: Sheet, mark: str, value: str, said: str) -> None:
    def change(page: Worksheet) -> None:
        page.cell(row_of(page, mark), B).value = value

    with pytest.raises(Invalid, match=said):
        planned(sheet, change)


def test_the_workbook_of_another_assessment_is_refused(cast: SimpleNamespace, sheet: Sheet) -> None:
    other: Assessment = filled(cast.sales, by=cast.ada)

    with pytest.raises(Invalid, match="made for another assessment"):
        workbooks.plan(sheet, workbooks.workbook_of(other.sheets.get()).getvalue())


def plain_workbook() -> bytes:
    stored = io.BytesIO()
    Workbook().save(stored)
    return stored.getvalue()


def with_entity(sheet_file: bytes) -> bytes:
    """The workbook with a document type that defines an entity."""
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet_file)) as source, zipfile.ZipFile(stored, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            target.writestr(name, content)
    return stored.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"score;7\n", "not an XLSX"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "not an XLSX"),
        (b"PK\x03\x04 cut short", "damaged"),
        (archive("word/document.xml"), "not an XLSX"),
        (archive("xl/workbook.xml"), "damaged"),
        (archive("xl/workbook.xml", "bomb.xml", content=b" " * 21 * 1024 * 1024), "unpacks to more than 20 MB"),
        (b"PK" + b"0" * (50 * 1024 * 1024), "larger than 5 MB"),
        (plain_workbook(), "not a workbook of an assessment"),
    ],
    ids=["empty", "csv", "xls", "cut", "docx", "hollow", "bomb", "50 MB", "other"],
)
def test_other_files_are_refused_with_what_they_are(sheet: Sheet, content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        workbooks.plan(sheet, content)

    assert refused.value.field == "file"


def test_a_workbook_that_defines_entities_is_not_parsed(sheet: Sheet) -> None:
    with pytest.raises(Invalid, match="damaged"):
        workbooks.plan(sheet, with_entity(workbooks.workbook_of(sheet).getvalue()))


def test_a_workbook_without_its_score_column_is_refused(sheet: Sheet) -> None:
    with pytest.raises(Invalid, match="lost its column"):
        planned(sheet, lambda page: page.delete_cols(SCORE))
