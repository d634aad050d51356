"""The pages of an import, as a person goes through them."""

import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.usecases.imports import SAMPLE, START, chosen, page
from usecases.importing import batches
from usecases.models import UseCase
from usecases.models_import import ImportBatch, SavedMapping

pytestmark = pytest.mark.django_db


def test_a_file_of_another_layout_goes_from_upload_to_result(
    browser: Client, send: Any, support: Unit, run_jobs: Any, django_capture_on_commit_callbacks: Any
) -> None:
    answer = send(SAMPLE)
    batch = ImportBatch.objects.get()
    assert answer["Location"] == page(batch, "mapping")
    columns = browser.get(answer["Location"])
    assert "Invoice reading" in columns.content.decode()

    data = chosen(browser, batch, col_0="external_id", col_5="problem", keep_as="Company sheet")
    answer = browser.post(page(batch, "mapping"), data)
    assert answer["Location"] == page(batch, "preview")
    preview = browser.get(answer["Location"])
    text = preview.content.decode()
    assert preview.context["counts"] == {"rows": 4, "created": 4, "updated": 0, "unchanged": 0, "refused": 0}
    assert "TBD" in text
    assert UseCase.objects.count() == 0

    answer = browser.post(page(batch, "run"))
    assert answer["Location"] == page(batch, "detail")
    assert "pm-job" in browser.get(answer["Location"]).content.decode()
    run_jobs()

    result = browser.get(answer["Location"])
    assert "Of 4 rows, 4 were created, 0 updated and 0 refused" in result.content.decode()
    translation = UseCase.objects.get(external_id="A-3")
    assert (translation.name, translation.stage, translation.extra["Monthly volume"]) == (
        "Übersetzung für Händler", "alpha", "800",
    )  # fmt: skip
    assert translation.unit.name == "Partners"
    rows = browser.get(page(batch, "rows")).content.decode()
    assert translation.get_absolute_url() in rows


def test_the_history_of_an_imported_case_names_file_and_row(browser: Client, batch: ImportBatch, run_jobs: Any) -> None:
    browser.post(page(batch, "mapping"), chosen(browser, batch))
    browser.get(page(batch, "preview"))
    browser.post(page(batch, "run"))
    run_jobs()
    case = UseCase.objects.order_by("id")[0]

    history = browser.get(f"/use-cases/{case.reference}/?tab=history")

    assert history.context["imports"][0]["row"].case == case
    assert batch.file_name in history.content.decode()
    assert page(batch, "detail") in history.content.decode()


def test_a_kept_mapping_is_offered_for_the_next_file_with_its_columns(browser: Client, send: Any, batch: Any) -> None:
    browser.post(page(batch, "mapping"), chosen(browser, batch, col_5="problem", keep_as="Company sheet"))

    send(SAMPLE + b"A-5;New one;;;;;;\n")

    newer = ImportBatch.objects.order_by("-id")[0]
    assert newer.profile == SavedMapping.objects.get().name == "Company sheet"
    assert "Company sheet" in browser.get(page(newer, "mapping")).content.decode()
    assert batches.table_of(newer).headers[5] == "What it is for"


def test_a_shipped_profile_is_suggested_by_the_headers(browser: Client, send: Any, org: Unit, shared_dir: Path) -> None:
    content = (shared_dir / "data" / "us-federal-ai-use-cases-2023.csv").read_bytes()

    answer = send(content, unit=org)

    columns = browser.get(answer["Location"])
    assert "The columns fit “US federal AI use case inventory 2023”" in columns.content.decode()


def test_the_whole_federal_file_goes_through_the_pages(
    browser: Client, send: Any, org: Unit, shared_dir: Path, run_jobs: Any
) -> None:
    send((shared_dir / "data" / "us-federal-ai-use-cases-2024.csv").read_bytes(), unit=org)
    batch = ImportBatch.objects.get()

    browser.post(page(batch, "mapping"), chosen(browser, batch))
    preview = browser.get(page(batch, "preview"))
    browser.post(page(batch, "run"))
    run_jobs()

    assert preview.context["counts"]["created"] == 2130
    result = browser.get(page(batch, "detail"))
    assert result.context["counts"] == {"rows": 2133, "created": 2130, "updated": 0, "unchanged": 3, "refused": 0}
    assert [row.number for row in result.context["repeats"]] == [435, 446, 477]
    interior = Unit.objects.get(name="Department of the Interior")
    assert interior.parent == org
    assert UseCase.objects.filter(unit__path__startswith=interior.path).count() == 180 - 3
    stages = Counter(UseCase.objects.values_list("stage", flat=True))
    assert stages == {"production": 892, "alpha": 402, "idea": 403, "pilot": 286, "retired": 147}
    assert UseCase.objects.filter(impact="both").count() == 195


