"""Finance signs many entries in one act, sends single ones back, and never signs its own."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from foundation.evidence import services as evidence
from foundation.jobs.models import Job
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from roi import control_queries, queries, services
from roi.control_models import SigningBatch
from roi.models import LedgerEntry
from roi.services import signing
from roi.workflow import Basis, BatchState, Grade, ItemState, Kind
from tests.conftest import person
from tests.factories.roi import START, case_of, invested, returned, usd
from usecases.models import UseCase


@pytest.fixture
def other_fin(org: Unit) -> User:
    """A second person of finance."""
    return person("flo", "Flo Finance", ("finance", org))


def opened(unit: Unit, fin: User, **changes: Any) -> SigningBatch:
    return services.open_batch(unit, by=fin, **({"first": START, "last": START.plus(11)} | changes))


def states(batch: SigningBatch) -> dict[int, str]:
    return dict(batch.items.values_list("entry_id", "state"))


def test_a_batch_holds_actual_entries_of_the_unit_and_months_that_nobody_signed(
    support: Unit, sales: Unit, org: Unit, ada: User, fin: User
) -> None:
    wanted = [returned(support, 10, by=ada), invested(support, 20, by=ada, period=START.plus(11))]
    returned(support, 30, by=ada, basis=Basis.PLAN)
    returned(support, 40, by=ada, period=START.plus(12))
    returned(sales, 50, by=ada)
    services.sign(returned(support, 60, by=ada), by=fin)
    services.reverse(returned(support, 70, by=ada), by=ada, reason="wrong")

    batch = opened(support, fin)

    assert set(states(batch)) == {entry.pk for entry in wanted}
    assert opened(org, fin).items.get().entry.booked == usd(50), "what waits in an open batch waits there"


def test_a_batch_is_narrowed_by_kind_category_and_evidence(support: Unit, ada: User, fin: User) -> None:
    returned(support, 10, by=ada, category="revenue", grade=Grade.CONTROLLED)
    invested(support, 20, by=ada)

    batch = opened(support, fin, kind=Kind.RETURN, category="revenue", grade=Grade.CONTROLLED)

    assert batch.items.get().entry.booked == usd(10)
    with pytest.raises(Conflict, match="nothing to sign"):
        opened(support, fin, category="productivity")
    for changes, field in (
        ({"kind": "x"}, "kind"), ({"category": "x"}, "category"), ({"grade": "x"}, "grade"),
        ({"last": START.plus(-1)}, "last"), ({"first": Month(1980, 1)}, "first"), ({"note": "n" * 2001}, "note"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            opened(support, fin, **changes)
        assert refused.value.field == field


def test_signing_a_batch_moves_the_evidence_and_leaves_every_sum(
    support: Unit, case: UseCase, ada: User, fin: User
) -> None:
    returned(support, 10, by=ada)
    returned(case, 15, by=ada, grade=Grade.BEFORE_AFTER)
    invested(support, 20, by=ada)
    scope = queries.scope_for(fin)
    before = queries.totals(scope, Basis.ACTUAL)
    batch = opened(support, fin)
    said = [(row.kind, row.grade, row.before.minor, row.after.minor) for row in control_queries.before_and_after(batch)]

    services.sign_batch(batch, by=fin)

    assert queries.totals(scope, Basis.ACTUAL) == before
    account = queries.account(scope, Basis.ACTUAL)
    assert account.by_grade(Kind.RETURN)[Grade.FINANCE_SIGNED] == usd(25)
    assert Grade.ASSERTED not in account.by_grade(Kind.RETURN)
    assert (Kind.RETURN, Grade.FINANCE_SIGNED, 0, 2500) in said
    assert (Kind.RETURN, Grade.BEFORE_AFTER, 1500, 0) in said
    assert queries.check_summaries() == []
    signed = LedgerEntry.objects.filter(grade=Grade.FINANCE_SIGNED)
    assert {(row.asserted_by, row.signed_by) for row in signed} == {(ada, fin)}
    batch.refresh_from_db()
    assert (batch.state, batch.closed_by) == (BatchState.SIGNED, fin)


def test_nobody_signs_what_they_asserted_and_it_is_left_with_its_reason(
    support: Unit, ada: User, fin: User, other_fin: User
) -> None:
    own, of_others = returned(support, 10, by=fin), returned(support, 20, by=ada)

    batch = services.sign_batch(opened(support, fin), by=fin)

    assert states(batch) == {own.pk: ItemState.LEFT, of_others.pk: ItemState.SIGNED}
    assert "booked this entry yourself" in batch.items.get(entry=own).reason
    again = opened(support, fin)
    with pytest.raises(Denied, match="somebody else of finance"):
        services.sign_batch(again, by=fin)
    assert states(services.sign_batch(again, by=other_fin)) == {own.pk: ItemState.SIGNED}


def test_an_entry_sent_back_waits_for_an_answer(support: Unit, ada: User, ben: User, fin: User) -> None:
    entry = returned(support, 10, by=ada, grade=Grade.CONTROLLED)
    returned(support, 20, by=ada)
    batch = opened(support, fin)
    item = batch.items.get(entry=entry)
    with pytest.raises(Invalid, match="Say why"):
        services.refuse_item(item, by=fin, reason=" ")
    with pytest.raises(Denied):
        services.refuse_item(item, by=ada, reason="no")

    services.refuse_item(item, by=fin, reason="Show the control group")

    with pytest.raises(Conflict, match="decided already"):
        services.refuse_item(item, by=fin, reason="again")
    services.sign_batch(batch, by=fin)
    assert states(batch)[entry.pk] == ItemState.REFUSED
    with pytest.raises(Conflict, match="nothing to sign"):
        opened(support, fin)
    with pytest.raises(Denied):
        services.answer_refusal(entry, by=ben, answer="here")
    services.answer_refusal(entry, by=ada, answer="The report is attached")
    with pytest.raises(Conflict, match="not sent this entry back"):
        services.answer_refusal(entry, by=ada, answer="again")
    assert opened(support, fin).items.get().entry == entry


def test_what_was_taken_back_or_closed_meanwhile_is_left_out(support: Unit, ada: User, fin: User) -> None:
    gone, closed = returned(support, 10, by=ada), returned(support, 20, by=ada, period=START.plus(1))
    kept = returned(support, 30, by=ada, period=START.plus(2))
    batch = opened(support, fin)
    services.reverse(gone, by=ada, reason="wrong")
    services.close_months(support, by=fin, first=START.plus(1), last=START.plus(1))

    services.sign_batch(batch, by=fin)

    assert states(batch) == {gone.pk: ItemState.LEFT, closed.pk: ItemState.LEFT, kept.pk: ItemState.SIGNED}
    assert "is closed" in batch.items.get(entry=closed).reason


def test_a_closed_batch_is_not_decided_again(support: Unit, ada: User, fin: User, other_fin: User) -> None:
    returned(support, 10, by=ada)
    batch = services.sign_batch(opened(support, fin), by=fin)

    with pytest.raises(Conflict, match="closed already, by Fin Finance"):
        services.sign_batch(batch, by=other_fin)
    with pytest.raises(Conflict, match="closed already"):
        services.give_up_batch(batch, by=other_fin)


def test_a_batch_given_up_frees_its_entries(support: Unit, ada: User, fin: User) -> None:
    entry = returned(support, 10, by=ada)
    services.give_up_batch(opened(support, fin), by=fin)

    assert opened(support, fin).items.get().entry == entry


def test_a_large_batch_is_signed_by_the_worker_in_steps(
    support: Unit, ada: User, fin: User, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "AT_ONCE", 3)
    services.book_series(
        support,
        by=ada,
        kind=Kind.RETURN,
        category="revenue",
        first=START,
        months=10,
        amount=usd(100),
        basis=Basis.ACTUAL,
    )
    batch = services.sign_batch(opened(support, fin), by=fin)
    assert batch.state == BatchState.SIGNING
    with pytest.raises(Conflict, match="is being signed"):
        services.sign_batch(batch, by=fin)

    run_jobs()

    batch.refresh_from_db()
    assert batch.state == BatchState.SIGNED
    assert set(states(batch).values()) == {ItemState.SIGNED}
    assert Job.objects.get(kind="roi.sign").result["signed"] == 10


def test_only_finance_of_the_unit_opens_and_decides(cast: SimpleNamespace) -> None:
    returned(cast.support, 10, by=cast.ada)
    batch = opened(cast.support, cast.fin)

    for who in ("ada", "ben", "eve", "dov", "root_admin", "olga"):
        actor = getattr(cast, who)
        with pytest.raises(Denied):
            opened(cast.support, actor)
        with pytest.raises(Denied):
            services.sign_batch(batch, by=actor)


# --- pages ------------------------------------------------------------------------------------------------------------


def test_finance_gathers_looks_and_signs_on_pages(
    client_of: Callable[[User], Client], support: Unit, ada: User, fin: User
) -> None:
    client = client_of(fin)
    entry = returned(support, 10, by=ada, memo="Invoice 4711")
    evidence.attach(entry, name="invoice.txt", content=b"4711", by=ada)
    asked = {"unit": support.uid, "first": "2025-01", "last": "2025-01", "kind": "", "category": "", "grade": ""}
    assert client.post("/value/signing/new/", asked | {"last": "2024-12"}).status_code == 422

    page = client.post("/value/signing/new/", asked, follow=True)

    text = page.content.decode()
    assert "1 entry waits for the signature of finance" in text
    assert "Invoice 4711" in text
    assert "has no document" not in text
    batch = SigningBatch.objects.get()
    signed = client.post(f"/value/signing/{batch.uid}/sign/", follow=True).content.decode()
    assert "1 of 1 entries are signed" in signed
    assert client.get("/value/signing/").status_code == 200
    assert b"Cost savings" in client.get(f"{batch.get_absolute_url()}?export=csv").getvalue()
    signed_entry = LedgerEntry.objects.get(grade=Grade.FINANCE_SIGNED)
    assert "invoice.txt" in client.get(signed_entry.get_absolute_url()).content.decode()


def test_sending_back_and_answering_on_pages(
    client_of: Callable[[User], Client], support: Unit, ada: User, fin: User
) -> None:
    entry = returned(support, 10, by=ada, grade=Grade.CONTROLLED)
    batch = opened(support, fin)
    url = f"/value/signing/{batch.uid}/send-back/{entry.uid}/"
    assert client_of(fin).post(url, {"reason": ""}).status_code == 422
    assert client_of(ada).get(url).status_code == 403

    client_of(fin).post(url, {"reason": "Show the control group"})

    page = client_of(ada).get(entry.get_absolute_url()).content.decode()
    assert "Finance sent this entry back." in page
    assert "Show the control group" in page
    assert "no document shows it yet" in page
    answered = client_of(ada).post(f"/value/ledger/{entry.uid}/answer/", {"answer": "Attached"}, follow=True)
    assert "sent this entry back" not in answered.content.decode()


def test_an_outsider_sees_no_batch(
    client_of: Callable[[User], Client], support: Unit, ada: User, fin: User, olga: User
) -> None:
    returned(support, 10, by=ada)
    batch = opened(support, fin)

    assert client_of(olga).get(batch.get_absolute_url()).status_code == 404
    assert client_of(olga).post(f"{batch.get_absolute_url()}sign/").status_code == 404
    assert str(batch.unit) not in client_of(olga).get("/value/signing/").content.decode()


def test_a_batch_asks_the_database_as_often_for_many_entries_as_for_few(
    client_of: Callable[[User], Client], support: Unit, ada: User, fin: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        returned(support, 10 + number, by=ada)
    batch = opened(support, fin)
    client = client_of(fin)

    with django_assert_max_num_queries(26):
        client.get(batch.get_absolute_url())


# --- API --------------------------------------------------------------------------------------------------------------


def test_a_batch_is_opened_decided_and_signed_over_the_api(
    api_of: Callable[[User], APIClient], support: Unit, ada: User, fin: User
) -> None:
    api, kept, refused = api_of(fin), returned(support, 10, by=ada), returned(support, 20, by=ada)
    asked = {"unit": str(support.uid), "first": "2025-01", "last": "2025-12"}

    made = api.post("/api/v1/signing-batches/", asked, format="json")

    assert made.status_code == 201
    url = f"/api/v1/signing-batches/{made.json()['uid']}/"
    sent = api.post(f"{url}send-back/", {"entry": str(refused.uid), "reason": "Show it"}, format="json")
    assert sent.status_code == 200
    assert api.post(f"{url}sign/").json()["state"] == "signed"
    assert api.post(f"{url}sign/").status_code == 409
    found = {item["entry"]: item["state"] for item in api.get(url).json()["items"]}
    assert found == {str(kept.uid): "signed", str(refused.uid): "refused"}
    answer = api_of(ada).post(f"/api/v1/ledger/{refused.uid}/answer/", {"answer": "Here"}, format="json")
    assert answer.status_code == 200
    assert api_of(ada).post("/api/v1/signing-batches/", asked, format="json").status_code == 403


def test_entries_of_many_cases_are_signed_in_a_constant_number_of_queries_each(
    org: Unit, support: Unit, ada: User, fin: User
) -> None:
    for number in range(4):
        returned(case_of(support, f"Case {number}"), 10, by=COMMAND_LINE)

    batch = services.sign_batch(opened(org, fin), by=fin)

    assert set(states(batch).values()) == {ItemState.SIGNED}
    assert queries.check_summaries() == []
