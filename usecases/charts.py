"""What the charts of this app say, as specs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.charts.specs import Axis, Bubble, Funnel, Move, Point, Step, Waterfall
from foundation.charts.units import COUNT, Unit
from foundation.kernel.tones import Tone
from library.kinds.scoring_model import ScoringModel
from usecases import rules, workflow
from usecases.models import ScoreCard
from usecases.workflow import LADDER, Stage

POINTS = Unit(word="points", decimals=2)


def _tone(tone: Tone) -> str:
    """Neutral priorities are still the subject of the chart: grey is kept for context."""
    return str(tone)


def bubble(model: ScoringModel, cases: Sequence[Mapping[str, Any]], count: int) -> Bubble:
    """Return value against feasibility of the best cases, by the two criteria that the model names as its axes."""
    labels = {criterion.key: criterion.label for criterion in model.criteria}
    across, up = model.axes.across, model.axes.up
    bands = {band.key: band for band in model.bands}
    middle = (model.lowest + model.highest) / 2
    strong = sum(
        1 for case in cases if case["criteria"].get(up, 0) >= middle and case["criteria"].get(across, 0) >= middle
    )
    shown = {"up": labels[up].lower(), "across": labels[across].lower(), "strong": strong, "count": len(cases)}
    note = ""
    if count > len(cases):
        note = _("The best %(shown)s of %(count)s scored use cases.") % {"shown": len(cases), "count": count}
    return Bubble(
        title=ngettext(
            "%(strong)s of %(count)s use case is strong in %(up)s and %(across)s",
            "%(strong)s of %(count)s use cases are strong in %(up)s and %(across)s",
            len(cases),
        )
        % shown
        if cases
        else _("Value against feasibility"),
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
        x_axis=Axis(label=labels[across], unit=POINTS, low=model.lowest, high=model.highest),
        y_axis=Axis(label=labels[up], unit=POINTS, low=model.lowest, high=model.highest),
        size_axis=Axis(label=_("Total score"), unit=POINTS),
        x_line=middle,
        y_line=middle,
        quadrants=(_("Worth enabling"), _("Do first"), _("Easy, little value"), _("Leave for later")),
        key=tuple((_tone(band.tone), band.label) for band in model.bands),
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
    """Return how the criteria of a score card add up to its total."""
    model: ScoringModel = card.model.parsed
    lines = rules.explain(model, card.inputs, card.result)
    best = max(lines, key=lambda line: line.contribution or 0)
    return Waterfall(
        title=_("%(criterion)s adds most to the total of %(total)s")
        % {"criterion": best.label, "total": f"{card.total:.2f}"},
        subtitle=_("Points each criterion contributes: its score times its weight."),
        moves=[
            *(
                Move(
                    label=line.label,
                    value=line.contribution,
                    tone="accent",
                    hover=_("%(score)s × %(weight)s %%")
                    % {
                        "score": f"{line.score:.2f}" if line.score is not None else "–",
                        "weight": f"{(line.weight * 100).normalize():f}",
                    },
                )
                for line in lines
            ),
            Move(label=_("Total"), total=True),
        ],
        move_axis=Axis(label=_("Criterion")),
        value_axis=Axis(label=_("Points"), unit=Unit(decimals=2), low=0, high=model.highest),
    )
