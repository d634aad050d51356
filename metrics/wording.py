"""How figures of KPIs are written: values in their unit, targets, and one sentence that says how a KPI stands."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.ui import words
from library.kinds.measures import Target
from library.reading import measures
from metrics.models import Kpi
from metrics.queries import Reading
from metrics.workflow import STATES, TONES, State


def number(value: Decimal) -> str:
    """Write a figure with two decimals at most; below one it keeps up to six."""
    if value and abs(value) < 1:
        text = f"{value.normalize():f}"
        return words.number(value, len(text.partition(".")[2]))
    return words.number(value)


def figure(value: Decimal, unit: str, currency: str = "") -> str:
    """Write a figure in its unit: "85%", "9 minutes", "USD 1.2M a year"."""
    if unit == "percent":
        return f"{number(value)}%"
    if unit == "minutes":
        if abs(value) < 1:
            return measures.figure(value * 60, "seconds")
        return ngettext("%(number)s minute", "%(number)s minutes", 1 if value == 1 else 2) % {"number": number(value)}
    if unit in ("ratio", "index", "points", "number"):
        return number(value)
    return measures.figure(value, unit, currency or "USD")


def value_of(kpi: Kpi, value: Decimal | None) -> str:
    """Write a value of a KPI; an en dash for none."""
    return words.DASH if value is None else figure(value, kpi.unit, kpi.currency)


def target_of(kpi: Kpi) -> str:
    """Write what a KPI aims at: "at most 8 minutes"; empty without a target."""
    if not kpi.target.is_set:
        return ""
    if kpi.unit in ("minutes", "percent", "ratio", "index", "points", "number"):
        low, high = (None if end is None else figure(end, kpi.unit) for end in (kpi.target_low, kpi.target_high))
        template = {
            (True, True, False): _("%(low)s to %(high)s"),
            (True, True, True): _("between %(low)s and %(high)s"),
            (True, False, False): _("at least %(low)s"),
            (True, False, True): _("more than %(low)s"),
            (False, True, False): _("at most %(high)s"),
            (False, True, True): _("less than %(high)s"),
        }[(low is not None, high is not None, kpi.target_strict)]
        return template % {"low": low, "high": high}
    target = Target(low=kpi.target_low, high=kpi.target_high, strict=kpi.target_strict)
    return measures.target_words(target, kpi.unit, kpi.currency or "USD")


def state_words(state: State) -> tuple[str, str]:
    """Word and tone of a state."""
    return _(STATES[state]), TONES[state].value


def headline(reading: Reading) -> str:
    """One sentence on a KPI: its value, and which share of the way to its target is gone."""
    kpi = reading.kpi
    if reading.value is None:
        return _("%(name)s is not measured yet") % {"name": kpi.label}
    said = {"name": kpi.label, "value": value_of(kpi, reading.value)}
    share = reading.realization.share
    if reading.standing == State.MET:
        return _("%(name)s: %(value)s, target met") % said
    if share is not None and share >= 0:
        told = {**said, "share": words.percent(share)}
        return _("%(name)s: %(value)s, %(share)s of the way to the target") % told
    if share is not None:
        return _("%(name)s: %(value)s, worse than the baseline") % said
    return _("%(name)s: %(value)s") % said
