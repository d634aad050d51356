"""What the charts of this app say, as specs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.charts.specs import Axis, Bubble, Funnel, Move, Point, Step, Waterfall
from foundation.charts.units import COUNT, Unit
from foundation.kernel.tones import Tone
from foundation.ui import words
from library.kinds.scoring_model import ScoringModel
from usecases import rules, workflow
from usecases.models import ScoreCard
from usecases.workflow import LADDER, Stage

POINTS = Unit(word="points", decimals=2)
SUMS = Unit(decimals=2)


def _tone(tone: Tone) -> str:
    """Neutral priorities are still the subject of the chart: grey is kept for context."""
    return str(tone)


def bubble(model: ScoringModel, cases: Sequence[Mapping[str, Any]], count: int) -> Bubble:
    """Return value against feasibility of the best cases, by the two criteria that the model names as its axes."""
    labels = {criterion.key: criterion.label for criterion in model.criteria}
    across, up = model.axes.across, model.axes.up
    bands = {band.key: band for band in model.bands}
    by_key = {criterion.key: criterion for criterion in model.criteria}
    (left, right), (bottom, top) = model.reach(by_key[across]), model.reach(by_key[up])
    x_middle, y_middle = (left + right) / 2, (bottom + top) / 2
    # A divisor is better when it is small: its good side is the left.
    small = across == model.divide_by
    strong = sum(
        1
        for case in cases
        if case["criteria"].get(up, 0) >= y_middle and (case["criteria"].get(across, 0) >= x_middle) != small
    )
    quadrants = (_("Worth enabling"), _("Do first"), _("Easy, little value"), _("Leave for later"))
    if small:
        quadrants = (_("Do first"), _("Worth splitting"), _("Leave for later"), _("Small, little value"))
    shown = {"up": labels[up].lower(), "across": labels[across].lower(), "strong": strong, "count": len(cases)}
    note = ""
    if count > len(cases):
        note = _("The best %(shown)s of %(count)s scored use cases.") % {"shown": len(cases), "count": count}
    return Bubble(
        title=_bubble_title(len(cases), small) % shown if cases else _("Value against feasibility"),
        subtitle=_("Scores from %(low)s to %(high)s; the area of a bubble is its total score.")
        % {"low": f"{model.lowest.normalize():f}", "high": f"{model.highest.normalize():f}"},
        note=note,
        empty=_("No use case is scored yet."),
        points=[
            Point(
                label=f"{case['reference']} {case['name']}"[:120],
                x=case["criteria"].get(across),
                y=case["criteria"].get(up),
                size=case["score"],
                tone=_tone(bands[case["band"]].tone) if case["band"] in bands else "neutral",
                href=reverse("usecases:case_detail", args=[case["reference"]]),
            )
            for case in cases
        ],
        x_axis=Axis(label=labels[across], unit=POINTS, low=left, high=right),
        y_axis=Axis(label=labels[up], unit=POINTS, low=bottom, high=top),
        size_axis=Axis(label=_("Total score"), unit=POINTS),
        x_line=x_middle,
        y_line=y_middle,
        quadrants=quadrants,
        key=tuple((_tone(band.tone), band.label) for band in model.bands),
    )


def _bubble_title(count: int, small: bool) -> str:
    if small:
        return ngettext(
            "%(strong)s of %(count)s use case has a high %(up)s and a small %(across)s",
            "%(strong)s of %(count)s use cases have a high %(up)s and a small %(across)s",
            count,
        )
    return ngettext(
        "%(strong)s of %(count)s use case is strong in %(up)s and %(across)s",
        "%(strong)s of %(count)s use cases are strong in %(up)s and %(across)s",
        count,
    )


def funnel(counts: Mapping[str, int], moved: Mapping[str, int], month: str, query: str = "") -> Funnel:
    """Return how many cases stand at each stage of the ladder, and how many reached it in `month` (its name)."""
    total = sum(counts[stage] for stage in LADDER)
    running = counts[Stage.PRODUCTION] + counts[Stage.SCALED]
    closed = sum(counts[stage] for stage in workflow.CLOSED)
    title = ngettext(
        "%(running)s of %(total)s open use case is in production or beyond",
        "%(running)s of %(total)s open use cases are in production or beyond",
        total,
    ) % {"running": running, "total": total}
    base = reverse("usecases:case_list")
    return Funnel(
        title=title if total else _("Pipeline by stage"),
        subtitle=_(
            "Use cases at each stage; %(closed)s closed ones are left out. Beside them the moves into each stage in"
            " %(month)s: a case may have moved on since."
        )
        % {"closed": closed, "month": month},
        empty=_("No use case is registered yet.") if not total else "",
        steps=[
            Step(
                label=_(workflow.LABELS[stage]),
                value=counts[stage] if total else None,
                moved=moved.get(stage, 0),
                href=f"{base}?stage={stage.value}{'&' + query if query else ''}",
            )
            for stage in LADDER
        ],
        step_axis=Axis(label=_("Stage")),
        value_axis=Axis(label=_("Use cases"), unit=COUNT),
        moved_label=_("moves in, %(month)s") % {"month": month},
    )


def contributions(card: ScoreCard) -> Waterfall:
    """Return how a score card comes to its total: by criterion, or by input where only one criterion is weighed."""
    model: ScoringModel = card.model.parsed
    lines = rules.explain(model, card.inputs, card.result)
    weighed = [line for line in lines if not line.divides]
    divisor = next((line for line in lines if line.divides), None)
    moves = _by_factor(weighed[0]) if len(weighed) == 1 else [_by_criterion(line, divisor) for line in weighed]
    best = max(moves, key=lambda move: move.value or 0)
    total = f"{card.total:.2f}"
    if divisor is not None and divisor.score:
        summed = sum((Decimal(str(move.value or 0)) for move in moves), Decimal(0))
        subtitle = _("What is added up, and what is left once it is divided by “%(divisor)s”.") % {
            "divisor": divisor.label
        }
        moves += [
            Move(label=_("Sum"), total=True),
            Move(
                label=_("Divided by %(divisor)s") % {"divisor": divisor.label.lower()},
                value=card.total - summed,
                tone="neutral",
                hover=_("%(sum)s ÷ %(score)s") % {"sum": f"{summed:.2f}", "score": f"{divisor.score:.2f}"},
            ),
        ]
        high = max(model.reach(criterion)[1] for criterion in model.weighed)
    else:
        subtitle = _("Points each criterion contributes: its score times its weight.")
        high = model.highest
    return Waterfall(
        title=_("%(criterion)s adds most to the total of %(total)s") % {"criterion": best.label, "total": total},
        subtitle=subtitle,
        moves=[*moves, Move(label=_("Total"), total=True)],
        move_axis=Axis(label=_("Criterion")),
        value_axis=Axis(label=_("Points"), unit=SUMS, low=0, high=high),
    )


def _by_criterion(line: rules.CriterionLine, divisor: rules.CriterionLine | None) -> Move:
    """A criterion's score times its weight (before anything is divided)."""
    value = line.contribution if divisor is None or line.score is None else line.score * line.weight
    score = f"{line.score:.2f}" if line.score is not None else "–"
    return Move(
        label=line.label,
        value=value,
        tone="accent",
        hover=_("%(score)s × %(weight)s %%") % {"score": score, "weight": f"{(line.weight * 100).normalize():f}"},
    )


