"""Forms of training: sessions, attendance and scopes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adoption import queries
from adoption.forms.about import AboutForm, count
from adoption.models import KEY_LENGTH, LABEL_LENGTH
from foundation.ui.forms import DateField, NumberField, WholeField


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
