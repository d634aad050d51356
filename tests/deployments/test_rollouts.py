"""Starting, planning and ending rollouts."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from deployments import services
from deployments.models import Gate, Rollout
from deployments.rules import Span
from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.actors import COMMAND_LINE
from governance import services as governance
from library import queries as library
from library.services import publish_version
from tests.factories.deployments import (
    MONDAY,
    approval_of,
    approved_case,
    gate_of,
    go_no_go,
    passed,
    rollout_at,
    short_plan,
    show_all,
    started,
)
from tests.factories.usecases import a_case
from usecases import services as cases
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")


def test_the_stages_get_their_days_from_the_plan(cast: SimpleNamespace) -> None:
    rollout = started(cast)

    assert list(rollout.runs.values_list("key", "planned_start", "planned_end", "actual_start")) == [
        ("alpha", date(2026, 11, 2), date(2026, 11, 8), None),
        ("beta", date(2026, 11, 9), date(2026, 11, 22), None),
        ("pilot", date(2026, 11, 23), date(2026, 12, 6), None),
        ("production", date(2026, 12, 7), date(2026, 12, 13), None),
    ]
    assert (rollout.stage, rollout.state, rollout.is_primary, rollout.unit) == ("", "running", True, cast.support)
    assert rollout.name == "Answer support mail"
    assert UseCase.objects.get().stage == "approved"
    assert gate_of(rollout).passage == "→ Alpha"


def test_only_program_managers_start(cast: SimpleNamespace) -> None:
    case = approved_case(cast)

    for who in ("ben", "mia", "lea", "eve", "dov", "bi", "root_admin", "olga"):
        with pytest.raises(Denied, match=r"You may not start rollouts here\. It takes one of these roles"):
            started(cast, case=case, by=getattr(cast, who))

    assert not Rollout.objects.exists()


def test_nothing_starts_without_an_approval(cast: SimpleNamespace) -> None:
    with pytest.raises(Conflict, match="A rollout starts from an approval, and none stands"):
        started(cast, case=a_case(cast.support, by=cast.ada))


def test_nothing_starts_on_a_suspended_or_lapsed_approval(
    cast: SimpleNamespace, days_pass: Callable[[int], None]
) -> None:
    case = approved_case(cast)
    governance.suspend(approval_of(case), by=cast.chi, reason="An incident.")
    with pytest.raises(Conflict, match="none stands"):
        started(cast, case=case)

    governance.reinstate(approval_of(case), by=cast.chi, reason="Settled.")
    days_pass(3 * 366)

    with pytest.raises(Conflict, match="none stands"):
        started(cast, case=case)


def test_nothing_starts_when_the_approval_no_longer_covers_the_case(cast: SimpleNamespace) -> None:
    case = cases.edit_case(approved_case(cast), by=cast.ada, data_description="Also chat logs.")

    with pytest.raises(Conflict, match="no longer covers the use case as it is"):
        started(cast, case=case)


def test_nothing_starts_on_a_case_on_hold_or_closed(cast: SimpleNamespace) -> None:
    case = cases.hold(approved_case(cast), by=cast.ada, reason="Waiting for the supplier.")
    with pytest.raises(Conflict, match="on hold"):
        started(cast, case=case)

    case = cases.close(cases.resume(case, by=cast.ada), to="killed", by=cast.ada, reason="No.")

    with pytest.raises(Conflict, match="closed"):
        started(cast, case=case)


def test_a_start_that_cannot_be_is_refused_at_its_field(cast: SimpleNamespace) -> None:
    case = approved_case(cast)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"start_on": date(1999, 1, 1)}, "start_on"),
        ({"start_on": date(2100, 12, 30)}, "start_on"),
        ({"name": "x" * 201}, "name"),
        ({"unit": cast.other}, "unit"),
    ]

    for changes, field in wrong:
        with pytest.raises(Invalid) as refused:
            started(cast, case=case, **changes)
        assert refused.value.field == field

    with pytest.raises(Conflict, match="The library holds no stage_plan “nothing”"):
        started(cast, case=case, plan="nothing")
    assert not Rollout.objects.exists()


def test_a_plan_that_skips_a_stage_fits_only_beside_the_primary_rollout(cast: SimpleNamespace) -> None:
    body = library.latest("stage_plan", "staged-rollout").data
    stages = [
        body["stages"][0],
        body["stages"][3] | {"first_week": 2, "last_week": 2},
    ]
    publish_version(
        kind="stage_plan", slug="short-cut", body=body | {"slug": "short-cut", "stages": stages}, by=COMMAND_LINE
    )
    case = approved_case(cast)

    with pytest.raises(Invalid, match="leaves out a stage") as refused:
        started(cast, case=case, plan="short-cut")

    assert refused.value.field == "plan"
    assert not started(cast, case=case, plan="short-cut", primary=False).is_primary


def test_a_rollout_keeps_the_version_of_its_plan(cast: SimpleNamespace) -> None:
    slug = short_plan()
    rollout = started(cast, plan=slug)

    publish_version(kind="stage_plan", slug=slug, body=rollout.plan.data | {"title": "Newer"}, by=COMMAND_LINE)

    assert Rollout.objects.get().plan.version == 1
    assert started(cast, case=rollout.case, plan=slug).plan.version == 2


def test_planned_days_move_and_the_trail_keeps_the_old_ones(cast: SimpleNamespace) -> None:
    rollout = passed(cast, started(cast))

    services.set_dates(
        rollout,
        {"beta": (date(2026, 11, 16), date(2026, 11, 29)), "pilot": (date(2026, 11, 30), date(2026, 12, 6))},
        by=cast.ada,
    )

    assert rollout.runs.get(key="beta").plan == Span(date(2026, 11, 16), date(2026, 11, 29))
    entry = Entry.objects.get(action="deployments.dates.set")
    assert '"beta.start":["2026-11-09","2026-11-16"]' in entry.body
    assert '"pilot.end"' not in entry.body


def test_days_that_do_not_fit_change_nothing(cast: SimpleNamespace) -> None:
    rollout = started(cast)
    wrong: list[tuple[dict[str, tuple[date, date]], str]] = [
        ({"beta": (MONDAY, MONDAY + timedelta(7))}, "start_beta"),
        ({"beta": (date(2026, 11, 20), date(2026, 11, 10))}, "end_beta"),
        ({"beta": (date(2026, 11, 9), date(2026, 12, 30))}, "start_pilot"),
        ({"gamma": (MONDAY, MONDAY)}, "stage"),
        ({"production": (date(2026, 12, 7), date(2255, 12, 7))}, "end_production"),
    ]

    for dates, field in wrong:
        with pytest.raises(Invalid) as refused:
            services.set_dates(rollout, dates, by=cast.ada)
        assert refused.value.field == field

    assert rollout.runs.get(key="beta").planned_start == date(2026, 11, 9)


def test_a_stage_that_is_over_keeps_its_plan_and_its_cohort(cast: SimpleNamespace) -> None:
    rollout = rollout_at(cast, "beta")

    with pytest.raises(Invalid, match="This stage is over"):
        services.set_dates(rollout, {"alpha": (MONDAY, MONDAY)}, by=cast.ada)
    with pytest.raises(Conflict, match="This stage is over"):
        services.set_cohort(rollout.runs.get(key="alpha"), size=5, by=cast.ada)
    with pytest.raises(Conflict, match="This stage is over"):
        services.tick_exit_check(rollout.runs.get(key="alpha"), "team_tested", by=cast.ada, shown=False)


def test_a_cohort_inside_its_limits_needs_no_reason(cast: SimpleNamespace) -> None:
    run = started(cast).runs.get(key="beta")

    run = services.set_cohort(run, size=15, by=cast.ada)
    assert (run.cohort_size, run.cohort_reason) == (15, "")
    with pytest.raises(Invalid, match=r"at most 20 people in this stage\. Say why more"):
        services.set_cohort(run, size=40, by=cast.ada)
    with pytest.raises(Invalid, match=r"at least 10 people in this stage\. Say why fewer"):
        services.set_cohort(run, size=2, by=cast.ada)
    run = services.set_cohort(run, size=40, by=cast.ada, reason="Two teams share a room.")

    assert (run.cohort_size, run.cohort_reason, run.cohort_by) == (40, "Two teams share a room.", cast.ada)


def test_only_program_managers_plan(cast: SimpleNamespace) -> None:
    rollout = started(cast)
    beta = rollout.runs.get(key="beta")

    for who in ("ben", "eve", "mia", "olga"):
        by = getattr(cast, who)
        with pytest.raises(Denied, match="You may not plan this rollout here"):
            services.set_dates(rollout, {}, by=by)
        with pytest.raises(Denied, match="You may not plan this rollout here"):
            services.set_cohort(beta, size=15, by=by)
        with pytest.raises(Denied, match="You may not open gates here"):
            services.open_gate(rollout, by=by)


def test_exit_checks_are_shown_in_their_stage_with_what_was_seen(cast: SimpleNamespace) -> None:
    rollout = passed(cast, started(cast))
    alpha, beta = rollout.runs.get(key="alpha"), rollout.runs.get(key="beta")

    check = services.tick_exit_check(alpha, "team_tested", by=cast.ben, note="Five people, two days.")

    assert (check.is_shown, check.shown_by, check.note) == (True, cast.ben, "Five people, two days.")
    with pytest.raises(Invalid, match="Say what was shown"):
        services.tick_exit_check(alpha, "core_functions", by=cast.ben, note=" ")
    with pytest.raises(Invalid, match="This stage has no exit check “nothing”"):
        services.tick_exit_check(alpha, "nothing", by=cast.ben, note="Yes.")
    with pytest.raises(Conflict, match="This stage has not begun yet"):
        services.tick_exit_check(beta, "few_users_served", by=cast.ben, note="Yes.")
    with pytest.raises(Denied, match="You may not confirm exit checks here"):
        services.tick_exit_check(alpha, "core_functions", by=cast.mia, note="Yes.")
    back = services.tick_exit_check(alpha, "team_tested", by=cast.ada, shown=False)
    assert (back.is_shown, back.shown_by, back.note) == (False, None, "")


def test_a_rollout_is_finished_from_its_last_stage_with_all_checks_shown(cast: SimpleNamespace) -> None:
    rollout = go_no_go(cast).rollout
    with pytest.raises(Conflict, match="finished from its last stage, Alpha"):
        services.finish(rollout, by=cast.ada)
    rollout = passed(cast, rollout)
    with pytest.raises(Conflict, match="Exit checks of this stage that were not shown yet: 4"):
        services.finish(rollout, by=cast.ada)
    show_all(rollout, by=cast.ada)
    with pytest.raises(Denied, match="You may not finish this rollout here"):
        services.finish(rollout, by=cast.ben)

    rollout = services.finish(rollout, by=cast.ada)

    assert (rollout.state, rollout.ended_by) == ("finished", cast.ada)
    assert rollout.runs.get(key="alpha").actual_end is not None
    with pytest.raises(Conflict, match="This rollout is over: Finished"):
        services.open_gate(rollout, by=cast.ada)


def test_rolling_back_says_why_and_what_it_means_for_the_users(cast: SimpleNamespace) -> None:
    rollout = rollout_at(cast, "alpha", gate=True)
    for given, field in (({"reason": "", "effect": "x"}, "reason"), ({"reason": "x", "effect": " "}, "effect")):
        with pytest.raises(Invalid) as refused:
            services.roll_back(rollout, by=cast.eve, **given)
        assert refused.value.field == field
    with pytest.raises(Denied, match="You may not roll this back here"):
        services.roll_back(rollout, by=cast.ben, reason="x", effect="x")

    rollout = services.roll_back(rollout, by=cast.eve, reason="Wrong answers.", effect="Agents answer by hand again.")

    assert (rollout.state, rollout.effect) == ("rolled_back", "Agents answer by hand again.")
    assert Gate.objects.latest("id").state == "cancelled"
    assert UseCase.objects.get().stage == "alpha"
    with pytest.raises(Conflict, match="This rollout is over: Rolled back"):
        services.roll_back(rollout, by=cast.eve, reason="x", effect="x")


def test_what_is_finished_can_still_be_rolled_back(cast: SimpleNamespace) -> None:
    rollout = passed(cast, go_no_go(cast).rollout)
    show_all(rollout, by=cast.ada)
    services.finish(rollout, by=cast.ada)

    rollout = services.roll_back(rollout, by=cast.ada, reason="A recall.", effect="Nobody may use it.")

    assert rollout.state == "rolled_back"


def test_what_nobody_uses_yet_is_cancelled_not_rolled_back(cast: SimpleNamespace) -> None:
    rollout = started(cast)
    with pytest.raises(Conflict, match="Nobody uses it yet"):
        services.roll_back(rollout, by=cast.ada, reason="x", effect="x")

    rollout = services.cancel_rollout(rollout, by=cast.ada, reason="Another supplier.")

    assert (rollout.state, Gate.objects.get().state) == ("cancelled", "cancelled")
    assert started(cast, case=rollout.case).is_primary


def test_what_has_begun_is_not_cancelled(cast: SimpleNamespace) -> None:
    with pytest.raises(Conflict, match="This rollout has begun: roll it back instead"):
        services.cancel_rollout(rollout_at(cast, "alpha"), by=cast.ada, reason="x")


def test_the_database_allows_one_primary_rollout_and_one_open_gate(cast: SimpleNamespace) -> None:
    rollout = started(cast)
    gate = gate_of(rollout)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rollout.objects.create(
            case=rollout.case, plan=rollout.plan, name="x", unit=cast.support, start_on=MONDAY, is_primary=True
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Gate.objects.create(rollout=rollout, to_stage="alpha", document=gate.document)
    with pytest.raises(IntegrityError), transaction.atomic():
        gate.criteria.filter(binding="standing_approval").update(answered_at=gate.opened_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Gate.objects.update(state="passed")
