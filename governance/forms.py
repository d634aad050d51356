"""The shape of what people enter in a review; the rules are in the services."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.choosers import PersonField
from foundation.people.models import Unit, User
from foundation.ui.forms import DateField
from governance.models import Question
from governance.rules import REASON_LIMIT
from governance.workflow import Choice, Verdict

EM_SPACE = "\u2003"


def _reason(**options: Any) -> forms.CharField:
    options.setdefault("label", _("Reason"))
    widget = forms.Textarea(attrs={"rows": options.pop("rows", 4)})
    return forms.CharField(max_length=REASON_LIMIT, widget=widget, **options)


def _questions() -> forms.CharField:
    return _reason(
        label=_("Questions"), required=False, rows=3,
        help_text=_("Only with a return: one a line. Each is answered before the use case comes back."),
    )  # fmt: skip


class SubmitForm(forms.Form):
    """Sending a case into review, with an answer to each question of the return."""

    def __init__(self, *args: Any, questions: Iterable[Question] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questions = {f"answer_{question.uid}": question for question in questions}
        for name, question in self._questions.items():
            by = question.asked_by.name if question.asked_by else ""
            asked = gettext("Asked in round %(round)s: %(step)s, %(by)s")
            words = {"round": question.review.round, "step": question.step.title, "by": by}
            self.fields[name] = _reason(label=question.text, rows=3, help_text=asked % words)
        self.fields["note"] = _reason(
            label=_("Note to those who decide"), required=False,
            help_text=_("What they should look at, and by when you need the decision."),
        )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What `services.submit` takes."""
        answers = {question.uid: self.cleaned_data[name] for name, question in self._questions.items()}
        return {"note": self.cleaned_data["note"], "answers": answers}


class _Judging(forms.Form):
    """A form with questions, one a line."""

    def values(self) -> dict[str, Any]:
        """What the command takes."""
        return self.cleaned_data | {"questions": self.cleaned_data["questions"].splitlines()}


class DecideForm(_Judging):
    """The decision of a holder of a role or of a named person; among several holders one can abstain."""

    verdict = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = _reason(
        required=False, help_text=_("Needed for a return and a rejection; whoever submitted it will read it.")
    )
    questions = _questions()

    def __init__(self, *args: Any, among_several: bool = False, alone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(verdict.value, _(verdict.label)) for verdict in Verdict if not alone or verdict != Verdict.REJECT]
        if among_several:
            choices.append((Choice.ABSTAIN.value, _("Abstain (present, and not for it)")))
        field = self.fields["verdict"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class VoteForm(_Judging):
    """A member's vote."""

    choice = forms.ChoiceField(
        label=_("Your vote"), widget=forms.RadioSelect,
        choices=[
            ("approve", _("For")), ("return", _("Return for changes")), ("reject", _("Against")),
            ("abstain", _("Abstain (present, and not for it)")),
        ],
    )  # fmt: skip
    reason = _reason(
        required=False,
        help_text=_(
            "Needed when you are against or ask for changes. Read by all once the votes are opened, and kept in the "
            "record as your dissent if the board decides otherwise."
        ),
    )
    questions = _questions()


class ReasonForm(forms.Form):
    """An act that is explained in one text."""

    reason = _reason()

    def __init__(self, *args: Any, help_text: Any = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required, self.fields["reason"].help_text = required, help_text


class ConditionForm(forms.Form):
    """A condition on an approval."""

    text = _reason(
        label=_("What must be done"), rows=3, help_text=_("So concrete that somebody else can see whether it is done.")
    )
    owner = forms.ChoiceField(label=_("Owner"), help_text=_("Meets it; somebody else confirms it."))
    due = DateField(label=_("Due"))
    is_blocking = forms.BooleanField(
        label=_("Blocking: no gate is passed before it is met"), required=False, initial=True
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(user.uid): user for user in people}
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = [("", _("Choose")), *((uid, user.name) for uid, user in self._people.items())]

    def values(self) -> dict[str, Any]:
        """What `services.add_condition` takes."""
        return self.cleaned_data | {"owner": self._people[self.cleaned_data["owner"]]}


class MeetForm(forms.Form):
    """What shows that a condition is met."""

    evidence = _reason(
        label=_("Evidence"), help_text=_("What you looked at and what it shows; it is kept with the condition.")
    )


class ReportForm(forms.Form):
    """What the owner of a condition says was done."""

    evidence = _reason(
        label=_("What was done"), help_text=_("What was done, when, and where it can be seen; somebody else checks it.")
    )


class ConveneForm(forms.Form):
    """A board for a unit."""

    unit = forms.ChoiceField(label=_("Unit"), help_text=_("The board decides for this unit and all below it."))
    name = forms.CharField(label=_("Name"), max_length=300, required=False, help_text=_("Empty: as in the library."))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.uid): unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(uid, EM_SPACE * max(unit.depth, 0) + unit.name) for uid, unit in self._units.items()]

    def values(self) -> dict[str, Any]:
        """What `services.convene_board` takes."""
        return self.cleaned_data | {"unit": self._units[self.cleaned_data["unit"]]}


class SeatForm(forms.Form):
    """Who takes a seat."""

    user = forms.ChoiceField(label=_("Member"), help_text=_("People with a board role for this unit."))
    is_alternate = forms.BooleanField(
        label=_("As alternate"), required=False,
        help_text=_("Votes when the seat is vacant, or its member is recused, has a stake, or is absent."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(user.uid): user for user in people}
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *((uid, user.name) for uid, user in self._people.items())]

    def values(self) -> dict[str, Any]:
        """What `services.assign_seat` takes."""
        return self.cleaned_data | {"user": self._people[self.cleaned_data["user"]]}


class DelegationForm(forms.Form):
    """To whom decisions are handed on, from when until when."""

    starts_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Until"), help_text=_("Both days included."))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        receiver = PersonField(
            by, label=_("To"), required=True,
            help_text=_("Somebody who can see what you decide on. With a stake in a case they decide nothing there."),
        )  # fmt: skip
        self.fields = {"receiver": receiver, **self.fields}
