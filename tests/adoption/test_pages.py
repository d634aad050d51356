"""The pages of adoption."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from adoption import services
from adoption.models import Communication, Feedback, Idea, PilotResult, Resistance, SurveyResult, Usage
from adoption.views.nouns import NOUNS
from foundation.people.models import User
from tests.factories.adoption import resisted, used
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]


def text_of(answer: Any) -> str:
    """The words of a page without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def added(client: Client, noun: str, case: UseCase, **typed: Any) -> Any:
    """Send the form of a noun about a case."""
    return client.post(f"/adoption/{noun}/new/", {"case": case.reference} | typed)


def test_every_kind_of_record_is_typed_listed_opened_and_exported(
    client_of: ClientOf, ben: User, olga: User, dov: User, case: UseCase
) -> None:
    client, outsider, auditor = client_of(ben), client_of(olga), client_of(dov)
    typed: dict[str, dict[str, Any]] = {
        "users": {"month": "2025-10", "targeted": "5000", "active_monthly": "4,250", "features": "Search: 12"},
        "sessions": {"track": "ai_awareness", "held_on": "2025-10-06"},
        "scopes": {"track": "ai_awareness", "people": "40"},
        "surveys": {"kind": "csat", "title": "Content?", "asked_on": "2025-10-31", "counts": "20,20,30,210,120"},
        "communications": {"audience": "Agents", "message": "It comes", "channel": "email", "planned_on": "2025-10-01"},
        "champions": {"name": "Ana Pop", "since": "2025-10-01"},
        "resistance": {"reason": "workflow", "statement": "It is slower", "raised_on": "2025-10-01"},
        "feedback": {"kind": "wish", "what": "Shorter answers"},
        "support": {"month": "2025-10", "tier": "tier_1", "opened": "120", "resolution_hours": "5.5"},
        "lessons": {
            "title": "Pilot of support", "period_from": "2025-01-01", "period_to": "2025-03-31",
            "metrics": "Time to an answer; hours; 24; 0.5", "savings_0": "500000", "savings_1": "USD",
            "lessons": "Begin small\nWatch the answers",
        },
        "retrospectives": {"title": "Beta", "held_on": "2025-10-01", "went_well": "Pace", "to_change": "Tests"},
        "ideas": {"title": "Draft replies", "problem": "Typing takes long"},
    }  # fmt: skip
    assert typed.keys() == NOUNS.keys()
    for noun, values in typed.items():
        answer = added(client, noun, case, **values)
        assert answer.status_code == 302, (noun, text_of(answer))
        address = answer["Location"]
        assert client.get(address).status_code == 200, noun
        assert outsider.get(address).status_code == 404, noun
        assert auditor.get(address).status_code == 200, noun
        assert auditor.get(f"/adoption/{noun}/new/").status_code == 403, noun
        assert address in client.get(f"/adoption/{noun}/").content.decode() or noun in ("users", "support"), noun
        assert address not in outsider.get(f"/adoption/{noun}/").content.decode(), noun
        exported = b"".join(client.get(f"/adoption/{noun}/", {"export": "csv"}))  # type: ignore[arg-type]
        assert exported.count(b"\r\n") == 2, noun
    assert "82.5% satisfied" in text_of(client.get("/adoption/surveys/"))
    assert "4,250 active of 5,000 targeted" in text_of(client.get("/adoption/"))
    tab = text_of(client.get(f"/use-cases/{case.reference}/", {"tab": "adoption"}))
    for said in ("4,250 of 5,000 targeted users", "0 of 40 trained", "Pilot of support", "Basic questions"):
        assert said in tab


