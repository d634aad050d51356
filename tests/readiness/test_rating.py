"""Several raters, each alone: invitations, sealed sheets, closing, settling."""

import re
from collections.abc import Callable
from decimal import Decimal
from smtplib import SMTPServerDisconnected
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail

from foundation.audit.models import Entry
from foundation.jobs.models import Job
from foundation.jobs.workflow import State as JobState
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.models import ApiToken, User
from readiness import services
from readiness.models import Assessment, Sheet, UnitProfile
from readiness.services import Given, Mark
from readiness.workflow import Mode, SheetState, State
from tests.factories.readiness import REFERENCE, filled, filled_sheet, rated

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def blind(cast: SimpleNamespace) -> Assessment:
    """A blind assessment of Support that ben and mia are invited to."""
    for rater in (cast.ben, cast.mia):
        rater.email = "somebody@example.com"
        rater.save()
    assessment = services.start_assessment(cast.support, by=cast.ada, mode=Mode.BLIND)
    services.invite_raters(assessment, [cast.ben, cast.mia], by=cast.ada)
    return assessment


def sheet_of(assessment: Assessment, rater: User) -> Sheet:
    return assessment.sheets.get(rater=rater)


def test_the_result_is_the_mean_of_the_raters_once_rating_is_closed(cast: SimpleNamespace, blind: Assessment) -> None:
    rated(blind, {cast.ben: [4] * 20, cast.mia: [7] * 20})

    assessment = services.close_rating(blind, by=cast.ada)

    assert set(assessment.scores().values()) == {Decimal("5.5")}
    assert services.submit_assessment(assessment, by=cast.ada).overall == Decimal("5.5")


def test_a_factor_that_one_rater_does_not_know_is_averaged_over_those_who_do(
    cast: SimpleNamespace, blind: Assessment
) -> None:
    ben = filled_sheet(sheet_of(blind, cast.ben), [4] * 20)
    services.give_answers(ben, {"data_quality": Given(score=Mark.NOT_KNOWN)}, by=cast.ben)
    services.submit_sheet(ben, by=cast.ben)
    rated(blind, {cast.mia: [8] * 20})

    values = services.close_rating(blind, by=cast.ada).values()

    assert (values["data_quality"].score, values["data_quality"].not_known) == (8, False)
    assert values["data_volume"].score == 6


def test_nothing_of_a_sheet_can_be_read_before_rating_is_closed(cast: SimpleNamespace, blind: Assessment) -> None:
    rated(blind, {cast.ben: [4] * 20})

    blind.refresh_from_db()

    assert blind.scores() == {}
    assert blind.values() == {}
    assert blind.answered == 0


def test_the_trail_learns_what_raters_gave_only_when_rating_closes(cast: SimpleNamespace, blind: Assessment) -> None:
    rated(blind, {cast.ben: [4] * 20})
    entries = Entry.objects.filter(action__startswith="readiness.")
    before = list(entries.values_list("body", flat=True))

    services.close_rating(blind, by=cast.ada)

    assert not any(re.search(r'"4(\.0+)?"', body) for body in before)
    assert '"data_quality":["4.00",""]' in entries.get(action="readiness.rating.closed").body


def test_only_the_invited_person_fills_a_sheet(cast: SimpleNamespace, blind: Assessment) -> None:
    sheet = sheet_of(blind, cast.ben)

    for other in (cast.ada, cast.mia, cast.olga, cast.root_admin):
        with pytest.raises(Denied):
            services.give_answers(sheet, {"data_quality": Given(score="3")}, by=other)
        with pytest.raises(Denied):
            services.submit_sheet(sheet, by=other)


@pytest.mark.parametrize("narrowing", ["reading only", "another unit"])
def test_a_narrowed_token_does_not_fill_a_sheet(cast: SimpleNamespace, blind: Assessment, narrowing: str) -> None:
    scopes = ["read"] if narrowing == "reading only" else ["read", "write"]
    cast.ben.token = ApiToken(scopes=scopes, unit=cast.sales if narrowing == "another unit" else None)

    with pytest.raises(Denied):
        services.give_answers(sheet_of(blind, cast.ben), {"data_quality": Given(score="3")}, by=cast.ben)


