"""Asking for reports, who sees them, what happens when rights shrink, the worker stops, or Pango is missing."""

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from foundation.audit.queries import history
from foundation.jobs import runner
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from foundation.ui import pdf
from insights import queries
from reports import services
from reports.models import Report
from tests.factories.roi import invested
from tests.reports.conftest import WithoutPango

Asked = Callable[..., Report]


def test_a_report_is_asked_for_with_its_job_and_trail(program: SimpleNamespace, asked: Asked) -> None:
    report = asked(program.eve, unit=program.support, category="Service")

    assert report.job is not None
    assert report.job.state == "queued"
    assert [unit.name for unit in report.units.all()] == ["Support"]
    assert report.filters == {
        "unit": str(program.support.uid), "first": "", "last": "", "category": "Service",
    }  # fmt: skip
    assert [line.action for line in history(report)] == ["reports.report.requested"]
    assert "Support" in report.title


def test_a_role_is_needed_to_make_one(program: SimpleNamespace, asked: Asked) -> None:
    with pytest.raises(Denied, match="make reports"):
        asked(program.mia)


def test_a_role_elsewhere_does_not_count(program: SimpleNamespace, asked: Asked) -> None:
    people.grant_role(program.mia, "executive", program.other, by=COMMAND_LINE)

    with pytest.raises(Denied, match="make reports"):
        asked(program.mia, unit=program.support)