@pytest.mark.parametrize(
    ("noun", "typed", "field"),
    [
        ("users", {"month": "2999-01", "targeted": "1"}, "month"),
        ("users", {"month": "2025-10", "targeted": "much"}, "targeted"),
        ("users", {"month": "2025-10", "features": "no count"}, "features"),
        ("surveys", {"kind": "nps", "title": "T", "asked_on": "2025-10-31", "counts": "1,2,3"}, "counts"),
        ("surveys", {"kind": "csat", "title": "T", "asked_on": "2999-10-31", "counts": "1,2,3,4,5"}, "asked_on"),
        ("lessons", {"title": "T", "period_from": "2025-02-01", "period_to": "2025-01-01", "lessons": "L"},
         "period_to"),
        ("lessons", {"title": "T", "metrics": "one; two", "lessons": "L"}, "metrics"),
        ("retrospectives", {"actions": "a\nb\nc\nd", "title": "T", "held_on": "2025-01-01", "went_well": "w",
                            "to_change": "c"}, "actions"),
        ("champions", {"name": "\x00", "since": "2025-10-01"}, "name"),
    ],
)  # fmt: skip
def test_what_is_typed_wrongly_is_told_at_its_field(
    client_of: ClientOf, ben: User, case: UseCase, noun: str, typed: dict[str, str], field: str
) -> None:
    answer = added(client_of(ben), noun, case, **typed)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_an_nps_tells_its_error_and_too_few_answers_say_so(client_of: ClientOf, ben: User, case: UseCase) -> None:
    common: dict[str, Any] = {"by": ben, "unit": case.unit, "case": case, "kind": "nps", "asked_on": date(2025, 10, 31)}
    services.record_survey(title="Many", counts=[0, 0, 0, 8, 0, 0, 10, 12, 18, 22, 30], **common)
    few = services.record_survey(title="Few", counts=[0] * 10 + [5], **common)
    client = client_of(ben)

    page = text_of(client.get("/adoption/surveys/"))

    assert "NPS 34 ± 7.6" in page
    assert "NPS 100" not in page
    assert "Insufficient data: fewer than 30 answers" in text_of(client.get(few.get_absolute_url()))


def test_figures_are_corrected_on_their_page(client_of: ClientOf, ben: User, case: UseCase) -> None:
    row, client = used(case, features={"Search": 3}), client_of(ben)
    form = client.get(f"{row.get_absolute_url()}correct/").context["form"]
    assert "Search: 3" in str(form["features"])

    answer = client.post(
        f"{row.get_absolute_url()}correct/", {"targeted": "5000", "active_monthly": "4000", "reason": "Twice"}
    )

    assert answer.status_code == 302
    assert Usage.objects.get(correction=None).active_monthly == 4000
    assert "Other figures took the place" in text_of(client.get(row.get_absolute_url()))
    assert client.get(f"{row.get_absolute_url()}correct/").status_code in (303, 409)


def test_a_department_that_refuses_is_handled_step_by_step(
    client_of: ClientOf, cast: SimpleNamespace, case: UseCase
) -> None:
    row = resisted(cast.sales, by=cast.ada, case=case, owner=cast.mia)
    client, address = client_of(cast.ada), row.get_absolute_url()
    close = {"outcome": "adapted", "what": "Their fields are filled"}

    assert client.get(f"{address}close/").status_code in (303, 409)
    for person, status in ((cast.ada, 302), (cast.mia, 302), (cast.dov, 303)):
        step = {"kind": "adapt", "what": "Their own form", "done_on": "2025-10-02"}
        assert client_of(person).post(f"{address}step/", step).status_code == status
    assert client.post(f"{address}close/", close).status_code == 302
    page = text_of(client.get(address))
    assert "Adapt to local needs" in page
    assert "Adopted after adaptation" in page
    assert client.post(f"{address}reopen/", {"reason": "Back again"}).status_code == 302
    assert Resistance.objects.get().state == "handling"


def test_a_communication_is_sent_once(client_of: ClientOf, ben: User, case: UseCase) -> None:
    row = services.plan_communication(
        by=ben, unit=case.unit, case=case, audience="All", message="M", channel="email", planned_on=date(2025, 1, 1)
    )
    client, address = client_of(ben), row.get_absolute_url()
    assert "Overdue" in text_of(client.get("/adoption/communications/", {"state": "overdue"}))

    revised = {"audience": "Agents", "message": "M", "channel": "chat", "planned_on": "2025-02-01", "owner": "ben"}
    assert client.post(f"{address}revise/", revised).status_code == 302
    assert client.post(f"{address}send/", {"sent_on": "2999-01-01"}).status_code == 422
    assert client.post(f"{address}send/", {"sent_on": "2025-02-02"}).status_code == 302
    assert client.post(f"{address}drop/", {"reason": "No"}).status_code in (303, 409)
    sent = Communication.objects.get()
    assert (sent.audience, sent.owner, sent.state, sent.drop_reason) == ("Agents", ben, "sent", "")