def test_somebody_without_any_role_can_be_invited_to_just_the_sheet(cast: SimpleNamespace, blind: Assessment) -> None:
    services.invite_raters(blind, [cast.olga], by=cast.ada)

    services.give_answers(sheet_of(blind, cast.olga), {"data_quality": Given(score="3")}, by=cast.olga)

    assert not Assessment.objects.visible_to(cast.olga).exists()
    assert Sheet.objects.of_rater(cast.olga).get().answered == 1


def test_who_is_invited_twice_has_one_sheet(cast: SimpleNamespace, blind: Assessment) -> None:
    assert services.invite_raters(blind, [cast.ben], by=cast.ada) == []
    assert blind.sheets.count() == 2


def test_only_who_may_assess_invites_closes_and_settles(cast: SimpleNamespace, blind: Assessment) -> None:
    rated(blind, {cast.ben: [4] * 20})

    for outsider in (cast.ben, cast.dov, cast.olga):
        with pytest.raises(Denied):
            services.invite_raters(blind, [cast.max_], by=outsider)
        with pytest.raises(Denied):
            services.close_rating(blind, by=outsider)
    closed = services.close_rating(blind, by=cast.ada)
    with pytest.raises(Denied):
        services.settle(closed, "data_quality", score="5", reason="measured", by=cast.ben)


def test_a_joint_assessment_takes_no_raters(cast: SimpleNamespace) -> None:
    with pytest.raises(Conflict, match="filled together"):
        services.invite_raters(filled(cast.sales, by=cast.ada), [cast.ben], by=cast.ada)


def test_an_incomplete_sheet_is_not_handed_in_and_says_what_is_missing(
    cast: SimpleNamespace, blind: Assessment
) -> None:
    sheet = filled_sheet(sheet_of(blind, cast.ben), REFERENCE[:19])

    with pytest.raises(Conflict, match="1 of 20"):
        services.submit_sheet(sheet, by=cast.ben)


def test_a_sheet_handed_in_is_taken_back_while_rating_is_open_and_not_afterwards(
    cast: SimpleNamespace, blind: Assessment
) -> None:
    rated(blind, {cast.ben: [4] * 20, cast.mia: [5] * 20})
    sheet = services.take_back_sheet(sheet_of(blind, cast.ben), by=cast.ben)
    services.give_answers(sheet, {"data_quality": Given(score="9")}, by=cast.ben)
    services.submit_sheet(sheet, by=cast.ben)
    services.close_rating(blind, by=cast.ada)

    with pytest.raises(Conflict):
        services.take_back_sheet(sheet, by=cast.ben)
    with pytest.raises(Conflict):
        services.give_answers(sheet, {"data_quality": Given(score="1")}, by=cast.ben)


def test_closing_needs_a_sheet_and_leaves_out_those_not_handed_in(cast: SimpleNamespace, blind: Assessment) -> None:
    with pytest.raises(Conflict, match="Nobody"):
        services.close_rating(blind, by=cast.ada)
    rated(blind, {cast.ben: [4] * 20})
    filled_sheet(sheet_of(blind, cast.mia), [10] * 5)

    closed = services.close_rating(blind, by=cast.ada)

    assert closed.state == State.SETTLING
    assert sheet_of(blind, cast.mia).state == SheetState.WITHDRAWN
    assert closed.scores()["data_quality"] == 4


def test_declining_takes_a_reason_and_frees_the_rater(cast: SimpleNamespace, blind: Assessment) -> None:
    sheet = sheet_of(blind, cast.ben)
    with pytest.raises(Invalid):
        services.decline_sheet(sheet, by=cast.ben, reason=" ")

    services.decline_sheet(sheet, by=cast.ben, reason="I only started this week")

    assert not Sheet.objects.waiting_for(cast.ben).exists()
    with pytest.raises(Conflict):
        services.give_answers(sheet, {"data_quality": Given(score="1")}, by=cast.ben)
    services.invite_raters(blind, [cast.ben], by=cast.ada)
    assert Sheet.objects.waiting_for(cast.ben).exists()


def test_a_withdrawn_sheet_is_closed_to_its_rater(cast: SimpleNamespace, blind: Assessment) -> None:
    services.withdraw_invitation(sheet_of(blind, cast.ben), by=cast.ada, reason="changed the team")

    assert not Sheet.objects.of_rater(cast.ben).exists()
    with pytest.raises(Conflict):
        services.give_answers(sheet_of(blind, cast.ben), {"data_quality": Given(score="1")}, by=cast.ben)


