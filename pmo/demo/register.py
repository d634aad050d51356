"""The register in the demonstration: added fields, tags, types and links, and a case filled from a template."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from foundation.kernel.periods import Month
from foundation.people.queries import company_root
from foundation.saved_views import services as saved_views
from pmo.demo.cast import Cast
from pmo.demo.organization import ADMINISTRATOR, PROGRAM
from pmo.demo.timeline import Story
from roi import services as roi
from usecases import services
from usecases.models import UseCase

TYPES = "phase-2-deployments"
# Case, unit: type, tags, site, cost center, people affected.
SAID: tuple[tuple[str, str, str, tuple[str, ...], str, str, int | None], ...] = (
    ("Document processing", "FIN", "process_automation", ("quick win", "back office"), "headquarters", "4711", 46),
    ("Payment matching", "FIN", "process_automation", ("back office",), "headquarters", "4711", 12),
    (
        "Predictive maintenance of presses",
        "MFG",
        "predictive_maintenance",
        ("shop floor",),
        "plant_dayton",
        "2300",
        180,
    ),
    (
        "Outreach to customers about to leave",
        "CSU",
        "predictive_customer_analytics",
        ("customers",),
        "headquarters",
        "",
        35,
    ),
    ("Matching of invoice lines", "PRO", "process_automation", ("quick win", "back office"), "", "4720", None),
    ("Call summaries for agents", "CSU", "intelligent_customer_service", ("customers", "quick win"), "", "3100", 140),
)
FILLED, ITS_UNIT = "Expense report screening", "FIN"


def fields(cast: Cast) -> Story:
    """The administrator adds five fields."""
    yield 120
    admin = cast[ADMINISTRATOR]
    services.create_field(
        by=admin, label="Site", kind="choice", choices=["Headquarters", "Plant Dayton", "Plant Gdansk"],
        help="Where most of its users work.",
    )  # fmt: skip
    services.create_field(by=admin, label="Cost center", kind="text", help="Four digits, as in the ledger.")
    services.create_field(
        by=admin, label="Staff affected", kind="number", unit="people", lowest=Decimal(0),
        help="Whose daily work changes.",
    )  # fmt: skip
    services.create_field(
        by=admin, label="Contract ends", kind="date", help="Of the supplier's contract, if there is one."
    )
    services.create_field(by=admin, label="Data steward", kind="person", help="Answers for the data that it uses.")


def describe(cast: Cast, today: date) -> Story:
    """The program manager files cases, tags them, says what depends on what; an owner begins with a template."""
    yield 5.5
    program = cast[PROGRAM]
    for number, (name, unit, kind, tags, site, center, people) in enumerate(SAID):
        said: dict[str, Any] = {
            "site": site,
            "cost_center": center,
            "staff_affected": None if people is None else Decimal(people),
            "data_steward": cast.owner_of(unit),
        }
        if number % 3 == 0:
            said["contract_ends"] = today + timedelta(days=120 + 90 * number)
        services.edit_case(_case(cast, name, unit), by=program, case_type=f"{TYPES}:{kind}", tags=tags, custom=said)
    reading = _case(cast, "Document processing", "FIN")
    services.link_cases(_case(cast, "Matching of invoice lines", "PRO"), reading, kind="needs", by=program)
    services.link_cases(_case(cast, "Payment matching", "FIN"), reading, kind="relates", by=program)
    services.add_web_link(
        reading, by=program, title="Process map of accounts payable", url="https://wiki.aldervane.example/ap/process"
    )
    yield 4.5
    case, owner = _case(cast, FILLED, ITS_UNIT), cast.owner_of(ITS_UNIT)
    roi.fill_from_template(case, by=owner, slug="process-automation", start=Month.of(today))
    services.tick(case.checklist.all()[0], by=owner, note="Tried on 300 scanned reports, 97% read correctly")


def views(cast: Cast) -> Story:
    """The program manager keeps two views of the list, one of them shared with the whole organization."""
    yield 20
    program, company = cast[PROGRAM], company_root()
    saved_views.save_view(
        by=program, name="High risk, newest first", address="/use-cases/?tier=high&sort=-stage_since", unit=company
    )
    saved_views.save_view(by=program, name="Quick wins", address="/use-cases/?tag=quick+win&cols=name,unit,score,tags")


def _case(cast: Cast, name: str, unit: str) -> UseCase:
    return UseCase.objects.get(name=name, unit=cast.units[unit])
