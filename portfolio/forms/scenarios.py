"""What is typed for a scenario: terms, people, candidates, smaller scopes and rules, all on one page."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money, exponent
from foundation.kernel.text import gettext_noop as noop
from foundation.ui.forms import NumberField
from portfolio.models.scenarios import NOTE_LENGTH, TITLE_LENGTH, Scenario
from portfolio.queries.candidates import BEFORE_USE
from portfolio.rules.problem import COUNTED, MOST_CANDIDATES, PAIRED, Kind
from portfolio.rules.scenario import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    MEASURES,
    MOST_RULES,
    MOST_SKILLS,
    MOST_YEARS,
    NAME_LENGTH,
    Content,
    Row,
    Rule,
    Skill,
    Small,
)
from usecases import workflow
from usecases.models import key_of, reference_of

BLANK_ROWS = 2
TYPED_UP_TO = 200
"""Candidates that are shown as rows to type in; a longer list is taken from the register by its filter."""
RULE_WORDS = {
    Kind.MUST: _("must be funded"),
    Kind.MUST_NOT: _("must not be funded"),
    Kind.NEEDS: _("needs"),
    Kind.EXCLUDES: _("excludes"),
    Kind.AT_LEAST: _("at least, of the category"),
    Kind.AT_MOST: _("at most, of the category"),
}


class WholeField(forms.IntegerField):
    """A whole number without the browser's arrows."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**kwargs)


