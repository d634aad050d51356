"""Training: sessions, attendance by count or person, coverage and satisfaction."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from adoption import queries, services
from adoption.models import Attendance, Session
from adoption.queries import Satisfaction
from adoption.services.training import person_of
from foundation.kernel.errors import Conflict, Denied, DomainError, Invalid
from foundation.people.models import Unit, User
from tests.factories.adoption import a_session
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")


def test_5000_trained_with_a_satisfaction_of_4_point_2(org: Unit, support: Unit, sales: Unit, ada: User) -> None:
    services.set_scope(by=ada, unit=org, track="ai_awareness", people=6000)
    services.set_scope(by=ada, unit=support, track="ai_awareness", people=900)
    for unit, number in ((support, 900), (sales, 4100)):
        services.count_attendance(
            a_session(unit, by=ada), by=ada, attended=number, completed=number, rating=Decimal("4.2"), ratings=number
        )

    whole, part = queries.training_coverage(org), queries.training_coverage(support)

    assert (whole.trained, whole.in_scope, part.share) == (5000, 6000, 1)
    assert queries.satisfaction(Session.objects.visible_to(ada)) == Satisfaction(Decimal("4.2"), 5000)
    assert [(unit, coverage.trained) for unit, coverage in queries.coverages(ada)] == [(org, 5000), (support, 900)]


def test_coverage_is_undefined_without_a_scope(support: Unit, case: UseCase) -> None:
    assert queries.training_coverage(support).share is None
    assert queries.training_done(case) == (0, None)


def test_a_person_in_two_sessions_is_trained_once(case: UseCase, ben: User) -> None:
    for day, names in ((6, ("Ana", "Bo")), (7, (" ana ", "Cy"))):
        session = a_session(case.unit, by=ben, case=case, held_on=date(2025, 10, day))
        services.attend(session, by=ben, people={person_of(name): (True, 4) for name in names})
    services.set_scope(by=ben, unit=case.unit, case=case, track="ai_awareness", people=4)

    assert queries.training_done(case) == (3, 4)
    session.refresh_from_db()
    assert (session.attended, session.completed, session.rating, session.ratings) == (2, 2, 4, 2)
    assert not any("ana" in row.person for row in Attendance.objects.all())


def test_attendance_is_told_one_way_and_not_changed_by_a_second_telling(support: Unit, ada: User) -> None:
    session = a_session(support, by=ada)
    services.attend(session, by=ada, people={person_of("Ana"): (True, None)})

    assert services.attend(session, by=ada, people={person_of("Ana"): (True, None)}) == (0, 1)
    with pytest.raises(Conflict, match="another result"):
        services.attend(session, by=ada, people={person_of("Ana"): (False, None)})
    with pytest.raises(Conflict, match="person by person"):
        services.count_attendance(session, by=ada, attended=3, completed=3)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"attended": 3, "completed": 4}, "completed"),
        ({"attended": 3, "completed": 3, "rating": Decimal(4)}, "ratings"),
        ({"attended": 3, "completed": 3, "rating": Decimal(6), "ratings": 3}, "rating"),
        ({"attended": 3, "completed": 3, "rating": Decimal("NaN"), "ratings": 3}, "rating"),
        ({"attended": 3, "completed": 3, "rating": Decimal(4), "ratings": 4}, "ratings"),
        ({"attended": -1, "completed": 0}, "attended"),
    ],
)
def test_counts_at_fault_are_told_at_their_field(support: Unit, ada: User, told: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        services.count_attendance(a_session(support, by=ada), by=ada, **told)  # type: ignore[arg-type]

    assert refused.value.field == field


def test_what_a_session_refuses(support: Unit, ada: User, dov: User) -> None:
    ahead = a_session(support, by=ada, held_on=date(2090, 1, 1))
    with pytest.raises(Conflict, match="lies ahead"):
        services.count_attendance(ahead, by=ada, attended=1, completed=1)
    with pytest.raises(Conflict, match="has a session"):
        a_session(support, by=ada, held_on=date(2090, 1, 1))
    with pytest.raises(Invalid, match="no track"):
        a_session(support, by=ada, track="juggling")
    with pytest.raises(Denied):
        a_session(support, by=dov)
    services.cancel_session(ahead, by=ada, reason="No room")
    with pytest.raises(Conflict, match="canceled"):
        services.cancel_session(ahead, by=ada, reason="Again")


def test_attendance_of_people_and_counts_is_imported_once(
    support: Unit, ada: User, run_jobs: Callable[[], int]
) -> None:
    text = (
        "unit,track,on,person,attended,completed,satisfaction,answers\n"
        "Support,ai_awareness,2025-10-06,ana@example.org,,yes,5,\n"
        "Support,ai_awareness,2025-10-06,bo@example.org,,no,,\n"
        "Support,ai_awareness,2025-10-06,cy@example.org,,maybe,,\n"
        "Support,ai_users,2025-10-08,,20,18,4.5,15\n"
        "Nowhere,ai_users,2025-10-08,,20,18,,\n"
    )
    for _attempt in range(2):
        job = services.request_import("attendance", ContentFile(text.encode(), name="a.csv"), by=ada)
        run_jobs()
        job.refresh_from_db()

    assert (job.result["created"], job.result["unchanged"], job.result["refused"]) == (0, 3, 2)
    assert [problem["row"] for problem in job.result["problems"]] == [4, 6]
    assert set(Session.objects.values_list("track", "attended", "completed")) == {
        ("ai_awareness", 2, 1),
        ("ai_users", 20, 18),
    }
