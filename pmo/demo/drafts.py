"""A draft of the library in the demonstration: the next go/no-go, written and not published yet."""

from library import rules, services
from library.queries import latest
from pmo.demo.cast import Cast
from pmo.demo.organization import ADMINISTRATOR
from pmo.demo.timeline import Story

NOTE = "After two cases that scaled on a plan that barely paid: a return that has to show, and shortcuts that block."


def stricter_gate(cast: Cast) -> Story:
    """Karen Osborne drafts a go/no-go that asks for a clearer return."""
    yield 8
    administrator = cast[ADMINISTRATOR]
    draft = services.start_draft(latest("gate", "go-no-go"), by=administrator)
    body = latest("gate", "go-no-go").data
    criteria = {item["key"]: item for item in body["criteria"]}
    criteria["positive_roi"]["more_than"] = "25"
    criteria["positive_roi"]["ask"] = "Does the plan for full use return clearly more than it costs?"
    criteria["technical_debt"]["level"] = "must"
    yield 6
    text = rules.to_yaml(rules.parse(body))
    services.save_draft(draft, text=text, by=administrator, revision=draft.revision, note=NOTE)
