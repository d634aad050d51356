"""Benefits are shared up to the whole, and the same saving claimed by two use cases is pointed out."""

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.periods import Month
from foundation.people.models import Unit, User
from roi import services
from roi.models import LedgerEntry
from roi.rules.doubles import Claim, likenesses, part_of, signs_of
from roi.sharing_models import DoubleCount, SharedBenefit
from roi.workflow import Basis, DoubleState, Kind
from tests.factories.roi import START, case_of, invested, returned, usd
from usecases.models import UseCase


@pytest.fixture
def twin(support: Unit) -> UseCase:
    """Another use case in the same unit."""
    return case_of(support, "Letters sorted")


def shared(unit: Unit, by: User, *shares: tuple[UseCase, str], **changes: Any) -> SharedBenefit:
    what = {"category": "cost_savings", "period": START, "amount": usd("100.01"), "memo": "One team less"} | changes
    pairs = [(case, Decimal(share)) for case, share in shares]
    return services.share_benefit(unit, by=by, shares=pairs, **what)  # type: ignore[arg-type]


# --- rules ------------------------------------------------------------------------------------------------------------


@given(st.integers(1, 10**14), st.lists(st.integers(1, 10_000), min_size=1, max_size=12))
def test_parts_of_the_whole_add_up_to_it_exactly(total: int, weights: list[int]) -> None:
    shares = [Decimal(weight) / sum(weights) for weight in weights]
    shares[-1] = 1 - sum(shares[:-1], Decimal(0))

    booked, before = 0, Decimal(0)
    for share in shares:
        booked += part_of(total, before, share, booked)
        before += share

    assert booked == total


MARCH = Month(2026, 3)
ONE = Claim(1, 7, "cost_savings", MARCH, 100_000, "Two agents fewer", "handling-time")
LIKE: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"memo": "", "kpi": ""}, ("amount",)),
    ({"minor": 95_000, "memo": "", "kpi": ""}, ("amount",)),
    ({"minor": 94_999, "memo": "", "kpi": ""}, ()),
    ({"minor": 5, "kpi": ""}, ("memo",)),
    ({"minor": 5, "memo": "two  agents, fewer!", "kpi": ""}, ("memo",)),
    ({"minor": 5, "memo": "", "kpi": "handling-time"}, ("kpi",)),
    ({"case": 1}, ()),
    ({"unit": 8}, ()),
    ({"category": "revenue"}, ()),
    ({"month": MARCH.plus(1)}, ()),
]


@pytest.mark.parametrize(("changes", "signs"), LIKE)
def test_what_speaks_for_the_same_saving(changes: dict[str, Any], signs: tuple[str, ...]) -> None:
    names = {name: getattr(ONE, name) for name in Claim.__dataclass_fields__}
    other = Claim(**(names | {"case": 2} | changes))

    assert signs_of(ONE, other) == signs
    assert [like.cases for like in likenesses([other], [ONE])] == ([(1, 2)] if signs else [])


# --- sharing ----------------------------------------------------------------------------------------------------------


def test_shares_are_booked_exactly_and_never_come_to_more_than_the_whole(
    support: Unit, case: UseCase, twin: UseCase, ada: User
) -> None:
    third = case_of(support, "Third")
    made = shared(support, ada, (case, "0.3333"), (twin, "0.3333"))

    with pytest.raises(Invalid, match=r"come to 101%. Only 33.34% of this benefit is left") as refused:
        services.add_share(made, by=ada, case=third, share=Decimal("0.3434"))
    assert refused.value.field == "share"
    services.add_share(made, by=ada, case=third, share=Decimal("0.3334"))

    assert sum(entry.amount_minor for entry in made.standing()) == 10_001
    assert not DoubleCount.objects.exists(), "shares of one benefit are no double count"
    with pytest.raises(Invalid, match="has a share already"):
        services.add_share(made, by=ada, case=case, share=Decimal("0.1"))


