"""The shape of what people enter about a use case; the rules are in the services."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import unit_choices
from foundation.ui.forms import MoneyField, NumberField
from library.kinds.risk_questions import RiskQuestions
from library.kinds.scoring_model import Input, ScoringModel
from library.models import Document
from usecases import workflow
from usecases.models import CATEGORY_LENGTH, NAME_LENGTH, UseCase
from usecases.services.cases import TEXT_LENGTH

CURRENCIES = ("USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "INR")
YES, NO, OPEN = "yes", "no", ""


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CaseForm(forms.Form):
    """Everything a case says. Two fields and the unit are enough to register one."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, help_text=_("What people will call it."))
    summary = forms.CharField(
        label=_("What problem does it solve?"),
        max_length=TEXT_LENGTH,
        widget=_long(4),
        help_text=_("One or two sentences: who has the problem today, and what it costs them."),
    )
    unit = forms.ChoiceField(label=_("Unit"), help_text=_("Who would use it or run it."))
    category = forms.CharField(
        label=_("Category"),
        max_length=CATEGORY_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
    )
    objective = forms.CharField(
        label=_("Objective"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=_long(3),
        help_text=_("What will be better, by how much, until when."),
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False, help_text=_("Carries it through every stage."))
    sponsor = forms.ChoiceField(label=_("Sponsor"), required=False, help_text=_("Pays for it and decides to scale it."))
    data_description = forms.CharField(
        label=_("Data"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=_long(3),
        help_text=_("Which data it uses, from where, and who may see it."),
    )
    personal_data = forms.ChoiceField(label=_("Does it use personal data?"), required=False)
    model_description = forms.CharField(
        label=_("Model and supplier"), max_length=TEXT_LENGTH, required=False, widget=_long(3)
    )
    human_oversight = forms.CharField(
        label=_("Human oversight"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=_long(3),
        help_text=_("Who looks at its results before they take effect, and who can stop it."),
    )
    impact = forms.ChoiceField(label=_("Whom can it affect?"), required=False)
    measures = forms.CharField(
        label=_("Measures"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=_long(3),
        help_text=_("How you will see that it works, and that it does no harm."),
    )
    budget = MoneyField(label=_("Budget"), currencies=CURRENCIES, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, user: User, case: UseCase | None = None, people: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        units = unit_choices(user, Permission.CASE_CREATE)
        if case is not None and str(case.unit.uid) not in dict(units):
            units = [(str(case.unit.uid), case.unit.name), *units]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        if case is None and len(units) == 1:
            self.fields["unit"].initial = units[0][0]
        persons = [("", gettext("Nobody yet")), *((str(person.uid), person.name) for person in people)]
        for field in ("owner", "sponsor"):
            self.fields[field].choices = persons  # type: ignore[attr-defined]
        for field, labels in (("impact", workflow.IMPACT_LABELS), ("personal_data", workflow.PERSONAL_DATA_LABELS)):
            self.fields[field].choices = [(key, gettext(label)) for key, label in labels.items()]  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, case: UseCase) -> dict[str, Any]:
        """What the form shows of a case."""
        values: dict[str, Any] = {
            name: getattr(case, name) for name in cls.base_fields if name not in {"unit", "owner", "sponsor"}
        }
        for name in ("unit", "owner", "sponsor"):
            subject = getattr(case, name)
            values[name] = str(subject.uid) if subject else ""
        return values

    def values(self) -> dict[str, Any]:
        """The clean fields for the services: unit and people as records, without the version."""
        data = dict(self.cleaned_data)
        data.pop("version", None)
        data["unit"] = Unit.objects.get(uid=data["unit"])
        people = {
            str(person.uid): person
            for person in User.objects.filter(uid__in=[data[n] for n in ("owner", "sponsor") if data[n]])
        }
        for name in ("owner", "sponsor"):
            data[name] = people.get(data[name])
        return data


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
        return gettext("%(help)s The model cannot do without it.") % {"help": entry.help}
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


class WeightsForm(forms.Form):
    """A percentage for each criterion, why they change, and which version they were compared with."""

    note = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=5000,
        widget=forms.TextInput(attrs={"placeholder": _("Why they change; kept with the new version")}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, model: ScoringModel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model = model
        note, version = self.fields.pop("note"), self.fields.pop("version")
        for criterion in model.weighed:
            self.fields[criterion.key] = NumberField(
                label=criterion.label,
                help_text=criterion.help,
                unit="%",
                min_value=Decimal(0),
                max_value=Decimal(100),
                decimal_places=2,
                max_digits=5,
                initial=f"{(criterion.weight * 100).normalize():f}",
                widget=forms.NumberInput(
                    attrs={"min": 0, "max": 100, "step": "any", "inputmode": "decimal", "data-weight": criterion.key}
                ),
            )
        self.fields["note"], self.fields["version"] = note, version

    @property
    def weights(self) -> list[forms.BoundField]:
        """The bound fields of the criteria."""
        return [self[criterion.key] for criterion in self.model.weighed]

    def percentages(self) -> dict[str, Any]:
        """What was entered, by criterion."""
        return {criterion.key: self.cleaned_data.get(criterion.key) for criterion in self.model.weighed}


def show_version(form: forms.Form, version: int) -> None:
    """Put another version into a bound form: who presses again has seen what is saved by now."""
    data: Any = form.data
    form.data = data.copy()
    form.data["version"] = str(version)  # type: ignore[index]
