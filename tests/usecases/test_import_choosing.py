"""On the preview values are put right, and rows that look like cases are matched; the file itself stays as it is."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.usecases.imports import chosen, page
from usecases import services
from usecases.importing import batches
from usecases.importing.closed import choices_of
from usecases.importing.corrections import corrected, correction
from usecases.importing.mapping import Mapping
from usecases.importing.reading import read
from usecases.importing.register import known_to
from usecases.models import UseCase
from usecases.models_import import ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def preview(browser: Client, send: Any) -> Any:
    """Upload a file and keep its suggested columns; gives the batch at its preview."""

    def make(content: bytes, name: str = "sheet.csv", **changes: str) -> ImportBatch:
        send(content, name=name)
        batch = ImportBatch.objects.order_by("-id")[0]
        answer = browser.post(page(batch, "mapping"), chosen(browser, batch, **changes))
        assert answer.status_code == 302, answer.context["form"].errors
        batch.refresh_from_db()
        return batch

    return make


def start(browser: Client, batch: ImportBatch, run_jobs: Any) -> ImportBatch:
    browser.post(page(batch, "run"))
    run_jobs()
    batch.refresh_from_db()
    return batch


def test_a_value_corrected_for_all_rows_is_used_and_told_with_each(
    browser: Client, preview: Any, run_jobs: Any
) -> None:
    batch = preview(b"Name,Stage,Start date\nA,Pilot,soon\nB,Pilot,soon\nC,Pilot,2024-01-31\n")
    assert batch.preview["problems_total"] == 2

    browser.post(page(batch, "correct"), {"row": 2, "position": 2, "text": "2024-02-01", "everywhere": "all"})
    batch = start(browser, batch, run_jobs)

    assert [case.stage_since.date().isoformat() for case in UseCase.objects.order_by("id")] != []
    assert batch.counts["created"] == 3
    notes = [row.problems[0]["params"]["old"] for row in batch.rows.filter(number__in=[2, 3])]
    assert notes == ["soon", "soon"]
    assert batch.rows.get(number=4).problems == []
    with batch.file.open("rb") as stored:
        assert b"soon" in stored.read()


def test_a_missing_name_filled_in_on_the_page_lets_the_row_in(browser: Client, preview: Any, run_jobs: Any) -> None:
    batch = preview(b"Name,Stage\nA,Pilot\n,Pilot\n")
    assert batch.preview["counts"]["refused"] == 1

    answer = browser.post(page(batch, "correct") + "?only=refused", {"row": 3, "position": 0, "text": "B"})

    assert answer["Location"].endswith("?only=refused")
    batch.refresh_from_db()
    assert batch.preview["counts"]["refused"] == 0
    assert start(browser, batch, run_jobs).counts["created"] == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"row": "3", "position": "0", "text": "a\x00b"}, "control character"),
        ({"row": "2", "position": "0", "text": "A"}, "stands there already"),
        ({"row": "99", "position": "0", "text": "B"}, "no such cell"),
        ({"row": "-1", "position": "x", "text": "B"}, "no such cell"),
    ],
)
def test_a_correction_that_cannot_be_is_said_and_what_was_typed_stays(
    browser: Client, preview: Any, sent: dict[str, str], said: str
) -> None:
    batch = preview(b"Name,Stage\nA,Pilot\n,Pilot\n")

    answer = browser.post(page(batch, "correct"), sent)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    batch.refresh_from_db()
    assert batch.corrections == []


def test_a_correction_that_still_cannot_be_read_is_said_at_its_field(browser: Client, preview: Any) -> None:
    batch = preview(b"Name,Stage,Budget\nA,Pilot,much\nB,Pilot,100\n")

    answer = browser.post(page(batch, "correct"), {"row": "2", "position": "2", "text": "hello"})

    assert answer.status_code == 422
    [problem] = answer.context["problems"]
    assert (problem["typed"], "no amount" in problem["error"]) == ("hello", True)
    batch.refresh_from_db()
    assert batch.corrections == []
    assert browser.post(page(batch, "correct"), {"row": "2", "position": "2", "text": "n/a"}).status_code == 302


def test_after_a_correction_the_page_goes_on_at_the_row_or_at_the_one_behind_it(browser: Client, preview: Any) -> None:
    batch = preview(b"Name,Stage,Budget,Start date\nA,Pilot,much,soon\nB,Pilot,more,2024-01-31\nC,Pilot,most,soon\n")

    first = browser.post(page(batch, "correct"), {"row": "2", "position": "2", "text": "100"})
    second = browser.post(page(batch, "correct"), {"row": "3", "position": "2", "text": "200"})

    assert [answer["Location"].rpartition("#")[2] for answer in (first, second)] == ["row-2", "row-4"]
    assert browser.get(first["Location"]).content.decode().count('id="row-4"') == 1


def test_a_correction_is_taken_back(browser: Client, preview: Any) -> None:
    batch = preview(b"Name,Stage\nA,Pilot\n,Pilot\n")
    browser.post(page(batch, "correct"), {"row": 3, "position": 0, "text": "B"})

    browser.post(page(batch, "uncorrect"), {"index": "0"})

    batch.refresh_from_db()
    assert (batch.corrections, batch.preview["counts"]["refused"]) == ([], 1)


def test_corrections_are_laid_over_one_another() -> None:
    table = read(b"Name,Note\nA,x\nB,x\nC,y\n")
    first = correction(table, 1, "x", "y", row=None)
    second = correction(table, 1, "y", "z", row=None)
    third = correction(table, 1, "z", "w", row=3)

    now = corrected(table, [first, second, third])

    assert [row.cells[1] for row in now.rows] == ["z", "w", "z"]
    assert [row.cells[1] for row in table.rows] == ["x", "x", "y"]


def test_the_preview_narrows_its_problems_by_kind(browser: Client, preview: Any) -> None:
    batch = preview(b"Name,Stage,Start date\nA,Pilot,soon\n,Pilot,2024-01-01\n")

    refused = browser.get(page(batch, "preview") + "?only=refused")
    odd = browser.get(page(batch, "preview") + "?problem=99999999&only=nonsense&page=-1")

    assert [problem["row"] for problem in refused.context["problems"]] == [3]
    assert len(odd.context["problems"]) == 2


def test_a_row_that_looks_like_a_case_is_suggested_and_stays_its_own_unless_somebody_says_so(
    browser: Client, preview: Any, ada: User, support: Unit, run_jobs: Any
) -> None:
    case = services.create_case(support, by=ada, name="Invoice reading", summary="Reads invoices")

    batch = preview(b"Name,Stage\nInvoice readings,Pilot\nShift plans,Pilot\n")

    (item,) = batch.preview["alike"]
    assert (item["row"], item["alike"][0]["reference"]) == (2, case.reference)
    assert start(browser, batch, run_jobs).counts["created"] == 2


def test_the_same_case_is_updated_and_remembered_for_the_next_import(
    browser: Client, preview: Any, ada: User, support: Unit, run_jobs: Any
) -> None:
    case = services.create_case(support, by=ada, name="Invoice reading", summary="Reads invoices")
    batch = preview(b"Name,Summary,Objective\nInvoice reading,,Faster\n", source="erp")
    browser.post(page(batch, "decide"), {"row-2": f"same:{case.uid}"})

    first = start(browser, batch, run_jobs)
    again = start(browser, preview(b"Name,Summary,Objective\nInvoice reading,,Faster\n", source="erp"), run_jobs)
    later = preview(b"Name,Summary,Objective\nInvoice reading,,Cheaper\n", source="erp")
    later = start(browser, later, run_jobs)

    case.refresh_from_db()
    assert UseCase.objects.count() == 1
    assert [batch.counts["updated"] for batch in (first, again, later)] == [1, 0, 1]
    assert (case.summary, case.objective) == ("Reads invoices", "Cheaper")


def test_a_row_left_out_stays_out_the_next_time(
    browser: Client, preview: Any, ada: User, support: Unit, run_jobs: Any
) -> None:
    services.create_case(support, by=ada, name="Invoice reading", summary="x")
    batch = preview(b"Name,Stage\nInvoice reading,Pilot\n", source="erp")
    browser.post(page(batch, "decide"), {"row-2": "leave:"})

    first = start(browser, batch, run_jobs)
    second = preview(b"Name,Stage\nInvoice reading,Pilot\n", source="erp")

    result: Any = browser.get(reverse("usecases:import_result", args=[first.uid, "csv"]))
    assert "2,Left out," in b"".join(result.streaming_content).decode("utf-8-sig")
    assert ">Left out<" in browser.get(page(first, "rows")).content.decode()
    assert first.counts["unchanged"] == second.preview["counts"]["unchanged"] == 1
    assert second.preview["alike"] == []
    assert UseCase.objects.count() == 1


def test_a_case_out_of_reach_is_neither_suggested_nor_taken(browser: Client, preview: Any, other: Unit) -> None:
    hidden = services.create_case(other, by=COMMAND_LINE, name="Invoice reading", summary="x")
    batch = preview(b"Name,Stage\nInvoice reading,Pilot\n")

    answer = browser.post(page(batch, "decide"), {"row-2": f"same:{hidden.uid}"}, follow=True)

    assert batch.preview["alike"] == []
    batch.refresh_from_db()
    assert batch.decisions == {}
    assert answer.status_code == 200


def test_a_file_with_our_references_updates_these_cases_and_our_own_export_changes_nothing(
    browser: Client, preview: Any, ada: User, support: Unit, other: Unit, run_jobs: Any
) -> None:
    case = services.create_case(support, by=ada, name="Invoice reading", summary="Reads", owner=ada, category="Finance")
    hidden = services.create_case(other, by=COMMAND_LINE, name="Hidden", summary="x")
    exported = b"".join(
        browser.get(
            "/use-cases/?export=csv&cols=reference,name,unit,category,stage,impact,owner,budget"
        ).streaming_content  # type: ignore[arg-type]
    )

    same = preview(exported, source="register")
    rows = [f"{case.reference.lower()},Invoice reading 2,Faster", f"{hidden.reference},X,Y"]
    edited = preview("\n".join(["Reference,Use case,Objective", *rows]).encode(), source="register")
    done = start(browser, edited, run_jobs)

    assert same.preview["counts"]["unchanged"] == same.preview["counts"]["rows"] == 1
    case.refresh_from_db()
    assert (case.name, case.objective, case.summary, case.owner) == ("Invoice reading 2", "Faster", "Reads", ada)
    assert done.counts == {"rows": 2, "created": 0, "updated": 1, "unchanged": 0, "refused": 1}
    assert "no use case with this reference that you may see" in done.rows.get(outcome="refused").problems[0]["text"]


@pytest.mark.parametrize("name", ["correct", "uncorrect", "decide"])
def test_nobody_puts_right_what_somebody_else_uploaded(client_of: Any, olga: User, preview: Any, name: str) -> None:
    batch = preview(b"Name,Stage\nA,Pilot\n")

    assert client_of(olga).post(page(batch, name)).status_code == 404


def test_a_started_import_is_not_corrected_any_more(browser: Client, preview: Any, run_jobs: Any) -> None:
    batch = preview(b"Name,Stage\nA,Pilot\n")
    start(browser, batch, run_jobs)

    answer = browser.post(page(batch, "correct"), {"row": 2, "position": 0, "text": "B"}, follow=True)

    assert "already started" in answer.content.decode()
    assert batches.file_table_of(batch).rows[0].cells[0] == "A"


def test_a_column_with_few_values_is_corrected_by_choosing_and_the_corrected_value_is_marked(
    browser: Client, preview: Any
) -> None:
    batch = preview(b"Name,Stage\nA,Pilot\nB,?\n")
    shown = " ".join(browser.get(page(batch, "preview")).content.decode().split())
    assert '<option value="beta">Beta</option>' in shown

    browser.post(page(batch, "correct"), {"row": 3, "position": 1, "text": "beta"})

    after = browser.get(page(batch, "preview"))
    assert (after.context["first"][1]["stage"], after.context["first"][1]["corrected"]) == ("Beta", {"stage"})
    assert 'class="pm-corrected">Beta' in after.content.decode()


def test_what_can_be_chosen_is_written_as_the_mapping_understands_it(fields: None, library: None, ada: User) -> None:
    columns = Mapping(
        "x", {}, {}, stages={"pilot": "beta", "live": "production"}, meanings={"field:site": {"n": "north"}}
    )
    known = known_to(ada)

    stages = dict(choices_of("stage", columns, known))
    assert "pilot" not in stages  # there it means Beta
    assert stages["production"] == "Production"
    assert choices_of("field:site", columns, known) == [("north", "North"), ("south", "South")]
    assert [text for text, _label in choices_of("personal_data", columns, known)] == ["yes", "no", "unknown"]
    assert len(choices_of("case_type", columns, known)) == len(known.types)
    assert choices_of("field:cost_center", columns, known) == choices_of("name", columns, known) == []
