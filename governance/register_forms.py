"""The shape of what people enter about exceptions and findings; the rules are in the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.people.choosers import PersonField
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.ui.forms import DateField
from governance.incident_forms import UnitField, long_text
from governance.models import Finding
from governance.models.findings import TITLE_LENGTH
from governance.register_rules import Grade, Origin
from governance.services.exceptions import POLICIES
from library import queries as library
from usecases.link_forms import CaseField


class ExceptionForm(forms.Form):
    """A wish to depart from a policy."""

    policy = forms.ChoiceField(label=_("Policy"))
    reason = long_text(label=_("Why it cannot be kept"))
    measures = long_text(label=_("What makes up for it meanwhile"))
    until = DateField(label=_("Until"), help_text=_("A year at most. An extension is decided anew."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = self.fields["policy"]
        assert isinstance(policy, forms.ChoiceField)
        groups = library.latest("policy_set", POLICIES).parsed.groups
        policy.choices = [
            ("", _("Choose")), *((group.label, [(row.key, row.label) for row in group.policies]) for group in groups)
        ]  # fmt: skip


class DecideExceptionForm(forms.Form):
    """Granting or refusing."""

    grant = forms.TypedChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("Grant it")), ("no", _("Refuse it"))],
    )  # fmt: skip
    reason = long_text(label=_("Reasons"), help_text=_("Read by everybody who reads the use case."))


class FindingForm(forms.Form):
    """A finding."""

    title = forms.CharField(label=_("Finding, in one line"), max_length=TITLE_LENGTH)
    description = long_text(label=_("What was found, and why it matters"), rows=6)
    origin = forms.ChoiceField(label=_("Source"), choices=[(row.value, _(row.label)) for row in Origin])
    report = forms.CharField(
        label=_("Report"), max_length=TITLE_LENGTH, required=False, help_text=_("Its name or number, if there is one.")
    )
    grade = forms.ChoiceField(
        label=_("Grade"), widget=forms.RadioSelect, choices=[(row.value, _(row.label)) for row in Grade]
    )
    due = DateField(label=_("To be mended by"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(user, Permission.FINDING_RAISE, label=_("Unit"))
        self.fields["case"] = CaseField(user, label=_("Use case"), required=False)
        self.fields["owner"] = PersonField(
            user, label=_("Owner"), required=True, help_text=_("Mends it; somebody else closes it.")
        )


class ReassignForm(forms.Form):
    """Another owner or day for a finding."""

    due = DateField(label=_("To be mended by"))
    reason = long_text(label=_("Reason"))

    def __init__(self, data: Any, user: User, finding: Finding) -> None:
        super().__init__(data, initial={"owner": finding.owner, "due": finding.due})
        self.fields["owner"] = PersonField(user, also=[finding.owner], label=_("Owner"), required=True)
        self.order_fields(["owner", "due", "reason"])