class NewScenarioForm(forms.Form):
    """What a scenario begins with; budgets and rules follow on its page."""

    unit = forms.ChoiceField(label=_("Unit"), help_text=_("Its use cases and those of all units below it take part."))
    name = forms.CharField(label=_("Name"), max_length=TITLE_LENGTH)
    first_year = WholeField(label=_("First year"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)
    years = forms.TypedChoiceField(
        label=_("Years"), coerce=int, choices=[(str(n), str(n)) for n in range(1, MOST_YEARS + 1)], initial="1"
    )
    measure = forms.ChoiceField(label=_("Value"), choices=[(m.value, label) for m, label in MEASURES.items()])
    stages = forms.MultipleChoiceField(
        label=_("Candidates at these stages"),
        required=False,
        choices=[(stage.value, workflow.LABELS[stage]) for stage in workflow.LADDER],
        initial=[stage.value for stage in BEFORE_USE],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every open use case."),
    )
    category = forms.CharField(label=_("Only in the category"), required=False, max_length=NAME_LENGTH)

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class TermsForm(forms.Form):
    """Name, years, value and a budget for each year."""

    name = forms.CharField(label=_("Name"), max_length=TITLE_LENGTH)
    first_year = WholeField(label=_("First year"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)
    measure = forms.ChoiceField(label=_("Value"), choices=[(m.value, label) for m, label in MEASURES.items()])
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.budget_names = [f"budget_{number}" for number in range(scenario.years)]
        for number, name in enumerate(self.budget_names):
            self.fields[name] = NumberField(
                label=now("Budget of %(year)s") % {"year": scenario.first_year + number},
                required=False,
                min_value=0,
                decimal_places=exponent(scenario.currency),
                unit=scenario.currency,
                help_text=now("Empty: no limit."),
            )

    @property
    def budgets(self) -> list[Any]:
        """The bound fields of the budgets."""
        return [self[name] for name in self.budget_names]


class PlainRow(forms.Form):
    """A row that may stay empty."""

    key = "case"

    @property
    def is_live(self) -> bool:
        """Whether the row says something and is not to be removed."""
        return bool(self.cleaned_data.get(self.key)) and not self.cleaned_data.get("DELETE")

    def clean(self) -> dict[str, Any]:
        """A row without its first field must be empty."""
        cleaned = super().clean() or {}
        if not cleaned.get(self.key) and self.has_changed() and not self.errors and not cleaned.get("DELETE"):
            self.add_error(self.key, _("Fill this in, or mark the row to be removed."))
        return cleaned


class SkillForm(PlainRow):
    """A kind of people and how many there are."""

    key = "name"
    name = forms.CharField(label=_("People"), required=False, max_length=NAME_LENGTH)
    people = NumberField(label=_("Available"), required=False, min_value=0, decimal_places=2, max_digits=9)

    def clean(self) -> dict[str, Any]:
        """A named kind has a number."""
        cleaned = super().clean()
        if cleaned.get("name") and cleaned.get("people") is None and "people" not in self.errors:
            self.add_error("people", _("Enter a number."))
        return cleaned


class CaseField(forms.CharField):
    """A use case by its reference; what stands behind it ("UC-0042 Claims triage") is ignored."""

    widget = forms.TextInput(attrs={"list": "cases", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=NAME_LENGTH, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        """The reference as it is written everywhere."""
        text = super().clean(value)
        if not text:
            return ""
        key = key_of(text.split()[0])
        if key is None:
            raise forms.ValidationError(now("Enter the reference of a use case, for example UC-0042."))
        return reference_of(key)


class CandidateForm(PlainRow):
    """A candidate with what is typed here instead of taken from the register."""

    case = CaseField(label=_("Use case"))
    value = NumberField(label=_("Value"), required=False)
    low = NumberField(label=_("At least"), required=False)
    high = NumberField(label=_("At most"), required=False)

    def __init__(self, *args: Any, scenario: Scenario, skills: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.costs = [f"cost_{number}" for number in range(scenario.years)]
        self.people = [f"people_{number}" for number in range(len(skills))]
        for number, name in enumerate(self.costs):
            self.fields[name] = NumberField(
                label=now("Cost %(year)s") % {"year": scenario.first_year + number},
                required=False,
                decimal_places=exponent(scenario.currency),
                unit=scenario.currency,
            )
        for name, skill in zip(self.people, skills, strict=True):
            self.fields[name] = NumberField(label=skill, required=False, decimal_places=2, max_digits=9)

    def minors(self, currency: str) -> tuple[int | None, ...]:
        """The typed costs in minor units, by year; None where none is typed."""
        typed = [self.cleaned_data.get(name) for name in self.costs]
        return tuple(None if value is None else Money.of(value, currency).minor for value in typed)

    def heads(self) -> tuple[Decimal, ...]:
        """The typed people, by skill; none is 0."""
        return tuple(self.cleaned_data.get(name) or Decimal(0) for name in self.people)


class SmallForm(CandidateForm):
    """A smaller scope of a candidate: a value of its own is needed."""

    low = high = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        """The value must be there; costs left empty are 0."""
        cleaned = super().clean()
        if cleaned.get("case") and cleaned.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Enter a number."))
        return cleaned


class RuleForm(PlainRow):
    """A rule, read from left to right: a use case or category, what holds for it, the other use case or a number."""

    key = "kind"
    first = forms.CharField(
        label=_("Use case or category"),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"list": "cases-and-categories", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Rule"), required=False, choices=[("", "–"), *((kind.value, word) for kind, word in RULE_WORDS.items())]
    )
    second = CaseField(label=_("Other use case"))
    number = WholeField(label=_("Number"), required=False, min_value=0, max_value=MOST_CANDIDATES)

    def clean(self) -> dict[str, Any]:
        """What a kind needs is there, and nothing that it does not know."""
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if not kind:
            return cleaned
        if not cleaned.get("first"):
            self.add_error("first", _("Name a use case or a category."))
        elif kind not in COUNTED:
            key = key_of(cleaned["first"].split()[0])
            if key is None:
                self.add_error("first", _("Enter the reference of a use case, for example UC-0042."))
            else:
                cleaned["first"] = reference_of(key)
        if kind in PAIRED and not cleaned.get("second") and "second" not in self.errors:
            self.add_error("second", _("Name the other use case."))
        if kind in COUNTED and cleaned.get("number") is None and "number" not in self.errors:
            self.add_error("number", _("Enter a number."))
        return cleaned


def _rows(form: type[PlainRow], most: int, extra: int = BLANK_ROWS) -> "type[BaseFormSet[Any]]":
    return formset_factory(form, extra=extra, max_num=most, absolute_max=most + 20, can_delete=True)


ROWS: "dict[str, type[BaseFormSet[Any]]]" = {
    "skills": _rows(SkillForm, MOST_SKILLS, 1),
    "candidates": _rows(CandidateForm, TYPED_UP_TO),
    "small": _rows(SmallForm, TYPED_UP_TO, 1),
    "rules": _rows(RuleForm, MOST_RULES),
}


class ScenarioForms:
    """The whole page, read together. Columns of people are those of the kinds that are saved."""

    def __init__(self, scenario: Scenario, data: Mapping[str, Any] | None = None) -> None:
        self.scenario, self.says = scenario, scenario.says
        given = _given(scenario, self.says)
        self.terms = TermsForm(data, initial=given["terms"], scenario=scenario)
        names = [skill.name for skill in self.says.skills]
        wide = {"scenario": scenario, "skills": names}
        self.rows = {
            name: made(
                data,
                prefix=name,
                initial=given[name],
                form_kwargs=wide if name in ("candidates", "small") else {},
            )
            for name, made in ROWS.items()
        }

    def is_valid(self) -> bool:
        """Check everything, so that all mistakes are said at once."""
        return all([self.terms.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def live(self, name: str) -> list[Any]:
        """The rows of a table that say something and are not to be removed."""
        return [row for row in self.rows[name].forms if row.is_live]

    def changes(self) -> dict[str, Any]:
        """What `services.revise_scenario` takes. Raises Invalid at `candidates`."""
        terms = self.terms.cleaned_data
        return {
            "name": terms["name"],
            "note": terms["note"],
            "first_year": terms["first_year"],
            "measure": terms["measure"],
            "content": self.content(),
        }

    def content(self) -> Content:
        """The content that was typed; a smaller scope without its candidate is refused."""
        currency, terms = self.scenario.currency, self.terms.cleaned_data
        budgets = [terms[name] for name in self.terms.budget_names]
        kept = [number for number, row in enumerate(self.rows["skills"].forms) if row.is_live]
        old = len(self.says.skills)
        skills = [row.cleaned_data for row in self.live("skills")]

        def people(row: Any) -> tuple[Decimal, ...]:
            heads = row.heads()
            return tuple(heads[number] if number < old else Decimal(0) for number in kept)

        small = {}
        for row in self.live("small"):
            costs = tuple(cost or 0 for cost in row.minors(currency))
            small[row.cleaned_data["case"]] = Small(value=row.cleaned_data["value"], costs=costs, people=people(row))
        rows = []
        for row in self.live("candidates"):
            said = row.cleaned_data
            rows.append(
                Row(
                    case=said["case"],
                    value=said["value"],
                    low=said["low"],
                    high=said["high"],
                    costs=row.minors(currency),
                    people=people(row),
                    small=small.pop(said["case"], None),
                )
            )
        if small:
            raise Invalid(
                noop("A smaller scope of %(name)s is entered, but it is not among the candidates."),
                field="candidates",
                name=next(iter(small)),
            )
        return Content(
            budgets=tuple(None if value is None else Money.of(value, currency).minor for value in budgets),
            mode=self.says.mode,
            stages=self.says.stages,
            category=self.says.category,
            skills=tuple(Skill(name=row["name"].strip(), people=row["people"]) for row in skills),
            rows=tuple(rows),
            rules=tuple(_rule(row.cleaned_data) for row in self.live("rules")),
        )


def _rule(said: Mapping[str, Any]) -> Rule:
    kind = Kind(said["kind"])
    return Rule(
        kind=kind,
        first=said["first"],
        second=said["second"] if kind in PAIRED else "",
        number=said["number"] if kind in COUNTED else 0,
    )


def _plain(value: Decimal | None) -> str | None:
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _given(scenario: Scenario, says: Content) -> dict[str, Any]:
    """What is saved, as the forms show it."""

    def major(minor: int | None) -> str | None:
        return None if minor is None else _plain(Money(minor, scenario.currency).amount)

    def columns(part: Row | Small) -> dict[str, Any]:
        costs = {f"cost_{number}": major(cost) for number, cost in enumerate(part.costs)}
        return costs | {f"people_{number}": _plain(people) for number, people in enumerate(part.people) if people}

    terms = {"name": scenario.name, "first_year": scenario.first_year, "measure": scenario.measure}
    terms |= {"note": scenario.note, "version": str(scenario.version)}
    return {
        "terms": terms | {f"budget_{number}": major(budget) for number, budget in enumerate(says.budgets)},
        "skills": [{"name": skill.name, "people": _plain(skill.people)} for skill in says.skills],
        "candidates": [
            {"case": row.case, "value": _plain(row.value), "low": _plain(row.low), "high": _plain(row.high)}
            | columns(row)
            for row in says.rows
        ],
        "small": [
            {"case": row.case, "value": _plain(row.small.value)} | columns(row.small) for row in says.rows if row.small
        ],
        "rules": [
            {
                "first": rule.first,
                "kind": rule.kind.value,
                "second": rule.second,
                "number": rule.number if rule.kind in COUNTED else None,
            }
            for rule in says.rules
        ],
    }
