"""How past promises came true, drawn towards all where a group is small, and what that says about a new case."""

from collections.abc import Callable
from decimal import Decimal

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from foundation.people.models import Unit, User
from roi import promise_queries, services
from roi.rules import track, worth
from roi.rules.track import Past
from tests.factories.business_cases import benefit, content, points
from tests.factories.roi import START, case_of, returned

ANY = {"unit": "Support", "sponsor": "Eve", "category": "Service"}


def past(case: int, promised: int, realized: int, **groups: str) -> Past:
    return Past(case, ANY | groups, promised, realized, 0, 0)


PILOTS = [past(1, 2_000_000, 500_000), past(2, 1_500_000, 800_000, unit="Engineering")]


def test_the_two_pilots_stand_at_25_and_53_percent_of_their_promise() -> None:
    assert [round(row.share or 0, 4) for row in PILOTS] == [Decimal("0.2500"), Decimal("0.5333")]
    whole = track.overall(PILOTS)
    assert whole.share == Decimal(1_300_000) / 3_500_000
    assert round(track.accuracy(PILOTS).bias or 0, 4) == Decimal("-0.6083")
    assert round(track.accuracy(PILOTS).spread or 0, 4) == Decimal("0.2003")


def test_small_groups_are_drawn_towards_all_and_all_towards_a_promise_kept() -> None:
    whole = track.overall(PILOTS)
    share = Decimal(13) / 35
    assert abs(whole.shrunk - (2 * share + 3) / 5) < Decimal("1e-20")

    first, second = track.by_group(PILOTS, "unit")

    assert (first.name, second.name) == ("Support", "Engineering")
    assert abs(first.shrunk - (Decimal("0.25") + 3 * whole.shrunk) / 4) < Decimal("1e-20")
    assert Decimal("0.25") < first.shrunk < whole.shrunk


@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 10**9), st.sampled_from("abc")), min_size=1, max_size=12)
)
def test_what_may_be_relied_on_lies_between_the_group_and_all(rows: list[tuple[int, int, str]]) -> None:
    made = [past(case, promised, realized, unit=unit) for case, (promised, realized, unit) in enumerate(rows)]
    whole = track.overall(made)

    for group in track.by_group(made, "unit"):
        assert group.share is not None
        low, high = sorted((group.share, whole.shrunk))
        assert low - Decimal("1e-15") <= group.shrunk <= high + Decimal("1e-15")


def test_without_any_past_promise_nothing_is_said() -> None:
    assert track.factor([], ANY) is None
    assert track.overall([]).share is None
    assert (track.accuracy([]).bias, track.accuracy([]).spread) == (None, None)
    assert track.factor([past(1, 0, 5)], ANY) is None, "nothing was promised by now"


def test_a_case_without_a_group_of_its_own_takes_the_share_of_all() -> None:
    found = track.factor(PILOTS, {"unit": "Legal", "sponsor": "Nobody", "category": "Law"})

    assert found == track.overall(PILOTS).shrunk


def test_calibrating_scales_benefits_and_costs_apart() -> None:
    before = worth.worth(content())

    after = worth.worth(track.calibrated(content(), benefits=Decimal("0.5"), costs=Decimal("1.2")))

    assert after.benefits.minor * 2 == before.benefits.minor
    assert after.costs.minor * 5 == before.costs.minor * 6


def test_promises_are_held_against_the_ledger_and_shown_beside_a_new_case(
    support: Unit, eve: User, fin: User, ada: User, olga: User, client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
) -> None:  # fmt: skip
    old = case_of(support, "Old promise", category="Service", sponsor=eve)
    fresh = case_of(support, "Fresh promise", category="Service", sponsor=eve)
    services.approve(services.draft(old, by=ada, content=content(benefit(points(100)))), by=fin)
    for month in range(1, 13):
        returned(old, 25, by=ada, period=START.plus(month))
    services.draft(fresh, by=ada, content=content())

    [(version, row)] = promise_queries.promises(ada)

    assert (version.case, row.share) == (old, Decimal("0.25"))
    assert promise_queries.promises(ada, without=old.pk) == []
    assert promise_queries.promises(olga) == []
    for by in ("unit", "sponsor", "category", "nonsense"):
        page = client_of(eve).get(f"/value/promises/?by={by}").content.decode()
        assert "25% of what was promised by now is realized" in page
    assert client_of(eve).get("/value/promises/chart/?by=sponsor").json()["table"]["rows"]
    shown = client_of(ada).get(f"/value/cases/{fresh.reference}/").content.decode()
    assert "What past promises say about it" in shown
    assert "What past promises say" not in client_of(ada).get(f"/value/cases/{old.reference}/").content.decode()
    found = api_of(eve).get("/api/v1/promises/").json()
    assert (found["overall"]["share"], {row["by"] for row in found["groups"]}) == (
        "0.25",
        {"unit", "sponsor", "category"},
    )


def test_without_promises_the_page_says_so(client_of: Callable[[User], Client], eve: User) -> None:
    assert "No promise has come due yet" in client_of(eve).get("/value/promises/").content.decode()