def workbook() -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Use case name", "Stage"])
    book.active.append(["=cmd|calc", "Pilot"])
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"Name,Unit\n", "no rows below"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"PK\x03\x04cut", "cannot be opened"),
        (bytes(range(256)) * 30, "not a table"),
    ],
    ids=["empty", "header only", "pdf", "cut archive", "binary"],
)
def test_a_file_that_is_no_table_is_refused_at_its_field_and_the_unit_stays_chosen(
    send: Any, support: Unit, content: bytes, sentence: str
) -> None:
    answer = send(content)

    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["file"][0]
    assert f'value="{support.uid}" selected' in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_file_beyond_the_limit_is_refused_before_its_content_is_looked_at(send: Any, settings: Any) -> None:
    settings.MAX_IMPORT_BYTES = 1024 * 1024

    answer = send(b"%PDF" + b"x" * 2 * 1024 * 1024)

    assert answer.status_code == 422
    assert "at most 1 MB" in answer.context["form"].errors["file"][0]


def test_no_file_and_a_unit_that_is_not_mine_are_said_at_their_fields(browser: Client, other: Unit) -> None:
    answer = browser.post(START, {"unit": str(other.uid)})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file", "unit"}


def test_nul_bytes_nameless_columns_and_a_renamed_workbook_are_read(browser: Client, send: Any) -> None:
    send(b"Name,\x00,Stage\nA\x00,B,Pilot\n", name="nul\x00.csv")
    send(workbook(), name="renamed.csv")

    newest, first = ImportBatch.objects.order_by("-id")
    assert "Column 2" in browser.get(page(first, "mapping")).content.decode()
    assert newest.reading["sheet"] == "Sheet"


def test_a_formula_comes_back_harmless_in_exports(browser: Client, send: Any, run_jobs: Any) -> None:
    send(b"Name,Stage,Note\n=cmd|calc,Pilot,x\n,Pilot,=1+1\n")
    batch = ImportBatch.objects.get()
    browser.post(page(batch, "mapping"), chosen(browser, batch))
    browser.post(page(batch, "run"))
    run_jobs()

    assert UseCase.objects.get().name == "=cmd|calc"
    exported = b"".join(browser.get(page(batch, "rows") + "?export=csv").streaming_content).decode("utf-8-sig")
    assert "'=cmd|calc" in exported
    refused = b"".join(browser.get(page(batch, "detail") + "refused.csv").streaming_content).decode("utf-8-sig")
    assert refused.splitlines()[0] == "Name,Stage,Note,Refused row,Why it was refused"
    assert refused.splitlines()[1].startswith(",Pilot,'=1+1,3,Name: The row has no name.")
    sheet = load_workbook(io.BytesIO(b"".join(browser.get(page(batch, "detail") + "refused.xlsx").streaming_content)))
    assert [cell.value for cell in sheet["Data"][2]][2] == "'=1+1"


def test_refused_rows_corrected_in_the_download_are_imported(browser: Client, send: Any, run_jobs: Any) -> None:
    send(b"Name,Stage,Note\nA,Pilot,x\n,Pilot,y\n")
    batch = ImportBatch.objects.get()
    browser.post(page(batch, "mapping"), chosen(browser, batch, source="sheet"))
    browser.post(page(batch, "run"))
    run_jobs()
    refused = b"".join(browser.get(page(batch, "detail") + "refused.csv").streaming_content)

    send(refused.replace(b"\n,Pilot", b"\nB,Pilot"))
    newer = ImportBatch.objects.order_by("-id")[0]
    browser.post(page(newer, "mapping"), chosen(browser, newer, source="sheet"))
    browser.post(page(newer, "run"))
    run_jobs()

    assert UseCase.objects.get(name="B").extra == {"Note": "y", "Stage": "Pilot"}


def test_a_wrong_mapping_is_said_at_its_column_and_keeps_what_was_chosen(browser: Client, batch: ImportBatch) -> None:
    answer = browser.post(page(batch, "mapping"), chosen(browser, batch, col_5="name", source="my-source"))

    assert answer.status_code == 422
    assert "Initiative" in answer.context["form"].errors["col_5"][0]
    assert 'value="my-source"' in answer.content.decode()
    assert answer.context["form"]["col_5"].value() == "name"


def test_a_mapping_without_a_name_or_with_a_unit_without_its_parent_is_refused(browser: Client, batch: Any) -> None:
    nameless = browser.post(page(batch, "mapping"), chosen(browser, batch, col_1=""))
    orphan = browser.post(page(batch, "mapping"), chosen(browser, batch, col_2=""))

    assert "holds the name" in nameless.context["form"].non_field_errors()[0]
    assert "needs a column" in orphan.context["form"].non_field_errors()[0]


def test_another_stage_column_asks_first_what_its_values_mean(browser: Client, batch: ImportBatch) -> None:
    answer = browser.post(page(batch, "mapping"), chosen(browser, batch, col_4="", col_3="stage"))

    assert answer.status_code == 422
    assert "Say below what its values mean" in answer.content.decode()
    assert "Accounts payable" in [row.text for row in answer.context["values"][0][1]]


def test_the_file_can_be_read_in_another_way(browser: Client, batch: ImportBatch) -> None:
    answer = browser.post(page(batch, "read"), {"delimiter": ",", "header_row": "1"})
    batch.refresh_from_db()
    wrong = browser.post(page(batch, "read"), {"encoding": "utf-16"})

    assert answer.status_code == 302
    assert len(batch.headers) == 1
    assert wrong.status_code == 422


