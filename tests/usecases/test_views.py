"""The pages of one use case."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.factories.governance import approved
from tests.factories.usecases import (
    HIGH_ANSWERS,
    LOW_ANSWERS,
    SUPPORT_INPUTS,
    a_case,
    a_classified_case,
    a_scored_case,
)
from usecases import hooks, services
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def case_url(case: UseCase, name: str = "detail") -> str:
    return reverse(f"usecases:case_{name}", args=[case.reference])


CASE_PAGES = ("detail", "edit", "classify", "score", "hold", "resume", "close", "reopen")


def test_an_outsider_gets_404_on_every_page_of_a_case(
    library: None, support: Unit, olga: User, client_of: ClientOf
) -> None:
    case = a_scored_case(support)
    client = client_of(olga)

    for name in CASE_PAGES:
        page(client, case_url(case, name), status=404)
    card = reverse("usecases:card_detail", args=[case.reference, case.current_card.uid])  # type: ignore[union-attr]
    page(client, card, status=404)
    page(client, f"{card}chart/", status=404)


def test_an_unknown_reference_is_404(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)

    for reference in ("UC-9999", "UC-", "UC-x", "UC-99999999999999999999", "42"):
        page(client, f"/use-cases/{reference}/", status=404)


# --- registering and editing


def test_a_name_and_its_unit_are_enough_to_register(ada: User, support: Unit, client_of: ClientOf) -> None:
    client_of(ada).post("/use-cases/new/", {"name": "Sort mail", "unit": str(support.uid)})

    assert UseCase.objects.get().name == "Sort mail"
    assert f'<option value="{support.uid}" selected>' in page(client_of(ada), "/use-cases/new/")


def test_name_problem_and_unit_register_a_case(ada: User, support: Unit, client_of: ClientOf) -> None:
    client = client_of(ada)

    answer = client.post("/use-cases/new/", {"name": "Sort mail", "summary": "Slow.", "unit": str(support.uid)})

    case = UseCase.objects.get()
    assert answer["Location"] == case.get_absolute_url()
    assert (case.name, case.unit, case.created_by) == ("Sort mail", support, ada)


def test_who_may_write_in_one_unit_only_finds_it_chosen(ben: User, support: Unit, client_of: ClientOf) -> None:
    text = page(client_of(ben), "/use-cases/new/")

    assert f'<option value="{support.uid}" selected>' in text


def test_a_bad_field_keeps_what_was_typed_and_says_what_is_wrong(ada: User, support: Unit, client_of: ClientOf) -> None:
    client = client_of(ada)
    typed = {
        "name": "Sort mail",
        "summary": "Slow.",
        "unit": str(support.uid),
        "objective": "Half the time",
        "budget_0": "100",
        "budget_1": "USD",
    }

    for field, value, message in (
        ("name", "", "This field is required."),
        ("name", "x" * 10_000, "at most 500 characters"),
        ("budget_0", "-5", "not negative"),
        ("budget_0", "1.234", "at most 2 decimals"),
        ("unit", "00000000-0000-0000-0000-000000000000", "Select a valid choice"),
        ("owner", "nobody", "Nobody in your units is called"),
    ):
        answer = client.post("/use-cases/new/", typed | {field: value})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert message in text
        assert "Half the time" in text
    assert not UseCase.objects.exists()


def test_a_refusal_of_the_service_lands_at_its_field(
    ada: User, root_admin: User, support: Unit, client_of: ClientOf
) -> None:
    other = people.create_unit("Lab", by=COMMAND_LINE, parent=support)
    only_there = people.create_user("lab", name="Lab Person", by=COMMAND_LINE)
    people.grant_role(only_there, "owner", other, by=COMMAND_LINE)
    data = {"name": "Sort mail", "summary": "Slow.", "unit": str(support.uid), "owner": str(only_there.uid)}

    answer = client_of(ada).post("/use-cases/new/", data)

    assert answer.status_code == 422
    assert "Lab Person cannot see the use cases of Support" in answer.content.decode()


def test_who_may_not_register_is_told_why(cast: Any, client_of: ClientOf) -> None:
    for person in (cast.mia, cast.dov, cast.eve):
        client = client_of(person)
        assert "It takes one of these roles" in page(client, "/use-cases/new/", status=403)
        assert client.post("/use-cases/new/", {"name": "X"}).status_code == 403


def edit_data(case: UseCase, **changes: str) -> dict[str, str]:
    return {
        "name": case.name,
        "summary": case.summary,
        "unit": str(case.unit.uid),
        "version": str(case.version),
    } | changes


def test_an_edit_is_saved(ada: User, support: Unit, client_of: ClientOf) -> None:
    case = a_case(support)

    answer = client_of(ada).post(
        case_url(case, "edit"), edit_data(case, name="Answer chat", budget_0="5", budget_1="EUR")
    )

    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.name, str(case.budget)) == ("Answer chat", "EUR 5.00")


def test_who_edited_an_older_version_sees_both_texts_and_can_then_save(
    ada: User, support: Unit, client_of: ClientOf
) -> None:
    case = a_case(support)
    data = edit_data(case, name="Mine")
    services.edit_case(case, by=ada, name="Theirs")
    client = client_of(ada)

    answer = client.post(case_url(case, "edit"), data)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "while you were editing" in text
    assert "Mine" in text
    assert "Theirs" in text
    assert 'name="version" value="2"' in text

    assert client.post(case_url(case, "edit"), data | {"version": "2"}).status_code == 302
    case.refresh_from_db()
    assert case.name == "Mine"


def test_a_reader_sees_why_a_case_is_not_theirs_to_edit(mia: User, support: Unit, client_of: ClientOf) -> None:
    case = a_case(support)
    client = client_of(mia)

    assert "You may not edit this use case here" in page(client, case_url(case))
    page(client, case_url(case, "edit"), status=403)
    assert client.post(case_url(case, "edit"), edit_data(case, name="X")).status_code == 403


# --- classifying and scoring


def test_the_page_shows_which_answer_raised_the_tier(
    library: None, ada: User, support: Unit, client_of: ClientOf
) -> None:
    case = a_case(support)
    client = client_of(ada)
    page(client, case_url(case, "classify"))

    answers = {key: "yes" if value else "no" for key, value in HIGH_ANSWERS.items()}
    answer = client.post(case_url(case, "classify"), answers)

    assert answer.status_code == 302
    text = page(client, case_url(case))
    assert "Tier: High" in text
    assert "rights or their access to services" in text


def test_a_lower_tier_without_reason_keeps_the_answers(
    library: None, ada: User, support: Unit, client_of: ClientOf
) -> None:
    case = services.classify(a_case(support), by=ada, answers=HIGH_ANSWERS)

    answer = client_of(ada).post(case_url(case, "classify"), dict.fromkeys(HIGH_ANSWERS, "no"))

    assert answer.status_code == 422
    assert "Give a reason" in answer.content.decode()


def test_entering_the_inputs_of_document_a_shows_the_explained_score(
    library: None, ada: User, support: Unit, client_of: ClientOf
) -> None:
    case = a_case(support)
    client = client_of(ada)
    page(client, case_url(case, "score"))

    answer = client.post(case_url(case, "score"), SUPPORT_INPUTS)

    assert answer["Location"].endswith("?tab=scoring")
    text = page(client, answer["Location"])
    for shown in ("5.133", "Medium priority", "Plan it for the next quarter", "7.667", "1.53", "10 minus the rating"):
        assert shown in text


def test_missing_inputs_are_shown_as_assumed_with_the_range_of_the_total(
    library: None, ada: User, support: Unit, client_of: ClientOf
) -> None:
    case = a_scored_case(support, inputs={"estimated_value": "12000000"})

    text = page(client_of(ada), f"{case_url(case)}?tab=scoring")

    assert "assumed" in text
    assert "capped" in text
    assert "4.000 – 10.000" in text


def test_a_bad_input_keeps_the_others(library: None, ada: User, support: Unit, client_of: ClientOf) -> None:
    case = a_case(support)
    client = client_of(ada)

    for field, value, message in (
        ("complexity", "11", "up to 10."),
        ("complexity", "many", "Enter a number"),
        ("estimated_value", "-1", "from 0 on"),
        ("data_quality", "1.23456", "4 decimal places"),
    ):
        answer = client.post(case_url(case, "score"), SUPPORT_INPUTS | {field: value})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert message in text
        assert 'value="3"' in text
    assert not case.cards.exists()


def test_an_empty_score_form_says_what_is_needed(library: None, ada: User, support: Unit, client_of: ClientOf) -> None:
    answer = client_of(ada).post(case_url(a_case(support), "score"), {})

    assert answer.status_code == 409
    assert "at least one input" in answer.content.decode()


def test_earlier_score_cards_stay_readable(library: None, ada: User, support: Unit, client_of: ClientOf) -> None:
    case = a_scored_case(support)
    old = case.current_card
    services.record_inputs(case, by=ada, inputs={"data_quality": "9"})
    services.score_case(case, by=ada)
    assert old is not None
    client = client_of(ada)

    text = page(client, reverse("usecases:card_detail", args=[case.reference, old.uid]))
    chart = client.get(reverse("usecases:card_chart", args=[case.reference, old.uid])).json()

    assert "earlier score card" in text
    assert "scored 5.13" in text
    assert chart["title"] == "Feasibility adds most to the total of 5.13"
    assert chart["table"]["raw"][0][-1] is not None


# --- hold, close, reopen


def test_hold_resume_close_and_reopen_from_the_page(ada: User, support: Unit, client_of: ClientOf) -> None:
    case = a_case(support)
    client = client_of(ada)

    for name, data, shown in (
        ("hold", {"reason": "Waiting for data"}, "Waiting for data"),
        ("resume", {}, "Idea"),
        ("close", {"to": "killed", "reason": "No value"}, "Killed"),
        ("reopen", {"reason": "New data"}, "Idea"),
    ):
        page(client, case_url(case, name))
        assert client.post(case_url(case, name), data).status_code == 302
        assert shown in page(client, case_url(case))


@pytest.mark.parametrize("name", ["hold", "close", "reopen"])
def test_a_reason_is_asked_for_at_its_field(name: str, ada: User, support: Unit, client_of: ClientOf) -> None:
    case = a_case(support)
    if name == "reopen":
        services.close(case, to="killed", by=ada, reason="No")

    answer = client_of(ada).post(case_url(case, name), {"to": "killed", "reason": " "})

    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()


@pytest.mark.parametrize(("name", "why"), [("resume", "not on hold"), ("reopen", "rejected or killed")])
def test_an_act_in_the_wrong_state_says_why(name: str, why: str, ada: User, support: Unit, client_of: ClientOf) -> None:
    assert why in page(client_of(ada), case_url(a_case(support), name), status=403)


# --- the page of a case


def test_every_tab_opens_and_an_unknown_one_shows_the_overview(
    library: None, ada: User, support: Unit, client_of: ClientOf
) -> None:
    case = a_classified_case(support, objective="Half the time")
    client = client_of(ada)

    assert "Half the time" in page(client, f"{case_url(case)}?tab=nonsense")
    assert "Everything that happened" in page(client, f"{case_url(case)}?tab=history")
    for tab in hooks.tabs():
        page(client, f"{case_url(case)}?tab={tab.key}")


def test_saving_what_ends_the_cover_of_the_approval_says_so(library: None, cast: Any, client_of: ClientOf) -> None:
    case = approved(cast, tier="low").case
    client, url = client_of(cast.ada), case_url(case, "edit")
    said = []
    for changes in ({"name": "Mail"}, {"measures": "None any more."}):
        form = client.get(url).context["form"]
        data = {name: form[name].value() or "" for name in form.fields if name != "budget"} | changes
        amount = case.budget.amount if case.budget else ""
        said.append(client.post(url, data | {"budget_0": amount, "budget_1": "USD"}, follow=True).content.decode())

    assert "no longer covers it: submit the change" not in said[0]
    assert "no longer covers it: submit the change" in said[1]


def test_the_next_step_follows_the_case(library: None, ada: User, support: Unit, client_of: ClientOf) -> None:
    client = client_of(ada)
    case = a_case(support)
    assert "Answer the risk questions" in page(client, case_url(case))

    services.classify(case, by=ada, answers=LOW_ANSWERS)
    assert "Enter the inputs of its score" in page(client, case_url(case))


def test_a_case_scored_before_its_risk_questions_is_not_shown_as_assessed(
    library: None, ada: User, support: Unit, client_of: ClientOf
) -> None:
    case = a_case(support)
    services.record_inputs(case, by=ada, inputs=SUPPORT_INPUTS)
    services.score_case(case, by=ada)

    answer = client_of(ada).get(case_url(case))

    states = [(step["label"], step["state"], step["note"]) for step in answer.context["steps"][:3]]
    assert [state for _label, state, _note in states] == ["done", "next", "now"]
    assert states[1][2] == "not classified"
    assert "Answer the risk questions" in answer.content.decode()


def test_names_in_any_script_and_of_any_length_are_shown(ada: User, support: Unit, client_of: ClientOf) -> None:
    case = a_case(support, name="مساعد البريد " + "x" * 480, summary="<script>alert(1)</script>")
    client = client_of(ada)

    for url in ("/use-cases/", "/use-cases/?view=board", case_url(case)):
        assert "<script>alert" not in page(client, url)


def test_an_imported_production_case_shows_as_not_yet_reviewed_without_alarm(
    ada: User, support: Unit, client_of: ClientOf
) -> None:
    case = a_case(support)
    UseCase.objects.filter(pk=case.pk).update(stage="production", stage_source="imported", source="us-federal-2024")

    text = page(client_of(ada), case_url(case))

    assert "Not yet reviewed" in text
    assert case.name in page(client_of(ada), "/use-cases/?review=not-yet-reviewed")
