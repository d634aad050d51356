"""The shape of what people enter about law and policies; the rules are in the services."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import DateField, NumberField
from governance import rules_compliance
from governance.rules import REASON_LIMIT
from governance.services.compliance import FIRST_DAY, LAST_DAY
from governance.workflow import PolicyAnswer
from library.kinds.policy_set import Policy
from library.kinds.procedure import Question
from library.kinds.regulation import Regulation

YES, NO, NONE = "yes", "no", "none"


class RegulationForm(forms.Form):
    """The questions of a regulation, each yes or no or entries of its list, with room for the reason."""

    on = DateField(
        label=_("For which day"), earliest=FIRST_DAY, latest=LAST_DAY,
        help_text=_("Usually today, or the day on which it is to be used first: what applies depends on the day."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("What has changed"), required=False, max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the result asks for less than the last one."),
    )  # fmt: skip

    def __init__(self, *args: Any, law: Regulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = rules_compliance.lists(law)
        self._choosing: set[str] = set()
        for key, question in rules_compliance.questions(law).items():
            choose = question.choose if isinstance(question, Question) else None
            if choose:
                self._choosing.add(key)
                self.fields[key] = forms.MultipleChoiceField(
                    label=question.ask, required=False, widget=forms.CheckboxSelectMultiple,
                    choices=[*((entry.key, entry.label) for entry in offered[choose]), (NONE, _("None of these"))],
                )  # fmt: skip
            else:
                self.fields[key] = forms.ChoiceField(
                    label=question.ask, required=False, widget=forms.RadioSelect,
                    choices=[(YES, _("Yes")), (NO, _("No"))],
                )  # fmt: skip
            self.fields[f"reason-{key}"] = forms.CharField(
                label=_("Reason"), required=False, max_length=REASON_LIMIT,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    @staticmethod
    def initial_of(answers: Mapping[str, Any], reasons: Mapping[str, str], on: date) -> dict[str, Any]:
        """What the form shows of answers given before."""
        shown: dict[str, Any] = {"on": on} | {f"reason-{key}": text for key, text in reasons.items()}
        for key, answer in answers.items():
            shown[key] = (list(answer) or [NONE]) if isinstance(answer, list) else YES if answer else NO
        return shown

    def clean(self) -> dict[str, Any]:
        """Refuse entries that were picked together with "none of these"."""
        cleaned = super().clean() or {}
        for key in self._choosing:
            picked = cleaned.get(key) or []
            if NONE in picked and len(picked) > 1:
                self.add_error(key, gettext("Pick entries, or none of these; not both."))
        return cleaned

    @property
    def _values(self) -> Mapping[str, Any]:
        return self.cleaned_data if self.is_bound else self.initial

    def answers(self) -> dict[str, Any]:
        """The answers by question; an open one is left out."""
        found: dict[str, Any] = {}
        for key in self.fields:
            value = self._values.get(key)
            if key in self._choosing and value:
                found[key] = [entry for entry in value if entry != NONE]
            elif value in (YES, NO) and key not in ("on", "note"):
                found[key] = value == YES
        return found

    def reasons(self) -> dict[str, str]:
        """The reasons by question."""
        return {
            name.removeprefix("reason-"): self._values.get(name, "")
            for name in self.fields
            if name.startswith("reason-") and self._values.get(name)
        }


class PolicyForm(forms.Form):
    """Whether a case meets a policy."""

    answer = forms.ChoiceField(label=_("Does the use case meet it?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you looked at and what it shows; those who decide read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (answer.value, gettext(answer.label))
            for answer in PolicyAnswer
            if answer != PolicyAnswer.NOT_APPLICABLE or policy.not_applicable_when
        ]
        if policy.not_applicable_when:
            field.help_text = gettext("It does not apply when: %(when)s") % {"when": policy.not_applicable_when}


class FinesForm(forms.Form):
    """What the highest fines depend on."""

    turnover = NumberField(
        label=_("Worldwide yearly turnover"), unit=_("million EUR"), required=False, min_value=Decimal(0),
        max_value=Decimal(10_000_000),
    )  # fmt: skip
    small = forms.BooleanField(label=_("A small or medium company, or a small mid-cap"), required=False)
