"""Training, support and improvement, as documents A, C and E describe them."""

from decimal import Decimal

from library.kinds.improvement_loop import ImprovementLoop
from library.kinds.support_model import SupportModel
from library.kinds.training_program import TrainingProgram
from tests.content.test_shipped import shipped


def test_three_tracks_take_two_hours_a_day_and_a_week() -> None:
    program: TrainingProgram = shipped("training_program", "ai-training")

    assert [(track.audience, track.amount, track.unit) for track in program.tracks] == [
        ("everyone", 2, "hour"),
        ("power_users", 1, "day"),
        ("technical_staff", 1, "week"),
    ]
    assert [[topic.key for topic in track.topics] for track in program.tracks] == [
        ["what_is_ai", "how_we_use_it", "ethical_considerations"],
        ["using_tools", "best_practices", "troubleshooting"],
        ["building_applications", "governance_compliance", "production_deployment"],
    ]


def test_the_longer_tracks_come_after_the_one_for_everyone() -> None:
    program: TrainingProgram = shipped("training_program", "ai-training")

    assert [track.after for track in program.tracks] == [(), ("ai_awareness",), ("ai_awareness",)]


def test_the_results_of_training_are_those_that_document_a_reports() -> None:
    program: TrainingProgram = shipped("training_program", "ai-training")

    assert {measure.key: measure.reported for measure in program.measures} == {
        "people_trained": 5000,
        "adoption_after_training": 85,
        "training_satisfaction": Decimal("4.2"),
    }


def test_support_has_three_tiers_with_experts_beside_them() -> None:
    model: SupportModel = shipped("support_model", "three-tiers")

    assert [tier.level for tier in model.tiers] == [1, 2, 3]
    assert [group.key for group in model.experts] == ["subject_experts"]
    assert [measure.key for measure in model.measures] == ["ticket_volume", "resolution_time"]
    assert "type of request" in model.measures[0].broken_down_by
    assert "tier" in model.measures[1].broken_down_by


def test_improvement_goes_from_a_figure_through_five_stages_back_to_a_figure() -> None:
    loop: ImprovementLoop = shipped("improvement_loop", "continuous-improvement")

    assert [stage.key for stage in loop.stages] == ["monitor", "issue", "root_cause", "plan", "validated"]
    assert "misses its target" in loop.opened_by
    assert "measurement" in loop.closed_by
    assert loop.returns_to == "root_cause"


def test_retrospectives_feedback_reviews_and_the_pipeline_feed_the_loop() -> None:
    loop: ImprovementLoop = shipped("improvement_loop", "continuous-improvement")

    assert {feed.key: feed.enters_at for feed in loop.feeds} == {
        "retrospectives": "issue",
        "user_feedback": "issue",
        "performance_reviews": "monitor",
        "innovation_pipeline": "plan",
    }
