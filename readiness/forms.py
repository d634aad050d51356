"""The shape of what is typed about assessments, raters, action items and processes."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.kernel.errors import Invalid
from foundation.people.actors import Actor
from foundation.people.forms import UnitChoice
from foundation.people.models import Grant, Unit, User
from foundation.people.permissions import Permission
from foundation.people.roles import ROLES
from foundation.ui.errors import sentence
from foundation.ui.forms import DateField
from library import queries as library
from library.kinds.instrument import Instrument
from readiness.models import ActionItem, Settlement
from readiness.services import Mark
from readiness.subjects import Subject
from readiness.workbooks import check_size
from readiness.workflow import MODE_LABELS, Mode

NOT_KNOWN = "not_known"
Groups = list[tuple[str | Promise, list[tuple[str, str]]]]


def instrument_choices(suits: str = "") -> Groups:
    """The latest version of each instrument by title: those meant for such a subject first."""
    meant: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for document in library.published("instrument"):
        (meant if suits in document.parsed.suits else others).append((document.slug, document.title))
    return [group for group in ((_("Meant for this"), meant), (_("Others"), others)) if group[1]]


class StartForm(forms.Form):
    """With which instrument, and how, a subject that is already chosen is assessed."""

    subject = forms.CharField(widget=forms.HiddenInput)
    instrument = forms.ChoiceField(label=_("Instrument"))
    mode = forms.ChoiceField(
        label=_("Filled"),
        choices=[(mode.value, _(MODE_LABELS[mode])) for mode in Mode],
        initial=Mode.JOINT.value,
        widget=forms.RadioSelect,
    )
    due_on = DateField(label=_("Due"), required=False)

    def __init__(self, subject: Subject, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = instrument_choices(subject.suits)  # type: ignore[attr-defined]
        self.fields["subject"].initial = subject.key

    def clean_mode(self) -> Mode:
        return Mode(self.cleaned_data["mode"])


class InviteForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True),
        to_field_name="uid",
        error_messages={"required": _("Choose at least one person.")},
    )


class ReasonForm(forms.Form):
    """A reason; required unless said otherwise."""

    reason = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required


class SettleForm(forms.Form):
    score = forms.ChoiceField(label=_("Score"))
    reason = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, instrument: Instrument, kept: Settlement | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = instrument.scale
        count = int((scale.highest - scale.lowest) / scale.step)
        steps = [f"{(scale.lowest + scale.step * index).normalize():f}" for index in range(count + 1)]
        self.fields["score"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((step, step) for step in steps),
            (NOT_KNOWN, _("Not known")),
        ]
        if kept:
            score = "" if kept.score is None else f"{kept.score.normalize():f}"
            self.initial = {"score": NOT_KNOWN if kept.not_known else score, "reason": kept.reason}

    @property
    def chosen(self) -> str | Mark:
        """The score chosen, or Mark.NOT_KNOWN."""
        score = str(self.cleaned_data["score"])
        return Mark.NOT_KNOWN if score == NOT_KNOWN else score


class PersonChoice(forms.ModelChoiceField):
    """A choice among the active people who may read a unit."""

    def __init__(self, unit: Unit, **kwargs: Any) -> None:
        roles = [role.key for role in ROLES.values() if Permission.READ in role.permissions]
        grants = Grant.objects.filter(
            Grant.active_on(timezone.localdate()), role__in=roles, unit_id__in=unit.ancestor_ids
        )
        people = User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("name")
        super().__init__(people, to_field_name="uid", **kwargs)


class ActionForm(forms.Form):
    text = forms.CharField(label=_("What is to be done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    due_on = DateField(label=_("Due"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, unit: Unit, *args: Any, item: ActionItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonChoice(unit, label=_("Owner"), required=False, empty_label=_("Nobody yet"))
        self.order_fields(["text", "owner", "due_on"])
        if item is not None:
            self.initial = {
                "text": item.text,
                "owner": item.owner.uid if item.owner else None,
                "due_on": item.due_on,
                "version": item.version,
            }


class CloseActionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[("done", _("Done")), ("dropped", _("Dropped"))], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What came of it, or why it is dropped"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ProcessForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=250)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitChoice(actor, Permission.ASSESS, label=_("Unit"))
        self.order_fields(["unit", "name"])


class WorkbookForm(forms.Form):
    """A filled workbook; one that is too large is refused without being read."""

    file = forms.FileField(
        label=_("Filled workbook"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("XLSX, up to 5 MB. You see what it changes before anything is taken."),
        error_messages={"required": _("Choose a file.")},
    )

    def clean_file(self) -> Any:
        """The file, when it is not too large for a workbook."""
        file = self.cleaned_data["file"]
        try:
            check_size(file.size)
        except Invalid as error:
            raise forms.ValidationError(sentence(error)) from None
        return file
