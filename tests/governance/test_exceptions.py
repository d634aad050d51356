"""Exceptions to policies: for a time, against measures, decided by somebody without a stake."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.notifications.models import Notice
from foundation.people.actors import WORKER
from governance import policies
from governance.models import PolicyException
from governance.services import exceptions, reminding
from tests.factories.usecases import a_case
from tests.governance.pages import ClientOf, text_of, url
from usecases.models import UseCase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def case(cast: SimpleNamespace) -> UseCase:
    return a_case(cast.support, by=cast.ben, owner=cast.ben, sponsor=cast.eve)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def asked(cast: SimpleNamespace, case: UseCase, days: int = 60, **values: Any) -> PolicyException:
    words = {"policy": "consent", "reason": "Nobody can be asked.", "measures": "Names are masked."} | values
    return exceptions.request_exception(case, by=cast.ben, until=in_days(days), **words)


def test_an_extension_is_a_decision_of_its_own_and_replaces_the_one_before(
    cast: SimpleNamespace, case: UseCase
) -> None:
    first = exceptions.decide_exception(asked(cast, case), by=cast.chi, grant=True, reason="For a quarter.")
    longer = asked(cast, case, 150)

    assert (longer.extends, first.is_in_force, longer.is_in_force) == (first, True, False)
    exceptions.decide_exception(longer, by=cast.chi, grant=True, reason="Once more.")

    first.refresh_from_db()
    longer.refresh_from_db()
    assert (first.state, longer.state) == ("replaced", "granted")
    with pytest.raises(Conflict, match="decided already"):
        exceptions.decide_exception(longer, by=cast.chi, grant=False, reason="No.")


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("ben", "It takes one of these roles"), ("eve", "somebody else decides"), ("ada", "It takes one"),
     ("lea", "It takes one"), ("root_admin", "It takes one"), ("olga", "It takes one")],
)  # fmt: skip
def test_neither_who_asks_nor_who_owns_nor_anybody_without_the_role_decides(
    cast: SimpleNamespace, case: UseCase, who: str, sentence: str
) -> None:
    with pytest.raises(Denied, match=sentence):
        exceptions.decide_exception(asked(cast, case), by=getattr(cast, who), grant=True, reason="Yes.")


def test_the_chair_who_asked_does_not_decide(cast: SimpleNamespace) -> None:
    case = a_case(cast.support, by=cast.ada, owner=cast.chi)
    found = exceptions.request_exception(
        case, by=cast.ada, policy="consent", reason="Why.", measures="What.", until=in_days(9)
    )

    with pytest.raises(Denied, match="somebody else decides"):
        exceptions.decide_exception(found, by=cast.chi, grant=True, reason="Mine.")
    assert exceptions.decide_exception(found, by=cast.eve, grant=True, reason="Fine.").is_in_force


def test_it_is_over_after_its_last_day_also_before_the_sweep(
    cast: SimpleNamespace, case: UseCase, days_pass: Callable[[int], None]
) -> None:
    found = exceptions.decide_exception(asked(cast, case, 20), by=cast.chi, grant=True, reason="Yes.")
    reminding.remind(by=WORKER)
    reminding.remind(by=WORKER)
    assert Notice.objects.filter(kind="governance.exception.ending").count() == 1

    days_pass(20)
    assert found.is_in_force
    days_pass(1)
    assert (found.is_in_force, found.label, found.state) == (False, "Expired", "granted")
    with pytest.raises(Conflict, match="counts today"):
        policies.check_extend_exception(cast.ben, found)
    reminding.remind(by=WORKER)

    found.refresh_from_db()
    assert found.state == "expired"
    assert asked(cast, case, 10).extends is None


def test_bad_input_stands_at_its_field(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    for values, field in (({"days": -1}, "until"), ({"days": 366}, "until"), ({"policy": "kindness"}, "policy"),
                          ({"measures": " "}, "measures"), ({"reason": ""}, "reason")):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            asked(cast, case, **values)
        assert refused.value.field == field
    page = client_of(cast.ben).post(url("exception_new", case.reference), {"policy": "consent", "until": "2020-01-01"})

    assert page.status_code == 422
    assert "consent" in text_of(page)
    asked(cast, case)
    with pytest.raises(Conflict, match="waits for a decision already"):
        asked(cast, case)


def test_pages_and_api_show_it_on_the_case_and_refuse_alike(
    cast: SimpleNamespace, case: UseCase, client_of: ClientOf, api_of: Callable[..., Any]
) -> None:
    made = api_of(cast.ben).post(
        "/api/v1/exceptions/",
        {"use_case": case.reference, "policy": "consent", "reason": "Why.", "measures": "Names are masked.",
         "until": in_days(30).isoformat()}, format="json",
    )  # fmt: skip
    path = f"/api/v1/exceptions/{made.json()['uid']}/"

    codes = [
        api_of(who).post(f"{path}decide/", {"grant": True, "reason": "Yes."}, format="json").status_code
        for who in (cast.ben, cast.olga, cast.chi, cast.chi)
    ]

    assert (made.status_code, codes) == (201, [403, 404, 200, 409])
    assert "Names are masked." in text_of(client_of(cast.mia).get(f"{case.get_absolute_url()}?tab=registers"))
    assert "Granted" in text_of(client_of(cast.mia).get(url("exception_list")))
    assert client_of(cast.olga).get(url("exception_detail", made.json()["uid"])).status_code == 404
    granted = api_of(cast.mia).get("/api/v1/exceptions/", {"state": "granted"}).json()["results"]
    assert [row["uid"] for row in granted] == [made.json()["uid"]]
    revoked = client_of(cast.chi).post(url("exception_act", made.json()["uid"], "revoke"), {"reason": "Misused."})
    assert revoked.status_code == 302
    assert PolicyException.objects.get().state == "revoked"