@pytest.mark.parametrize(
    ("kind", "title", "field"), [("weekly", "", "kind"), ("executive", "x" * 201, "title")]
)  # fmt: skip
def test_unknown_kinds_and_long_titles_are_refused(cast: SimpleNamespace, kind: str, title: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.request_report(kind, by=cast.eve, scope=queries.scope_for(cast.eve), title=title)

    assert refused.value.field == field


def test_an_unreadable_unit_gives_nothing_to_report(program: SimpleNamespace, asked: Asked) -> None:
    with pytest.raises(Denied, match="no unit"):
        asked(program.olga, unit=program.support)


# --- who sees it


def test_it_is_seen_by_those_who_may_read_all_its_units(program: SimpleNamespace, asked: Asked) -> None:
    whole, support = asked(program.eve), asked(program.eve, unit=program.support)

    def seen(user: User) -> set[int]:
        return set(Report.objects.visible_to(User.objects.get(pk=user.pk)).values_list("pk", flat=True))

    assert seen(program.eve) == {whole.pk, support.pk}
    assert seen(program.dov) == {whole.pk, support.pk}
    assert seen(program.mia) == {support.pk}
    assert seen(program.olga) == set()
    assert set(Report.objects.visible_to(COMMAND_LINE)) == {whole, support}


def test_who_lost_a_unit_sees_it_no_more(
    program: SimpleNamespace, asked: Asked, client_of: Callable[[User], Client]
) -> None:
    report = asked(program.eve)
    assert client_of(program.eve).get(report.get_absolute_url()).status_code == 200

    people.revoke_grant(program.eve.grants.get(), by=COMMAND_LINE)
    people.grant_role(program.eve, "executive", program.support, by=COMMAND_LINE)

    for part in ("", "print/", "report.pdf", "numbers.xlsx"):
        assert client_of(program.eve).get(f"/reports/{report.uid}/{part}").status_code == 404


def test_rights_lost_before_the_job_runs_stop_it(program: SimpleNamespace, asked: Asked, run_jobs: Any) -> None:
    report = asked(program.eve)
    people.revoke_grant(program.eve.grants.get(), by=COMMAND_LINE)

    run_jobs()

    report = Report.objects.select_related("job").get(pk=report.pk)
    assert report.state == "failed"
    assert report.job is not None
    assert "no longer read" in report.job.error
    assert not report.has_figures


def test_a_narrow_token_never_yields_a_wide_report(program: SimpleNamespace, api_of: Any, run_jobs: Any) -> None:
    answer = api_of(program.eve, unit=program.sales).post("/api/v1/reports/", {}, format="json")
    assert answer.status_code == 202

    run_jobs()

    report = Report.objects.get(uid=answer.json()["uid"])
    assert [unit.name for unit in report.units.all()] == ["Sales"]
    assert report.figures["pipeline"]["open"] == 1
    assert report.figures["value"]["actual"]["invested"]["amount"] == "0.00"


# --- the job


def test_without_pango_it_says_what_to_install_and_the_rest_works(
    program: SimpleNamespace, asked: Asked, run_jobs: Any, no_pango: None, client_of: Callable[[User], Client]
) -> None:
    report = asked(program.eve)

    run_jobs()

    client = client_of(program.eve)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "apt-get install -y --no-install-recommends libpango-1.0-0" in page
    assert "Run again" in page
    assert "$6M" in client.get(f"/reports/{report.uid}/print/").content.decode()
    assert client.get(f"/reports/{report.uid}/numbers.xlsx").status_code == 200
    refused = client.get(f"/reports/{report.uid}/report.pdf")
    assert refused.status_code == 409


@pytest.mark.skipif(bool(pdf.missing_libraries()), reason="Pango is not installed on this machine")
def test_run_again_it_keeps_its_figures(program: SimpleNamespace, asked: Asked, run_jobs: Any) -> None:
    report = asked(program.eve)
    with pytest.MonkeyPatch.context() as without:
        without.setattr(sys, "meta_path", [WithoutPango(), *sys.meta_path])
        without.delitem(sys.modules, "weasyprint", raising=False)
        run_jobs()
    report = Report.objects.select_related("job").get(pk=report.pk)
    before, as_of = report.figures, report.as_of
    invested(program.scored, 1_000_000, period=program.start)

    services.retry(report, by=program.eve)
    run_jobs()

    report = Report.objects.select_related("job").get(pk=report.pk)
    assert report.state == "done"
    assert report.has_file
    assert (report.figures, report.as_of) == (before, as_of)


def test_cancelled_it_makes_nothing(program: SimpleNamespace, asked: Asked, run_jobs: Any) -> None:
    report = services.cancel(asked(program.eve), by=program.eve)

    run_jobs()

    report = Report.objects.select_related("job").get(pk=report.pk)
    assert report.state == "cancelled"
    assert not report.has_figures


def test_two_workers_write_its_figures_once(program: SimpleNamespace, asked: Asked) -> None:
    report = asked(program.eve)
    found = services.dashboard_of(report, program.eve)
    first = services.pages_of(found, title="a", made_by="b")

    from django.db import transaction

    with transaction.atomic():
        services.keep_figures(report, first, by=program.eve)
    with pytest.raises(Conflict, match="written already"), transaction.atomic():
        services.keep_figures(report, first, by=program.eve)


def test_others_may_not_run_it_again_or_stop_it(program: SimpleNamespace, asked: Asked) -> None:
    report = asked(program.eve)

    with pytest.raises(Denied):
        services.cancel(report, by=program.dov)
    services.cancel(report, by=program.eve)
    with pytest.raises(Denied):
        services.retry(Report.objects.get(pk=report.pk), by=program.dov)


def test_what_runs_or_is_finished_is_not_run_again(program: SimpleNamespace, asked: Asked) -> None:
    report = asked(program.eve)

    with pytest.raises(Conflict, match="being made already"):
        services.retry(report, by=program.eve)


@pytest.mark.skipif(bool(pdf.missing_libraries()), reason="Pango is not installed on this machine")
def test_a_changed_file_is_not_given_out(
    program: SimpleNamespace, made: Callable[..., Report], client_of: Callable[[User], Client]
) -> None:
    report = made(program.eve)
    with open(report.file.path, "ab") as file:
        file.write(b"tampered")

    answer = client_of(program.eve).get(f"/reports/{report.uid}/report.pdf")

    assert answer.status_code == 409
    assert "checksum does not fit" in answer.content.decode()
    report.file.storage.delete(report.file.name)
    assert client_of(program.eve).get(f"/reports/{report.uid}/report.pdf").status_code == 409


def test_the_worker_writes_times_in_the_makers_zone(program: SimpleNamespace, asked: Asked, no_pango: None) -> None:
    people.change_time_zone(program.eve, "Asia/Tokyo", by=program.eve)
    report = asked(program.eve)

    runner.run_queued()

    report.refresh_from_db()
    assert "JST" in report.body
