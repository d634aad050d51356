"""The shape of what is typed about rollouts and at gates."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deployments.models import NAME_LENGTH, StageRun, stage_label
from deployments.rules import (
    EARLIEST,
    LARGEST_COHORT,
    LARGEST_SAMPLE,
    LATEST,
    LINK_LIMIT,
    TEXT_LIMIT,
    Bar,
    require_bar,
)
from deployments.workflow import Answer
from foundation.kernel.errors import Invalid
from foundation.people.forms import UnitChoice
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.ui.errors import add_to_form
from foundation.ui.forms import DateField, FigureField, WholeField
from library import queries as library
from library.kinds.decision_guide import DecisionGuide, Sign
from library.models import Document
from metrics.models import Kpi
from metrics.workflow import Direction
from usecases.models import UseCase


def _long(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def plan_choices() -> list[tuple[str, str]]:
    """The latest version of each stage plan, by title."""
    return [(document.slug, document.title) for document in library.published("stage_plan")]


class StartForm(forms.Form):
    """Which case, by which plan, from when, and where."""

    plan = forms.ChoiceField(label=_("Stage plan"), choices=plan_choices)
    start_on = DateField(
        label=_("First day"), earliest=EARLIEST, latest=LATEST, help_text=_("The weeks of the plan count from here.")
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=NAME_LENGTH,
        help_text=_("For example the wave or the unit. Left empty, it is the name of the use case."),
    )  # fmt: skip

    def __init__(self, user: User, cases: Iterable[UseCase], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(case.reference, f"{case.reference} {case.name}"[:120]) for case in cases]
        self.fields["case"] = forms.ChoiceField(
            label=_("Use case"),
            choices=choices,
            help_text=_("Approved, and not rolled out yet. Another wave is planned from the use case."),
        )
        self.fields["unit"] = UnitChoice(
            user,
            Permission.READ,
            label=_("Takes place in"),
            required=False,
            empty_label=gettext("The unit of the case"),
        )
        self.order_fields(["case", "plan", "start_on", "unit", "name"])


class DatesForm(forms.Form):
    """First and last planned day of every stage that is not over."""

    def __init__(self, runs: Sequence[StageRun], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages: list[str] = []
        for run in runs:
            if run.is_over:
                continue
            self.stages.append(run.key)
            label = stage_label(run.key)
            for end, words, day in (
                ("start", gettext("%(stage)s: first day"), run.planned_start),
                ("end", gettext("%(stage)s: last day"), run.planned_end),
            ):
                self.fields[f"{end}_{run.key}"] = DateField(label=words % {"stage": label}, initial=day)

    def dates(self) -> dict[str, tuple[date, date]]:
        """Stage -> (first day, last day)."""
        data = self.cleaned_data
        return {key: (data[f"start_{key}"], data[f"end_{key}"]) for key in self.stages}


class CohortForm(forms.Form):
    """How many people take part, and why when the plan has other limits."""

    size = WholeField(label=_("People"), unit=_("people"), min_value=1, max_value=LARGEST_COHORT)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=TEXT_LIMIT, widget=_long(2),
        help_text=_("Needed outside the limits of the plan."),
    )  # fmt: skip


class BarForm(forms.Form):
    """What of a KPI is success, at which figure to stop, how many observations it takes; no success, no threshold."""

    success = FigureField(label=_("Success"), required=False)
    stop = FigureField(label=_("Stop"), required=False)
    least = WholeField(label=_("Observations needed"), required=False, min_value=1, max_value=LARGEST_SAMPLE)

    def __init__(self, kpi: Kpi, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kpi = kpi

    def clean(self) -> dict[str, Any]:
        """Refuse a figure to stop at that is no worse than success, or that stands alone."""
        data: dict[str, Any] = self.cleaned_data
        data["least"] = data.get("least") or 1
        success, stop = data.get("success"), data.get("stop")
        if success is None:
            if stop is not None:
                self.add_error("success", gettext("Say what is success before you say when to stop."))
            return data
        try:
            higher = self.kpi.direction == Direction.UP
            require_bar(Bar(higher=higher, success=success, stop=stop, least=data["least"]))
        except Invalid as refusal:
            add_to_form(self, refusal)
        return data


class CheckForm(forms.Form):
    """What was seen when an exit check was shown."""

    note = forms.CharField(label=_("What was shown"), max_length=TEXT_LIMIT, widget=_long(2))


class ReasonForm(forms.Form):
    """A reason for an act that needs one."""

    reason = forms.CharField(label=_("Reason"), max_length=TEXT_LIMIT, widget=_long())


class MoveForm(ReasonForm):
    """To which version, and why."""

    def __init__(self, versions: Iterable[Document], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Hidden: what is sent is the version whose account is shown above; another one is looked at first.
        choices = [(str(row.version), str(row.version)) for row in versions]
        self.fields["version"] = forms.ChoiceField(choices=choices, widget=forms.HiddenInput)


class RollBackForm(ReasonForm):
    """Why it is taken back, and what that means for its users."""

    effect = forms.CharField(
        label=_("What it means for its users"), max_length=TEXT_LIMIT, widget=_long(),
        help_text=_("How they work from now on, and who tells them."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Met, not met or unknown, and what that rests on."""

    answer = forms.ChoiceField(
        label=_("Answer"), widget=forms.RadioSelect, choices=[(item.value, _(item.label)) for item in Answer]
    )
    note = forms.CharField(
        label=_("What it rests on"), required=False, max_length=TEXT_LIMIT, widget=_long(2),
        help_text=_("A figure, a test, a decision. Needed unless the answer is unknown."),
    )  # fmt: skip
    link = forms.CharField(
        label=_("Link to the evidence"), required=False, max_length=LINK_LIMIT,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip


class MitigationForm(forms.Form):
    """What is done, by whom, by when."""

    text = forms.CharField(label=_("What will be done"), max_length=TEXT_LIMIT, widget=_long(2))
    owner = forms.ChoiceField(label=_("Who does it"))
    due = DateField(label=_("By"), latest=LATEST)

    def __init__(self, people: Iterable[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("Choose")), *((str(person.uid), person.name) for person in people)]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]


