"""Meetings: planned ahead, recorded afterwards, with agenda, attendance, dissent and minutes."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.evidence.models import File
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.notifications.models import Notice
from governance.models import Body, Meeting
from governance.services import incidents, meetings
from reports import packs
from tests.factories.governance import a_board
from tests.governance.pages import ClientOf, text_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
HOUR = timedelta(hours=1)


@pytest.fixture
def body(cast: SimpleNamespace) -> Body:
    found = meetings.found_body(cast.org, by=cast.root_admin, key="steering_committee")
    for user in (cast.eve, cast.ada, cast.fin):
        meetings.add_member(found, by=cast.root_admin, user=user)
    return found


def held(cast: SimpleNamespace, body: Body) -> Meeting:
    return meetings.record_meeting(
        body, by=cast.chi, title="Quarter", starts_at=timezone.now() - HOUR, present=[cast.eve, cast.ada],
        excused=[cast.fin],
    )  # fmt: skip


def test_a_meeting_in_the_past_is_refused_for_planning_and_recorded_as_held(cast: SimpleNamespace, body: Body) -> None:
    with pytest.raises(Invalid, match="recorded as held") as refused:
        meetings.plan_meeting(body, by=cast.chi, title="Late", starts_at=timezone.now() - HOUR)
    with pytest.raises(Invalid, match="Plan the meeting instead"):
        meetings.record_meeting(body, by=cast.chi, title="Early", starts_at=timezone.now() + HOUR, present=[cast.eve])
    meeting = held(cast, body)

    assert refused.value.field == "starts_at"
    assert meeting.state == "held"
    found = {row.user.username: row.presence for row in meeting.attendances.all()}
    assert found == {"eve": "present", "ada": "present", "fin": "excused"}


def test_outcome_dissent_and_minutes_follow_each_other(cast: SimpleNamespace, body: Body) -> None:
    meeting = held(cast, body)
    item = meetings.add_item(meeting, by=cast.chi, title="Which case comes first")
    with pytest.raises(Conflict, match="No outcome"):
        meetings.dissent(item, by=cast.ada, text="No.")
    item = meetings.record_outcome(item, by=cast.chi, outcome="The mail sorter.")
    with pytest.raises(Denied, match="took part"):
        meetings.dissent(item, by=cast.fin, text="I was away.")
    meetings.dissent(item, by=cast.ada, text="Too early.")
    with pytest.raises(Conflict, match="already"):
        meetings.dissent(item, by=cast.ada, text="Really.")
    meetings.write_minutes(meeting, by=cast.chi, minutes="Two of three.")

    for act in (
        lambda: meetings.write_minutes(meeting, by=cast.chi, minutes="Other."),
        lambda: meetings.record_outcome(item, by=cast.chi, outcome="Another."),
    ):
        with pytest.raises(Conflict, match="not changed"):
            act()


def test_only_members_take_part_and_only_once_it_has_begun(
    cast: SimpleNamespace, body: Body, days_pass: Callable[[int], None]
) -> None:
    meeting = meetings.plan_meeting(body, by=cast.chi, title="Next", starts_at=timezone.now() + HOUR)
    assert Notice.objects.filter(kind="governance.meeting.planned").count() == 3
    with pytest.raises(Conflict, match="not begun"):
        meetings.hold_meeting(meeting, by=cast.chi, present=[cast.eve])
    days_pass(1)
    with pytest.raises(Invalid, match="Only members"):
        meetings.hold_meeting(meeting, by=cast.chi, present=[cast.lea])
    with pytest.raises(Invalid, match="Say who took part"):
        meetings.hold_meeting(meeting, by=cast.chi, present=[])
    meetings.hold_meeting(meeting, by=cast.chi, present=[cast.eve])
    with pytest.raises(Conflict, match="over"):
        meetings.cancel_meeting(meeting, by=cast.chi, reason="No.")


def test_the_agenda_names_a_confidential_incident_only_to_who_may_read_it(
    cast: SimpleNamespace, client_of: ClientOf, api_of: Callable[..., Any]
) -> None:
    board = a_board(cast.org, cast.board)
    incident = incidents.report_incident(
        cast.support, by=cast.ben, title="Secret harm", description="To one person.", is_confidential=True
    )
    incidents.classify_incident(incident, by=cast.lea, harms=["rights"], aware_at=timezone.now())
    meeting = meetings.plan_meeting(board, by=cast.chi, title="Board", starts_at=timezone.now() + HOUR)

    assert (meetings.fill_agenda(meeting, by=cast.chi), meetings.fill_agenda(meeting, by=cast.chi)) == (1, 0)

    page = url("meeting_detail", meeting.uid)
    assert "Secret harm" in text_of(client_of(cast.chi).get(page))
    shown = text_of(client_of(cast.fin).get(page))
    assert "Secret harm" not in shown
    assert incident.reference in shown
    answer = api_of(cast.fin).get(f"/api/v1/meetings/{meeting.uid}/").json()
    assert answer["agenda"][0]["title"] == incident.reference
    assert "Secret harm" not in packs.page(Meeting.objects.get(), cast.chi)
    assert client_of(cast.olga).get(page).status_code == 404


def test_the_pack_is_attached_to_the_meeting_by_its_job(
    cast: SimpleNamespace, body: Body, client_of: ClientOf, run_jobs: Callable[[], int]
) -> None:
    meeting = meetings.plan_meeting(body, by=cast.chi, title="Next", starts_at=timezone.now() + HOUR)

    refused = client_of(cast.ada).post(url("meeting_pack", meeting.uid))
    asked = client_of(cast.chi).post(url("meeting_pack", meeting.uid))
    run_jobs()

    assert (refused.status_code, asked.status_code) == (303, 302)
    file = File.objects.get(subject_uid=meeting.uid)
    assert (file.content_type, file.uploaded_by) == ("application/pdf", cast.chi)


@pytest.mark.parametrize("who", ["ada", "ben", "eve", "dov", "olga"])
def test_only_those_who_manage_boards_plan_meetings(cast: SimpleNamespace, body: Body, who: str) -> None:
    with pytest.raises(Denied):
        meetings.plan_meeting(body, by=getattr(cast, who), title="Mine", starts_at=timezone.now() + HOUR)
    with pytest.raises(Denied):
        meetings.add_member(body, by=getattr(cast, who), user=cast.lea)


def test_pages_and_api_plan_alike_and_keep_what_was_typed(
    cast: SimpleNamespace, body: Body, client_of: ClientOf, api_of: Callable[..., Any]
) -> None:
    past = (timezone.now() - HOUR).strftime("%Y-%m-%dT%H:%M")
    page = client_of(cast.chi).post(
        url("meeting_new"), {"what": str(body.uid), "title": "Typed title", "starts_at": past}
    )
    api = api_of(cast.chi).post(
        "/api/v1/meetings/", {"of": str(body.uid), "title": "T", "starts_at": f"{past}Z"}, format="json"
    )
    made = api_of(cast.chi).post(
        "/api/v1/meetings/",
        {"of": str(body.uid), "title": "T", "starts_at": (timezone.now() + HOUR).isoformat()}, format="json",
    )  # fmt: skip

    assert (page.status_code, "Typed title" in text_of(page)) == (422, True)
    assert (api.status_code, api.json()["error"]["field"], made.status_code) == (400, "starts_at", 201)
    assert [row["name"] for row in api_of(cast.ada).get("/api/v1/bodies/").json()["results"]] == ["Steering committee"]


def test_a_body_is_set_up_once_and_a_board_is_none(cast: SimpleNamespace, body: Body) -> None:
    with pytest.raises(Conflict, match="already"):
        meetings.found_body(cast.org, by=cast.root_admin, key="steering_committee")
    with pytest.raises(Invalid, match="convene it"):
        meetings.found_body(cast.org, by=cast.root_admin, key="ethics_board")
    with pytest.raises(Invalid, match="could not see it"):
        meetings.add_member(body, by=cast.root_admin, user=cast.olga)
    member = body.members.get(user=cast.fin)
    meetings.end_member(member, by=cast.root_admin)
    with pytest.raises(Conflict, match="left already"):
        meetings.end_member(member, by=cast.root_admin)
