"""Scoring the portfolio: in columns, in the worker, once, and only where something changed."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.audit.models import Entry
from foundation.audit.queries import verify
from foundation.audit.services import bulk_rows_of
from foundation.jobs import runner
from foundation.jobs.models import Job
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from library.services import publish_version
from tests.factories.usecases import REVIEW_INPUTS, SUPPORT_INPUTS, a_case, a_scored_case
from usecases import queries, rules, services, tasks
from usecases.models import ActiveModel, ScoreCard, UseCase

pytestmark = pytest.mark.django_db
RunJobs = Callable[[], int]

RISK_FIRST = {"business_value": "10", "feasibility": "20", "risk": "60", "time_to_value": "10"}


@pytest.fixture
def two(library: None, support: Unit, engineering: Unit) -> tuple[UseCase, UseCase]:
    """Document A's two cases, scored."""
    return (
        a_scored_case(support, name="Support automation"),
        a_scored_case(engineering, name="Code review", inputs=REVIEW_INPUTS),
    )


def test_adopting_weights_publishes_a_version_and_rescores_in_the_worker(
    two: tuple[UseCase, UseCase], ada: User, run_jobs: RunJobs
) -> None:
    adopted = services.adopt_weights(RISK_FIRST, by=ada, note="Trust first")
    assert run_jobs() == 1

    adopted.job.refresh_from_db()
    assert adopted.document.reference == "scoring_model/weighted-value@2"
    assert adopted.job.result == {
        "cases": 2,
        "changed": 2,
        "unchanged": 0,
        "not_scored": 0,
        "lost": 0,
        "model": "scoring_model/weighted-value@2",
        "superseded": False,
    }
    assert queries.active_model() == adopted.document
    for case in two:
        case.refresh_from_db()
        card = case.current_card
        assert card is not None
        evaluation = rules.evaluate(adopted.document.parsed, rules.columns(adopted.document.parsed, [case.inputs]))
        assert (card.model, card.total, card.result) == (adopted.document, evaluation.total(0), evaluation.result(0))
        assert (case.current_score, case.current_band) == (card.total, card.band)
        assert case.current_criteria == rules.criteria_texts(evaluation)[0]
        assert (card.cause, card.inputs, case.cards.count()) == ("model", case.inputs, 2)


def test_a_recompute_that_changes_nothing_writes_no_card_and_no_trail(
    two: tuple[UseCase, UseCase], run_jobs: RunJobs
) -> None:
    before = Entry.objects.filter(action="usecases.scores.recomputed").count()

    job = services.request_recompute(by=COMMAND_LINE)
    run_jobs()

    job.refresh_from_db()
    assert (job.result["cases"], job.result["changed"]) == (2, 0)
    assert ScoreCard.objects.count() == 2
    assert Entry.objects.filter(action="usecases.scores.recomputed").count() == before


def test_one_trail_record_carries_before_and_after_of_a_chunk(
    two: tuple[UseCase, UseCase], ada: User, run_jobs: RunJobs
) -> None:
    services.adopt_weights(RISK_FIRST, by=ada)
    run_jobs()

    entry = Entry.objects.get(action="usecases.scores.recomputed")
    rows = {row["uid"]: row for row in bulk_rows_of(entry)}
    assert rows[str(two[0].uid)]["before"] == "5.1333"
    assert len(rows) == 2
    assert verify().bad is None


def test_only_changed_cases_get_a_card(two: tuple[UseCase, UseCase], ada: User, run_jobs: RunJobs) -> None:
    services.record_inputs(two[0], by=ada, inputs={"data_quality": "9"})

    services.request_recompute(by=ada)
    run_jobs()

    assert [case.cards.count() for case in two] == [2, 1]


def test_cases_without_inputs_and_closed_cases_are_left_alone(
    two: tuple[UseCase, UseCase], ada: User, support: Unit, run_jobs: RunJobs
) -> None:
    bare = a_case(support)
    closed = services.close(two[1], to="killed", by=ada, reason="No")

    services.adopt_weights(RISK_FIRST, by=ada)
    run_jobs()

    bare.refresh_from_db()
    closed.refresh_from_db()
    assert bare.current_score is None
    assert str(closed.current_score) == "5.5333"


def test_a_second_attempt_repeats_no_chunk(
    two: tuple[UseCase, UseCase], ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "CHUNK", 1)
    job = services.adopt_weights(RISK_FIRST, by=ada).job
    run = runner.claim(job.pk)
    assert run is not None
    with run.once(f"cases {two[0].pk} to {two[0].pk + 1}"):
        services.recompute_range(queries.active_model(), two[0].pk, two[0].pk + 1, by=ada)
        run.remember(counts={"evaluated": 1, "changed": 1, "unscored": 0})
    Job.objects.filter(pk=job.pk).update(state="queued", lease_token="")

    runner.run(job.pk)

    job.refresh_from_db()
    assert (job.result["cases"], job.result["changed"]) == (2, 2)
    assert [case.cards.count() for case in two] == [2, 2]


