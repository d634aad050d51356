"""Plans, waves and risks of the demonstration.

Document A gives the departments, users and use cases of the three waves, 85 % active users and 50,000 interactions a
day; the seconds, kilobytes and prices of the load are invented, as are all days, owners and reports.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from plans import services
from plans.models import Place, Plan, Program, Task
from plans.services.plans import Subject
from plans.workflow import Dimension
from pmo.demo.cast import Cast
from pmo.demo.organization import EXECUTIVE, PROGRAM, ROLLOUTS
from pmo.demo.timeline import Story
from usecases.models import UseCase
from usecases.workflow import Stage

LOAD = {
    "active": "85", "daily_each": "11.764706", "busiest_hour": "20", "seconds_each": "8.9", "kept_each": "24",
    "kept_days": "90", "moved_each": "60", "headroom": "25", "slot_price": "410", "gigabyte_price": "0.09",
    "megabit_price": "2.5", "thousand_price": "4.2",
}  # fmt: skip
PLACES = {
    "engineering": "ENG", "customer_support": "CSU", "sales": "SAL", "marketing": "MKT", "hr": "HRS", "finance": "FIN",
    "human_resources": "HRS", "operations": "LOG", "customer_service": "CSU", "sales_and_marketing": "SAL",
    "product_development": "PRD", "risk_and_compliance": "LEG", "information_technology": "ITS",
}  # fmt: skip
FILED: Sequence[tuple[int, str, Dimension | None]] = (
    (1, "Customer support automation", None),
    (1, "Code review automation", None),
    (2, "Sales forecasting", Dimension.VERTICAL),
    (2, "Resume screening", None),
    (3, "Payment matching", None),
    (3, "Ticket routing", None),
    (3, "Search in the company's knowledge", Dimension.CROSS_FUNCTIONAL),
    (3, "Route planning for regional deliveries", Dimension.GEOGRAPHIC),
)


def waves(cast: Cast) -> Story:
    """The program office runs document A's departments in three waves, and plans the five of document C."""
    yield 160
    chief = cast[PROGRAM]
    program = services.start_program(
        "department-scaling", cast.root, timezone.localdate() - timedelta(days=20), by=chief,
        title="Scaling by department", owner=chief,
    )  # fmt: skip
    _place(program, cast)
    yield 150
    services.set_load(program, by=chief, figures={name: Decimal(text) for name, text in LOAD.items()}, currency="USD")
    for number, name, dimension in FILED:
        case = UseCase.objects.filter(name=name).first()
        if case is not None:
            services.file_case(program.waves.get(number=number), case, by=chief, dimension=dimension or "")
    onboarding = services.start_plan(
        "unit-onboarding", program, timezone.localdate(), chief, title="Onboarding of Sales",
        owner=chief, lengths={"onboarding": 8},
    )  # fmt: skip
    yield 90
    _report(onboarding, done=12)
    services.finish_plan(onboarding, by=chief)
    _risk(
        cast,
        program,
        ("enterprise-scaling", "resource_overextension"),
        4,
        4,
        owner=chief,
        review=20,
        due=30,
        left=(2, 4),
    )
    yield 25
    enterprise = services.start_program(
        "enterprise-waves", cast.root, timezone.localdate() + timedelta(days=60), by=chief,
        title="Five waves of functions", owner=cast[ROLLOUTS],
    )  # fmt: skip
    _place(enterprise, cast)


def _place(program: Program, cast: Cast) -> None:
    for place in Place.objects.filter(wave__program=program, key__in=PLACES).select_related("wave"):
        services.place_function(place, by=cast[PROGRAM], unit=cast.units[PLACES[place.key]])


def support(cast: Cast) -> Story:
    """The scaling roadmap of support automation: two months in, one task late, one moved with what waits for it."""
    yield 75
    owner, case = cast.owner_of("CSU"), _case("Customer support automation")
    plan = services.draft_plan(
        "scaling-roadmap", case, timezone.localdate() - timedelta(days=5), by=owner,
        title="Support automation for every team", owner=owner,
    )  # fmt: skip
    tasks = list(plan.tasks.order_by("number"))
    for task, person in zip(tasks[:8], (owner, cast[ROLLOUTS], owner, cast.manager_of("CSU")) * 2, strict=True):
        services.change_task(task, by=owner, version=task.version, owner=person)
    services.add_task(
        plan, by=owner, phase=plan.phases.get(number=1), label="Hear the works council", owner=cast[PROGRAM],
        starts_on=tasks[3].starts_on, ends_on=tasks[5].ends_on, detail="Monitoring of answers needs its consent.",
    )  # fmt: skip
    yield 72
    plan = services.begin_plan(plan, by=owner)
    yield 50
    _report(plan, done=6)
    yield 30
    third = Task.objects.get(plan=plan, number=12)
    services.change_task(third, by=owner, version=third.version, ends_on=third.ends_on + timedelta(days=9))
    yield 8
    _report(plan, done=10, half=2)
    for catalog, key, likelihood, impact, left, review in (
        ("strategic-deployments", "user_adoption", 4, 4, (2, 3), 40),
        ("strategic-deployments", "data_quality", 3, 5, (2, 4), -4),
        ("operations", "technical_complexity", 3, 3, None, 25),
    ):
        _risk(cast, case, (catalog, key), likelihood, impact, owner=owner, review=review, due=20, left=left)


