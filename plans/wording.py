"""How plans, programs and risks are told: days, lengths, headlines, and the arithmetic of capacity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.ui import words
from plans.models import Plan, Program, Risk, Wave
from plans.queries import Demand, Standing
from plans.rules import risks as risk_rules
from plans.rules.capacity import HOUR, MONTH
from plans.workflow import PlanState


def days(first: date, last: date) -> str:
    """Write days: "5 Jan 2026 – 30 Jan 2026", one day alone."""
    return words.plain(first) if first == last else f"{words.plain(first)} – {words.plain(last)}"


def units(count: int, unit: str) -> str:
    """Write a length in the unit of a playbook: "6 weeks"."""
    form = {
        "day": ngettext("%(count)s day", "%(count)s days", count),
        "week": ngettext("%(count)s week", "%(count)s weeks", count),
        "month": ngettext("%(count)s month", "%(count)s months", count),
    }
    return form[unit] % {"count": count}


def slip(value: int | None) -> str:
    """Say how the end stands against the baseline; empty before there is one."""
    if value is None:
        return ""
    if not value:
        return _("as in the baseline")
    if value > 0:
        return ngettext(
            "%(days)s working day later than the baseline", "%(days)s working days later than the baseline", value
        ) % {"days": value}
    return ngettext(
        "%(days)s working day earlier than the baseline", "%(days)s working days earlier than the baseline", -value
    ) % {"days": -value}


def plan_headline(plan: Plan, found: Standing, today: date) -> str:
    """Say what stands out in a plan: what is overdue, how far its end has moved, else when it ends."""
    if found.last is None or found.first is None:
        return _("No task counts any more")
    if plan.state == PlanState.RUNNING and found.late:
        return ngettext("%(count)s task is overdue", "%(count)s tasks are overdue", found.late) % {"count": found.late}
    if found.slip:
        return _("It ends on %(day)s, %(slip)s") % {"day": words.plain(found.last), "slip": slip(found.slip)}
    if plan.state == PlanState.DRAFT:
        return _("A draft from %(first)s to %(last)s") % {
            "first": words.plain(found.first), "last": words.plain(found.last),
        }  # fmt: skip
    return _("It ends on %(day)s") % {"day": words.plain(found.last)}


def program_headline(program: Program, waves: Sequence[Wave], today: date) -> str:
    """Say which wave a program is in."""
    if program.is_ended:
        return _("The waves of %(program)s") % {"program": program.title}
    now = next((wave for wave in waves if wave.is_on(today)), None)
    if now is not None:
        return _("Wave %(number)s of %(count)s: %(label)s") % {
            "number": now.number, "count": len(waves), "label": now.label,
        }  # fmt: skip
    ahead = next((wave for wave in waves if wave.starts_on > today), None)
    if ahead is not None:
        return _("Wave %(number)s begins on %(day)s") % {"number": ahead.number, "day": words.plain(ahead.starts_on)}
    return _("All waves are over")


def weight(value: int | None) -> tuple[str, str]:
    """Word and tone of the weight of a risk: "12 High"."""
    if value is None:
        return _("Not rated"), "neutral"
    word, tone = risk_rules.band(value)
    return f"{value} {_(word)}", tone.value


def risk_headline(risk: Risk, today: date) -> str:
    """Say what stands out in a risk: a late review, a late mitigation, else its weight."""
    if risk.is_due(today):
        return _("Its review was due on %(day)s") % {"day": words.plain(risk.review_on)}
    if risk.is_mitigation_late(today):
        return _("Its mitigation was due on %(day)s") % {"day": words.plain(risk.mitigation_due)}
    if risk.left_weight is not None and risk.weight is not None:
        return _("%(before)s before mitigation, %(after)s after it") % {
            "before": weight(risk.weight)[0], "after": weight(risk.left_weight)[0],
        }  # fmt: skip
    return weight(risk.weight)[0]


@dataclass(frozen=True, slots=True)
class Sum:
    """One result of the arithmetic of capacity: what, how it comes about, and the figure; None where one is missing."""

    label: str
    how: str
    value: str | None


def _said(value: Decimal | int | None) -> str:
    return words.DASH if value is None else words.number(Decimal(value))


def arithmetic(demand: Demand, currency: str) -> list[Sum]:
    """Write out how the capacity of a wave comes about, figure by figure."""
    load, found, users = demand.load, demand.capacity, demand.wave.users
    spare = _(" × (1 + %(headroom)s%%)") % {"headroom": _said(load.headroom)} if load.headroom else ""
    rows = (
        (_("Active users"), f"{_said(users)} × {_said(load.active)}%", found.active_users, ""),
        (_("Interactions a day"), f"{_said(found.active_users)} × {_said(load.daily_each)}", found.daily, ""),
        (_("In the busiest hour"), f"{_said(found.daily)} × {_said(load.busiest_hour)}%", found.busiest, ""),
        (
            _("Compute"),
            f"{_said(found.busiest)} ÷ {HOUR} s × {_said(load.seconds_each)} s{spare}",
            found.compute,
            _("requests at the same time"),
        ),
        (
            _("Storage"),
            f"{_said(found.daily)} × {_said(load.kept_each)} kB × {_said(load.kept_days)} ÷ 1,000,000{spare}",
            found.storage,
            _("GB"),
        ),
        (
            _("Network"),
            f"{_said(found.busiest)} × {_said(load.moved_each)} kB × 8 ÷ 1,000 ÷ {HOUR} s{spare}",
            found.network,
            _("Mbit/s"),
        ),
        (
            _("Cost a month"),
            f"{_said(found.compute)} × {_said(load.slot_price)} + {_said(found.storage)} × {_said(load.gigabyte_price)}"
            f" + {_said(found.network)} × {_said(load.megabit_price)}"
            f" + {_said(found.daily)} × {words.number(MONTH)} × {_said(load.thousand_price)} ÷ 1,000",
            found.cost,
            currency,
        ),
        (_("Cost for an active user"), f"{_said(found.cost)} ÷ {_said(found.active_users)}", found.cost_each, currency),
    )
    return [
        Sum(label, how, None if value is None else f"{_said(value)} {unit}".strip()) for label, how, value, unit in rows
    ]
