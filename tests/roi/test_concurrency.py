"""Many at one instant: one effect, and a clear sentence for everybody who came second."""

import threading
from collections.abc import Callable, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import close_old_connections, connections

from foundation.kernel.errors import Conflict
from foundation.kernel.periods import Month
from roi import queries, services
from roi.models import LedgerDelta, LedgerEntry
from roi.workflow import Basis
from tests.conftest import person
from tests.factories.roi import booking, case_of, invested, usd

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all acts in threads of their own, started together; what each returned, or the refusal it met."""
    gate = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=30)
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    close_old_connections()
    return found


def test_an_entry_taken_back_by_several_at_once_is_taken_back_once(cast: SimpleNamespace) -> None:
    entry = invested(case_of(cast.support), 1000)

    found = at_once([lambda: services.reverse(entry, by=cast.ada, reason="wrong")] * 4)

    assert sorted(type(item).__name__ for item in found) == ["Conflict", "Conflict", "Conflict", "LedgerEntry"]
    assert {str(item) for item in found if isinstance(item, Conflict)} == {"This entry has already been reversed."}
    assert LedgerEntry.objects.count() == 2
    assert queries.totals(queries.scope_for(cast.ada), Basis.ACTUAL).investment == usd(0)


def test_one_booking_sent_several_times_at_once_is_booked_once(cast: SimpleNamespace) -> None:
    case = case_of(cast.support)

    found = at_once([lambda: services.book(case, by=cast.ada, **booking(key="same"))] * 4)

    assert {item.pk for item in found} == {LedgerEntry.objects.get().pk}
    assert LedgerDelta.objects.count() == 1


def test_folds_and_bookings_at_once_lose_and_double_nothing(cast: SimpleNamespace) -> None:
    for _ in range(5):
        invested(cast.support, 10)

    found = at_once([*([lambda: invested(cast.support, 10)] * 4), *([services.fold] * 3)])
    services.fold()

    assert not [item for item in found if isinstance(item, Exception)]
    assert queries.totals(queries.scope_for(cast.ada), Basis.ACTUAL).investment == usd(90)
    assert queries.check_summaries() == []


def test_shares_taken_at_once_never_come_to_more_than_the_whole(cast: SimpleNamespace) -> None:
    cases = [case_of(cast.support, f"Case {number}") for number in range(4)]
    shared = services.share_benefit(
        cast.support, by=cast.ada, category="revenue", period=Month(2025, 1), amount=usd(100), memo="One contract",
        shares=[(cases[0], Decimal("0.4"))],
    )  # fmt: skip

    found = at_once(
        [
            lambda case=case: services.add_share(shared, by=cast.ada, case=case, share=Decimal("0.4"))
            for case in cases[1:]
        ]
    )

    assert sorted(type(item).__name__ for item in found) == ["Invalid", "Invalid", "LedgerEntry"]
    assert shared.taken == Decimal("0.8")


def test_a_batch_signed_by_two_at_once_is_signed_once(cast: SimpleNamespace) -> None:
    flo = person("flo", "Flo Finance", ("finance", cast.org))
    invested(cast.support, 10, by=cast.ada)
    batch = services.open_batch(cast.support, by=cast.fin, first=Month(2025, 1), last=Month(2025, 1))

    found = at_once([lambda by=by: services.sign_batch(batch, by=by) for by in (cast.fin, flo)])

    assert sorted(type(item).__name__ for item in found) == ["Conflict", "SigningBatch"]
    assert LedgerEntry.objects.count() == 3
    assert queries.totals(queries.scope_for(cast.ada), Basis.ACTUAL).investment == usd(10)


def test_a_rebuild_during_bookings_leaves_right_sums(cast: SimpleNamespace) -> None:
    invested(cast.support, 10)

    at_once(
        [
            *([lambda: invested(cast.support, 10)] * 3), services.rebuild_summaries, services.fold,
            services.rebuild_summaries,
        ]
    )  # fmt: skip

    assert queries.check_summaries() == []
    assert queries.totals(queries.scope_for(cast.ada), Basis.ACTUAL).investment == usd(40)