class OverrideForm(forms.Form):
    """Why a criterion should count as met although the records say otherwise."""

    reason = forms.CharField(
        label=_("Why it should pass"), max_length=TEXT_LIMIT, widget=_long(2),
        help_text=_("A second person without a stake in the case confirms it."),
    )  # fmt: skip


class DecisionForm(forms.Form):
    """A word with the decision; a no-go needs one."""

    reason = forms.CharField(
        label=_("Comment"), required=False, max_length=TEXT_LIMIT, widget=_long(2),
        help_text=_("Needed for a no-go; whoever runs the rollout reads it."),
    )  # fmt: skip


class SignForm(forms.Form):
    """Whether a sign is seen, and what that rests on; one with a target takes a figure that says it by itself."""

    answer = forms.ChoiceField(
        label=_("Answer"), widget=forms.RadioSelect, required=False,
        choices=[
            (Answer.MET.value, _("Seen")), (Answer.NOT_MET.value, _("Not seen")), (Answer.UNKNOWN.value, _("Unknown"))
        ],
    )  # fmt: skip
    figure = FigureField(label=_("Figure"), required=False)
    note = forms.CharField(
        label=_("What it rests on"), required=False, max_length=TEXT_LIMIT, widget=_long(2),
        help_text=_("A figure, a report, a conversation. Needed unless the answer is unknown."),
    )  # fmt: skip

    def __init__(self, sign: Sign | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sign is not None and sign.target is not None:
            del self.fields["answer"]
        else:
            del self.fields["figure"]

    def clean(self) -> dict[str, Any]:
        """A figure that is taken away is unknown again."""
        data: dict[str, Any] = self.cleaned_data
        if "figure" in self.fields and data.get("figure") is None:
            data["answer"] = Answer.UNKNOWN.value
        return data


class ChoiceForm(forms.Form):
    """What becomes of it, why, who is told, and when it is looked at again."""

    choice = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=TEXT_LIMIT, widget=_long())
    departure = forms.CharField(
        label=_("Why otherwise than the matrix"), required=False, max_length=TEXT_LIMIT, widget=_long(2),
        help_text=_("Needed when you choose another option than the evidence gives."),
    )  # fmt: skip
    pivots = forms.MultipleChoiceField(
        label=_("What is changed"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("For a pivot.")
    )
    again_on = DateField(
        label=_("Decided again on"), required=False, latest=LATEST, help_text=_("For a pivot, an extension or a pause.")
    )
    announcement = forms.CharField(
        label=_("Who is told what"), max_length=TEXT_LIMIT, widget=_long(),
        help_text=_("Which people and units, by whom, by when; its users first."),
    )  # fmt: skip

    def __init__(self, guide: DecisionGuide, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            (option.key, f"{option.label}: {option.meaning}") for option in guide.options
        ]
        self.fields["pivots"].choices = [  # type: ignore[attr-defined]
            (group.label, [(pivot.key, f"{pivot.label}: {pivot.change}") for pivot in group.pivots])
            for group in guide.pivots
        ]
