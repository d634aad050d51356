"""Adoption of the demonstration: training, users, surveys, change, support and lessons.

From the documents: 5,000 people trained with a satisfaction of 4.2, 4,250 of 5,000 active users (85 %), both pilots
with their lessons, and a department that refuses a scaled solution because it disrupts its way of working (document E,
slide 19). All other figures are invented.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from adoption import services
from adoption.models import SupportFigures, Usage
from adoption.services import SupportRow, UsersRow
from adoption.workflow import Origin
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE, Actor
from pmo.demo import organization
from pmo.demo.cast import Cast
from pmo.demo.timeline import Story
from usecases.models import UseCase

KNOWLEDGE, SUPPORT = "Search in the company's knowledge", "Customer support automation"
REVIEW, ROUTES = "Code review automation", "Route planning for regional deliveries"
HEADS = {
    "CSU": 620, "SAL": 410, "MKT": 180, "PRD": 150, "ENG": 560, "ITS": 240, "DAT": 110, "HRS": 120, "FIN": 260,
    "LEG": 80, "PRO": 110, "LOG": 420, "MFG": 780, "QUA": 220, "RND": 190, "FSV": 310, "EHS": 70, "SEC": 60, "FAC": 60,
    "COM": 50,
}  # fmt: skip
"""People of each department who are to be trained and to search: 5,000 together."""
ACTIVE = {
    "CSU": 570, "SAL": 352, "MKT": 168, "PRD": 141, "ENG": 535, "ITS": 226, "DAT": 107, "HRS": 110, "FIN": 229,
    "LEG": 70, "PRO": 95, "LOG": 282, "MFG": 585, "QUA": 192, "RND": 178, "FSV": 187, "EHS": 63, "SEC": 58, "FAC": 54,
    "COM": 48,
}  # fmt: skip
"""Of them, how many search in the last month: 4,250 together."""
MONTHS = 6
_GROWTH = ("0.42", "0.58", "0.71", "0.83", "0.93", "1")
_RATINGS = ("4.0", "4.1", "4.2", "4.3", "4.4")


def stories(cast: Cast, today: date) -> list[Story]:
    """Everything that happens about adoption."""
    return [training(cast, today), users(cast, today), asked(cast, today), change(cast, today),
            refused(cast, today), helped(cast, today), learned(cast, today)]  # fmt: skip


def training(cast: Cast, today: date) -> Story:
    """All 5,000 take the first track, department by department; power users and engineers go on."""
    yield 250
    services.set_scope(by=cast[organization.PROGRAM], unit=cast.root, track="ai_awareness", people=sum(HEADS.values()))
    for place, (code, heads) in enumerate(HEADS.items()):
        days = 200 - place * 8
        yield days
        session = services.plan_session(
            by=cast[organization.PROGRAM], unit=cast.units[code], track="ai_awareness",
            held_on=_weekday(today - timedelta(days=days + 1)), seats=heads, trainer="AI Academy",
        )  # fmt: skip
        services.count_attendance(
            session, by=cast[organization.PROGRAM], attended=heads, completed=heads,
            rating=Decimal(_RATINGS[place % 5]), ratings=heads,
        )  # fmt: skip
        services.set_scope(by=cast[organization.PROGRAM], unit=cast.units[code], track="ai_awareness", people=heads)
    yield 40
    later = services.plan_session(
        by=cast[organization.PROGRAM], unit=cast.units["CSU"], case=_case(SUPPORT), track="ai_users",
        held_on=_weekday(today - timedelta(days=38)), seats=60, trainer="Tomás Herrera",
    )  # fmt: skip
    services.set_scope(by=cast[organization.PROGRAM], unit=cast.units["CSU"], case=_case(SUPPORT), track="ai_users",
                       people=60)  # fmt: skip
    yield 37
    services.count_attendance(
        later, by=cast.owner_of("CSU"), attended=52, completed=48, rating=Decimal("4.6"), ratings=44
    )
    yield 4
    services.plan_session(
        by=cast[organization.PROGRAM], unit=cast.units["ENG"], track="ai_developers",
        held_on=today + timedelta(days=21), seats=18, trainer="Platform team",
    )  # fmt: skip


def users(cast: Cast, today: date) -> Story:
    """The systems tell each month who used the search, the support and the code review; one figure is corrected."""
    last = Month.of(today).plus(-1)
    for index in range(MONTHS):
        month = last.plus(index + 1 - MONTHS)
        yield max(1, (today - month.last_day).days - 2)
        grown = Decimal(_GROWTH[index])
        rows = [_searching(code, month, int(ACTIVE[code] * grown)) for code in HEADS]
        _sent(Usage, rows, by=COMMAND_LINE)
        _sent(
            Usage,
            [
                _row(SUPPORT, month, 240, int(228 * grown), days="2.5", features={
                    "Suggested answer": int(9100 * grown), "Summary": int(4300 * grown)}),
                _row(REVIEW, month, 180, int(171 * grown), days="1", features={
                    "Review": int(2900 * grown), "Fix proposed": int(1150 * grown)}),
                _row(ROUTES, month, 130, int(64 * grown), days="9"),
            ], by=COMMAND_LINE)  # fmt: skip
    yield 1
    wrong = Usage.objects.get(case=_case(ROUTES), month=last.first_day)
    services.correct(
        wrong, by=cast.owner_of("LOG"), active_monthly=61, active_weekly=44, reason="Test accounts counted"
    )


def _searching(code: str, month: Month, active: int) -> UsersRow:
    heads = HEADS[code]
    return UsersRow(
        case=_case(KNOWLEDGE).reference, unit=code, month=str(month), key=f"{code} {month}", targeted=heads,
        invited=heads, activated=min(heads, active + heads // 20), active_monthly=active, active_weekly=active * 3 // 5,
        onboarding_days=Decimal(4), features={"Search": active * 11, "Answer with sources": active * 4},
    )  # fmt: skip


def _row(
    name: str, month: Month, targeted: int, active: int, *, days: str, features: dict[str, int] | None = None
) -> UsersRow:
    return UsersRow(
        case=_case(name).reference, month=str(month), key=str(month), targeted=targeted, invited=targeted,
        activated=min(targeted, active + 4), active_monthly=active, active_weekly=active * 7 // 10,
        onboarding_days=Decimal(days), features=features or {},
    )  # fmt: skip


def asked(cast: Cast, today: date) -> Story:
    """Users are asked: enough of them about support, too few about the routes."""
    yield 60
    services.record_survey(
        by=cast.owner_of("CSU"), unit=cast.units["CSU"], case=_case(SUPPORT), kind="nps", invited=240,
        title="Would you recommend the assistant to a colleague?", asked_on=today - timedelta(days=61),
        counts=[0, 0, 0, 8, 0, 0, 10, 12, 18, 22, 30],
    )  # fmt: skip
    yield 45
    services.record_survey(
        by=cast.owner_of("COM"), unit=cast.units["COM"], case=_case(KNOWLEDGE), kind="csat", invited=900,
        title="How content are you with the search?", asked_on=today - timedelta(days=47),
        counts=[20, 20, 30, 210, 120],
    )  # fmt: skip
    yield 30
    services.record_survey(
        by=cast.owner_of("LOG"), unit=cast.units["LOG"], case=_case(ROUTES), kind="nps", invited=130,
        title="Would you recommend the planner to a colleague?", asked_on=today - timedelta(days=31),
        counts=[2, 1, 0, 2, 0, 3, 2, 3, 4, 2, 2],
    )  # fmt: skip


def change(cast: Cast, today: date) -> Story:
    """A plan of communications, champions in the departments, and what people say."""
    yield 130
    program, case = cast[organization.PROGRAM], _case(KNOWLEDGE)
    plan = (
        (
            120,
            "All employees",
            "The search opens on Monday: what it is for, and what may not be typed into it.",
            "email",
        ),
        (
            75,
            "Department heads",
            "Figures of the first month by department, and what champions need from you.",
            "meeting",
        ),
        (14, "All employees", "Five questions that the search answers better than a colleague.", "intranet"),
        (-10, "Plant managers", "How shifts without a desk get to the search: terminals and times.", "manager"),
    )
    for days, audience, message, channel in plan:
        yield max(days + 8, 3)
        row = services.plan_communication(
            by=program, unit=cast.units["COM"], case=case, audience=audience, message=message, channel=channel,
            planned_on=today - timedelta(days=days), owner=cast.owner_of("COM"),
        )  # fmt: skip
        if days > 60:
            yield days
            services.send_communication(row, by=cast.owner_of("COM"), sent_on=today - timedelta(days=days + 3))
    for code, name in (("CSU", "Amira Solano"), ("LOG", "Piet Hartmann"), ("MFG", "Dorota Wilk"), ("FIN", "Sam Iyer")):
        yield 90
        services.name_champion(
            by=program, unit=cast.units[code], case=case, name=name, since=today - timedelta(days=90)
        )
    yield 25
    slow = services.give_feedback(
        by=cast[organization.OPERATIONS], unit=cast.units["FSV"], case=case, kind="problem",
        what="On a phone in the field an answer takes half a minute, which is too long beside a machine.",
    )  # fmt: skip
    yield 20
    services.answer_feedback(
        slow, by=cast.owner_of("COM"), state="taken_up",
        answer="A lighter page for phones comes with the next release; your technicians test it first.",
    )  # fmt: skip
    yield 6
    services.give_feedback(
        by=cast[organization.PEOPLE], unit=cast.units["HRS"], case=case, kind="wish",
        what="Mark answers that rest on a policy which ends within three months.",
    )  # fmt: skip


def refused(cast: Cast, today: date) -> Story:
    """Field service refuses the route planning that logistics has scaled, and is won by adapting it (E, slide 19)."""
    yield 70
    case, program = _case(ROUTES), cast[organization.PROGRAM]
    row = services.raise_resistance(
        by=program, unit=cast.units["FSV"], case=case, reason="workflow", people=85, owner=cast.owner_of("LOG"),
        raised_on=_weekday(today - timedelta(days=72)),
        statement="The pilot was good for deliveries. Our technicians carry parts and promise times by phone; the"
        " planner reorders their day at noon and nobody tells the customer. We go on with our own board.",
    )  # fmt: skip
    steps: Sequence[tuple[int, str, str]] = (
        (66, "listen", "Two afternoons on the road with four technicians: the noon change breaks promised times in one"
                       " of three tours. The objection is about the work, not about change as such."),
        (58, "engage", "Two respected dispatchers of field service join the planning group with a say over its rules."),
        (47, "adapt", "Promised times are fixed for the planner; it may only fill the gaps between them."),
        (33, "quick_win", "Two weeks beside the old board in one region: 11 % fewer kilometers, no promise broken."),
        (26, "train", "A day for all dispatchers, given by the two from the planning group."),
    )  # fmt: skip
    for days, kind, what in steps:
        yield days
        services.handle_resistance(
            row, by=cast.owner_of("LOG"), kind=kind, what=what, done_on=_weekday(today - timedelta(days=days + 1))
        )
    yield 12
    services.close_resistance(
        row, by=program, outcome="adapted",
        what="Field service uses the planner with fixed promises in all regions; the noon change stays off for it. The"
        " timeline of the other regions was not touched.",
    )  # fmt: skip
    yield 9
    services.raise_resistance(
        by=program, unit=cast.units["MFG"], case=_case(KNOWLEDGE), reason="skills", people=195,
        raised_on=_weekday(today - timedelta(days=10)), owner=cast.owner_of("MFG"),
        statement="There is no desk on the late shift. Nobody has the time to learn it between two changes of tools.",
    )  # fmt: skip


def helped(cast: Cast, today: date) -> Story:
    """Requests to support fall as people learn; the third tier is slow."""
    last = Month.of(today).plus(-1)
    for index in range(MONTHS):
        month = last.plus(index + 1 - MONTHS)
        yield max(1, (today - month.last_day).days - 2)
        _sent(
            SupportFigures,
            [
                SupportRow(
                    case=_case(KNOWLEDGE).reference, month=str(month), tier=tier, key=f"{tier} {month}",
                    opened=first - index * fall, resolved=first - index * fall - left, reopened=left // 2,
                    first_response_hours=Decimal(response), resolution_hours=Decimal(resolution),
                )
                for tier, first, fall, left, response, resolution in (
                    ("tier_1", 640, 85, 12, "0.8", "4.5"), ("tier_2", 130, 15, 7, "3", "19"),
                    ("tier_3", 22, 2, 4, "9", "112"),
                )
            ],
            by=COMMAND_LINE,
        )  # fmt: skip


def learned(cast: Cast, today: date) -> Story:
    """Both pilots of document A with their lessons, a retrospective, and ideas of which one is declined."""
    yield 180
    services.record_pilot(
        by=cast.owner_of("CSU"), case=_case(SUPPORT), title="Pilot of automated customer support",
        summary="AI settles most requests of customers, with people watching over it.",
        period_from=today - timedelta(days=330), period_to=today - timedelta(days=240),
        metrics=[
            ("Time until a customer has an answer", "seconds", Decimal(86400), Decimal(30)),
            ("Requests settled without a person", "%", None, Decimal(85)),
            ("Satisfaction of customers, of 5", "points", Decimal("3.2"), Decimal("4.7")),
        ],
        savings=Money.of(500_000, "USD"),
        lessons="Begin where there is a lot of work and little can go wrong.\nKeep people watching over the answers.\n"
        "Go on learning from what went wrong; the first version is not the last.",
    )  # fmt: skip
    yield 176
    services.record_pilot(
        by=cast.owner_of("ENG"), case=_case(REVIEW), title="Pilot of automated code review",
        summary="AI reviews changes to software.",
        period_from=today - timedelta(days=320), period_to=today - timedelta(days=230),
        metrics=[
            ("Time for one review", "hours", Decimal(4), Decimal("0.5")),
            ("Bugs found, compared with before", "%", Decimal(100), Decimal(140)),
            ("Satisfaction of developers, of 5", "points", None, Decimal("4.5")),
        ],
        savings=Money.of(800_000, "USD"),
        lessons="Let authors see the remarks before anybody else does.\nTurn off rules that nobody follows.",
    )  # fmt: skip
    yield 24
    services.hold_retrospective(
        by=cast.owner_of("LOG"), unit=cast.units["LOG"], case=_case(ROUTES), title="Scaling to field service",
        held_on=_weekday(today - timedelta(days=25)),
        went_well="Riding along before arguing. Dispatchers taught dispatchers.",
        to_change="We scaled before we had asked the department with the most different work.",
        actions="Ask each new region what must not change: Yara Haddad\n"
        "Promised times into the acceptance test: Piet Hartmann",
    )  # fmt: skip
    yield 16
    services.suggest_idea(
        by=cast.manager_of("FSV"), unit=cast.units["FSV"], title="Promised times told to customers",
        problem="When a tour changes, customers learn it too late; a message with the new time would save calls.",
    )  # fmt: skip
    yield 13
    services.suggest_idea(
        by=cast.manager_of("QUA"), unit=cast.units["QUA"], title="Reading test reports of suppliers",
        problem="Inspectors copy measured values from scanned reports by hand.",
    )  # fmt: skip
    yield 5
    vague = services.suggest_idea(
        by=cast.manager_of("FAC"), unit=cast.units["FAC"], title="An assistant for everything",
        problem="One window for all questions about the building.",
    )  # fmt: skip
    yield 3
    services.decline_idea(
        vague, by=cast[organization.PROGRAM], reason="The search in the company's knowledge does this."
    )


def _sent(kind: Any, rows: Sequence[Any], *, by: Actor) -> None:
    """A system sends figures, none of which may be refused."""
    done = services.push(kind, rows, by=by, origin=Origin.PUSHED)
    if done.problems:
        raise done.problems[0].error


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _case(name: str) -> UseCase:
    return UseCase.objects.select_related("unit").get(name=name)
