"""Forms of change: communications, champions, resistance and feedback."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adoption.forms.about import AboutForm, choices, count, long
from adoption.models import LABEL_LENGTH
from adoption.workflow import ANSWERS, CHANNELS, OUTCOMES, REASONS, SAYINGS, STEPS, Answer
from foundation.people.choosers import PersonField
from foundation.people.models import User
from foundation.ui.forms import DateField


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
