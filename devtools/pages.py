"""The pages of the product as personas of the demonstration see them: for screenshots and checks of every page.

Needs a browser driven by playwright, from .venv; nothing here is imported by `dev.py` itself.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

PROGRAM, EXECUTIVE, CHAIR, AUDITOR = "Priya Raman", "Eleanor Whitfield", "Grace Achterberg", "Dmitri Volkov"
COUNSEL, CONTROLLER, ADMINISTRATOR = "Nathan Cole", "Mei-Ling Chow", "Karen Osborne"
SUPPORT = "/use-cases/?q=Customer+support+automation"
CREDIT = ("/use-cases/?q=credit+limits", "Recommended credit limits")
DRAFT = "/library/gate/go-no-go/"
PATIENCE = 30_000
"""Milliseconds to wait for something that must appear; nothing waits longer than it takes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: who looks at it, where it is, and (for a record) the link to follow from there, then what to add."""

    name: str
    persona: str
    path: str
    follow: str = ""
    add: str = ""


PAGES = (
    Shown("sign-in", "", "/sign-in/"),
    Shown("home-program", PROGRAM, "/"),
    Shown("home-executive", EXECUTIVE, "/"),
    Shown("home-chair", CHAIR, "/"),
    Shown("dashboard", EXECUTIVE, "/dashboard/"),
    Shown("reports", EXECUTIVE, "/reports/"),
    Shown("report-new", EXECUTIVE, "/reports/new/"),
    Shown("inbox", PROGRAM, "/inbox/"),
    Shown("inbox-mail", PROGRAM, "/inbox/mail/"),
    Shown("search", PROGRAM, "/search/?q=prediction"),
    Shown("use-cases", PROGRAM, "/use-cases/"),
    Shown("use-case-board", PROGRAM, "/use-cases/?view=board"),
    Shown("use-case-new", PROGRAM, "/use-cases/new/"),
    Shown("use-case-from-template", PROGRAM, "/value/templates/"),
    Shown("use-case-filled", PROGRAM, "/use-cases/?q=Expense+report", "Expense report screening"),
    Shown("use-case-linked", PROGRAM, "/use-cases/?q=Matching+of+invoice", "Matching of invoice lines"),
    Shown("use-case-edit", PROGRAM, "/use-cases/?q=Matching+of+invoice", "Matching of invoice lines", "edit/"),
    Shown(
        "use-case-section", PROGRAM, "/use-cases/?q=Matching+of+invoice", "Matching of invoice lines", "edit/filing/"
    ),
    Shown("use-case-link", PROGRAM, "/use-cases/?q=Matching+of+invoice", "Matching of invoice lines", "links/"),
    Shown("use-case-columns", PROGRAM, "/use-cases/?cols=name,case_type,tags,f_site,f_staff_affected&tag=quick+win"),
    Shown("use-case-views", PROGRAM, "/views/?at=/use-cases/"),
    Shown("use-case-view-new", PROGRAM, "/views/new/?address=/use-cases/?tier=high"),
    Shown("use-case-several", PROGRAM, "/use-cases/several/?act=hold&pick=UC-0001&pick=UC-0002&pick=UC-0003"),
    Shown("use-case-tags", PROGRAM, "/use-cases/tags/"),
    Shown("use-case-fields", ADMINISTRATOR, "/use-cases/fields/"),
    Shown("use-case-field-new", ADMINISTRATOR, "/use-cases/fields/new/"),
    Shown("use-case-field", ADMINISTRATOR, "/use-cases/fields/", "Site"),
    Shown("use-case", PROGRAM, SUPPORT, "Customer support automation"),
    Shown("use-case-scoring", PROGRAM, SUPPORT, "Customer support automation", "?tab=scoring"),
    Shown("use-case-review", PROGRAM, SUPPORT, "Customer support automation", "?tab=review"),
    Shown("use-case-rollout", PROGRAM, SUPPORT, "Customer support automation", "?tab=rollout"),
    Shown("use-case-value", PROGRAM, SUPPORT, "Customer support automation", "?tab=value"),
    Shown("use-case-discussion", PROGRAM, SUPPORT, "Customer support automation", "?tab=discussion"),
    Shown("use-case-similar", PROGRAM, SUPPORT, "Customer support automation", "similar/"),
    Shown("use-case-as-of", PROGRAM, SUPPORT, "Customer support automation", "?as_of=2026-01-15"),
    Shown("use-case-history", PROGRAM, SUPPORT, "Customer support automation", "?tab=history"),
    Shown("use-case-score", PROGRAM, SUPPORT, "Customer support automation", "score/"),
    Shown("use-case-hold", PROGRAM, SUPPORT, "Customer support automation", "hold/"),
    Shown("use-case-close", PROGRAM, SUPPORT, "Customer support automation", "close/"),
    Shown("use-case-classify", PROGRAM, SUPPORT, "Customer support automation", "classify/"),
    Shown("import", PROGRAM, "/use-cases/import/"),
    Shown("import-result", PROGRAM, "/use-cases/import/", "finance-cost-centers.csv"),
    Shown("import-undone", PROGRAM, "/use-cases/import/", "finance-cost-centers-last-year.csv"),
    Shown("portfolio", PROGRAM, "/portfolio/"),
    Shown("scenarios", PROGRAM, "/portfolio/scenarios/"),
    Shown("scenario-new", PROGRAM, "/portfolio/scenarios/new/"),
    Shown("scenario", EXECUTIVE, "/portfolio/scenarios/?state=adopted", "Funding for"),
    Shown("scenario-two-projects", PROGRAM, "/portfolio/scenarios/?q=Two+projects", "Two projects"),
    Shown("scenario-edit", PROGRAM, "/portfolio/scenarios/?q=fifth+less", "Funding for", "edit/"),
    Shown("scenario-conflict", PROGRAM, "/portfolio/scenarios/?q=half+of", "Funding for"),
    Shown("scenario-adopt", EXECUTIVE, "/portfolio/scenarios/?q=fifth+less", "Funding for", "adopt/"),
    Shown("scenario-withdraw", EXECUTIVE, "/portfolio/scenarios/?state=adopted", "Funding for", "withdraw/"),
    Shown("use-case-funding", PROGRAM, "/use-cases/?q=Weld+image", "Weld image inspection", "?tab=funding"),
    Shown(
        "portfolio-weights",
        PROGRAM,
        "/portfolio/weights/?business_value=20&feasibility=30&risk=40&time_to_value=10",
    ),
    Shown(
        "portfolio-swing",
        PROGRAM,
        "/portfolio/weights/by/swing/?business_value=100&feasibility=60&risk=80&time_to_value=20",
    ),
    Shown("portfolio-order", PROGRAM, "/portfolio/weights/by/order/"),
    Shown("portfolio-pairs", PROGRAM, "/portfolio/weights/by/pairs/"),
    Shown("weighing-rounds", PROGRAM, "/portfolio/rounds/"),
    Shown("weighing-round-new", PROGRAM, "/portfolio/rounds/new/"),
    Shown("weighing-round", PROGRAM, "/portfolio/rounds/", "Weights for the budget"),
    Shown("portfolio-certainty", EXECUTIVE, "/portfolio/certainty/"),
    Shown("readiness", PROGRAM, "/readiness/"),
    Shown("readiness-result", PROGRAM, "/readiness/?q=Aldervane+Enterprise", "Aldervane Industries"),
    Shown("readiness-start", PROGRAM, "/readiness/new/"),
    Shown("readiness-raters", PROGRAM, "/readiness/?q=Scaling+capacity", "Aldervane Industries"),
    Shown("readiness-rated", PROGRAM, "/readiness/?q=Software+matrix", "Software Engineering"),
    Shown("readiness-actions", PROGRAM, "/readiness/actions/"),
    Shown(
        "readiness-action",
        CHAIR,
        "/readiness/actions/?q=principles",
        "Publish the board's principles with one example for each.",
    ),
    Shown("readiness-filling", PROGRAM, "/readiness/?q=Procurement", "Procurement"),
    Shown("readiness-sheet", CHAIR, "/", "Give your view"),
    Shown("readiness-map", PROGRAM, "/readiness/map/enterprise-readiness/"),
    Shown("readiness-side-by-side", PROGRAM, "/readiness/side-by-side/business-unit-matrix/"),
    Shown(
        "readiness-compare-choose", PROGRAM, "/readiness/?q=Aldervane+Enterprise", "Aldervane Industries", "compare/"
    ),
    Shown("readiness-compare", PROGRAM, "/readiness/?q=Aldervane+Enterprise", "Aldervane Industries", "compare"),
    Shown("readiness-processes", PROGRAM, "/readiness/processes/"),
    Shown("use-case-assumed", PROGRAM, "/use-cases/?q=Dock+scheduling", "Dock scheduling", "?tab=scoring"),
    Shown("use-cases-assumed", PROGRAM, "/use-cases/?inputs=assumed&cols=name,score,assumed,find_out"),
    Shown("scoring-model", PROGRAM, "/portfolio/model/?model=wsjf"),
    Shown("library-model-wsjf", PROGRAM, "/library/scoring_model/wsjf/"),
    Shown("use-case-compliance", PROGRAM, *CREDIT, "?tab=compliance"),
    Shown("use-case-law", PROGRAM, *CREDIT, "eu-ai-act/?turnover=400"),
    Shown(
        "use-case-law-answer", PROGRAM, "/use-cases/?q=invoice+lines", "Matching of invoice lines", "eu-ai-act/answer/"
    ),
    Shown("use-case-policy", PROGRAM, *CREDIT, "policies/bias_testing/"),
    Shown(
        "use-case-framework",
        PROGRAM,
        "/use-cases/?q=credit+limits",
        "Recommended credit limits",
        "frameworks/nist_ai_rmf/",
    ),
    Shown("compliance-policies", PROGRAM, "/compliance/"),
    Shown("compliance-policy", PROGRAM, "/compliance/policies/bias_testing/"),
    Shown("compliance-law", COUNSEL, "/compliance/eu-ai-act/"),
    Shown("compliance-framework", COUNSEL, "/compliance/frameworks/nist_ai_rmf/"),
    Shown("compliance-measures", PROGRAM, "/compliance/measures/"),
    Shown("reviews", CHAIR, "/reviews/"),
    Shown("review-board", CHAIR, "/reviews/?q=credit+limits", "Recommended credit limits"),
    Shown("review-legal", COUNSEL, "/reviews/?q=resignation", "Early signs of resignation"),
    Shown("review-decided", PROGRAM, "/reviews/?q=Resume+screening", "Resume screening"),
    Shown("conditions", PROGRAM, "/reviews/conditions/"),
    Shown("incidents", CHAIR, "/incidents/"),
    Shown("incident", COUNSEL, "/incidents/", "Cracked brackets passed"),
    Shown("incident-classify", COUNSEL, "/incidents/", "Call notes filed", "classify/"),
    Shown("incident-report", PROGRAM, "/incidents/report/"),
    Shown("incident-without-name", "", "/incidents/report/"),
    Shown("incident-follow", "", "/incidents/follow/"),
    Shown("exceptions", CHAIR, "/exceptions/"),
    Shown("exception", CHAIR, "/exceptions/?state=requested", "Version control"),
    Shown("exception-decide", CHAIR, "/exceptions/?state=requested", "Version control", "decide/"),
    Shown("findings", AUDITOR, "/findings/"),
    Shown("finding", AUDITOR, "/findings/", "Nobody has tried"),
    Shown("finding-new", AUDITOR, "/findings/new/"),
    Shown("use-case-registers", PROGRAM, SUPPORT, "Customer support automation", "?tab=registers"),
    Shown("delegations", COUNSEL, "/reviews/delegations/"),
    Shown("delegation-new", COUNSEL, "/reviews/delegations/new/"),
    Shown("systems", EXECUTIVE, "/systems/"),
    Shown("system", COUNSEL, "/systems/?q=Customer+support+automation", "Customer support automation"),
    Shown("system-publish", COUNSEL, "/systems/?q=Customer+support", "Customer support automation", "publish/"),
    Shown("public-systems", "", "/public/systems/"),
    Shown("public-system", "", "/public/systems/", "Customer support automation"),
    Shown("bodies", CHAIR, "/bodies/"),
    Shown("body", CHAIR, "/bodies/", "Steering committee"),
    Shown("meetings", CHAIR, "/meetings/"),
    Shown("meeting", CHAIR, "/meetings/", "Ethics board, regular"),
    Shown("meeting-held", CHAIR, "/meetings/", "Steering committee of the quarter"),
    Shown("meeting-new", CHAIR, "/meetings/new/"),
    Shown("guidelines", CHAIR, "/guidelines/"),
    Shown("guideline", CHAIR, "/guidelines/", "Working with AI"),
    Shown("guideline-new", CHAIR, "/guidelines/new/"),
    Shown("calendar", CHAIR, "/calendar/"),
    Shown("boards", CHAIR, "/boards/"),
    Shown("board", CHAIR, "/boards/", "AI ethics board"),
    Shown("rollouts", PROGRAM, "/rollouts/"),
    Shown("rollout", PROGRAM, "/rollouts/", "Predictive maintenance of presses"),
    Shown("rollout-decision", EXECUTIVE, "/rollouts/", "Image variants for the catalog", "decision"),
    Shown("rollout-thresholds", PROGRAM, "/rollouts/", "Sales forecasting", "thresholds/"),
    Shown("gate-ready", EXECUTIVE, "/rollouts/", "Document processing", "gate"),
    Shown("gate-blocked", EXECUTIVE, "/rollouts/", "Image variants for the catalog", "gate"),
    Shown("plans", PROGRAM, "/plans/"),
    Shown("plan-playbooks", PROGRAM, "/plans/new/"),
    Shown("plan-new", PROGRAM, "/plans/new/?playbook=phase-2-method"),
    Shown("plan", PROGRAM, "/plans/?q=Support+automation", "Support automation for every team"),
    Shown("plan-130-tasks", PROGRAM, "/plans/?q=AI+operations", "AI operations of IT Services"),
    Shown("plan-change", PROGRAM, "/plans/?q=Support+automation", "Support automation for every team", "change/"),
    Shown("plan-task-new", PROGRAM, "/plans/?q=Support+automation", "Support automation for every team", "tasks/new/"),
    Shown("plan-tasks", PROGRAM, "/plans/tasks/?overdue=true"),
    Shown("plan-task", PROGRAM, "/plans/tasks/?q=works+council", "Hear the works council"),
    Shown("plan-task-change", PROGRAM, "/plans/tasks/?q=works+council", "Hear the works council", "change/"),
    Shown("programs", PROGRAM, "/plans/programs/"),
    Shown("program-new", PROGRAM, "/plans/programs/new/"),
    Shown("program", PROGRAM, "/plans/programs/", "Scaling by department"),
    Shown("program-wave", PROGRAM, "/plans/programs/", "Scaling by department", "waves/2/"),
    Shown("program-load", PROGRAM, "/plans/programs/", "Scaling by department", "load/"),
    Shown("risks", PROGRAM, "/plans/risks/"),
    Shown("risk-catalog", PROGRAM, "/plans/risks/catalog/"),
    Shown("risk-new", PROGRAM, "/plans/risks/new/?catalog=operations&key=cultural_resistance"),
    Shown("risk", PROGRAM, "/plans/risks/?q=price+of+model", "The price of model use doubles"),
    Shown("use-case-plans", PROGRAM, SUPPORT, "Customer support automation", "?tab=plans"),
    Shown("measures", PROGRAM, "/measures/"),
    Shown("measure-values", PROGRAM, "/measures/values/"),
    Shown("measure-typing", PROGRAM, "/measures/type/"),
    Shown("measure-import", PROGRAM, "/measures/import/"),
    Shown("kpi", PROGRAM, "/measures/?q=Handling+time", "Handling time of a case"),
    Shown("kpi-revise", PROGRAM, "/measures/?q=Handling+time", "Handling time of a case", "revise/"),
    Shown("kpi-retire", PROGRAM, "/measures/?q=Handling+time", "Handling time of a case", "retire/"),
    Shown("adoption", PROGRAM, "/adoption/"),
    Shown("adoption-import", PROGRAM, "/adoption/import/"),
    Shown("adoption-users", PROGRAM, "/adoption/users/"),
    Shown("adoption-users-new", PROGRAM, "/adoption/users/new/"),
    Shown("adoption-training", PROGRAM, "/adoption/sessions/"),
    Shown("adoption-session", PROGRAM, "/adoption/sessions/", "AI awareness"),
    Shown("adoption-surveys", PROGRAM, "/adoption/surveys/"),
    Shown("adoption-survey", PROGRAM, "/adoption/surveys/", "Would you recommend the assistant"),
    Shown("adoption-communications", PROGRAM, "/adoption/communications/"),
    Shown("adoption-resistance", PROGRAM, "/adoption/resistance/?state=closed", "Disrupts the way of working"),
    Shown("adoption-feedback", PROGRAM, "/adoption/feedback/"),
    Shown("adoption-support", PROGRAM, "/adoption/support/"),
    Shown("adoption-lessons", PROGRAM, "/adoption/lessons/?q=support"),
    Shown("adoption-lesson", PROGRAM, "/adoption/lessons/", "Pilot of automated customer support"),
    Shown("adoption-ideas", PROGRAM, "/adoption/ideas/"),
    Shown("use-case-adoption", PROGRAM, SUPPORT, "Customer support automation", "?tab=adoption"),
    Shown("use-case-measures", PROGRAM, SUPPORT, "Customer support automation", "?tab=measures"),
    Shown("value", CONTROLLER, "/value/"),
    Shown("value-book", CONTROLLER, "/value/book/"),
    Shown("value-rates", CONTROLLER, "/value/rates/"),
    Shown("ledger", CONTROLLER, "/value/ledger/"),
    Shown("ledger-entry", CONTROLLER, "/value/ledger/?category=revenue", "Revenue"),
    Shown("signing", CONTROLLER, "/value/signing/"),
    Shown("signing-batch", CONTROLLER, "/value/signing/?state=open", "Aldervane Industries"),
    Shown("signing-new", CONTROLLER, "/value/signing/new/"),
    Shown("categories", CONTROLLER, "/value/categories/"),
    Shown("shared-benefits", CONTROLLER, "/value/shared/"),
    Shown("shared-benefit", CONTROLLER, "/value/shared/", "One shift of document checks"),
    Shown("double-counts", CONTROLLER, "/value/double-counts/"),
    Shown("ledger-import", PROGRAM, "/value/import/"),
    Shown("ledger-import-file", PROGRAM, "/value/import/", "cloud-costs.csv"),
    Shown("promises", CONTROLLER, "/value/promises/"),
    Shown("futures", CONTROLLER, "/value/futures/"),
    Shown("periods", CONTROLLER, "/value/periods/"),
    Shown("period-close", CONTROLLER, "/value/periods/close/"),
    Shown("benefits", CONTROLLER, "/value/benefits/"),
    Shown("benefit-line", PROGRAM, "/value/benefits/", "Reviews done faster"),
    Shown("business-cases", CONTROLLER, "/value/cases/"),
    Shown("business-case", CONTROLLER, "/value/cases/", "Document processing"),
    Shown("business-case-drawn", CONTROLLER, "/value/cases/", "Call summaries for agents"),
    Shown("library", PROGRAM, "/library/"),
    Shown("library-instrument", PROGRAM, "/library/instrument/enterprise-readiness/"),
    Shown("library-model", PROGRAM, "/library/scoring_model/weighted-value/"),
    Shown("library-route", PROGRAM, "/library/approval_route/by-tier/"),
    Shown("library-gate", PROGRAM, "/library/gate/go-no-go/"),
    Shown("library-guide", PROGRAM, "/library/decision_guide/scale-pivot-extend-kill/"),
    Shown("library-template", PROGRAM, "/library/deployment_template/process-automation/"),
    Shown("library-taxonomy", PROGRAM, "/library/taxonomy/phase-2-deployments/"),
    Shown("library-new", ADMINISTRATOR, "/library/drafts/new/"),
    Shown("library-import", ADMINISTRATOR, "/library/import/"),
    Shown("library-draft", ADMINISTRATOR, DRAFT, "Go on with the draft"),
    Shown("library-draft-differences", ADMINISTRATOR, DRAFT, "Go on with the draft", "differences/"),
    Shown("library-draft-effect", ADMINISTRATOR, DRAFT, "Go on with the draft", "effect/"),
    Shown("library-compare", PROGRAM, "/library/gate/go-no-go/compare/"),
    Shown("portfolio-model", PROGRAM, "/portfolio/model/"),
    Shown("people", ADMINISTRATOR, "/people/"),
    Shown("units", ADMINISTRATOR, "/people/units/"),
    Shown("profile", PROGRAM, "/people/me/"),
    Shown("tokens", PROGRAM, "/tokens/"),
    Shown("jobs", PROGRAM, "/jobs/"),
    Shown("trail", AUDITOR, "/trail/"),
    Shown("trail-verify", AUDITOR, "/trail/verify/"),
    Shown("not-found", PROGRAM, "/nothing-here/"),
)


def enter(page: Page, persona: str, base: str = "") -> None:
    """Enter the demonstration as a persona, with the one click that a visitor makes."""
    page.goto(f"{base}/sign-in/")
    page.get_by_role("button", name=persona).click()
    expect(page.get_by_label(f"Menu of {persona}")).to_be_visible(timeout=PATIENCE)


def show(page: Page, shown: Shown, base: str = "") -> None:
    """Open a page and wait until its charts are drawn; the persona is already inside."""
    page.goto(f"{base}{shown.path}")
    if shown.follow:
        links = page.locator("main").get_by_role("link", name=re.compile(f"^{re.escape(shown.follow)}"))
        _follow(page, links.first)
    if shown.add in ("gate", "decision"):
        _follow(page, page.locator(f"main a[href*='/rollouts/{shown.add}s/']").first)
    elif shown.add == "compare":
        _follow(page, page.locator("main").get_by_role("link", name="what changed").first)
    elif shown.add:
        page.goto(page.url.split("?")[0] + shown.add)
    settle(page)


def _follow(page: Page, link: Locator) -> None:
    before = page.url
    link.click()
    page.wait_for_url(lambda url: url != before, timeout=PATIENCE)


def settle(page: Page) -> None:
    """Wait until nothing is loaded any more and each chart in sight is drawn, or says why it is not."""
    page.wait_for_load_state("networkidle", timeout=PATIENCE)
    page.wait_for_function(
        "[...document.querySelectorAll('[data-chart][data-started]')].every(chart => chart.dataset.ready"
        " || !chart.querySelector('.pm-chart-plot'))",
        timeout=PATIENCE,
    )
