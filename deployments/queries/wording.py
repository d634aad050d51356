"""What a gate says in one sentence: whether it can pass, and what stands in the way."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deployments.queries.sheets import Line, Sheet
from deployments.rules import Outcome, Result
from deployments.workflow import Answer, GateState
from foundation.ui.words import day

CHECKS_NAMED = 2
HEADLINE_NAMES = 2


def why(line: Line) -> str:
    """Say in a few words why a criterion is not met."""
    if line.reading is not None:
        return line.reading.why
    if line.answer == Answer.UNKNOWN:
        return _("“%(ask)s” is not answered") % {"ask": line.ask.ask}
    return _("“%(ask)s” is not met") % {"ask": line.ask.ask}


def obstacles(sheet: Sheet) -> list[str]:
    """Name everything that keeps a gate from passing, in a few words each, musts first; empty when nothing does."""
    outcome = sheet.outcome
    parts = [why(sheet.line(key)) for key in outcome.blocking]
    if outcome.checks:
        open_checks = [check.ask for check in sheet.checks if not check.is_shown]
        count = len(open_checks)
        named = ", ".join(f"“{ask}”" for ask in open_checks[:CHECKS_NAMED])
        if count > CHECKS_NAMED:
            named += ", …"
        text = ngettext(
            "%(count)d exit check is not shown (%(named)s)", "%(count)d exit checks are not shown (%(named)s)", count
        )
        parts.append(text % {"count": count, "named": named})
    if not parts:
        parts = [
            _("“%(ask)s” is not met and has no mitigation plan") % {"ask": sheet.line(key).ask.ask}
            for key in outcome.without_plan
        ]
    return parts


def headline(sheet: Sheet) -> str:
    """Say what a gate comes to: passed, a no-go, what is in the way, or that it can pass."""
    gate, outcome = sheet.gate, sheet.outcome
    if gate.state == GateState.PASSED:
        return _("Passed on %(day)s") % {"day": day(gate.decided_at)}
    if gate.state == GateState.HELD:
        return _("No-go on %(day)s") % {"day": day(gate.decided_at)}
    if gate.state == GateState.CANCELLED:
        return _("Cancelled on %(day)s") % {"day": day(gate.cancelled_at)}
    if not outcome.can_pass:
        return _("Cannot pass: %(why)s.") % {"why": _first(obstacles(sheet))}
    return can_pass(outcome)


def _first(parts: list[str]) -> str:
    more = len(parts) - HEADLINE_NAMES
    text = "; ".join(parts[:HEADLINE_NAMES])
    if more > 0:
        text += "; " + ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
    return text


def can_pass(outcome: Outcome) -> str:
    """Say that nothing is in the way, and what is taken along."""
    if outcome.result == Result.MITIGATED:
        count = len(outcome.with_plan)
        text = ngettext(
            "Can pass, with a mitigation plan for %(count)d criterion.",
            "Can pass, with mitigation plans for %(count)d criteria.",
            count,
        )
        return text % {"count": count}
    if outcome.overridden:
        return _("Can pass: every must is met or overridden by two people.")
    return _("Can pass: every must and every should is met.")


def short(outcome: Outcome) -> str:
    """Say the outcome in a few words, for a card or a cell."""
    if outcome.result == Result.BLOCKED:
        count = len(outcome.blocking) + len(outcome.checks)
        return ngettext("blocked by %(count)d point", "blocked by %(count)d points", count) % {"count": count}
    if outcome.result == Result.NEEDS_PLAN:
        count = len(outcome.without_plan)
        return ngettext("%(count)d plan missing", "%(count)d plans missing", count) % {"count": count}
    return _("can pass")