def test_a_header_row_that_does_not_exist_is_said_at_its_field(browser: Client, batch: ImportBatch) -> None:
    answer = browser.post(page(batch, "read"), {"header_row": "99"})

    assert answer.status_code == 422
    assert "Row 99" in answer.context["reading"].errors["header_row"][0]


def test_a_profile_that_does_not_fit_is_said_at_its_field(browser: Client, batch: ImportBatch) -> None:
    answer = browser.post(page(batch, "profile"), {"profile": "profile:us-federal-2024"})
    anew = browser.post(page(batch, "profile"), {"profile": ""})

    assert answer.status_code == 422
    assert "it lacks" in answer.context["profile"].errors["profile"][0]
    assert anew.status_code == 302


def test_dropping_an_import_changes_nothing(browser: Client, batch: ImportBatch) -> None:
    answer = browser.post(page(batch, "discard"), follow=True)

    assert "nothing was changed" in answer.content.decode()
    assert not ImportBatch.objects.exists()
    assert not UseCase.objects.exists()


def test_a_started_import_is_not_mapped_or_started_again(browser: Client, batch: ImportBatch, run_jobs: Any) -> None:
    browser.post(page(batch, "mapping"), chosen(browser, batch))
    browser.post(page(batch, "run"))

    assert browser.get(page(batch, "mapping"))["Location"] == page(batch, "detail")
    assert browser.get(page(batch, "preview"))["Location"] == page(batch, "detail")
    again = browser.post(page(batch, "run"), follow=True)
    assert "already started" in again.content.decode()
    run_jobs()
    assert UseCase.objects.count() == 4


def test_a_large_file_is_previewed_by_a_job(
    browser: Client, batch: ImportBatch, run_jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "PREVIEW_AT_ONCE", 2)
    browser.post(page(batch, "mapping"), chosen(browser, batch))
    waiting = browser.get(page(batch, "preview")).content.decode()

    run_jobs()

    assert "The preview is being made" in waiting
    assert browser.get(page(batch, "preview")).context["counts"]["created"] == 4
    assert UseCase.objects.count() == 0


PAGES = ["mapping", "preview", "detail", "rows"]
COMMANDS = ["read", "profile", "run", "continue", "discard"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["olga", "root_admin", "eve"])
def test_somebody_elses_import_is_not_there(client_of: Any, batch: ImportBatch, cast: Any, name: str, who: str) -> None:
    stranger = client_of(getattr(cast, who))

    assert stranger.get(page(batch, name)).status_code == 404
    assert stranger.get(page(batch, "detail") + "refused.csv").status_code == 404


@pytest.mark.parametrize("name", COMMANDS)
def test_nobody_commands_somebody_elses_import(client_of: Any, batch: ImportBatch, olga: User, name: str) -> None:
    assert client_of(olga).post(page(batch, name)).status_code == 404
    assert ImportBatch.objects.filter(pk=batch.pk, started_at=None).exists()


@pytest.mark.parametrize("who", ["ben", "eve", "dov", "root_admin"])
def test_who_may_not_import_anywhere_is_told_why(client_of: Any, cast: Any, who: str) -> None:
    answer = client_of(getattr(cast, who)).get(START)

    assert answer.status_code == 403
    assert "Program manager" in answer.content.decode()


def test_a_signed_out_reader_is_sent_to_sign_in() -> None:
    assert Client().get(START).status_code == 302


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_take_no_get(browser: Client, batch: ImportBatch, name: str) -> None:
    assert browser.get(page(batch, name)).status_code == 405


def test_the_list_of_rows_costs_the_same_for_any_number(
    browser: Client, send: Any, run_jobs: Any, django_assert_max_num_queries: Any
) -> None:
    send(b"Name,Stage\n" + b"".join(b"Case %d,Pilot\n" % n for n in range(120)))
    batch = ImportBatch.objects.get()
    browser.post(page(batch, "mapping"), chosen(browser, batch))
    browser.post(page(batch, "run"))
    run_jobs()

    with django_assert_max_num_queries(12):
        browser.get(page(batch, "rows") + "?per=100")
    with django_assert_max_num_queries(20):
        browser.get(page(batch, "detail"))


def test_the_choice_starts_at_the_public_inventory_where_there_is_one(
    browser: Client, org: Unit, support: Unit, ada: User
) -> None:
    assert f'value="{org.uid}" selected' in browser.get(START).content.decode()

    public = people.create_unit("Public inventory", by=COMMAND_LINE, kind="organization", is_inventory=True)
    assert f'value="{org.uid}" selected' in browser.get(START).content.decode()  # ada may not import there

    people.grant_role(ada, "pm", public, by=COMMAND_LINE)
    assert f'value="{public.uid}" selected' in browser.get(START).content.decode()
    asked = browser.get(START, {"unit": str(support.uid)}).content.decode()
    assert f'value="{support.uid}" selected' in asked