def test_everybody_who_may_comment_gives_feedback_and_ideas(
    client_of: ClientOf, cast: SimpleNamespace, case: UseCase
) -> None:
    client = client_of(cast.mia)
    said = added(client, "feedback", case, kind="problem", what="It hangs")["Location"]
    idea = added(client, "ideas", case, title="Draft replies", problem="Typing takes long")["Location"]

    assert client.get(f"{said}answer/").status_code == 403
    assert client.post(f"{idea}register/").status_code == 303
    assert client.get(f"{idea}register/").status_code == 403
    answer = client_of(cast.ben).post(f"{said}answer/", {"state": "answered", "answer": "Mended"})
    turned = client_of(cast.ada).post(f"{idea}register/")

    assert (answer.status_code, Feedback.objects.get().state) == (302, "answered")
    became = Idea.objects.get().became
    assert became is not None
    assert (became.name, became.unit, turned["Location"]) == ("Draft replies", case.unit, became.get_absolute_url())
    assert client_of(cast.ada).post(f"{idea}decline/", {"reason": "No"}).status_code in (303, 409)


def test_lessons_are_found_with_the_casebooks_and_offered_to_similar_cases(
    client_of: ClientOf, cast: SimpleNamespace, case: UseCase
) -> None:
    from usecases.services import create_case

    first = create_case(cast.support, by=cast.ada, name="Automated customer support", summary="Answers to customers")
    services.record_pilot(
        by=cast.ada, case=first, title="Support pilot", period_from=date(2025, 1, 1), period_to=date(2025, 3, 1),
        metrics=[("Time", "hours", Decimal(24), Decimal("0.5"))], lessons="Keep people watching",
    )  # fmt: skip
    second = create_case(cast.sales, by=cast.ada, name="Customer support automation", summary="Answers to customers")
    client = client_of(cast.ada)

    assert "Automated customer support" in text_of(client.get("/adoption/lessons/", {"q": "customer support"}))
    tab = text_of(client.get(f"/use-cases/{second.reference}/", {"tab": "adoption"}))
    assert "Support pilot" in tab
    assert "Keep people watching" in tab
    assert "Two pilots and five lessons" in tab
    assert PilotResult.objects.get().metrics[0]["after"] == "0.5"


def test_the_overview_narrows_to_a_unit_and_draws_its_charts(
    client_of: ClientOf, ada: User, olga: User, case: UseCase
) -> None:
    used(case, month="2025-09", active_monthly=4000)
    used(case)
    client = client_of(ada)

    chart = client.get("/adoption/charts/months/").json()

    assert len(chart["table"]["rows"]) == 2
    assert chart["title"] == "4,250 of 5,000 targeted users were active in Oct 2025 (85%)"
    assert "Support leads with 85%" in str(client.get("/adoption/charts/units/", {"unit": case.unit.uid}).json())
    assert "85%" in text_of(client.get("/adoption/", {"unit": case.unit.uid}))
    assert client.get("/adoption/", {"unit": "nonsense"}).status_code == 404
    assert "Nobody has told yet" in text_of(client_of(olga).get("/adoption/"))
    assert client_of(olga).get("/adoption/charts/months/", {"case": case.reference}).status_code == 404


def test_the_number_of_queries_of_lists_does_not_grow(
    client_of: ClientOf, ada: User, case: UseCase, django_assert_max_num_queries: Any
) -> None:
    for month in range(1, 10):
        used(case, month=f"2025-0{month}")
        resisted(case.unit, case=case, statement=str(month))
        services.record_survey(
            by=ada, unit=case.unit, case=case, kind="csat", title=str(month), asked_on=date(2025, 1, 1), counts=[9] * 5
        )
    client = client_of(ada)
    client.get("/adoption/users/")

    for address in ("/adoption/users/", "/adoption/resistance/", "/adoption/surveys/"):
        with django_assert_max_num_queries(9):
            client.get(address)
    with django_assert_max_num_queries(24):
        client.get("/adoption/")
    assert SurveyResult.objects.count() == 9


def test_a_file_is_taken_on_a_page(client_of: ClientOf, ben: User, dov: User, case: UseCase) -> None:
    client = client_of(ben)
    good = SimpleUploadedFile("u.csv", f"case,month,targeted\n{case.reference},2025-10,5\n".encode())

    assert client.post("/adoption/import/", {"kind": "users", "file": good}).status_code == 302
    bad = client.post("/adoption/import/", {"kind": "support", "file": SimpleUploadedFile("u.csv", b"case\n1\n")})
    assert (bad.status_code, "file" in bad.context["form"].errors) == (422, True)
    assert b"active_monthly" in client.get("/adoption/import/users/template/").content
    assert client_of(dov).get("/adoption/import/").status_code == 403
