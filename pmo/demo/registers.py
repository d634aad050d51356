"""What stands in the registers of the demonstration."""

from datetime import timedelta

from django.utils import timezone

from governance.services import exceptions, findings, incidents
from pmo.demo.cast import Cast
from pmo.demo.organization import AUDITOR, CHAIR, COUNSEL, PROGRAM
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


STORIES = (
    old_leaflet, cracked_brackets, wrong_customer, without_a_name, exception_extended, exception_refused,
    audit_of_spring,
)  # fmt: skip
