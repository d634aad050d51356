"""The shape of what is typed about plans, tasks, programs and risks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.choosers import PersonField
from foundation.people.forms import UnitChoice
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.ui.forms import DateField, NumberField, Text, WholeField
from library import queries as library
from library.kinds.playbook import Playbook, Span
from library.reading.playbook import length_words
from plans.models import Phase, Place, Plan, Program, Risk, Task, Wave
from plans.models.plans import DETAIL_LENGTH, LABEL_LENGTH
from plans.models.programs import LOAD_FIELDS, NAME_LENGTH, TEXT_LENGTH, exact
from plans.models.risks import CATEGORIES
from plans.rules.dating import MOST_UNITS, Stretch, stretches
from plans.rules.risks import IMPACTS, LIKELIHOODS
from plans.workflow import DIMENSIONS, PICKS, RISK_STATES, TASK_STATES, Pick, RiskState, TaskState
from usecases.link_forms import CaseField


def long(rows: int = 3) -> forms.Textarea:
    """An input of several lines."""
    return forms.Textarea(attrs={"rows": rows})


def dimension(**kwargs: Any) -> forms.ChoiceField:
    """One of the four directions of growth, or none."""
    choices = [("", "–"), *((d.value, DIMENSIONS[d]) for d in DIMENSIONS)]
    return forms.ChoiceField(label=_("Dimension"), required=False, choices=choices, **kwargs)


class OptionalCase(CaseField):
    """A case that may be left out."""

    def clean(self, value: Any) -> Any:
        """None when nothing is typed."""
        return super().clean(value) if (value or "").strip() else None


class About(forms.Form):
    """What a plan or a risk is about: the program it is made for, else a use case, else a unit."""

    program: Program | None = None

    def ask_subject(self, user: User, program: Program | None) -> None:
        """Add the fields that name the subject, unless it is a program."""
        self.program = program
        if program is None:
            self.fields["case"] = OptionalCase(
                user, label=_("Use case"), required=False, help_text=_("Left empty, it is about a unit.")
            )
            self.fields["unit"] = UnitChoice(user, Permission.READ, label=_("Unit"), required=False)

    def clean(self) -> dict[str, Any]:
        """Something that it is about."""
        data = super().clean() or {}
        if self.program is None and not data.get("case") and not data.get("unit") and "case" not in self.errors:
            self.add_error("case", gettext("Name a use case, or choose a unit."))
        return data

    @property
    def subject(self) -> Any:
        """The case, the program or the unit."""
        return self.program or self.cleaned_data.get("case") or self.cleaned_data["unit"]


class PlanForm(About):
    """A plan from one playbook: what it is about, from when, and how long its phases take."""

    starts_on = DateField(label=_("First day"), help_text=_("Weeks and months of the playbook count from here."))
    pick = forms.ChoiceField(label=_("Lengths"), choices=[(p.value, PICKS[p]) for p in Pick], initial=Pick.LIKELY)
    title = forms.CharField(
        label=_("Name"), required=False, max_length=NAME_LENGTH, help_text=_("Left empty, that of the playbook.")
    )

    def __init__(
        self, *args: Any, user: User, playbook: Playbook, program: Program | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ask_subject(user, program)
        self.fields["owner"] = PersonField(user, label=_("Owner"))
        self.stretches: list[Stretch] = stretches(playbook)
        for stretch in self.stretches:
            said = length_words(Span(least=stretch.least, most=stretch.most), playbook.unit)
            self.fields[f"length_{stretch.key}"] = WholeField(
                label=stretch.label, required=False, min_value=1, max_value=MOST_UNITS, unit=_units(playbook.unit),
                help_text=said if stretch.is_stated else gettext("The playbook does not say how long."),
            )  # fmt: skip
        self.order_fields(["case", "unit", "starts_on", "title", "owner", "pick"])

    @property
    def length_fields(self) -> list[forms.BoundField]:
        """The inputs of the single lengths."""
        return [self[f"length_{stretch.key}"] for stretch in self.stretches]

    @property
    def lengths(self) -> dict[str, int]:
        """The lengths that were typed, by key."""
        typed = {stretch.key: self.cleaned_data.get(f"length_{stretch.key}") for stretch in self.stretches}
        return {key: length for key, length in typed.items() if length is not None}


def _units(unit: str) -> str:
    return {"day": gettext("days"), "week": gettext("weeks"), "month": gettext("months")}[unit]


class ChangePlanForm(forms.Form):
    """Another name or owner."""

    title = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonField(user, also=[plan.owner], label=_("Owner"))
        self.initial = {"title": plan.title, "owner": plan.owner, "version": plan.version}


class TaskForm(forms.Form):
    """A task with its days and what it waits for; a new one says in which phase."""

    label = forms.CharField(label=_("Task"), max_length=LABEL_LENGTH)
    detail = forms.CharField(label=_("What good looks like"), required=False, max_length=DETAIL_LENGTH, widget=long())
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, plan: Plan, task: Task | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonField(user, also=[task.owner if task else None], label=_("Owner"))
        self.known = {
            str(one.uid): one
            for one in Task.objects.filter(plan=plan).order_by("number")
            if one != task and one.state != TaskState.DROPPED
        }
        self.fields["needs"] = forms.MultipleChoiceField(
            label=_("Begins after"), required=False,
            choices=[(uid, f"{one.number}. {one.label}"[:120]) for uid, one in self.known.items()],
            widget=forms.SelectMultiple(attrs={"size": 8}), help_text=_("Tasks that must have ended."),
        )  # fmt: skip
        if task is None:
            self.phases = {str(phase.number): phase for phase in Phase.objects.filter(plan=plan).order_by("number")}
            self.fields["phase"] = forms.ChoiceField(
                label=_("Phase"), choices=[(number, phase.label) for number, phase in self.phases.items()]
            )
        self.order_fields(["phase", "label", "detail", "owner", "starts_on", "ends_on", "needs"])

    @property
    def changes(self) -> dict[str, Any]:
        """The fields as the services take them."""
        given = {name: self.cleaned_data[name] for name in ("label", "detail", "owner", "starts_on", "ends_on")}
        given["needs"] = [self.known[uid] for uid in self.cleaned_data["needs"]]
        if "phase" in self.fields:
            given["phase"] = self.phases[self.cleaned_data["phase"]]
        return given

    @staticmethod
    def initial_of(task: Task, needs: Sequence[Task]) -> dict[str, Any]:
        """What the form shows at first."""
        return {
            "label": task.label, "detail": task.detail, "owner": task.owner, "starts_on": task.starts_on,
            "ends_on": task.ends_on, "needs": [str(one.uid) for one in needs], "version": task.version,
        }  # fmt: skip


class ReportForm(forms.Form):
    """How far a task is."""

    state = forms.ChoiceField(
        label=_("How far it is"), choices=[(s.value, TASK_STATES[s]) for s in TASK_STATES if s != TaskState.DROPPED]
    )
    progress = WholeField(
        label=_("Progress"),
        required=False,
        unit="%",
        min_value=0,
        max_value=100,
        help_text=_("While it is in progress."),
    )
    done_on = DateField(label=_("Done on"), required=False, help_text=_("Left empty, today."))
    note = forms.CharField(label=_("Note"), required=False, max_length=TEXT_LENGTH, widget=long(2))


class ReasonForm(forms.Form):
    """A reason for an act that needs one."""

    reason = forms.CharField(label=_("Reason"), max_length=TEXT_LENGTH, widget=long())


class ProgramForm(forms.Form):
    """A program by a wave plan."""

    starts_on = DateField(label=_("First day"), help_text=_("The weeks or months of the wave plan count from here."))
    title = forms.CharField(
        label=_("Name"), required=False, max_length=NAME_LENGTH, help_text=_("Left empty, that of the wave plan.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wave_plan"] = forms.ChoiceField(
            label=_("Wave plan"), choices=[(row.slug, row.title) for row in library.published("wave_plan")]
        )
        self.fields["unit"] = UnitChoice(user, Permission.ROLLOUT_RUN, label=_("Unit"))
        self.fields["owner"] = PersonField(user, label=_("Owner"))
        self.order_fields(["wave_plan", "unit", "starts_on", "title", "owner"])


class WaveForm(forms.Form):
    """Days, dimension and targets of a wave, and which units its functions are."""

    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"))
    dimension = dimension()
    users = WholeField(
        label=_("Users at its end"), required=False, min_value=1, help_text=_("Earlier waves counted in.")
    )
    use_cases = WholeField(
        label=_("Use cases at its end"), required=False, min_value=1, help_text=_("Earlier waves counted in.")
    )

    def __init__(self, *args: Any, user: User, wave: Wave, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(places)
        names = ("starts_on", "ends_on", "dimension", "users", "use_cases")
        self.initial = {name: getattr(wave, name) for name in names}
        for place in self.places:
            self.fields[f"place_{place.number}"] = UnitChoice(user, Permission.READ, label=place.label, required=False)
            self.initial[f"place_{place.number}"] = str(place.unit.uid) if place.unit else ""

    @property
    def placed(self) -> list[tuple[Place, Unit | None]]:
        """Each function with its unit."""
        return [(place, self.cleaned_data[f"place_{place.number}"]) for place in self.places]

    @property
    def changes(self) -> dict[str, Any]:
        """What the wave says."""
        return {name: self.cleaned_data[name] for name in ("starts_on", "ends_on", "dimension", "users", "use_cases")}


class FileForm(forms.Form):
    """A use case for a wave."""

    dimension = dimension(help_text=_("Left empty, that of the wave."))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"] = CaseField(user, label=_("Use case"), help_text=_("Its reference or part of its name."))
        self.order_fields(["case", "dimension"])


_LOAD: dict[str, tuple[Text, Text]] = {
    "active": (_("Of the users with access, active"), "%"),
    "daily_each": (_("Interactions of an active user a day"), ""),
    "busiest_hour": (_("Of a day's interactions, in the busiest hour"), "%"),
    "seconds_each": (_("Time for one interaction"), _("seconds")),
    "kept_each": (_("Data kept for one interaction"), _("kB")),
    "kept_days": (_("Kept for"), _("days")),
    "moved_each": (_("Data moved for one interaction"), _("kB")),
    "headroom": (_("Headroom"), "%"),
    "slot_price": (_("One request at a time, a month"), ""),
    "gigabyte_price": (_("One gigabyte, a month"), ""),
    "megabit_price": (_("One megabit a second, a month"), ""),
    "thousand_price": (_("Use of models, for 1,000 interactions"), ""),
}


class LoadForm(forms.Form):
    """The figures of the expected load; what is left empty is not known."""

    currency = forms.CharField(label=_("Currency of the prices"), required=False, max_length=3)

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LOAD_FIELDS:
            label, unit = _LOAD[name]
            self.fields[name] = NumberField(label=label, unit=unit, required=False)
        self.initial = {name: exact(getattr(program, name)) for name in LOAD_FIELDS} | {"currency": program.currency}
        self.order_fields([*LOAD_FIELDS, "currency"])

    @property
    def figures(self) -> dict[str, Any]:
        """The figures by name."""
        return {name: self.cleaned_data[name] for name in LOAD_FIELDS}


def rating(label: Any, words: dict[int, str]) -> forms.TypedChoiceField:
    """A value from 1 to 5, or none."""
    choices = [("", _("Not rated")), *((value, f"{value} {word}") for value, word in words.items())]
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None, choices=choices)


class RiskFields(forms.Form):
    """What a risk says, how heavy it is, and who holds it."""

    label = forms.CharField(label=_("Risk"), max_length=NAME_LENGTH)
    category = forms.ChoiceField(label=_("Category"), choices=list(CATEGORIES.items()))
    what_happens = forms.CharField(label=_("What happens"), required=False, max_length=TEXT_LENGTH, widget=long())
    likelihood = rating(_("Likelihood"), LIKELIHOODS)
    impact = rating(_("Impact"), IMPACTS)
    mitigation = forms.CharField(label=_("Mitigation"), required=False, max_length=TEXT_LENGTH, widget=long())
    mitigation_due = DateField(label=_("Due"), required=False)
    mitigated_on = DateField(label=_("In place since"), required=False)
    left_likelihood = rating(_("Likelihood after it"), LIKELIHOODS)
    left_impact = rating(_("Impact after it"), IMPACTS)
    review_on = DateField(label=_("Next review"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    NAMES = (
        "label", "category", "what_happens", "likelihood", "impact", "mitigation", "mitigation_due", "mitigated_on",
        "left_likelihood", "left_impact", "review_on", "owner",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, risk: Risk | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonField(user, also=[risk.owner if risk else None], label=_("Owner"))

    @property
    def given(self) -> dict[str, Any]:
        """The fields as the services take them."""
        return {name: self.cleaned_data[name] for name in self.NAMES}

    @classmethod
    def initial_of(cls, risk: Risk) -> dict[str, Any]:
        """What the form shows at first."""
        return {name: getattr(risk, name) for name in (*cls.NAMES, "version")}


class NewRiskForm(RiskFields, About):
    """A risk and what it is about."""

    def __init__(self, *args: Any, user: User, program: Program | None = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.ask_subject(user, program)
        self.order_fields(["case", "unit", "label"])


class ReviewForm(forms.Form):
    """How a risk stands now."""

    state = forms.ChoiceField(
        label=_("State"), choices=[(s.value, RISK_STATES[s]) for s in RISK_STATES if s != RiskState.CLOSED]
    )
    likelihood = rating(_("Likelihood"), LIKELIHOODS)
    impact = rating(_("Impact"), IMPACTS)
    left_likelihood = rating(_("Likelihood after mitigation"), LIKELIHOODS)
    left_impact = rating(_("Impact after mitigation"), IMPACTS)
    note = forms.CharField(label=_("What was found"), max_length=TEXT_LENGTH, widget=long(2))
    review_on = DateField(label=_("Next review"), required=False)
