"""The shape of what people type about adoption. Fields are called as the services call what they take."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from adoption import queries
from adoption.models import KEY_LENGTH, LABEL_LENGTH, NOTE_LENGTH, TEXT_LENGTH, SurveyResult, Usage
from adoption.services.figures import FEATURE_LENGTH, support_model
from adoption.services.learning import Metric
from adoption.workflow import (
    ANSWERS,
    CHANNELS,
    OUTCOMES,
    REASONS,
    SAYINGS,
    SCALES,
    STEPS,
    SURVEYS,
    Answer,
    Survey,
)
from foundation.kernel.errors import Invalid
from foundation.people.choosers import PersonField
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import unit_choices
from foundation.ui.errors import sentence
from foundation.ui.forms import DateField, MoneyField, MonthField, NumberField, WholeField
from metrics.rules import read_value
from usecases.link_forms import CaseField
from usecases.models import UseCase

Text = str | Promise


def choices(words: Mapping[Any, Any]) -> list[tuple[str, Text]]:
    """Choices of an enum from its words, with or without tones."""
    return [(key.value, _(said if isinstance(said, str) else said[0])) for key, said in words.items()]


def long(label: Any, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def reason_field() -> forms.CharField:
    """Why: kept in the history."""
    return forms.CharField(label=_("Reason"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))


def count(label: Any, **kwargs: Any) -> WholeField:
    """A number of people or requests; empty is not told."""
    return WholeField(label=label, required=False, min_value=0, **kwargs)


class AboutCase(CaseField):
    """A visible case, or none."""

    def clean(self, value: Any) -> Any:
        """The case; None when it is left empty and not required."""
        return super().clean(value) if self.required or str(value or "").strip() else None


class AboutForm(forms.Form):
    """What a record is about: a use case, and the unit of the people, by default that of the use case."""

    NEEDS_CASE = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = self.fields
        self.fields = {}
        self.fields["case"] = AboutCase(user, label=_("Use case"), required=self.NEEDS_CASE)
        self.fields["unit"] = forms.ChoiceField(
            label=_("Unit of the people"),
            required=False,
            choices=[("", _("That of the use case")), *unit_choices(user, Permission.READ)],
        )
        self.fields |= own
        for name in ("held_on", "raised_on", "asked_on", "since", "planned_on"):
            if name in self.fields:
                self.fields[name].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """The records behind what is chosen."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        case: UseCase | None = given.get("case")
        if uid := given.get("unit"):
            given["unit"] = Unit.objects.get(uid=uid)
        elif case is not None:
            given["unit"] = case.unit
        elif "case" not in self.errors:
            self.add_error("unit", _("Choose a use case or a unit."))
        return given


