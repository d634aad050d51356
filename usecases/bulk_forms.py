"""What an act on several cases asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.people.choosers import PersonField
from foundation.people.models import User
from usecases.case_forms import TagsField
from usecases.forms import ReasonForm, ResumeForm
from usecases.services.bulk import Act


class OwnerForm(forms.Form):
    """Who carries the cases from now on; nobody when it is left empty."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonField(
            user, label=_("Owner"), help_text=_("Left empty, the use cases have no owner.")
        )


class TagsForm(forms.Form):
    """Tags that each of the cases gets or loses."""

    tags = TagsField(label=_("Tags"), max_length=4000, help_text=_("With commas between them."))


class EndForm(ReasonForm):
    """How the cases end, and why; one that cannot end so is refused and says it."""

    field_order = ("to", "reason")
    to = forms.ChoiceField(
        label=_("End as"),
        widget=forms.RadioSelect,
        choices=[
            ("killed", _("Killed: stopped before or during its rollout")),
            ("retired", _("Retired: it has served its time")),
        ],
    )


def form_of(act: Act, data: Any, user: User) -> forms.Form:
    """Return the form of an act, bound when `data` is given."""
    if act == Act.OWNER:
        return OwnerForm(data, user=user)
    if act in (Act.TAG, Act.UNTAG):
        return TagsForm(data)
    return {Act.HOLD: ReasonForm, Act.RESUME: ResumeForm, Act.CLOSE: EndForm}[act](data)