def _by_factor(line: rules.CriterionLine) -> list[Move]:
    """What each input adds to the only criterion that is weighed."""
    return [
        Move(
            label=factor.label,
            value=None if factor.part is None else round(factor.part * line.weight, rules.DECIMALS),
            tone="accent",
            hover=factor.formula,
        )
        for factor in line.factors
    ]


def changes(earlier: ScoreCard, card: ScoreCard, found: Sequence[rules.Change]) -> Waterfall:
    """Return what led from the total of an earlier card to that of a later one."""
    measured = [change for change in found if change.effect]
    days = {"then": words.day(earlier.recorded_at), "now": words.day(card.recorded_at)}
    most = max(measured, key=lambda change: abs(change.effect or Decimal(0)), default=None)
    title = _("Nothing moved the total between %(then)s and %(now)s") % days
    if most is not None:
        title = _("%(what)s moved the total most between %(then)s and %(now)s") % (days | {"what": _(most.label)})
    return Waterfall(
        title=title,
        subtitle=_("Changes one after the other, in the order of the model."),
        moves=[
            Move(label=_("Total on %(then)s") % days, value=earlier.total, tone="neutral"),
            *(
                Move(
                    label=_(change.label), value=change.effect, hover=f"{change.before or '–'} → {change.after or '–'}"
                )
                for change in measured
            ),
            Move(label=_("Total on %(now)s") % days, total=True),
        ],
        move_axis=Axis(label=_("Change")),
        value_axis=Axis(label=_("Points"), unit=SUMS, low=0, high=card.model.parsed.highest),
    )
