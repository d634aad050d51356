"""What can be assessed: units, processes and use cases, and what happens when they move."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from foundation.audit.queries import kind_of
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.models import User
from readiness import services, subjects
from readiness.models import Assessment, Process, UnitProfile
from readiness.workflow import Mode, State
from tests.factories.readiness import filled, submitted
from usecases import services as cases

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]


def test_units_processes_and_use_cases_can_be_assessed() -> None:
    assert list(subjects.kinds()) == ["people.unit", "readiness.process", "usecases.usecase"]


@pytest.mark.parametrize("kind", ["process", "use case"])
def test_a_process_and_a_use_case_have_results_but_no_profile(cast: SimpleNamespace, kind: str) -> None:
    if kind == "process":
        record: object = services.create_process(cast.support, by=cast.ada, name="Claims handling")
    else:
        record = cases.create_case(cast.support, by=cast.ada, name="Claims assistant")

    done = submitted(record, by=cast.ada)

    assert (done.subject_kind, done.subject_label, done.unit) == (
        kind_of(record),
        str(done.subject_label),
        cast.support,
    )
    assert done.overall is not None
    assert not UnitProfile.objects.exists()


def test_the_assessments_of_a_case_go_with_it_to_another_unit_and_name(cast: SimpleNamespace) -> None:
    case = cases.create_case(cast.support, by=cast.ada, name="Claims assistant")
    done = submitted(case, by=cast.ada)
    item = services.create_action(done, by=cast.ada, text="Measure")

    cases.edit_case(case, by=cast.ada, unit=cast.sales, name="Quotes assistant")

    done.refresh_from_db()
    item.refresh_from_db()
    assert (done.unit, done.subject_label) == (cast.sales, "Quotes assistant")
    assert (item.unit, item.subject_label) == (cast.sales, "Quotes assistant")


def test_the_assessments_of_a_process_go_with_it(cast: SimpleNamespace) -> None:
    process = services.create_process(cast.support, by=cast.ada, name="Claims handling")
    draft = filled(process, by=cast.ada)

    services.edit_process(process, by=cast.ada, unit=cast.sales, name="Claims")

    draft.refresh_from_db()
    assert (draft.unit, draft.subject_label) == (cast.sales, "Claims")


def test_a_process_has_one_name_in_its_unit_and_an_archived_one_frees_it(cast: SimpleNamespace) -> None:
    process = services.create_process(cast.support, by=cast.ada, name="Claims handling")
    with pytest.raises(Invalid, match="already has"):
        services.create_process(cast.support, by=cast.ada, name=" claims HANDLING ")
    services.archive_process(process, by=cast.ada)
    with pytest.raises(Conflict):
        services.edit_process(process, by=cast.ada, name="Other")

    assert services.create_process(cast.support, by=cast.ada, name="Claims handling").pk
    assert subjects.find("readiness.process", process.uid) is None


def test_only_who_may_assess_names_processes(cast: SimpleNamespace) -> None:
    for outsider in (cast.ben, cast.dov, cast.olga):
        with pytest.raises(Denied):
            services.create_process(cast.support, by=outsider, name="Claims handling")


def test_the_start_page_finds_by_name_and_puts_what_suits_first(cast: SimpleNamespace, client_of: ClientOf) -> None:
    process = services.create_process(cast.support, by=cast.ada, name="Claims handling")
    browser = client_of(cast.ada)

    found = browser.get("/readiness/new/?q=claims").content.decode()
    form = browser.get(f"/readiness/new/?subject=readiness.process:{process.uid}").content.decode()

    assert f"readiness.process%3A{process.uid}" in found
    assert "Sales" not in found
    assert form.index("Process evaluation") < form.index("Others") < form.index("Enterprise AI readiness")


def test_a_blind_assessment_is_started_in_the_browser(cast: SimpleNamespace, client_of: ClientOf) -> None:
    chosen = {
        "subject": f"people.unit:{cast.support.uid}",
        "instrument": "business-unit-matrix",
        "mode": "blind",
        "due_on": "2027-01-31",
    }

    client_of(cast.ada).post("/readiness/new/", chosen)

    made = Assessment.objects.get()
    assert (made.mode, str(made.due_on), made.sheets.count()) == ("blind", "2027-01-31", 0)


@pytest.mark.parametrize("key", ["people.unit:nonsense", "people.user:1", "", "x"])
def test_what_cannot_be_assessed_leads_back_to_the_choice(cast: SimpleNamespace, client_of: ClientOf, key: str) -> None:
    page = client_of(cast.ada).post("/readiness/new/", {"subject": key, "instrument": "business-unit-matrix"})

    assert "What do you want to assess?" in page.content.decode()
    assert not Assessment.objects.exists()


def test_an_open_one_is_not_doubled_in_the_other_mode(cast: SimpleNamespace) -> None:
    filled(cast.support, by=cast.ada)

    with pytest.raises(Conflict, match="filled together"):
        services.start_assessment(cast.support, by=cast.ada, mode=Mode.BLIND)


def test_reopening_is_recorded_and_the_profile_falls_back_to_the_one_before(cast: SimpleNamespace) -> None:
    before = submitted(cast.support, by=cast.ada)
    done = submitted(cast.support, by=cast.ada, scores=[8] * 20)
    with pytest.raises(Invalid):
        services.reopen_assessment(done, by=cast.ada, reason=" ")

    again = services.reopen_assessment(done, by=cast.ada, reason="Two scores were swapped")

    assert (again.state, again.reopened, again.overall) == (State.DRAFT, 1, None)
    assert UnitProfile.objects.get().assessment == before
    services.submit_assessment(again, by=cast.ada)
    assert UnitProfile.objects.get().assessment == again


def test_reopening_is_refused_to_readers_and_while_a_newer_one_is_open(cast: SimpleNamespace) -> None:
    done = submitted(cast.support, by=cast.ada)
    with pytest.raises(Denied):
        services.reopen_assessment(done, by=cast.dov, reason="x")
    filled(cast.support, by=cast.ada)

    with pytest.raises(Conflict, match="newer assessment"):
        services.reopen_assessment(done, by=cast.ada, reason="x")


def test_processes_of_other_units_are_not_shown(cast: SimpleNamespace, client_of: ClientOf) -> None:
    process = services.create_process(cast.support, by=cast.ada, name="Returns of goods")

    assert "Returns of goods" in client_of(cast.ada).get("/readiness/processes/").content.decode()
    assert "Returns of goods" not in client_of(cast.olga).get("/readiness/processes/").content.decode()
    assert client_of(cast.olga).get(f"/readiness/processes/{process.uid}/").status_code == 404
    assert client_of(cast.dov).get(f"/readiness/processes/{process.uid}/").status_code == 403
    assert Process.objects.count() == 1