def test_shares_adding_to_101_percent_are_refused_as_a_whole(
    support: Unit, case: UseCase, twin: UseCase, ada: User
) -> None:
    with pytest.raises(Invalid, match="come to 101%"):
        shared(support, ada, (case, "0.5"), (twin, "0.51"))


def test_a_share_taken_back_is_free_again_and_a_signed_one_stays(
    support: Unit, case: UseCase, twin: UseCase, ada: User, fin: User
) -> None:
    made = shared(support, ada, (case, "0.6"), (twin, "0.4"))
    first, second = made.standing()
    services.sign(first, by=fin)
    services.reverse(second, by=ada, reason="not ours")

    assert made.taken == Decimal("0.6")
    services.add_share(made, by=ada, case=twin, share=Decimal("0.4"))
    assert sum(entry.amount_minor for entry in made.standing()) == 10_001


BAD: list[tuple[str, str]] = [
    ("0", "share"),
    ("-0.1", "share"),
    ("1.1", "share"),
    ("NaN", "share"),
    ("0.33333", "share"),
]


def test_bad_shares_are_refused_at_their_field(support: Unit, case: UseCase, ada: User) -> None:
    for share, field in BAD:
        with pytest.raises(Invalid) as refused:
            shared(support, ada, (case, share))
        assert refused.value.field == field, share
    for changes, field in (
        ({"memo": " "}, "memo"), ({"amount": usd(0)}, "amount"), ({"category": "licenses"}, "category"),
        ({"category": "x"}, "category"), ({"period": Month(2099, 1)}, "period"), ({"basis": "x"}, "basis"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            shared(support, ada, (case, "0.5"), **changes)
        assert refused.value.field == field, changes


def test_who_may_not_book_shares_nothing(cast: SimpleNamespace, case: UseCase) -> None:
    for who in ("ben", "eve", "dov", "olga"):
        with pytest.raises(Denied):
            shared(cast.support, getattr(cast, who), (case, "0.5"))


# --- double counts ----------------------------------------------------------------------------------------------------


def test_the_same_saving_of_two_cases_is_pointed_out_once_with_its_months(
    case: UseCase, twin: UseCase, ada: User, support: Unit
) -> None:
    for subject in (case, twin):
        services.book_series(
            subject, by=ada, kind=Kind.RETURN, category="cost_savings", first=START, months=3, amount=usd(300),
            basis=Basis.ACTUAL,
        )  # fmt: skip
    returned(case, 900, by=ada, category="revenue")
    returned(twin, 1, by=ada, category="revenue")
    invested(case, 100, by=ada)
    invested(twin, 100, by=ada)

    [double] = DoubleCount.objects.all()
    assert (double.first_case, double.second_case, double.signs) == (case, twin, ["amount"])
    assert double.months == (START, START.plus(2))


def test_finance_decides_whether_it_is_the_same(
    case: UseCase, twin: UseCase, ada: User, ben: User, fin: User, client_of: Callable[[User], Client], olga: User
) -> None:
    entry = returned(case, 100, by=ada)
    returned(twin, 100, by=ada)
    double = DoubleCount.objects.get()
    for who in (ada, ben):
        with pytest.raises(Denied):
            services.decide_double(double, by=who, same=True)
    with pytest.raises(Invalid, match="two savings"):
        services.decide_double(double, by=fin, same=False)
    page = client_of(ada).get(entry.get_absolute_url()).content.decode()
    assert "Another use case may claim the same saving." in page
    assert client_of(olga).get(double.get_absolute_url()).status_code == 404
    assert "Similar amounts" in client_of(fin).get(double.get_absolute_url()).content.decode()
    assert client_of(fin).post(double.get_absolute_url(), {"verdict": "two", "note": ""}).status_code == 422

    client_of(fin).post(double.get_absolute_url(), {"verdict": "two", "note": "Different teams"})

    double.refresh_from_db()
    assert (double.state, double.decided_by) == (DoubleState.TWO, fin)
    with pytest.raises(Conflict, match="decided already"):
        services.decide_double(double, by=fin, same=True)
    assert "may claim the same" not in client_of(ada).get(entry.get_absolute_url()).content.decode()
    returned(case, 100, by=ada)
    assert DoubleCount.objects.get().state == DoubleState.TWO, "a decision stands"


def test_booking_and_the_batch_say_that_it_may_be_counted_twice(
    case: UseCase, twin: UseCase, support: Unit, ada: User, fin: User, client_of: Callable[[User], Client]
) -> None:
    returned(case, 100, by=ada)

    page = client_of(ada).post(
        "/value/book/",
        {"case": twin.reference, "category": "cost_savings", "basis": "actual", "amount_0": "101", "amount_1": "USD",
         "period": "2025-01", "months": "1", "grade": "asserted", "memo": "", "key": "k1"}, follow=True,
    ).content.decode()  # fmt: skip

    assert f"{case.reference} may claim the same saving" in page
    batch = services.open_batch(support, by=fin, first=START, last=START)
    assert "2 entries may be claimed by another" in client_of(fin).get(batch.get_absolute_url()).content.decode()


# --- pages and API ----------------------------------------------------------------------------------------------------


def test_a_benefit_is_shared_on_pages(
    client_of: Callable[[User], Client], case: UseCase, twin: UseCase, support: Unit, ada: User, olga: User
) -> None:
    client = client_of(ada)
    asked = {
        "unit": support.uid, "category": "revenue", "basis": "actual", "amount_0": "100", "amount_1": "USD",
        "period": "2025-01", "grade": "asserted", "memo": "One contract", "case": case.reference, "percent": "60",
    }  # fmt: skip
    assert client.post("/value/shared/new/", asked | {"percent": "101"}).status_code == 422

    page = client.post("/value/shared/new/", asked, follow=True).content.decode()

    assert "60% of USD 100.00 is shared out" in page
    made = SharedBenefit.objects.get()
    over = client.post(made.get_absolute_url(), {"case": twin.reference, "percent": "41"})
    assert over.status_code == 422
    assert "Only 40% of this benefit is left" in over.content.decode()
    client.post(made.get_absolute_url(), {"case": twin.reference, "percent": "40"})
    assert "100%" in client.get("/value/shared/").content.decode()
    assert "This is a share of 40%." in client.get(LedgerEntry.objects.first().get_absolute_url()).content.decode()  # type: ignore[union-attr]
    assert client_of(olga).get(made.get_absolute_url()).status_code == 404


def test_benefits_and_double_counts_over_the_api(
    api_of: Callable[[User], APIClient], case: UseCase, twin: UseCase, support: Unit, ada: User, fin: User
) -> None:
    asked = {
        "unit": str(support.uid), "category": "revenue", "period": "2025-01", "memo": "One contract",
        "amount": {"amount": "100", "currency": "USD"}, "shares": [{"case": case.reference, "share": "0.6"}],
    }  # fmt: skip
    percent = asked | {"shares": [{"case": case.reference, "share": "36"}]}
    refused = api_of(ada).post("/api/v1/shared-benefits/", percent, format="json")
    assert (refused.status_code, "between 0 and 1, for example 0.36" in refused.content.decode()) == (400, True)
    made = api_of(ada).post("/api/v1/shared-benefits/", asked, format="json")
    assert made.status_code == 201, made.content
    url = f"/api/v1/shared-benefits/{made.json()['uid']}/shares/"
    over = api_of(ada).post(url, {"case": twin.reference, "share": "0.41"}, format="json")
    assert (over.status_code, over.json()["error"]["field"]) == (400, "share")
    assert len(api_of(ada).post(url, {"case": twin.reference, "share": "0.4"}, format="json").json()["shares"]) == 2
    returned(case, 100, by=ada)
    returned(twin, 100, by=ada)
    [double] = api_of(fin).get("/api/v1/double-counts/?state=open").json()["results"]
    decide = f"/api/v1/double-counts/{double['uid']}/decide/"
    assert api_of(ada).post(decide, {"same": True}, format="json").status_code == 403
    assert api_of(fin).post(decide, {"same": True}, format="json").json()["state"] == "same"
    assert api_of(fin).post(decide, {"same": True}, format="json").status_code == 409