def test_a_settlement_stands_above_the_mean_and_can_be_taken_back(cast: SimpleNamespace, blind: Assessment) -> None:
    rated(blind, {cast.ben: [2] * 20, cast.mia: [9] * 20})
    closed = services.close_rating(blind, by=cast.ada)

    services.settle(closed, "data_quality", score="6", reason="measured last week", by=cast.ada)
    settled = Assessment.objects.get().values()["data_quality"]
    services.settle(closed, "data_volume", score=Mark.NOT_KNOWN, reason="nobody has counted", by=cast.ada)
    services.unsettle(closed, "data_quality", by=cast.ada)

    values = Assessment.objects.get().values()
    assert (settled.score, settled.settled) == (6, True)
    assert values["data_volume"].not_known
    assert values["data_quality"].score == Decimal("5.5")


@pytest.mark.parametrize(("score", "reason", "field"), [("6", " ", "reason"), ("11", "x", "score"), ("", "x", "score")])
def test_settling_takes_a_score_on_the_scale_and_a_reason(
    cast: SimpleNamespace, blind: Assessment, score: str, reason: str, field: str
) -> None:
    rated(blind, {cast.ben: [2] * 20})
    closed = services.close_rating(blind, by=cast.ada)

    with pytest.raises(Invalid) as refusal:
        services.settle(closed, "data_quality", score=score, reason=reason, by=cast.ada)

    assert refusal.value.field == field


def test_a_submitted_result_is_frozen_and_settled_again_only_after_reopening(
    cast: SimpleNamespace, blind: Assessment
) -> None:
    rated(blind, {cast.ben: [2] * 20})
    done = services.submit_assessment(services.close_rating(blind, by=cast.ada), by=cast.ada)
    with pytest.raises(Conflict):
        services.settle(done, "data_quality", score="6", reason="x", by=cast.ada)

    again = services.reopen_assessment(done, by=cast.ada, reason="a sheet was misread")
    services.settle(again, "data_quality", score="6", reason="measured", by=cast.ada)

    assert again.state == State.SETTLING
    assert not UnitProfile.objects.exists()
    assert services.submit_assessment(again, by=cast.ada).overall == Decimal("2.2")


def test_each_rater_with_an_address_is_mailed_once(
    cast: SimpleNamespace, blind: Assessment, run_jobs: Callable[[], int]
) -> None:
    services.invite_raters(blind, [cast.max_], by=cast.ada)
    run_jobs()
    job = Job.objects.earliest("id")
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    run_jobs()

    assert [message.to for message in mail.outbox] == [["somebody@example.com"]] * 2
    assert str(sheet_of(blind, cast.ben).uid) in mail.outbox[0].body
    assert sheet_of(blind, cast.ben).mailed_at is not None
    assert sheet_of(blind, cast.max_).mailed_at is None


def test_mail_waits_for_a_server_that_is_down_and_goes_out_once(
    cast: SimpleNamespace, blind: Assessment, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []

    class Server:
        """The second message meets a server that has gone away."""

        down = True

        def __init__(self, *_args: Any, **_options: Any) -> None: ...

        def send_messages(self, messages: list[Any]) -> int:
            if Server.down and sent:
                raise SMTPServerDisconnected("gone away")
            sent.extend(messages)
            return len(messages)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend", Server)
    run_jobs()
    job = Job.objects.get()
    waiting = (job.state, job.sent_at is not None, len(sent))
    Server.down = False
    Job.objects.update(sent_at=None)
    run_jobs()

    assert waiting == (JobState.QUEUED, True, 1)
    assert len(sent) == 2
    assert Job.objects.get().state == JobState.DONE
    assert not blind.sheets.filter(mailed_at=None).exists()


def test_a_rater_is_reminded_at_most_once_a_day(
    cast: SimpleNamespace, blind: Assessment, run_jobs: Callable[[], int]
) -> None:
    sheet = sheet_of(blind, cast.ben)
    with pytest.raises(Conflict, match="within the last day"):
        services.remind_rater(sheet, by=cast.ada)
    Sheet.objects.update(invited_at="2020-01-01T00:00Z")

    services.remind_rater(sheet, by=cast.ada)
    run_jobs()

    assert "Reminder" in mail.outbox[-1].subject
    with pytest.raises(Conflict, match="within the last day"):
        services.remind_rater(sheet, by=cast.ada)
