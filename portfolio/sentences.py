"""Sentences about weights and orders that several pages share."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.ui import words
from portfolio.queries.trying import Tried

NAME = 80


def moves(tried: Tried) -> str:
    """Say who moves under tried weights: "12 of 40 use cases change their place: 5 up, 7 down." and what follows."""
    effect = tried.effect
    if not effect.moved:
        return _("No use case changes its place.")
    text = ngettext(
        "%(moved)s of %(count)s use cases changes its place: %(up)s up, %(down)s down.",
        "%(moved)s of %(count)s use cases change their place: %(up)s up, %(down)s down.",
        effect.moved,
    ) % {"moved": effect.moved, "count": effect.count, "up": effect.up, "down": effect.down}
    if count := len(effect.rebanded):
        text += " " + ngettext(
            "%(count)s comes into another priority.", "%(count)s come into another priority.", count
        ) % {"count": count}
    if effect.leader_changes:
        text += " " + _("“%(name)s” takes the lead.") % {"name": tried.leader[:NAME]}
    return text


def no_influence(labels: Sequence[str]) -> str:
    """Say in which criteria all cases score the same; nothing when there is none."""
    if not labels:
        return ""
    return ngettext(
        "All ranked use cases score the same in %(labels)s: its weight moves nobody.",
        "All ranked use cases score the same in %(labels)s: their weights move nobody.",
        len(labels),
    ) % {"labels": ", ".join(labels)}


def alike(tau: float | None) -> str:
    """Say how alike two orders are, in words, from Kendall's tau; nothing where there are not two cases."""
    if tau is None:
        return ""
    if tau > 0.9999:
        return _("the same order")
    if tau >= 0.9:
        return _("almost the same order")
    if tau >= 0.7:
        return _("a similar order")
    if tau >= 0.3:
        return _("a different order")
    return _("quite another order") if tau > -0.3 else _("nearly the reverse order")


def percent(share: float, decimals: int = 0) -> str:
    """Write a share of 1 as "83%"; what is neither none nor all is never written as 0 or 100."""
    value = share * 100
    step = 10**-decimals
    if 0 < value < step / 2:
        return f"< {words.number(step)}%"
    if 100 - step / 2 <= value < 100:
        return f"> {words.number(100 - step)}%"
    return f"{words.number(round(value, decimals))}%"
