"""Guidelines in versions, who has acknowledged them, and the calendar of all that is due."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.notifications.models import Notice
from foundation.people.actors import WORKER
from governance.models import Guideline
from governance.queries import guidelines as queries
from governance.queries.calendar import calendar
from governance.services import findings, guidelines, incidents, reminding
from tests.governance.pages import ClientOf, text_of, url

pytestmark = pytest.mark.django_db


def published(cast: SimpleNamespace, **values: Any) -> Guideline:
    words: dict[str, Any] = {"title": "Three rules", "text": "Say it is a machine."} | values
    return guidelines.publish_guideline(cast.org, by=cast.chi, **words)


def test_another_version_is_acknowledged_anew(cast: SimpleNamespace, client_of: ClientOf) -> None:
    guideline = published(cast)
    client_of(cast.ben).post(url("guideline_acknowledge", guideline.uid))
    first = queries.acknowledged(guideline)
    with pytest.raises(Conflict, match="have acknowledged"):
        guidelines.acknowledge_guideline(guideline, by=cast.ben)

    guidelines.revise_guideline(guideline, by=cast.chi, text="And report harm.", changes="Rule two is new.")
    second = queries.acknowledged(guideline)

    assert ([row.user for row in first.done], [row.user for row in second.done]) == ([cast.ben], [])
    assert {cast.ben, cast.eve, cast.dov} <= set(second.missing)
    assert {cast.olga, cast.bi} & set(second.missing) == set()
    assert Notice.objects.filter(person=cast.ben, settled_at=None, kind="governance.guideline.published").count() == 1
    page = text_of(client_of(cast.chi).get(url("guideline_detail", guideline.uid)))
    assert "0 have acknowledged it" in page
    assert "Say it is a machine." in page
    assert "have acknowledged it," not in text_of(client_of(cast.ben).get(url("guideline_detail", guideline.uid)))


def test_it_counts_only_for_its_audience_and_only_the_board_publishes(
    cast: SimpleNamespace, api_of: Callable[..., Any], client_of: ClientOf
) -> None:
    guideline = published(cast, audience=["owner"])

    with pytest.raises(Denied, match="not meant"):
        guidelines.acknowledge_guideline(guideline, by=cast.eve)
    for who in (cast.ada, cast.ben, cast.lea, cast.olga):
        with pytest.raises(Denied):
            guidelines.publish_guideline(cast.org, by=who, title="Mine", text="Mine.")
    with pytest.raises(Conflict, match="of this title"):
        published(cast)
    for values, field in (({"days": 0}, "days"), ({"audience": ["king"]}, "audience"), ({"text": " "}, "text")):
        with pytest.raises(Invalid) as refused:
            published(cast, title="Other", **values)
        assert refused.value.field == field
    path = f"/api/v1/guidelines/{guideline.uid}/"
    codes = [api_of(who).post(f"{path}acknowledge/", {}, format="json").status_code
             for who in (cast.ben, cast.ben, cast.eve, cast.olga)]  # fmt: skip
    assert codes == [200, 409, 403, 404]
    assert api_of(cast.ben).get(path).json()["acknowledged"] is True
    assert client_of(cast.ada).get(url("guideline_new")).status_code == 403
    assert "1 guideline" in text_of(client_of(cast.ben).get(url("guideline_list")))


def test_who_has_not_acknowledged_by_the_day_is_told_once(
    cast: SimpleNamespace, days_pass: Callable[[int], None]
) -> None:
    guideline = published(cast, audience=["owner", "pm"])
    guidelines.acknowledge_guideline(guideline, by=cast.ben)
    days_pass(15)

    reminding.remind(by=WORKER)
    reminding.remind(by=WORKER)

    told = Notice.objects.filter(kind="governance.guideline.late")
    assert [notice.person for notice in told] == [cast.ada]


def test_the_calendar_holds_what_is_due_and_may_be_read(
    cast: SimpleNamespace, client_of: ClientOf, api_of: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    today = timezone.localdate()
    for number in range(5):
        findings.raise_finding(
            cast.support, by=cast.dov, title=f"Gap; number, {number}", description="A gap.", origin="self",
            grade="minor", owner=cast.ben, due=today + timedelta(days=number),
        )  # fmt: skip
    secret = incidents.report_incident(
        cast.support, by=cast.ben, title="Secret", description="Leak.", is_confidential=True
    )
    aware = timezone.now() - timedelta(hours=80)
    incidents.classify_incident(secret, by=cast.lea, harms=["personal_data"], aware_at=aware)

    with django_assert_max_num_queries(9):
        found = calendar(cast.lea)
    answer = api_of(cast.mia).get("/api/v1/calendar/", {"kind": "clock"})
    page = text_of(client_of(cast.lea).get(url("calendar")))
    file = client_of(cast.lea).get(url("calendar_file")).content.decode()

    assert [(due.kind, due.is_late) for due in found][:2] == [("clock", True), ("finding", False)]
    assert len(found) == 6
    assert answer.json()["results"] == []
    assert "1 thing is late" in page
    assert calendar(cast.olga) == []
    assert file.count("BEGIN:VEVENT") == 6
    assert "Gap\\; number\\, 0" in file.replace("\r\n ", "")
    assert max(len(line.encode()) for line in file.split("\r\n")) <= 75
    assert "Nothing is due" in text_of(client_of(cast.lea).get(f"{url('calendar')}?unit={cast.other.uid}"))
    assert api_of(cast.lea).get("/api/v1/calendar/", {"kind": "birthday"}).status_code == 400
