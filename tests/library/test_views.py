"""Reading the library in a browser."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from library import queries, rules, services
from library.kinds import KINDS
from library.models import Document

ClientOf = Callable[[User], Client]

# Words that stand on the page of each shipped document, none of them in its title or summary.
SEEN = {
    "instrument/enterprise-readiness": ["Data quality", "Ready but needs preparation", "below 6 counts as weak"],
    "instrument/business-unit-matrix": ["weighted mean of the dimensions", "25%", "A unit", "Ready with preparation"],
    "instrument/process-evaluation": ["A process", "Risk items are scored so that a high score is good"],
    "instrument/deployment-selection": ["Stakeholder buy-in", "A use case", "Select with conditions"],
    "instrument/scaling-capacity": ["Enough for the pilots only.", "The enterprise, A unit"],
    "instrument/scale-readiness": ["Above 95%, but over less than four weeks", "What a score means"],
    "instrument/pilot-evaluation": ["Technical debt under control", "Convincing pilot"],
    "instrument/technical-scaling-review": ["Circuit breakers", "Cleared with limits"],
    "decision_guide/scale-pivot-extend-kill": [
        "The weakest measure reaches 100% of its target",
        "3.5 or more for “Technical performance”",
        "more than 200%",
        "#return_on_investment",
        "Let people and AI work together",
        "No owner can be found, and no team to maintain it",
    ],
    "taxonomy/phase-2-deployments": ["12 types in 3 categories", "Stock levels"],
    "taxonomy/phase-3-deployments": ["12 types in 3 categories", "Order to cash with automatic checks"],
    "deployment_template/customer-personalization": ["$2.3M", "USD 9,200,000.00", "up by at least 25%", "18 months"],
    "deployment_template/process-automation": ["$4.35M", "USD 15,225,000.00", "down by at least 60%", "#cycle_time"],
    "deployment_template/predictive-analytics": ["$2M", "USD 6,000,000.00", "#business_intelligence", "6 stages"],
    "scoring_model/weighted-value": ["40%", "one point per million a year, at most 10", "Start now."],
    "risk_questions/risk-tier": ["It uses personal data.", "the tier is: Low"],
    "approval_route/by-tier": ["High risk", "AI ethics board", "Executive", "purpose.category"],
    "board/ethics-board": ["8 seats", "A quorum is 5 of 8 seats", "No vote is taken without a voice from outside."],
    "stage_plan/staged-rollout": ["Weeks 2 to 3", "10 to 20 users", "Go or no-go", "it takes 6 weeks"],
    "gate/go-no-go": ["Must", "Nice to have", "above 0%", "A person, with evidence"],
    "gate/stage-entry": ["Approval that stands", "Blocking conditions"],
    "gate/stage-exit": ["Is no critical fault open?"],
    "governance_structure/governance-at-scale": ["Answers for it", "Steering committee", "AI ethics board"],
    "monitoring_requirements/system-monitoring": ["Four-fifths rule", "below 0.80", "Each quarter", "Cost of one task"],
    "risk_catalog/strategic-deployments": ["Competitors catch up", "Also in", "Usual owner: Program office"],
    "risk_catalog/enterprise-scaling": ["The culture does not carry the change"],
    "risk_catalog/operations": ["Rules of other countries are not met", "Compliance"],
    "playbook/phase-3-method": ["3 phases, 12 steps, 48 tasks", "Weeks 9–10", "Five waves across the enterprise"],
    "playbook/unit-onboarding": ["1 phase, 3 steps, 12 tasks", "Win the unit"],
    "playbook/business-unit-plan": ["4 phases, 16 tasks: it takes 22–30 weeks", "Business-unit readiness matrix"],
    "playbook/integration-plan": ["4 steps", "15–21 weeks", "What is built", "Process orchestration"],
    "playbook/process-plan": ["10–15 weeks", "2–3 weeks", "Ends with:", "Process evaluation"],
    "wave_plan/enterprise-waves": ["5 waves: it takes 36 weeks.", "Weeks 33–36 · Cross-functional", "Geographic"],
    "wave_plan/department-scaling": ["Months 7–12", "1,500", "Everyone", "Capacity for that load", "50,000"],
    "training_program/ai-training": ["2 hours", "1 day", "1 week", "Troubleshooting", "4.2", "Training completed"],
    "support_model/three-tiers": ["Tier 3: System issues", "It ends here.", "Time to solve a ticket"],
    "improvement_loop/continuous-improvement": [
        "3. Root cause analysis",
        "Back to “Root cause analysis”",
        "Retrospectives",
    ],
    "policy_set/ai-policies": ["17 policies", "Right to deletion", "Does not apply when", "(c) Social scoring"],
    "regulation/eu-ai-act": ["before the amendment: 2 Aug 2026", "Unsettled", "on to 10", "EUR 35,000,000"],
    "crosswalk/five-principles": ["GOVERN 2.3", "A.10.4", "97 process checks", "Not confirmed", "All of it: 72"],
    "import_profile/us-federal-2024": ["Operation and Maintenance", "Opt-out: other", "Rights and safety"],
    "playbook/preparation-calendar": ["4 steps, 16 tasks: it takes 4 weeks", "Week 3", "Works with:", "Go or no-go"],
    "kpi_catalog/ai-program": ["Risk and control", "less than 4 hours", "at least 99.9%", 'href="#sla_compliance"'],
    "program_goals/by-phase": [
        "3 to 5",
        "at least $50M a year",
        "Reached elsewhere",
        "5 months",
        "#employee_engagement",
    ],
    "casebook/pilot-to-production": ["24 hours → 30 seconds", "4 hours → 30 minutes", "$800K a year", "+40%"],
    "casebook/strategic-deployments": ["−60%", "Personal offers in a fashion shop", "Organizational", "#cycle_time"],
    "casebook/enterprise-scaling": ["The document gives no figure.", "Physicians helped design it", "Too much change"],
    "casebook/scaling-decisions": ["More than yes or no", "Deciding by a framework"],
    "playbook/operations-guide": ["13 steps, 130 tasks", "From week 13 on", "Weeks 3–4", "Choose the platform"],
    "playbook/phase-2-method": ["it takes 22–30 weeks", "12–16 weeks", "Staged rollout in six weeks", "Weeks 13–16"],
    "playbook/scaling-roadmap": ["39 tasks", "Months 7–12", "Wave 2: most target users"],
    "playbook/enterprise-program": ["Maintain compliance", "Months 6–12", "Enterprise AI readiness", "From month 1 on"],
    "import_profile/us-federal-2023": ["Use_Case_ID", "Unit, level 3"],
}


@pytest.fixture
def nobody(db: None) -> User:
    """Someone who can sign in and holds no role at all."""
    return people.create_user("nobody", name="No Body", by=COMMAND_LINE)


@pytest.mark.usefixtures("library")
def test_the_front_page_shows_every_kind_with_its_documents(client_of: ClientOf, reader: User) -> None:
    page = client_of(reader).get("/library/")

    text = page.content.decode()
    assert page.status_code == 200
    count = Document.objects.values("kind", "slug").distinct().count()
    assert f"The office works by {count} documents" in text
    for kind in KINDS.values():
        assert kind.plural in text
    for document in Document.objects.all():
        assert f"/library/{document.kind}/{document.slug}/" in text


def test_an_empty_library_says_how_to_fill_it(client_of: ClientOf, reader: User) -> None:
    text = client_of(reader).get("/library/").content.decode()

    assert "The library is empty" in text
    assert "manage.py load_library" in text


def test_an_empty_kind_says_so(client_of: ClientOf, reader: User) -> None:
    assert "No document of this kind" in client_of(reader).get("/library/gate/").content.decode()


SHIPPED = [
    f"{kind.key}/{folder.name}"
    for kind in KINDS.values()
    for folder in sorted((services.CONTENT / kind.folder).iterdir())
]


def test_words_are_looked_for_on_pages_that_exist() -> None:
    assert not set(SEEN) - set(SHIPPED)


@pytest.mark.parametrize("reference", SHIPPED)
@pytest.mark.usefixtures("library")
def test_each_document_reads_as_a_page(client_of: ClientOf, reader: User, reference: str) -> None:
    page = client_of(reader).get(f"/library/{reference}/")

    text = page.content.decode()
    assert page.status_code == 200
    for words in SEEN.get(reference, []):
        assert words in text
    assert queries.latest(*reference.split("/")).sha256 in text
    for slip in ("<Tier", "Decimal(", ">None<", "&amp;#", "&amp;amp;", "{{", "{%"):
        assert slip not in text


@pytest.mark.usefixtures("library")
def test_an_older_version_stays_readable_and_points_to_the_newer(client_of: ClientOf, reader: User) -> None:
    body = queries.latest("gate", "stage-exit").data | {"title": "Next stage, stricter"}
    services.publish_version(kind="gate", slug="stage-exit", body=body, by=reader, note="After the incident")
    client = client_of(reader)

    latest = client.get("/library/gate/stage-exit/").content.decode()
    old = client.get("/library/gate/stage-exit/1/").content.decode()

    assert "Next stage, stricter" in latest
    assert "There is a newer version." not in latest
    assert "After the incident" in latest
    assert "There is a newer version." in old
    assert "Next stage, stricter" not in old


@pytest.mark.usefixtures("library")
def test_the_json_download_has_the_checksum_of_the_document(client_of: ClientOf, reader: User) -> None:
    document = queries.latest("board", "ethics-board")

    answer = client_of(reader).get("/library/board/ethics-board/1.json")

    assert hashlib.sha256(answer.content).hexdigest() == document.sha256
    assert answer["X-Checksum-SHA256"] == document.sha256
    assert answer["Content-Disposition"] == 'attachment; filename="ethics-board-1.json"'
    assert json.loads(answer.content)["slug"] == "ethics-board"


@pytest.mark.usefixtures("library")
def test_the_yaml_download_reads_back_as_the_same_document(client_of: ClientOf, reader: User) -> None:
    document = queries.latest("scoring_model", "weighted-value")

    answer = client_of(reader).get("/library/scoring_model/weighted-value/1.yaml")

    assert rules.digest(rules.encode(rules.read(answer.content))) == document.sha256
    assert b"weight: 0.4" in answer.content
    assert answer["X-Checksum-SHA256"] == hashlib.sha256(answer.content).hexdigest()


def test_the_schema_of_a_kind_can_be_fetched(client_of: ClientOf, reader: User) -> None:
    answer = client_of(reader).get("/library/gate/schema.json")

    assert answer["Content-Type"] == "application/schema+json"
    assert "Criterion" in json.loads(answer.content)["$defs"]


@pytest.mark.parametrize(
    "path",
    [
        "recipe/", "recipe/schema.json", "recipe/soup/", "gate/soup/", "gate/stage-entry/2/", "gate/go-no-go/0/",
        "gate/go-no-go/99999999999999999999/", "gate/go-no-go/99999999999999999999.json", "gate/go-no-go/1.exe",
        "board/go-no-go/1/", "gate/go-no-go/1.json.yaml",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("library")
def test_what_is_not_there_is_a_404(client_of: ClientOf, reader: User, path: str) -> None:
    assert client_of(reader).get(f"/library/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "gate/", "gate/go-no-go/", "gate/go-no-go/1/", "gate/go-no-go/1.json"])
@pytest.mark.usefixtures("library")
def test_someone_without_any_role_sees_nothing(client_of: ClientOf, nobody: User, path: str) -> None:
    assert client_of(nobody).get(f"/library/{path}").status_code == 404


@pytest.mark.usefixtures("library")
def test_the_library_belongs_to_every_organization(client_of: ClientOf, reader: User, publisher: User) -> None:
    for person in (reader, publisher):
        assert client_of(person).get("/library/gate/go-no-go/").status_code == 200


@pytest.mark.usefixtures("library")
def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/library/gate/go-no-go/")

    assert answer.status_code == 302
    assert "/library/gate/go-no-go/" in answer["Location"]


@pytest.mark.usefixtures("library")
def test_pages_of_the_library_are_only_read(client_of: ClientOf, publisher: User) -> None:
    assert client_of(publisher).post("/library/gate/go-no-go/").status_code == 405


@pytest.mark.parametrize(("path", "ceiling"), [("", 6), ("gate/", 6), ("approval_route/by-tier/", 12)])
@pytest.mark.usefixtures("library")
def test_pages_cost_few_queries_however_many_documents_there_are(
    client_of: ClientOf, reader: User, path: str, ceiling: int, django_assert_max_num_queries: Any
) -> None:
    body = queries.latest("gate", "stage-exit").data
    for number in range(12):
        services.publish_version(kind="gate", slug=f"gate-{number}", body=body, by=COMMAND_LINE)
        changed = body | {"title": f"No. {number}"}
        services.publish_version(kind="gate", slug="stage-exit", body=changed, by=COMMAND_LINE)
    client = client_of(reader)

    with django_assert_max_num_queries(ceiling):
        assert client.get(f"/library/{path}").status_code == 200


def test_markup_in_a_document_is_shown_as_text(client_of: ClientOf, reader: User) -> None:
    services.load_shipped(by=COMMAND_LINE)
    hostile = "<script>alert(1)</script>{% debug %}"
    body = queries.latest("gate", "stage-exit").data | {"title": hostile, "summary": hostile, "notes": [hostile]}
    body["criteria"][0] |= {"ask": hostile, "guidance": hostile}
    services.publish_version(kind="gate", slug="stage-exit", body=body, by=reader, note=hostile)

    for path in ("", "gate/", "gate/stage-exit/"):
        text = client_of(reader).get(f"/library/{path}").content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{% debug %}" in text
