"""Incidents: anybody reports, those who handle them classify and end them, a severe one stops the approval."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from foundation.audit.models import Actor as TrailActor
from foundation.audit.models import Entry
from foundation.evidence.models import File
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.notifications.models import Notice
from governance import services as governance
from governance.models import Incident, IncidentClock
from governance.services import incidents
from tests.factories.governance import approved
from tests.factories.usecases import a_case
from tests.governance.pages import ClientOf, text_of, url

pytestmark = pytest.mark.django_db
AGO = timedelta(hours=5)


def reported(cast: SimpleNamespace, **values: Any) -> Incident:
    defaults = {"title": "Wrong dosage in an answer", "description": "A customer was told to double the dose."}
    return incidents.report_incident(cast.support, by=cast.ben, **(defaults | values))


def classified(cast: SimpleNamespace, *harms: str, **values: Any) -> Incident:
    return incidents.classify_incident(
        reported(cast, **values), by=cast.lea, harms=harms or ["limited"], aware_at=timezone.now() - AGO
    )


def test_an_incident_goes_from_its_report_to_what_was_learned(cast: SimpleNamespace) -> None:
    incident = classified(cast)
    with pytest.raises(Conflict, match="Contain the incident first"):
        incidents.close_incident(incident, by=cast.lea, outcome="Done.")
    incident = incidents.contain_incident(incident, by=cast.lea, containment="The answer is blocked.")
    with pytest.raises(Invalid, match="root cause"):
        incidents.close_incident(incident, by=cast.lea, outcome="Done.")
    incidents.explain_incident(incident, by=cast.lea, root_cause="An old leaflet was in the index.")
    due = timezone.localdate() + timedelta(days=7)
    action = incidents.add_action(incident, by=cast.lea, text="Empty the index.", owner=cast.ben, due=due)
    with pytest.raises(Conflict, match="not done yet: 1"):
        incidents.close_incident(incident, by=cast.lea, outcome="Done.")
    with pytest.raises(Denied, match="may not confirm"):
        incidents.finish_action(action, by=cast.ben, evidence="Done.")
    incidents.finish_action(action, by=cast.chi, evidence="The index holds 2026 only.")

    incident = incidents.close_incident(incident, by=cast.lea, outcome="Leaflets carry an end date now.")

    assert (incident.state, incident.ended_by, incident.severity) == ("closed", cast.lea, 3)
    assert not Notice.objects.filter(key=f"incident:{incident.uid}", settled_at=None).exists()
    incident = incidents.reopen_incident(incident, by=cast.ada, reason="It happened again.")
    assert (incident.state, incident.ended_at, incident.contained_at) == ("classified", None, None)


def test_owners_never_confirm_their_own_action_even_with_the_right(cast: SimpleNamespace) -> None:
    incident = classified(cast)
    due = timezone.localdate()
    action = incidents.add_action(incident, by=cast.lea, text="Tell the customer.", owner=cast.ada, due=due)

    with pytest.raises(Denied, match="somebody else confirms it"):
        incidents.finish_action(action, by=cast.ada, evidence="Told.")
    with pytest.raises(Invalid, match="could not see it"):
        incidents.add_action(incident, by=cast.lea, text="Look at it.", owner=cast.olga, due=due)
    with pytest.raises(Invalid, match="has passed"):
        incidents.add_action(incident, by=cast.lea, text="Look.", owner=cast.ada, due=due - timedelta(days=1))


def test_whoever_has_a_stake_in_the_use_case_does_not_end_its_incident(cast: SimpleNamespace) -> None:
    case = a_case(cast.support, by=cast.ada, owner=cast.ben)
    incident = reported(cast, case=case)

    with pytest.raises(Denied, match="somebody else ends this incident"):
        incidents.dismiss_incident(incident, by=cast.ada, outcome="Nothing happened.")
    with pytest.raises(Denied, match="somebody else ends this incident"):
        incidents.unlink_case(incident, by=cast.ada, case=case, reason="Not mine.")
    dismissed = incidents.dismiss_incident(incident, by=cast.lea, outcome="It was the test system.")

    assert dismissed.state == "dismissed"
    with pytest.raises(Conflict, match="report it again"):
        incidents.reopen_incident(dismissed, by=cast.lea, reason="It was not.")


@pytest.mark.usefixtures("library")
def test_a_severe_incident_suspends_the_approval_until_the_chair_lifts_it(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")
    incident = reported(cast, case=approval.case)

    incidents.classify_incident(incident, by=cast.lea, harms=["limited"], aware_at=timezone.now() - AGO)
    approval.refresh_from_db()
    assert approval.standing == "standing"
    incidents.classify_incident(incident, by=cast.lea, harms=["rights"], aware_at=timezone.now() - AGO)

    approval.refresh_from_db()
    approval.case.refresh_from_db()
    assert (approval.standing, approval.case.approval_standing) == ("suspended", "suspended")
    with pytest.raises(Denied):
        governance.reinstate(approval, by=cast.lea, reason="It is fixed.")
    governance.reinstate(approval, by=cast.chi, reason="The board has looked at it.")
    incidents.unlink_case(incident, by=cast.lea, case=approval.case, reason="By mistake.")
    incidents.link_case(incident, by=cast.lea, case=approval.case)
    approval.refresh_from_db()
    assert approval.standing == "suspended"


def test_each_legal_deadline_has_its_own_start_and_end(cast: SimpleNamespace) -> None:
    incident = classified(cast, "death", "personal_data")
    ai_act, gdpr = incident.clocks.get(regime="ai_act"), incident.clocks.get(regime="gdpr")
    assert (ai_act.due_at - ai_act.aware_at, gdpr.due_at - gdpr.aware_at) == (timedelta(days=10), timedelta(hours=72))

    later = timezone.now() - timedelta(hours=1)
    moved = incidents.start_clock(incident, by=cast.lea, regime="gdpr", aware_at=later)
    early = incidents.start_clock(incident, by=cast.lea, regime="nis2_early", aware_at=later)
    settled = incidents.settle_clock(gdpr, by=cast.lea, state="reported", note="Authority of Hesse, 4711.")

    assert (moved.pk, moved.aware_at, early.due_at) == (gdpr.pk, later, later + timedelta(hours=24))
    assert (settled.settled_by, settled.is_late()) == (cast.lea, False)
    with pytest.raises(Conflict, match="settled already"):
        incidents.start_clock(incident, by=cast.lea, regime="gdpr", aware_at=later)
    with pytest.raises(Invalid, match="in the future"):
        incidents.start_clock(incident, by=cast.lea, regime="nis2", aware_at=timezone.now() + AGO)
    with pytest.raises(Invalid, match="why nobody is told"):
        incidents.settle_clock(early, by=cast.lea, state="not_reportable", note=" ")
    with pytest.raises(Conflict, match="Settle the legal deadlines first"):
        incidents.dismiss_incident(incident, by=cast.lea, outcome="No.")


def test_no_deadline_of_the_ai_act_starts_where_it_asks_for_no_report(cast: SimpleNamespace) -> None:
    incident = classified(cast, "limited")

    with pytest.raises(Invalid, match="has to be reported"):
        incidents.start_clock(incident, by=cast.lea, regime="ai_act", aware_at=timezone.now())
    with pytest.raises(Invalid, match="near miss"):
        incidents.classify_incident(incident, by=cast.lea, harms=["near_miss", "death"], aware_at=timezone.now())
    assert not IncidentClock.objects.exists()


@pytest.mark.parametrize("who", ["ben", "mia", "fin", "bi", "dov", "eve", "root_admin", "olga"])
def test_only_those_who_handle_incidents_classify_them(cast: SimpleNamespace, who: str) -> None:
    with pytest.raises(Denied):
        incidents.classify_incident(reported(cast), by=getattr(cast, who), harms=["death"], aware_at=timezone.now())


def test_a_confidential_incident_is_read_by_those_who_handle_it_and_its_reporter(
    cast: SimpleNamespace, client_of: ClientOf, api_of: Callable[..., Any]
) -> None:
    incident = reported(cast, is_confidential=True)
    page = url("incident_detail", incident.uid)

    codes = {
        who: client_of(getattr(cast, who)).get(page).status_code for who in ("ben", "lea", "dov", "mia", "fin", "olga")
    }
    listed = {who: api_of(getattr(cast, who)).get("/api/v1/incidents/").json()["results"] for who in ("lea", "mia")}

    assert codes == {"ben": 200, "lea": 200, "dov": 200, "mia": 404, "fin": 404, "olga": 404}
    assert [len(listed["lea"]), len(listed["mia"])] == [1, 0]
    exported = client_of(cast.fin).get(f"{url('incident_list')}?export=csv")
    assert incident.title not in b"".join(exported).decode()
    incidents.disclose_incident(incident, by=cast.lea, is_confidential=False)
    assert client_of(cast.mia).get(page).status_code == 200


def test_a_report_without_a_name_keeps_neither_person_nor_address(cast: SimpleNamespace, client: Client) -> None:
    sent = client.post(
        url("incident_report"), {"title": "It grades us secretly", "description": "<script>alert(1)</script> Shifts."},
        REMOTE_ADDR="203.0.113.77", headers={"user-agent": "Remarkable/9"},
    )  # fmt: skip
    key = text_of(sent).split('gov-key">')[1].split("<")[0]
    incident = Incident.objects.get()

    assert sent.status_code == 200
    assert "no-store" in sent["Cache-Control"]
    assert (incident.reporter, incident.unit, incident.is_confidential) == (None, cast.org, True)
    assert key not in incident.follow_up_hash
    stored = [
        str(vars(row)) for row in (*Entry.objects.all(), *TrailActor.objects.all(), *Notice.objects.all(), incident)
    ]
    assert not [row for row in stored if "203.0.113.77" in row or "Remarkable" in row or key in row]
    assert Entry.objects.get(action="governance.incident.reported", subject_uid=incident.uid).reason == ""

    incidents.write_to_reporter(incident, by=cast.lea, text="Which team is it?")
    wrong = client.post(url("incident_follow"), {"key": "no-such-key"})
    right = client.post(url("incident_follow"), {"key": key, "text": "The night shift."})

    assert (wrong.status_code, "There is no report with this key." in text_of(wrong)) == (422, True)
    assert "Which team is it?" in text_of(right)
    assert "Lea Legal" not in text_of(right)
    assert [message.from_reporter for message in incident.messages.all()] == [False, True]


def test_somebody_signed_in_may_report_without_a_name_too(cast: SimpleNamespace, client_of: ClientOf) -> None:
    values = {"title": "A near miss", "description": "The robot stopped late."}
    client_of(cast.ben).post(f"{url('incident_report')}?without-name", values)

    incident = Incident.objects.get()
    entry = Entry.objects.get(subject_uid=incident.uid)
    assert incident.reporter is None
    assert "Ben" not in entry.body


def test_one_address_cannot_flood_the_reports(cast: SimpleNamespace, client: Client) -> None:
    values = {"title": "Again", "description": "And again."}
    codes = [client.post(url("incident_report"), values).status_code for _n in range(11)]

    assert codes == [200] * 10 + [429]
    assert Incident.objects.count() == 10


def test_bad_input_stands_at_its_field(cast: SimpleNamespace, client_of: ClientOf, api_of: Callable[..., Any]) -> None:
    incident = reported(cast)
    act = url("incident_act", incident.uid, "classify")

    page = client_of(cast.lea).post(act, {"harms": ["death"], "aware_at": "2100-01-01T00:00"})
    empty = client_of(cast.lea).post(act, {"aware_at": "yesterday"})
    api = api_of(cast.lea).post(
        f"/api/v1/incidents/{incident.uid}/classify/",
        {"harms": ["toothache"], "aware_at": "2026-01-01T00:00Z"},
        format="json",
    )
    nobody = api_of(cast.lea).post(
        f"/api/v1/incidents/{incident.uid}/add-action/",
        {"text": "x", "owner": str(incident.uid), "due": "2100-01-01"},
        format="json",
    )
    unknown = client_of(cast.lea).get(url("incident_act", incident.uid, "explode"))

    assert (page.status_code, "This is in the future" in text_of(page)) == (422, True)
    assert (empty.status_code, "Enter a day and time such as" in text_of(empty)) == (422, True)
    assert (api.status_code, nobody.status_code, unknown.status_code) == (400, 400, 404)
    assert nobody.json()["error"]["field"] == "owner"


def test_files_are_judged_by_their_content_and_scripts_stay_text(cast: SimpleNamespace, client_of: ClientOf) -> None:
    incident = reported(cast, title="<script>alert('x')</script>")
    attach = f"/evidence/at/governance.incident/{incident.uid}/"
    svg = SimpleUploadedFile("chart.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")

    refused = client_of(cast.ben).post(attach, {"file": svg})
    taken = client_of(cast.ben).post(attach, {"file": SimpleUploadedFile("note.txt", b"What I saw.")})
    page = client_of(cast.lea).get(url("incident_detail", incident.uid)).content.decode()

    assert (refused.status_code, taken.status_code in {200, 302}) == (422, True)
    assert [file.name for file in File.objects.all()] == ["note.txt"]
    assert "<script>alert(" not in page
    assert client_of(cast.mia).post(attach, {"file": SimpleUploadedFile("a.txt", b"x")}).status_code in {303, 403}
    assert File.objects.count() == 1


def test_the_api_reports_and_commands_with_the_same_refusals(cast: SimpleNamespace, api_of: Callable[..., Any]) -> None:
    made = api_of(cast.ben).post(
        "/api/v1/incidents/",
        {"unit": str(cast.support.uid), "title": "Leak", "description": "A prompt showed a name."}, format="json",
    )  # fmt: skip
    path = f"/api/v1/incidents/{made.json()['uid']}/"
    harm = {"harms": ["personal_data"], "aware_at": timezone.now().isoformat()}

    refused = api_of(cast.ben).post(f"{path}classify/", harm, format="json")
    hidden = api_of(cast.olga).post(f"{path}classify/", harm, format="json")
    done = api_of(cast.lea).post(f"{path}classify/", harm, format="json").json()
    early = api_of(cast.lea).post(f"{path}close/", {"outcome": "Done."}, format="json")

    assert (made.status_code, refused.status_code, hidden.status_code, early.status_code) == (201, 403, 404, 409)
    assert (done["severity"], [clock["regime"] for clock in done["clocks"]]) == (2, ["gdpr"])
    assert api_of(cast.ben).get("/api/v1/incidents/", {"severity": 2}).json()["results"][0]["uid"] == done["uid"]


def test_the_list_needs_as_many_queries_for_many_incidents(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        classified(cast, "personal_data", title=f"Leak {number}")

    browser = client_of(cast.lea)
    with django_assert_max_num_queries(8):
        text = text_of(browser.get(url("incident_list")))

    assert "12 incidents" in text
