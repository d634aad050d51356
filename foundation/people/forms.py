"""The shape of what is typed about people, units, roles and tokens."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import READ_SCOPE, WRITE_SCOPE, unit_choices
from foundation.people.roles import ROLES
from foundation.ui.forms import DateField


class UnitChoice(forms.ChoiceField):
    """A choice among the units on which a permission counts; cleans to the unit, or None when left empty."""

    def __init__(self, actor: Actor, permission: Permission, **kwargs: Any) -> None:
        choices = unit_choices(actor, permission)
        if not kwargs.get("required", True):
            choices = [("", str(kwargs.pop("empty_label", "–"))), *choices]
        super().__init__(choices=choices, **kwargs)

    def clean(self, value: Any) -> Unit | None:
        chosen = super().clean(value)
        return Unit.objects.get(uid=chosen) if chosen else None


def zone_choices() -> list[tuple[str, str]]:
    """All time zones by name, UTC first."""
    return [("UTC", "UTC"), *((name, name) for name in sorted(available_timezones()) if "/" in name)]


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    username = forms.CharField(label=_("Username"), max_length=60, help_text=_("Letters, digits, dots, hyphens."))
    email = forms.EmailField(label=_("Email"), required=False)
    title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices, initial="UTC")
    password = forms.CharField(
        label=_("First password"),
        required=False,
        widget=forms.PasswordInput,
        help_text=_("At least 12 characters. Left empty, the person cannot sign in with a password."),
    )

    def clean_password(self) -> str | None:
        from django.contrib.auth.password_validation import validate_password

        value = self.cleaned_data["password"]
        if value:
            validate_password(value)
        return value or None


class ProfileForm(forms.Form):
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Times are shown in this zone.")
    )


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=[(role.key, _(role.name)) for role in ROLES.values()])
    starts_on = DateField(label=_("From"), required=False)
    ends_on = DateField(label=_("Until"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitChoice(
            actor, Permission.PEOPLE_MANAGE, label=_("Unit"), help_text=_("The role counts for the units below it too.")
        )
        self.order_fields(["role", "unit", "starts_on", "ends_on"])


class UnitForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=250)
    code = forms.CharField(label=_("Short code"), max_length=40, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("division", _("Division")),
            ("department", _("Department")),
            ("team", _("Team")),
            ("process", _("Process")),
        ],
        initial="department",
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = UnitChoice(actor, Permission.PEOPLE_MANAGE, label=_("Below"))
        self.order_fields(["parent", "name", "code", "kind"])


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"), max_length=120, help_text=_("For example: Power BI, finance report.")
    )
    scopes = forms.ChoiceField(
        label=_("May"),
        choices=[(READ_SCOPE, _("read")), (f"{READ_SCOPE},{WRITE_SCOPE}", _("read and write, as I may myself"))],
    )
    expires_on = DateField(
        label=_("Expires on"), required=False, help_text=_("Left empty, it lasts until it is revoked.")
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitChoice(
            actor, Permission.READ, label=_("Only for"), required=False, empty_label=_("Everything I can see")
        )
        self.order_fields(["name", "scopes", "unit", "expires_on"])

    def clean_scopes(self) -> list[str]:
        return str(self.cleaned_data["scopes"]).split(",")