def others(cast: Cast, today: date) -> Story:
    """A unit that plans its operations, a process, a case that is closed down, and risks of several departments."""
    yield 45
    finance = services.start_plan(
        "process-plan", _case("Payment matching"), timezone.localdate() - timedelta(days=14), cast.owner_of("FIN"),
        owner=cast.owner_of("FIN"), pick="longest", title="Matching for all subsidiaries",
    )  # fmt: skip
    yield 12
    _report(finance, done=4, half=1)
    killed = UseCase.objects.filter(stage=Stage.KILLED).order_by("-id").first()
    if killed is not None:
        closing = services.start_plan(
            "closing-plan", killed, timezone.localdate() - timedelta(days=10), cast[EXECUTIVE], owner=cast[ROLLOUTS],
            title=f"Closing down: {killed.name}"[:200],
        )  # fmt: skip
        _report(closing, done=3)
    yield 9
    services.draft_plan(
        "operations-guide", cast.units["ITS"], today + timedelta(days=14), by=cast[ROLLOUTS], owner=cast[ROLLOUTS],
        title="AI operations of IT Services",
    )  # fmt: skip
    yield 6
    for code, catalog, key, likelihood, impact, left in (
        ("LOG", "operations", "integration_difficulties", 4, 3, (3, 2)),
        ("HRS", "operations", "cultural_resistance", 5, 4, (3, 3)),
        ("ITS", "operations", "resource_constraints", 3, 4, None),
        ("LEG", "operations", "compliance_challenges", 2, 5, (1, 5)),
        ("MFG", "enterprise-scaling", "integration_complexity", 3, 3, (2, 2)),
    ):
        _risk(
            cast, cast.units[code], (catalog, key), likelihood, impact, owner=cast.manager_of(code), review=30, due=45,
            left=left,
        )  # fmt: skip
    own = services.add_risk(
        cast.root, by=cast[PROGRAM], label="The price of model use doubles", category="business", likelihood=2,
        impact=4, what_happens="One supplier serves four in five systems, and its contract ends next year.",
        owner=cast[PROGRAM], mitigation="Keep a second supplier ready for the three largest systems.",
        mitigation_due=today + timedelta(days=60), review_on=today + timedelta(days=3),
    )  # fmt: skip
    yield 2
    services.review_risk(
        own, by=cast[PROGRAM], state="open", note="The second supplier is tested in one system.",
        review_on=timezone.localdate() + timedelta(days=60), left_likelihood=2, left_impact=2,
    )  # fmt: skip


def reminded(cast: Cast) -> Story:
    """The worker tells owners what is late."""
    yield 1
    services.remind(timezone.localdate(), by=cast[PROGRAM])


def _report(plan: Plan, *, done: int, half: int = 0) -> None:
    """The first tasks are done, some after them half; each told by the owner of the plan."""
    assert plan.owner is not None
    rows = Task.objects.filter(plan=plan).select_related("plan").order_by("starts_on", "number")
    for index, task in enumerate(rows[: done + half]):
        if task.is_settled:
            continue
        if index < done:
            services.report_task(task, by=plan.owner, state="done", done_on=min(task.ends_on, timezone.localdate()))
        else:
            services.report_task(task, by=plan.owner, state="doing", progress=50, note="Half of the teams are through.")


def _risk(
    cast: Cast, subject: Subject, entry: tuple[str, str], likelihood: int, impact: int, *, owner: Any, review: int,
    due: int, left: tuple[int, int] | None,
) -> None:  # fmt: skip
    today = timezone.localdate()
    services.draw_risk(
        *entry, subject, by=cast[PROGRAM], likelihood=likelihood, impact=impact, owner=owner,
        review_on=today + timedelta(days=review), mitigation_due=today + timedelta(days=due),
        left_likelihood=left[0] if left else None, left_impact=left[1] if left else None,
    )  # fmt: skip


def _case(name: str) -> UseCase:
    return UseCase.objects.get(name=name)