def test_a_job_of_weights_that_were_replaced_meanwhile_steps_back(
    two: tuple[UseCase, UseCase], ada: User, run_jobs: RunJobs
) -> None:
    first = services.adopt_weights(RISK_FIRST, by=ada)
    second = services.adopt_weights(
        {"business_value": "100", "feasibility": "0", "risk": "0", "time_to_value": "0"}, by=ada
    )
    run_jobs()

    first.job.refresh_from_db()
    assert first.job.result["superseded"]
    two[0].refresh_from_db()
    assert two[0].current_card is not None
    assert two[0].current_card.model == second.document
    assert two[0].current_score == Decimal("2.0000")


def test_weights_that_do_not_add_up_change_nothing(two: tuple[UseCase, UseCase], ada: User) -> None:
    with pytest.raises(Invalid, match="add up to 90%"):
        services.adopt_weights(RISK_FIRST | {"risk": "50"}, by=ada)

    assert queries.active_model().version == 1
    assert not Job.objects.exists()


def test_the_same_weights_again_are_no_new_version(two: tuple[UseCase, UseCase], ada: User) -> None:
    with pytest.raises(Conflict, match="Nothing differs"):
        services.adopt_weights(
            {"business_value": "40", "feasibility": "30", "risk": "20", "time_to_value": "10"}, by=ada
        )


def test_who_compared_with_an_older_version_is_told(two: tuple[UseCase, UseCase], ada: User) -> None:
    services.adopt_weights(RISK_FIRST, by=ada, version=1)

    with pytest.raises(Conflict, match="came into use meanwhile"):
        services.adopt_weights(RISK_FIRST, by=ada, version=1)


@pytest.mark.parametrize("who", ["ben", "mia", "eve", "dov", "root_admin", "olga"])
def test_only_program_managers_of_the_organization_change_weights(who: str, library: None, cast: Any) -> None:
    person = getattr(cast, who)

    with pytest.raises(Denied):
        services.adopt_weights(RISK_FIRST, by=person)
    with pytest.raises(Denied):
        services.request_recompute(by=person)
    with pytest.raises(Denied):
        services.adopt_model(queries.default_model(), by=person)


def test_a_version_published_in_the_library_is_used_only_when_taken_into_use(
    two: tuple[UseCase, UseCase], ada: User, run_jobs: RunJobs
) -> None:
    body = queries.active_model().data
    body["bands"][1]["at_least"] = "5.5"
    newer = publish_version(kind="scoring_model", slug="weighted-value", body=body, by=COMMAND_LINE)
    assert queries.active_model().version == 1
    assert queries.newer_model(queries.active_model()) == newer

    services.adopt_model(newer, by=ada)
    run_jobs()

    two[0].refresh_from_db()
    assert (str(two[0].current_score), two[0].current_band) == ("5.1333", "low")
    with pytest.raises(Conflict, match="already in use"):
        services.adopt_model(newer, by=ada)
    with pytest.raises(Invalid, match="no scoring model"):
        services.adopt_model(queries.risk_questions(), by=ada)


def test_there_is_one_model_in_use(two: tuple[UseCase, UseCase]) -> None:
    assert ActiveModel.objects.count() == 1


def test_a_chunk_takes_the_same_statements_for_two_cases_and_for_many(
    two: tuple[UseCase, UseCase], ada: User, support: Unit
) -> None:
    for n in range(20):
        last = services.record_inputs(a_case(support, name=f"Case {n}"), by=ada, inputs=SUPPORT_INPUTS).pk
    document = queries.active_model()
    with CaptureQueriesContext(connection) as few:
        services.recompute_range(document, 0, two[1].pk + 2, by=ada)

    with CaptureQueriesContext(connection) as many:
        done = services.recompute_range(document, 0, last + 1, by=ada)

    assert done.changed == 19
    assert len(many) <= len(few) + 1


def test_the_command_tells_what_it_did(two: tuple[UseCase, UseCase], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recompute_scores", "--json")
    assert json.loads(capsys.readouterr().out)["cases"] == 2

    call_command("recompute_scores")
    assert "2 cases scored by scoring_model/weighted-value@1: 0 changed" in capsys.readouterr().out


def test_the_command_without_a_library_says_what_to_do(db: None) -> None:
    with pytest.raises(CommandError, match="load_library"):
        call_command("recompute_scores")
