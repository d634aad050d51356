"""What stands in the registers of the demonstration."""

from datetime import timedelta

from django.utils import timezone

from governance.models import Board
from governance.services import exceptions, findings, guidelines, incidents, meetings, systems
from library import queries as library
from pmo.demo.cast import Cast
from pmo.demo.organization import (
    ADMINISTRATOR,
    AUDITOR,
    CHAIR,
    COUNSEL,
    EXECUTIVE,
    MONEY,
    OPERATIONS,
    PROGRAM,
    ROLLOUTS,
)
from pmo.demo.timeline import Story
from usecases.models import UseCase


def _case(name: str) -> UseCase:
    return UseCase.objects.select_related("unit").get(name=name)


def old_leaflet(cast: Cast) -> Story:
    """An incident from its report to what was learned."""
    yield 58
    case = _case("Customer support automation")
    incident = incidents.report_incident(
        case.unit, by=cast.owner_of("CSU"), case=case, title="Answers quoted a warranty that ended in spring",
        description="Eleven customers were promised a free repair. Its article was withdrawn, but still found.",
        happened_on=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    yield 57
    incident = incidents.classify_incident(
        incident, by=cast[COUNSEL], harms=["limited"], aware_at=timezone.now() - timedelta(hours=20),
        reason="Customers are kept free of harm: we honor the eleven repairs.",
    )  # fmt: skip
    incidents.contain_incident(
        incident, by=cast[COUNSEL], containment="Withdrawn articles are left out of the index since noon."
    )
    yield 54
    incidents.explain_incident(
        incident, by=cast[COUNSEL],
        root_cause="The index was refreshed for new articles only; nothing removed those that were withdrawn.",
    )  # fmt: skip
    action = incidents.add_action(
        incident, by=cast[COUNSEL], owner=cast.owner_of("CSU"), due=timezone.localdate() + timedelta(days=14),
        text="Refresh the whole index every night, and alert when an article in it is withdrawn.",
    )  # fmt: skip
    yield 41
    incidents.finish_action(
        action, by=cast[CHAIR], evidence="Ran fourteen nights; the alert was tried with a test article."
    )
    incidents.close_incident(
        incident, by=cast[CHAIR], outcome="Withdrawing content is a change to the system, and is tested like one."
    )


def cracked_brackets(cast: Cast) -> Story:
    """A severe incident: it suspends the approval of the system until the chair lifts that."""
    yield 6.4
    case = _case("Surface defect detection")
    incident = incidents.report_incident(
        case.unit, by=cast.owner_of("QUA"), case=case, title="Cracked brackets passed the inspection",
        description="After the vendor's update the model marks scratches and no cracks. 3,200 brackets were shipped.",
        happened_on=timezone.localdate() - timedelta(days=2),
    )  # fmt: skip
    yield 6
    incident = incidents.classify_incident(
        incident, by=cast[COUNSEL], harms=["property"], aware_at=timezone.now() - timedelta(hours=5),
        reason="A crane that such a bracket holds may fall. The update came from outside, so the board looks into it.",
    )  # fmt: skip
    incidents.add_action(
        incident, by=cast[COUNSEL], owner=cast.owner_of("QUA"), due=timezone.localdate() + timedelta(days=10),
        text="Call back the three lots, and inspect every bracket by hand.",
    )  # fmt: skip
    yield 5
    incidents.contain_incident(
        incident, by=cast[PROGRAM], containment="The line stands; parts of the last two weeks are inspected by hand."
    )
    clock = incident.clocks.get(regime="ai_act")
    incidents.settle_clock(
        clock, by=cast[COUNSEL], state="not_reportable",
        note="The system is no high-risk system in the sense of Annex III, so Art. 73 does not apply.",
    )  # fmt: skip


def wrong_customer(cast: Cast) -> Story:
    """A breach of personal data whose deadline runs."""
    yield 2
    incident = incidents.report_incident(
        cast.units["CSU"], by=cast.owner_of("CSU"), title="Call notes filed with the wrong customer",
        description="Four notes were filed with another customer of the same name; one of them was read out to her.",
        happened_on=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    yield 1.6
    incident = incidents.classify_incident(
        incident, by=cast[PROGRAM], harms=["personal_data"], aware_at=timezone.now() - timedelta(hours=3),
        reason="One person heard what another had told us.",
    )  # fmt: skip
    incidents.add_action(
        incident, by=cast[PROGRAM], owner=cast.owner_of("CSU"), due=timezone.localdate() + timedelta(days=10),
        text="File notes by the number of the call, never by the name.",
    )  # fmt: skip


def without_a_name(cast: Cast) -> Story:
    """A report whose author nobody knows, with a question to them."""
    yield 9
    incident, _key = incidents.report_anonymously(
        title="The shift planner knows who was ill",
        description="Whoever was ill twice gets the late shifts since September. Ask which data it reads.",
    )
    yield 8
    incidents.write_to_reporter(
        incident, by=cast[COUNSEL], text="Thank you. In which plant did you see this? You need not say who you are."
    )


def exception_extended(cast: Cast) -> Story:
    """An exception that was granted for a quarter, and whose extension waits."""
    yield 100
    case = _case("Customer support automation")
    words = {
        "policy": "version_control",
        "reason": "The supplier of the model names no version of it before the new contract begins.",
        "measures": "Every answer is stored with its date, and 200 known questions are asked again each Monday.",
    }
    found = exceptions.request_exception(
        case, by=cast.owner_of("CSU"), until=timezone.localdate() + timedelta(days=112), **words
    )
    yield 96
    exceptions.decide_exception(
        found, by=cast[CHAIR], grant=True,
        reason="The Monday questions would show a change within a week. Bring the new contract with the next request.",
    )  # fmt: skip
    yield 3
    exceptions.request_exception(
        case, by=cast.owner_of("CSU"), until=timezone.localdate() + timedelta(days=90), **words
    )


def exception_refused(cast: Cast) -> Story:
    """A wish that was refused with reasons."""
    yield 20
    case = _case("Early signs of resignation")
    found = exceptions.request_exception(
        case, by=cast.owner_of("HRS"), policy="consent", until=timezone.localdate() + timedelta(days=180),
        reason="Asking everybody first would tell them what the model looks for.",
        measures="Results are shown for teams of ten and more only.",
    )  # fmt: skip
    yield 40
    exceptions.decide_exception(
        found,
        by=cast[CHAIR],
        grant=False,
        reason="That people would mind is the reason to ask them. Come back with the works council's view.",
    )


def audit_of_spring(cast: Cast) -> Story:
    """Three findings of an audit: one closed, one reported as done, one late."""
    yield 95
    report = "Internal audit AI-01, use of language models"
    root, support = cast.root, cast.units["CSU"]
    sample = findings.raise_finding(
        support, by=cast[AUDITOR], case=_case("Customer support automation"), origin="internal", grade="minor",
        title="The weekly sample of answers is not documented", report=report, owner=cast.owner_of("CSU"),
        description="Agents look at 200 answers a week, but nobody writes down what they found.",
        due=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip
    stop = findings.raise_finding(
        root, by=cast[AUDITOR], origin="internal", grade="major", report=report, owner=cast[PROGRAM],
        title="Nobody has tried to stop a system out of hours",
        description="Each owner may stop a system. None of four whom we asked on a Sunday knew how.",
        due=timezone.localdate() + timedelta(days=80),
    )  # fmt: skip
    findings.raise_finding(
        cast.units["QUA"], by=cast[AUDITOR], case=_case("Surface defect detection"), origin="internal", grade="major",
        title="Updates of the vendor go live without a test of our own", report=report, owner=cast.owner_of("QUA"),
        description="The contract lets the vendor update at night. The next shift works with whatever came.",
        due=timezone.localdate() + timedelta(days=85),
    )  # fmt: skip
    yield 70
    findings.report_finding(sample, by=cast.owner_of("CSU"), done="The sheet of each week is filed since May.")
    yield 66
    findings.close_finding(
        sample, by=cast[AUDITOR], evidence="Seen for weeks 18 to 21; complete, signed by two agents."
    )
    yield 12
    findings.report_finding(
        stop, by=cast[PROGRAM], done="A drill on Sunday the 1st: all eleven systems stopped within nine minutes."
    )


def system_cards(cast: Cast) -> Story:
    """The cards of two systems, one of them public."""
    yield 30
    support, defects = _case("Customer support automation"), _case("Surface defect detection")
    systems.edit_system(
        support, by=cast.owner_of("CSU"), vendor="Northlight Language Systems", contact="ai-office@aldervane.example",
        intended_use="Answers from the help center, for customers who chat. Not for complaints, contracts or refunds.",
        limits="English, German and Spanish only. It does not know what changed today; the index is renewed at night.",
    )  # fmt: skip
    systems.edit_system(
        defects, by=cast.owner_of("QUA"), vendor="Okular Vision", contact="",
        intended_use="Marks spots for the inspector on lines 1 to 4. It releases no part by itself.",
        limits="Trained on painted steel; not tried on aluminum.",
    )  # fmt: skip
    yield 28
    systems.publish_system(
        support,
        by=cast[COUNSEL],
        fields=["purpose", "intended_use", "limits", "data", "human_oversight", "tier", "approval", "contact"],
    )


def bodies(cast: Cast) -> Story:
    """Three governing bodies, and a meeting of the steering committee that decided."""
    yield 300
    by = cast[ADMINISTRATOR]
    committee = meetings.found_body(cast.root, by=by, key="steering_committee")
    seats = ((EXECUTIVE, "Leads it"), (OPERATIONS, ""), (MONEY, "Finance"), (PROGRAM, "AI program office"))
    for name, part in seats:
        meetings.add_member(committee, by=by, user=cast[name], part=part)
    changes = meetings.found_body(cast.root, by=by, key="change_control_board")
    for name in (ROLLOUTS, COUNSEL):
        meetings.add_member(changes, by=by, user=cast[name])
    meetings.found_body(cast.root, by=by, key="user_advisory_council")
    yield 34
    meeting = meetings.record_meeting(
        committee, by=cast[CHAIR], title="Steering committee of the quarter", place="Room 4.01",
        starts_at=timezone.now() - timedelta(hours=3), present=[cast[EXECUTIVE], cast[MONEY], cast[PROGRAM]],
        excused=[cast[OPERATIONS]],
    )  # fmt: skip
    item = meetings.add_item(meeting, by=cast[CHAIR], title="Which two cases come first in the next quarter")
    meetings.record_outcome(
        item,
        by=cast[CHAIR],
        outcome="Document processing and predictive maintenance come first; both have their owners and their data.",
    )
    yield 33
    meetings.dissent(
        item,
        by=cast[MONEY],
        text="Predictive maintenance has shown no saving yet. I would wait for the measurement.",
    )
    meetings.write_minutes(
        meeting,
        by=cast[CHAIR],
        minutes="Three of four members. The portfolio was shown by goal; two cases serve none.",
    )


def board_meets(cast: Cast) -> Story:
    """A meeting of the ethics board that is to come, with what waits on its agenda."""
    yield 1.5
    board = Board.objects.select_related("unit").get(unit=cast.root)
    meeting = meetings.plan_meeting(
        board, by=cast[CHAIR], title="Ethics board, regular meeting", place="Room 2.12 and by video",
        starts_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    meetings.fill_agenda(meeting, by=cast[CHAIR])
    meetings.add_item(
        meeting, by=cast[CHAIR], title="Guidelines: what we ask of suppliers that update at night",
        note="Follows from the incident with the brackets. The privacy officer brings a first text.",
    )  # fmt: skip


def guidelines_of_the_board(cast: Cast) -> Story:
    """A guideline in its second version that some have acknowledged, and one for owners."""
    yield 140
    text = (
        "Say where a text, picture or answer comes from a machine.\nGive no customer data to a service that the "
        "program office has not approved.\nWhoever uses a result answers for it."
    )
    found = guidelines.publish_guideline(
        cast.root, by=cast[CHAIR], title="Working with AI: the rules for everybody", text=text, days=30,
        document=library.latest("policy_set", "ai-policies"),
    )  # fmt: skip
    yield 45
    guidelines.revise_guideline(
        found, by=cast[CHAIR], changes="The last rule is new.",
        text=f"{text}\nReport what goes wrong, also when nobody was harmed.",
    )  # fmt: skip
    for days, name in ((43, PROGRAM), (40, COUNSEL), (38, AUDITOR), (37, ROLLOUTS), (30, EXECUTIVE)):
        yield days
        guidelines.acknowledge_guideline(found, by=cast[name])
    yield 8
    guidelines.publish_guideline(
        cast.root, by=cast[CHAIR], title="Before you change a system in use", days=21, audience=["owner", "pm"],
        text="Every update of a model, a prompt or the data it reads is a change. Test it on known cases first.",
    )  # fmt: skip


STORIES = (
    old_leaflet, cracked_brackets, wrong_customer, without_a_name, exception_extended, exception_refused,
    audit_of_spring, system_cards, bodies,
    board_meets, guidelines_of_the_board,
)  # fmt: skip
