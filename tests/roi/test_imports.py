"""Files and bulk calls book each row once, by its key, and name every row that they refuse."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from rest_framework.test import APIClient

from foundation.jobs import services as jobs
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.models import Unit, User
from roi import queries, services
from roi.import_models import LedgerImport
from roi.models import LedgerEntry
from roi.services import imports
from roi.services.bulk import Places, book_rows
from roi.sharing_models import DoubleCount
from roi.workflow import Basis, ImportState
from tests.factories.roi import START, case_of, usd
from usecases.models import UseCase

GOOD = {"unit": "Support", "category": "licenses", "period": "2025-01", "amount": "1,250.00", "key": "a"}


def rows(*changes: dict[str, str]) -> list[tuple[int, dict[str, str]]]:
    return [(number, GOOD | change) for number, change in enumerate(changes, 2)]


def test_rows_are_booked_once_by_their_key(support: Unit, case: UseCase, ada: User) -> None:
    given = rows({}, {"key": "b", "unit": "", "case": case.reference, "category": "Cost savings", "basis": "Plan"})

    first, second = book_rows(given, by=ada), book_rows(given, by=ada)

    assert [row.state for row in first] == ["created", "created"]
    assert [(row.state, row.uid) for row in second] == [("unchanged", row.uid) for row in first]
    assert LedgerEntry.objects.count() == 2
    assert queries.totals(queries.scope_for(ada), Basis.ACTUAL).investment == usd(1250)
    assert queries.check_summaries() == []


def test_the_same_key_with_other_content_is_refused_and_named(support: Unit, ada: User) -> None:
    book_rows(rows({}), by=ada)

    [again] = book_rows(rows({"amount": "7"}), by=ada)
    twice = book_rows(rows({"key": "z"}, {"key": "z"}, {"key": "z", "amount": "8"}), by=ada)

    assert (again.state, again.field, again.said) == ("refused", "key", "The key “a” was used for another booking.")
    assert [row.state for row in twice] == ["created", "unchanged", "refused"]
    assert twice[2].said == "The key “z” is already in row 2, for another booking."


def test_rows_without_a_key_are_told_apart_by_content_and_how_often_they_stand(support: Unit, ada: User) -> None:
    given = rows({"key": ""}, {"key": ""})

    assert [row.state for row in book_rows(given, by=ada)] == ["created", "created"]
    assert [row.state for row in book_rows(given, by=ada, places=Places(ada))] == ["unchanged", "unchanged"]


BAD: list[tuple[dict[str, str], str]] = [
    ({"unit": "Nowhere"}, "unit"),
    ({"unit": "Other Corp"}, "unit"),
    ({"unit": ""}, "unit"),
    ({"case": "UC-999999"}, "case"),
    ({"case": "x" * 40}, "case"),
    ({"category": "fun"}, "category"),
    ({"period": "2025-13"}, "period"),
    ({"period": "2099-01"}, "period"),
    ({"period": ""}, "period"),
    ({"amount": "1.234"}, "amount"),
    ({"amount": "-1"}, "amount"),
    ({"amount": "0"}, "amount"),
    ({"amount": "NaN"}, "amount"),
    ({"amount": "1" * 40}, "amount"),
    ({"currency": "ZZZ"}, "currency"),
    ({"currency": "EUR"}, "currency"),
    ({"basis": "maybe"}, "basis"),
    ({"grade": "sure"}, "grade"),
    ({"memo": "m" * 2001}, "memo"),
    ({"memo": "a\x00b"}, "memo"),
    ({"key": "k" * 121}, "key"),
]


def test_each_bad_row_is_refused_at_its_column_and_the_others_are_booked(support: Unit, ada: User) -> None:
    given = rows(*({"key": str(number)} | change for number, (change, _field) in enumerate(BAD)), {"key": "good"})

    found = book_rows(given, by=ada)

    assert [(row.state, row.field) for row in found[:-1]] == [("refused", field) for _change, field in BAD]
    assert all(row.said for row in found[:-1])
    assert found[-1].state == "created"
    assert LedgerEntry.objects.count() == 1


def test_signed_grades_and_closed_months_and_owners_are_refused(
    support: Unit, case: UseCase, ada: User, ben: User, fin: User
) -> None:
    services.close_months(support, by=fin, first=START, last=START)

    found = book_rows(rows({}, {"key": "b", "period": "2025-02", "grade": "finance_signed"}), by=ada)

    assert [(row.state, row.field) for row in found] == [("refused", "period"), ("refused", "grade")]
    assert "Book in 2025-02, the first open month after it" in found[0].said


def test_a_row_is_refused_with_every_fault_that_can_be_read_by_itself(support: Unit, ada: User) -> None:
    wrong = {"category": "fun", "period": "2025-13", "amount": "x", "grade": "finance_signed", "unit": "Nowhere"}

    [found] = book_rows(rows(wrong), by=ada)

    assert [fault.field for fault in (found, *found.more)] == ["unit", "category", "period", "amount", "grade"]


def test_amounts_in_other_currencies_take_the_dated_rate(support: Unit, ada: User, fin: User) -> None:
    services.add_rate(currency="JPY", on=date(2025, 1, 1), rate="0.0064", by=fin)

    book_rows(rows({"amount": "1500000", "currency": "jpy"}), by=ada)

    entry = LedgerEntry.objects.get()
    assert (str(entry.booked), entry.reported) == ("JPY 1,500,000", usd(9600))


def test_like_savings_of_two_cases_in_one_file_are_pointed_out(support: Unit, case: UseCase, ada: User) -> None:
    twin = case_of(support, "Twin")
    book_rows(
        rows(*({"key": of, "unit": "", "case": of, "category": "revenue"} for of in (case.reference, twin.reference))),
        by=ada,
    )  # fmt: skip
    assert DoubleCount.objects.count() == 1

    book_rows(rows({"key": "more", "unit": "", "case": twin.reference, "category": "revenue"}), by=ada)
    assert DoubleCount.objects.count() == 1


# --- files ------------------------------------------------------------------------------------------------------------


def a_csv(*lines: str, header: str = "Unit;Category;Month;Amount;Key;Shoe size") -> bytes:
    return "\r\n".join([header, *lines]).encode("utf-8-sig")


def checked(content: bytes, by: User, run_jobs: Callable[[], int]) -> LedgerImport:
    made = imports.upload(by=by, name="entries.csv", content=content)
    run_jobs()
    made.refresh_from_db()
    return made


def test_a_file_is_checked_first_then_booked_and_imported_again_changes_nothing(
    support: Unit, ada: User, fin: User, run_jobs: Callable[[], int]
) -> None:
    content = a_csv("Support;licenses;2025-01;100;k1;44", "Support;revenue;2025-02;x;k2;", ";labor;2025-02;-5;k3;")
    made = checked(content, ada, run_jobs)
    assert (made.state, made.counts) == (ImportState.CHECKED, {"created": 1, "unchanged": 0, "refused": 2})
    assert not LedgerEntry.objects.exists()
    assert [(row["row"], row["field"]) for row in made.problems] == [(3, "amount"), (4, "unit"), (4, "amount")]
    assert "Shoe size" in made.notes[0]
    with pytest.raises(Denied):
        imports.start(made, by=fin)

    imports.start(made, by=ada)
    with pytest.raises(Conflict, match="worked on"):
        imports.start(made, by=ada)
    run_jobs()

    made.refresh_from_db()
    assert (made.state, LedgerEntry.objects.get().booked) == (ImportState.DONE, usd(100))
    with made.result.open("rb") as stored:
        lines = list(csv.DictReader(io.StringIO(stored.read().decode())))
    assert [(line["row"], line["outcome"], line["column"]) for line in lines] == [
        ("2", "created", ""), ("3", "refused", "amount"), ("4", "refused", "unit, amount"),
    ]  # fmt: skip
    assert checked(content, fin, run_jobs).counts == {"created": 0, "unchanged": 1, "refused": 2}
    assert queries.check_summaries() == []


def test_a_file_on_which_the_worker_stopped_says_so_and_goes_on_where_it_stood(
    client_of: Callable[[User], Client], support: Unit, ada: User, run_jobs: Callable[[], int]
) -> None:
    made = imports.upload(
        by=ada, name="entries.csv", content=a_csv(*(f"Support;labor;2025-01;{n};k{n};" for n in (1, 2)))
    )
    client, url = client_of(ada), made.get_absolute_url()
    jobs.cancel(made.job, by=ada)
    assert "The file was not checked to its end" in client.get(url).content.decode()
    client.post(f"{url}book/")
    run_jobs()
    client.post(f"{url}book/")
    book_rows([(2, {"unit": "Support", "category": "labor", "period": "2025-01", "amount": "1", "key": "k1"})], by=ada)
    stored = made.file.storage.path(made.file.name)
    Path(stored).rename(f"{stored}.away")
    run_jobs()  # fails: the file is not there
    stopped = client.get(url).content.decode()
    assert "The file was not booked to its end" in stopped
    assert "Go on" in stopped
    assert "Stopped" in client.get("/value/import/").content.decode()

    Path(f"{stored}.away").rename(stored)
    client.post(f"{url}book/")
    run_jobs()

    made.refresh_from_db()
    assert (made.state, made.counts) == (ImportState.DONE, {"created": 1, "unchanged": 1, "refused": 0})
    assert LedgerEntry.objects.count() == 2
    with pytest.raises(Conflict):
        imports.start(made, by=ada)


def test_a_workbook_is_read_like_a_text_file(support: Unit, ada: User, run_jobs: Callable[[], int]) -> None:
    book = Workbook()
    book.active.append(["Unit", "Category", "Month", "Amount", "Key"])  # type: ignore[union-attr]
    book.active.append(["Support", "licenses", date(2025, 1, 1), 1250.5, 7])  # type: ignore[union-attr]
    stored = io.BytesIO()
    book.save(stored)

    made = checked(stored.getvalue(), ada, run_jobs)

    assert made.counts["created"] == 1, made.problems


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"), (a_csv("a;b", header="Name;Size"), "lacks these columns"), (b"PK\x03\x04broken", "damaged"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10" * 40, "not a table"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_entries_is_refused_at_once(content: bytes, said: str, org: Unit, ada: User) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        imports.upload(by=ada, name="x.csv", content=content)

    assert refused.value.field == "file"


def test_a_file_is_imported_on_pages_and_seen_by_nobody_else(
    client_of: Callable[[User], Client], support: Unit, ada: User, fin: User, ben: User, run_jobs: Callable[[], int]
) -> None:
    client = client_of(ada)
    assert client.post("/value/import/", {}).status_code == 422
    assert client_of(ben).get("/value/import/").status_code == 403
    for kind in ("csv", "xlsx"):
        assert client.get(f"/value/import/template.{kind}").status_code == 200

    sent = client.post(
        "/value/import/", {"file": SimpleUploadedFile("entries.csv", a_csv("Support;licenses;2025-01;100;k1;"))}
    )
    run_jobs()

    page = client.get(sent["Location"]).content.decode()
    assert "1 entry can be booked" in page
    assert client_of(fin).get(sent["Location"]).status_code == 404
    client.post(f"{sent['Location']}book/")
    run_jobs()
    assert "1 entry is booked" in client.get(sent["Location"]).content.decode()
    assert b"created" in client.get(f"{sent['Location']}result/").getvalue()


def test_many_rows_are_booked_over_the_api(
    api_of: Callable[[User], APIClient], support: Unit, ada: User, ben: User
) -> None:
    given: dict[str, Any] = {"rows": [GOOD, GOOD | {"key": "b", "amount": "1.234"}]}

    first = api_of(ada).post("/api/v1/ledger/bulk/", given, format="json").json()

    assert [(row["state"], row["field"]) for row in first] == [("created", ""), ("refused", "amount")]
    assert api_of(ada).post("/api/v1/ledger/bulk/", given, format="json").json()[0]["state"] == "unchanged"
    assert api_of(ben).post("/api/v1/ledger/bulk/", given, format="json").status_code == 403
    assert api_of(ada).post("/api/v1/ledger/bulk/", {"rows": [{}]}, format="json").status_code == 400
    assert api_of(ada).post("/api/v1/ledger/bulk/", {"rows": []}, format="json").status_code == 400