class SessionForm(AboutForm):
    """A session of a track."""

    track = forms.ChoiceField(label=_("Track"))
    held_on = DateField(label=_("Day"))
    seats = count(_("Seats"))
    trainer = forms.CharField(label=_("Trainer"), required=False, max_length=LABEL_LENGTH)
    key = forms.CharField(
        label=_("Key"), required=False, max_length=KEY_LENGTH,
        help_text=_("Names the session in files; by default its track and day."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track"].choices = [(track.key, track.label) for track in queries.tracks()]  # type: ignore[attr-defined]


class AttendanceForm(forms.Form):
    """How many attended."""

    attended = WholeField(label=_("Attended"), min_value=0)
    completed = WholeField(label=_("Completed"), min_value=0)
    rating = NumberField(
        label=_("Satisfaction"), required=False, min_value=1, max_value=5, decimal_places=3,
        help_text=_("Mean from 1 to 5."),
    )  # fmt: skip
    ratings = count(_("Answers"), help_text=_("How many the mean rests on."))


class ReasonForm(forms.Form):
    """Why."""

    reason = reason_field()


class ScopeForm(AboutForm):
    """How many people are to be trained."""

    track = forms.ChoiceField(label=_("Track"))
    people = WholeField(
        label=_("People in scope"),
        min_value=0,
        help_text=_("Of the unit with all below it; the newest statement counts."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track"].choices = [(track.key, track.label) for track in queries.tracks()]  # type: ignore[attr-defined]


class FeaturesField(forms.CharField):
    """Uses of features, one on each line as "name: count"; cleans to a mapping."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 3}),
            label=_("Uses of features"),
            help_text=_("One on each line, as “Summaries: 1200”."), **kwargs,
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        """What the input shows of a mapping."""
        return "\n".join(f"{name}: {uses}" for name, uses in value.items()) if isinstance(value, dict) else value

    def clean(self, value: Any) -> Any:
        """The mapping; raises ValidationError for a line that is none."""
        found: dict[str, int] = {}
        for line in super().clean(value).splitlines():
            name, mark, uses = (part.strip() for part in line.rpartition(":"))
            if not line.strip():
                continue
            if not (mark and 0 < len(name) <= FEATURE_LENGTH and uses.isascii() and uses.isdigit() and len(uses) < 11):
                raise ValidationError(_("Write each line as a name, a colon and a whole number."))
            found[name] = int(uses)
        return found


class UsersFigures(forms.Form):
    """The figures of users."""

    targeted = count(_("Targeted"), help_text=_("People of the unit who should use it."))
    invited = count(_("Invited"))
    activated = count(_("Reached first value"), help_text=_("Of those invited, how many have done real work with it."))
    active_monthly = count(_("Active in the month"))
    active_weekly = count(_("Active in a week"), help_text=_("Mean over the weeks of the month."))
    onboarding_days = NumberField(
        label=_("Days to first value"), required=False, min_value=0, decimal_places=2,
        help_text=_("Median from invitation to first value."),
    )  # fmt: skip
    features = FeaturesField()


class UsersForm(AboutForm, UsersFigures):
    """Users of a use case in a month."""

    NEEDS_CASE = True
    month = MonthField(label=_("Month"))
    field_order = ["case", "unit", "month", *Usage.COUNTED]


class SupportFiguresForm(forms.Form):
    """The figures of support."""

    opened = count(_("Opened"))
    resolved = count(_("Resolved"))
    reopened = count(_("Opened again"))
    first_response_hours = NumberField(
        label=_("Hours to first response"), required=False, min_value=0, decimal_places=2, help_text=_("Median.")
    )
    resolution_hours = NumberField(
        label=_("Hours to resolution"), required=False, min_value=0, decimal_places=2,
        help_text=_("Median, without waiting for the user."),
    )  # fmt: skip


class SupportForm(AboutForm, SupportFiguresForm):
    """Requests about a use case at a tier in a month."""

    NEEDS_CASE = True
    month = MonthField(label=_("Month"))
    tier = forms.ChoiceField(label=_("Tier"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [(tier.key, tier.label) for tier in support_model().parsed.tiers]  # type: ignore[attr-defined]
        self.order_fields(["case", "unit", "month", "tier"])


class CountsField(forms.CharField):
    """How often each answer of a scale was given, from the lowest up; cleans to a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=300, label=_("Answers"), widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            help_text=_("How often each answer was given, from the lowest to the highest, separated by commas."),
            **kwargs,
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        """What the input shows of a list."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The counts; raises ValidationError for what is no whole number."""
        parts = super().clean(value).replace(";", ",").split(",")
        if not all(part.strip().isascii() and part.strip().isdigit() and len(part.strip()) < 11 for part in parts):
            raise ValidationError(_("Write whole numbers with commas between them, for example 2, 3, 10, 40, 45."))
        return [int(part) for part in parts]


class SurveyForm(AboutForm):
    """A survey."""

    kind = forms.ChoiceField(
        label=_("Scale"), choices=choices(SURVEYS),
        help_text=_("Eleven counts for recommending, from 0 to 10; five for satisfaction, from 1 to 5."),
    )  # fmt: skip
    title = forms.CharField(label=_("Question"), max_length=LABEL_LENGTH)
    asked_on = DateField(label=_("Asked on"))
    counts = CountsField()
    invited = count(_("Asked"), help_text=_("How many people were asked."))
    note = forms.CharField(label=_("Note"), required=False, max_length=NOTE_LENGTH)


class SurveyFigures(forms.Form):
    """The counts of a survey."""

    counts = CountsField()
    invited = count(_("Asked"))


class OwnedForm(AboutForm):
    """A record that somebody sees to."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["owner"] = PersonField(user, label=_("Owner"))


class CommunicationFields(forms.Form):
    """What is told to whom."""

    audience = forms.CharField(label=_("Audience"), max_length=LABEL_LENGTH)
    message = long(_("Message"))
    channel = forms.ChoiceField(label=_("Channel"), choices=choices(CHANNELS))
    planned_on = DateField(label=_("Day"))


class CommunicationForm(OwnedForm, CommunicationFields):
    """A communication that is new."""


class ReviseForm(CommunicationFields):
    """A communication as it should be."""

    def __init__(self, *args: Any, user: User, also: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonField(user, also=[also], label=_("Owner"))


class SentForm(forms.Form):
    """When it was sent."""

    sent_on = DateField(label=_("Sent on"))


class ChampionForm(AboutForm):
    """Who helps colleagues."""

    name = forms.CharField(label=_("Name"), max_length=LABEL_LENGTH)
    since = DateField(label=_("Since"))


class ReleaseForm(forms.Form):
    """Until when."""

    until = DateField(label=_("Last day"))


class ResistanceForm(OwnedForm):
    """Who refuses what, and why."""

    reason = forms.ChoiceField(label=_("Reason"), choices=choices(REASONS))
    statement = long(_("What they say"), help_text=_("In their words as far as you can."))
    people = count(_("People concerned"))
    raised_on = DateField(label=_("Raised on"))


class StepForm(forms.Form):
    """What was done about it."""

    kind = forms.ChoiceField(label=_("What was done"), choices=choices(STEPS))
    what = long(_("How, and what came of it"))
    done_on = DateField(label=_("Day"))


class CloseForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=choices(OUTCOMES))
    what = long(_("What was agreed"))


class FeedbackForm(AboutForm):
    """What somebody says."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices(SAYINGS))
    what = long(_("What you want to say"))


class AnswerForm(forms.Form):
    """What becomes of it."""

    state = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=choices({key: said for key, said in ANSWERS.items() if key != Answer.NEW}),
    )
    answer = long(_("Answer"))


class MetricsField(forms.CharField):
    """Measures before and after, one on each line as "name; unit; before; after"; cleans to a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 4}),
            label=_("Before and after"),
            help_text=_("On each line: name; unit; before; after. For example “Time to an answer; hours; 24; 0.5”."),
            **kwargs,
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        """The measures; raises ValidationError for a line that is none."""
        found: list[Metric] = []
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            parts = [part.strip() for part in line.split(";")]
            if len(parts) != 4 or not parts[0]:
                raise ValidationError(_("Write each line as: name; unit; before; after."))
            try:
                before, after = (read_value(part) if part else None for part in parts[2:])
            except Invalid as error:
                raise ValidationError(sentence(error)) from None
            found.append((parts[0], parts[1], before, after))
        return found


class PilotForm(AboutForm):
    """What a pilot changed, and what was learned."""

    NEEDS_CASE = True
    title = forms.CharField(label=_("Title"), max_length=LABEL_LENGTH)
    summary = long(_("Summary"), required=False)
    period_from = DateField(label=_("First day"))
    period_to = DateField(label=_("Last day"))
    metrics = MetricsField()
    savings = MoneyField(label=_("Savings a year"), required=False)
    lessons = long(_("Lessons"), rows=5, help_text=_("One on each line."))


class RetrospectiveForm(AboutForm):
    """What a team keeps and changes."""

    title = forms.CharField(label=_("Title"), max_length=LABEL_LENGTH)
    held_on = DateField(label=_("Held on"))
    went_well = long(_("What went well"))
    to_change = long(_("What to change"))
    actions = long(_("Actions"), required=False, help_text=_("At most three, one on each line, each with a name."))


class IdeaForm(AboutForm):
    """An idea."""

    title = forms.CharField(label=_("Title"), max_length=LABEL_LENGTH)
    problem = long(_("Problem it solves"))


class NoForm(forms.Form):
    """A command that takes nothing."""


class ImportForm(forms.Form):
    """A file, and what it holds."""

    kind = forms.ChoiceField(
        label=_("The file holds"),
        choices=[("users", _("Users by month")), ("attendance", _("Attendance")), ("support", _("Support by month"))],
    )
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX; the templates show the columns."))


def correction(figures: type[forms.Form]) -> type[forms.Form]:
    """A form of figures with the reason why they are corrected."""
    return type(f"Correct{figures.__name__}", (figures,), {"reason": reason_field()})


def scale_of(row: SurveyResult) -> list[tuple[int, int]]:
    """Each answer of a survey's scale, and how often it was given."""
    return list(zip(SCALES[Survey(row.kind)], row.counts, strict=True))


def exact(value: Decimal | None) -> str | None:
    """A figure as an input shows it."""
    return None if value is None else f"{value.normalize():f}"
