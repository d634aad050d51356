"""A condition is reported as done by its owner, and confirmed or sent back by somebody else."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.audit.queries import history
from foundation.kernel.errors import Conflict, Denied, Invalid
from governance import queries, services
from governance.models import Condition
from tests.factories.governance import open_step
from tests.governance.pages import ClientOf, text_of, url

DONE = "The notice is on the intranet since Monday."


@pytest.fixture
def condition(cast: SimpleNamespace, review_at: Any) -> Condition:
    """A condition of an approval, which Ben is to meet."""
    review = review_at("manager", tier="low")
    draft = services.Draft("Publish a notice.", cast.ben, timezone.localdate() + timedelta(days=30))
    services.decide_step(open_step(review), by=cast.mia, verdict="approve", conditions=[draft])
    return Condition.objects.get()


def kinds(user: Any) -> list[str]:
    return [item.kind for item in queries.waiting_for(user)]


def test_a_report_moves_the_to_do_to_those_who_may_confirm_it(cast: SimpleNamespace, condition: Condition) -> None:
    assert (kinds(cast.ben), kinds(cast.lea)) == (["condition"], [])

    services.report_condition(condition, by=cast.ben, evidence=DONE)

    assert (kinds(cast.ben), kinds(cast.lea)) == ([], ["confirm"])
    assert "confirm" not in kinds(cast.ada)  # she submitted the case
    assert any("as done" in line.sentence for line in history(condition.review))

    services.meet_condition(condition, by=cast.lea, evidence="Seen it there.")

    assert (kinds(cast.ben), kinds(cast.lea)) == ([], [])


def test_a_report_that_is_sent_back_is_the_owners_again(cast: SimpleNamespace, condition: Condition) -> None:
    services.report_condition(condition, by=cast.ben, evidence=DONE)

    services.send_back_condition(condition, by=cast.lea, reason="The page is empty.")

    condition.refresh_from_db()
    assert (condition.report, condition.reported_by, condition.sent_back) == ("", None, "The page is empty.")
    assert (kinds(cast.ben), kinds(cast.lea)) == (["condition"], [])
    services.report_condition(condition, by=cast.ben, evidence="Now it has its text.")
    condition.refresh_from_db()
    assert condition.sent_back == ""


def test_only_the_owner_reports_and_once(cast: SimpleNamespace, condition: Condition) -> None:
    with pytest.raises(Denied, match="reports when it is done"):
        services.report_condition(condition, by=cast.mia, evidence=DONE)
    with pytest.raises(Invalid, match="Say what was done"):
        services.report_condition(condition, by=cast.ben, evidence=" ")
    services.report_condition(condition, by=cast.ben, evidence=DONE)
    with pytest.raises(Conflict, match="somebody else confirms it now"):
        services.report_condition(condition, by=cast.ben, evidence=DONE)


def test_nobody_confirms_their_own_report(cast: SimpleNamespace, review_at: Any) -> None:
    review = review_at("manager", tier="low")
    draft = services.Draft("Publish a notice.", cast.lea, timezone.localdate() + timedelta(days=30))
    services.decide_step(open_step(review), by=cast.mia, verdict="approve", conditions=[draft])
    row = Condition.objects.get()
    services.report_condition(row, by=cast.lea, evidence=DONE)

    with pytest.raises(Denied, match="somebody else confirms it"):
        services.meet_condition(row, by=cast.lea, evidence=DONE)
    with pytest.raises(Denied, match="somebody else confirms it"):
        services.send_back_condition(row, by=cast.lea, reason="No.")
    assert "confirm" not in kinds(cast.lea)


def test_nothing_is_sent_back_that_nobody_reported(cast: SimpleNamespace, condition: Condition) -> None:
    with pytest.raises(Conflict, match="Nobody has reported"):
        services.send_back_condition(condition, by=cast.lea, reason="No.")


def test_the_room_tells_the_owner_what_to_do(cast: SimpleNamespace, condition: Condition, client_of: ClientOf) -> None:
    owner, counsel = client_of(cast.ben), client_of(cast.lea)
    path = url("condition_report", condition.uid)

    assert "You are to meet this condition." in text_of(owner.get(condition.review.get_absolute_url()))
    empty = owner.post(path, {"evidence": ""})
    reported = owner.post(path, {"evidence": DONE}, follow=True)
    seen = text_of(counsel.get(condition.review.get_absolute_url()))

    assert empty.status_code == 422
    assert "Reported as done" in text_of(reported)
    assert path not in text_of(reported)
    assert "somebody else confirms it now" in text_of(reported)
    assert DONE in seen
    assert DONE in text_of(counsel.get(url("condition_met", condition.uid)))  # to start from
    assert client_of(cast.mia).post(path, {"evidence": "I did it."}).status_code == 403
    assert client_of(cast.olga).get(path).status_code == 404


def test_a_report_is_sent_back_on_its_page(cast: SimpleNamespace, condition: Condition, client_of: ClientOf) -> None:
    services.report_condition(condition, by=cast.ben, evidence=DONE)
    path = url("condition_send_back", condition.uid)

    refused = client_of(cast.ben).post(path, {"reason": "Back."})
    done = client_of(cast.lea).post(path, {"reason": "The page is empty."}, follow=True)

    assert refused.status_code == 403
    assert "The report went back to the owner." in text_of(done)
    assert "The page is empty." in text_of(client_of(cast.ben).get(condition.review.get_absolute_url()))
    assert client_of(cast.olga).get(path).status_code == 404


def test_reporting_and_sending_back_in_the_api(cast: SimpleNamespace, condition: Condition, api_of: Any) -> None:
    path = f"/api/v1/conditions/{condition.uid}/"

    def post(who: Any, act: str, **body: str) -> Any:
        return api_of(who).post(f"{path}{act}/", body, format="json")

    denied = post(cast.mia, "report", evidence=DONE)
    reported = post(cast.ben, "report", evidence=DONE)
    back = post(cast.lea, "send-back", reason="The page is empty.")
    again = post(cast.lea, "send-back", reason="The page is empty.")

    assert (denied.status_code, again.status_code) == (403, 409)
    assert (reported.json()["report"], reported.json()["reported_by"]["name"]) == (DONE, cast.ben.name)
    assert (back.json()["reported_at"], back.json()["sent_back"]) == (None, "The page is empty.")
    assert post(cast.olga, "report", evidence="x").status_code == 404
