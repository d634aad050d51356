"""The shape of what people enter about a use case; the rules are in the services."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import NumberField
from library.kinds.risk_questions import RiskQuestions
from library.kinds.scoring_model import Input, ScoringModel
from library.models import Document
from usecases import workflow
from usecases.models import UseCase

CURRENCIES = ("USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "INR")
YES, NO, OPEN = "yes", "no", ""


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ClassifyForm(forms.Form):
    """One yes or no for each risk question; open ones may stay open."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=_long(2),
        max_length=5000,
        help_text=_("Needed when the tier becomes lower than it is."),
    )

    def __init__(self, *args: Any, questions: RiskQuestions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        reason = self.fields.pop("reason")
        for question in questions.questions:
            self.fields[question.key] = forms.ChoiceField(
                label=question.ask,
                help_text=question.guidance,
                required=False,
                widget=forms.RadioSelect,
                choices=[(YES, gettext("Yes")), (NO, gettext("No")), (OPEN, gettext("Not answered yet"))],
            )
        self.fields["reason"] = reason

    @property
    def questions_asked(self) -> list[forms.BoundField]:
        """The bound fields of the questions."""
        return [self[question.key] for question in self.questions.questions]

    @staticmethod
    def initial_of(answers: Mapping[str, bool | None]) -> dict[str, str]:
        """What the form shows of answers given before."""
        return {key: OPEN if answer is None else YES if answer else NO for key, answer in answers.items()}

    def answers(self) -> dict[str, bool | None]:
        """Yes, no, or None by question."""
        words = {YES: True, NO: False, OPEN: None}
        return {question.key: words[self.cleaned_data[question.key]] for question in self.questions.questions}


class InputsForm(forms.Form):
    """A number or a choice for each input of a scoring model; what is left empty stays unknown."""

    def __init__(self, *args: Any, model: ScoringModel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for entry in model.inputs:
            self.fields[entry.key] = _closed_field(entry) if entry.stops else _number_field(entry)

    def inputs(self) -> dict[str, str | None]:
        """Decimal text or the key of a level by key, None where nothing was entered."""
        return {key: None if value in (None, "") else str(value) for key, value in self.cleaned_data.items()}


def _number_field(entry: Input) -> forms.Field:
    return NumberField(
        label=entry.label,
        required=False,
        unit=entry.unit or "",
        help_text=_input_help(entry),
        min_value=entry.lowest,
        max_value=entry.highest,
        decimal_places=4,
        max_digits=20,
    )


def _closed_field(entry: Input) -> forms.Field:
    """Return the field of an input with few values: the levels of a choice, or points."""
    values = [(level.key, level.label) for level in entry.levels] or [(f"{n:f}", f"{n:f}") for n in entry.points]
    return forms.ChoiceField(
        label=entry.label,
        required=False,
        help_text=_input_help(entry),
        choices=[("", gettext("Not known")), *values],
    )


def _input_help(entry: Input) -> str:
    if entry.assumed is None:
        return gettext("%(help)s Without it the use case is not scored.") % {"help": entry.help}
    level = entry.level_at(entry.assumed)
    return gettext("%(help)s Left empty, %(default)s is assumed.") % {
        "help": entry.help,
        "default": f"“{level.label}”" if level else f"{entry.assumed.normalize():f}",
    }


class ReasonForm(forms.Form):
    """A reason for an act that needs one."""

    reason = forms.CharField(label=_("Reason"), widget=_long(3), max_length=5000)


class ResumeForm(forms.Form):
    """A note that may be left out."""

    reason = forms.CharField(label=_("Note"), widget=_long(3), max_length=5000, required=False)


class CloseForm(ReasonForm):
    """How a case ends, and why."""

    field_order = ("to", "reason")
    to = forms.ChoiceField(label=_("End as"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, case: UseCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "killed": _("Killed: stopped before or during its rollout"),
            "retired": _("Retired: it has served its time"),
        }
        allowed = workflow.NEXT[workflow.Stage(case.stage)]
        self.fields["to"].choices = [(key, label) for key, label in words.items() if key in allowed]  # type: ignore[attr-defined]
        if len(self.fields["to"].choices) == 1:  # type: ignore[attr-defined]
            self.fields["to"].initial = self.fields["to"].choices[0][0]  # type: ignore[attr-defined]


class ModelForm(forms.Form):
    """Which scoring model, in which version, is used from now on, and why."""

    note = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, versions: Sequence[Document], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Hidden: what is sent is the version whose effects are shown; another one is looked at first.
        choices = [(str(row.version), str(row.version)) for row in versions]
        self.fields["version"] = forms.ChoiceField(choices=choices, widget=forms.HiddenInput)
        slugs = {row.slug for row in versions}
        self.fields["model"] = forms.ChoiceField(
            choices=[(slug, slug) for slug in slugs], widget=forms.HiddenInput, required=False
        )


def show_version(form: forms.Form, version: int) -> None:
    """Put another version into a bound form: who presses again has seen what is saved by now."""
    data: Any = form.data
    form.data = data.copy()
    form.data["version"] = str(version)  # type: ignore[index]
