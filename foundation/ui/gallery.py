"""Invented values for the gallery of components: every state once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.kernel.money import Money
from foundation.ui.forms import DateField, MoneyField, NumberField
from foundation.ui.verdicts import Verdict

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), help_text=_("What people call it, in a few words."), max_length=200)
    purpose = forms.CharField(label=_("Purpose"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    budget = MoneyField(label=_("Budget"), currencies=("USD", "EUR", "GBP"))
    effort = NumberField(label=_("Effort"), unit=_("person days"), required=False)
    starts_on = DateField(label=_("Start"))
    tier = forms.ChoiceField(
        label=_("Risk tier"), choices=[("low", _("Low")), ("medium", _("Medium")), ("high", _("High"))], required=False
    )
    kinds = forms.MultipleChoiceField(
        label=_("Data used"),
        choices=[("public", _("Public")), ("internal", _("Internal")), ("personal", _("Personal"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    public = forms.BooleanField(
        label=_("Used by the public"), help_text=_("Not only by our own people."), required=False
    )


def samples() -> dict[str, Any]:
    """What the gallery's template shows."""
    long = (
        "Assisted reading of incoming correspondence for the regional offices with translation into eleven languages "
        * 2
    )
    person = SimpleNamespace(title=_("Head of service"), __str__=lambda: "Ada Lovelace")
    job: dict[str, Any] = {
        "uid": "0192f0c0-0000-7000-8000-000000000000",
        "title": _("Import of use cases"),
        "counters": {"refused": 6},
        "done": 1240,
        "total": 2133,
        "percent": 58,
        "doing": _("Reading rows"),
        "is_open": False,
        "state": "running",
        "tone": "info",
        "state_label": _("Running"),
        "error": "",
        "result_url": "",
    }
    return {
        "long_name": long,
        "rtl_name": "مساعد قراءة المراسلات",
        "person": person,
        "money": Money.of("7000000", "USD"),
        "loss": Money.of("-1250000.50", "EUR"),
        "none": None,
        "ratio": Decimal("1.4"),
        "now": NOW,
        "today": date(2026, 11, 21),
        "allowed": Verdict(True),
        "refused": Verdict(False, str(_("You proposed this case, so somebody else decides on it."))),
        "steps": [
            {"label": _("Idea"), "state": "done"},
            {"label": _("Assessed"), "state": "done"},
            {"label": _("Scored"), "state": "done", "note": "5.53"},
            {"label": _("In review"), "state": "now"},
            {"label": _("Approved"), "state": "next"},
            {"label": _("Alpha"), "state": "next"},
            {"label": _("Beta"), "state": "next"},
            {"label": _("Pilot"), "state": "next"},
            {"label": _("Production"), "state": "next"},
            {"label": _("Scaled"), "state": "next"},
        ],
        "lines": [
            SimpleNamespace(
                sentence=_("Ben Owner changed Code review"),
                at=NOW,
                reason=_("New estimate"),
                changes=[("budget", "USD 400,000.00", "USD 450,000.00"), ("owner", "–", "Ben Owner")],
            ),
            SimpleNamespace(
                sentence=_("Ben Owner registered Code review"), at=NOW - timedelta(days=3), reason="", changes=[]
            ),
        ],
        "job_running": {**job, "doing": ""},
        "job_done": {
            **job,
            "is_open": False,
            "state": "done",
            "tone": "good",
            "state_label": _("Done"),
            "done": 2133,
            "percent": 100,
            "result_url": "#",
        },
        "job_failed": {
            **job,
            "is_open": False,
            "state": "failed",
            "tone": "bad",
            "state_label": _("Failed"),
            "error": _("The file has no header row. Add one and import it again."),
        },
        "job_queued": {
            **job,
            "state": "queued",
            "tone": "neutral",
            "state_label": _("Waiting for a worker"),
            "done": 0,
            "total": 0,
            "percent": None,
            "counters": {},
            "doing": "",
        },
        "tones": ["neutral", "info", "good", "warn", "bad"],
        "rows": [
            {
                "name": "Code review",
                "stage": _("Scored"),
                "tone": "info",
                "score": Decimal("5.533"),
                "budget": Money.of("450000", "USD"),
            },
            {
                "name": "Ticket triage",
                "stage": _("Pilot"),
                "tone": "good",
                "score": Decimal("5.133"),
                "budget": Money.of("1250000", "USD"),
            },
            {"name": long, "stage": _("On hold"), "tone": "warn", "score": None, "budget": None},
        ],
    }


def chart() -> dict[str, Any]:
    """A bar chart in the shape that `static/ui/charts.js` reads."""
    steps, days = ["Manager", "Board", "Legal", "Executive"], [3, 21, 12, 7]
    axis = {"fixedrange": True, "automargin": True, "zeroline": False, "tickfont": {"color": "token:muted"}}
    return {
        "title": "",
        "subtitle": "",
        "note": "",
        "empty": "",
        "figure": {
            "data": [
                {
                    "type": "bar",
                    "orientation": "h",
                    "x": days,
                    "y": steps,
                    "text": [f"{day} d" for day in days],
                    "textposition": "outside",
                    "marker": {"color": ["token:neutral", "token:accent", "token:neutral", "token:neutral"]},
                    "customdata": [
                        {"hover": f"{step}: {day} days", "href": f"?step={step}"}
                        for step, day in zip(steps, days, strict=True)
                    ],
                    "hovertemplate": "%{customdata.hover}<extra></extra>",
                }
            ],
            "layout": {
                "margin": {"l": 8, "r": 24, "t": 8, "b": 24},
                "showlegend": False,
                "dragmode": False,
                "xaxis": {**axis, "gridcolor": "token:grid"},
                "yaxis": {**axis, "autorange": "reversed"},
            },
            "config": {"displayModeBar": False},
        },
        "table": {
            "columns": ["Step", "Days"],
            "numeric": [False, True],
            "rows": [[s, str(d)] for s, d in zip(steps, days, strict=True)],
            "hrefs": [["", f"?step={step}"] for step in steps],
        },
    }
