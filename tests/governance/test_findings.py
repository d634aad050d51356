"""Findings: the owner mends and reports, somebody else closes."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.notifications.models import Notice
from foundation.people.actors import WORKER
from governance.models import Finding
from governance.services import findings, reminding
from tests.factories.usecases import a_case
from tests.governance.pages import ClientOf, text_of, url

pytestmark = pytest.mark.django_db


def raised(cast: SimpleNamespace, by: str = "dov", **values: Any) -> Finding:
    words: dict[str, Any] = {
        "title": "No log is kept", "description": "Answers cannot be traced.", "origin": "internal", "grade": "major",
        "owner": cast.ben, "due": timezone.localdate() + timedelta(days=10), "report": "AI-01",
    }  # fmt: skip
    return findings.raise_finding(cast.support, by=getattr(cast, by), **(words | values))


def test_the_owner_reports_and_somebody_else_closes(cast: SimpleNamespace) -> None:
    finding = raised(cast)
    findings.report_finding(finding, by=cast.ben, done="Logs are kept for a year.")
    findings.return_finding(finding, by=cast.dov, reason="For which systems?")
    findings.report_finding(finding, by=cast.ben, done="For all three.")

    closed = findings.close_finding(finding, by=cast.dov, evidence="Seen in all three.")

    assert (closed.state, closed.closed_by, closed.done) == ("closed", cast.dov, "For all three.")
    for act in (
        lambda: findings.report_finding(finding, by=cast.ben, done="Again."),
        lambda: findings.close_finding(finding, by=cast.dov, evidence="Again."),
    ):
        with pytest.raises(Conflict, match="closed"):
            act()


def test_an_owner_with_the_right_neither_closes_nor_puts_off(cast: SimpleNamespace) -> None:
    finding = raised(cast, owner=cast.ada)

    with pytest.raises(Denied, match="somebody else closes it"):
        findings.close_finding(finding, by=cast.ada, evidence="Trust me.")
    with pytest.raises(Denied, match="somebody else closes it"):
        findings.reassign_finding(
            finding, by=cast.ada, owner=cast.ada, due=timezone.localdate() + timedelta(days=99), reason="Later."
        )
    with pytest.raises(Denied, match="reports when it is done"):
        findings.report_finding(finding, by=cast.ben, done="Done.")


@pytest.mark.parametrize("who", ["ben", "mia", "fin", "bi", "root_admin", "eve", "olga"])
def test_only_those_with_the_right_raise_findings(cast: SimpleNamespace, who: str) -> None:
    with pytest.raises(Denied):
        raised(cast, by=who)


def test_bad_input_stands_at_its_field(cast: SimpleNamespace, client_of: ClientOf) -> None:
    elsewhere = a_case(cast.sales, by=cast.ada)
    table: list[tuple[dict[str, Any], str]] = [
        ({"due": timezone.localdate() - timedelta(days=1)}, "due"), ({"owner": cast.olga}, "owner"),
        ({"grade": "huge"}, "grade"), ({"origin": "rumor"}, "origin"), ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"), ({"case": elsewhere}, "case"),
    ]  # fmt: skip
    for values, field in table:
        with pytest.raises(Invalid) as refused:
            raised(cast, **values)
        assert refused.value.field == field
    page = client_of(cast.dov).post(url("finding_new"), {"title": "Kept", "unit": str(cast.support.uid)})

    assert page.status_code == 422
    assert "Kept" in text_of(page)
    assert client_of(cast.mia).get(url("finding_new")).status_code == 403


def test_pages_export_and_api_show_only_what_may_be_read(
    cast: SimpleNamespace, client_of: ClientOf, api_of: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    made = api_of(cast.dov).post(
        "/api/v1/findings/",
        {"unit": str(cast.support.uid), "title": "No log is kept", "description": "None.", "origin": "external",
         "grade": "minor", "owner": str(cast.ben.uid), "due": timezone.localdate().isoformat()}, format="json",
    )  # fmt: skip
    for _number in range(8):
        raised(cast)
    uid = made.json()["uid"]
    browser = client_of(cast.mia)
    with django_assert_max_num_queries(8):
        assert "9 findings" in text_of(browser.get(url("finding_list")))

    assert made.status_code == 201
    assert text_of(browser.get(url("finding_detail", uid))).count("No log is kept") >= 1
    assert client_of(cast.olga).get(url("finding_detail", uid)).status_code == 404
    assert b"No log" not in b"".join(client_of(cast.olga).get(f"{url('finding_list')}?export=csv"))
    assert api_of(cast.olga).get("/api/v1/findings/").json()["results"] == []
    codes = [
        api_of(who).post(f"/api/v1/findings/{uid}/close/", {"evidence": "Seen."}, format="json").status_code
        for who in (cast.ben, cast.olga, cast.dov, cast.dov)
    ]
    assert codes == [403, 404, 200, 409]


def test_late_findings_are_told_once(cast: SimpleNamespace, days_pass: Callable[[int], None]) -> None:
    finding = raised(cast)
    days_pass(11)

    reminding.remind(by=WORKER)
    reminding.remind(by=WORKER)

    told = Notice.objects.filter(kind="governance.finding.late")
    assert finding.is_late
    assert {notice.person for notice in told} == {cast.ben, cast.dov}
