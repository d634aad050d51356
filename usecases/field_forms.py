"""Forms of the register's own set-up: added fields and tags."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import NumberField
from usecases import queries
from usecases.models import CustomField
from usecases.models_register import HELP_LENGTH, LABEL_LENGTH, TAG_LENGTH, UNIT_LENGTH
from usecases.rules import custom
from usecases.rules.custom import Kind


def _limit(label: Any) -> NumberField:
    return NumberField(label=label, required=False, max_digits=custom.DIGITS, decimal_places=custom.DECIMALS)


class FieldForm(forms.Form):
    """A field: its kind is chosen once. A bound field edits an existing one, with an input for each of its choices."""

    label = forms.CharField(label=_("Name"), max_length=LABEL_LENGTH)
    kind = forms.ChoiceField(label=_("Kind"), help_text=_("It stays as it is chosen now."))
    help = forms.CharField(
        label=_("Help"), max_length=HELP_LENGTH, required=False, help_text=_("Shown below the name of the field.")
    )
    unit = forms.CharField(
        label=_("Unit of a number"), max_length=UNIT_LENGTH, required=False, help_text=_("Such as people, hours or %.")
    )
    lowest = _limit(_("Lowest number"))
    highest = _limit(_("Highest number"))
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Of a choice: one on each line."),
    )

    def __init__(self, *args: Any, field: CustomField | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field = field.as_field() if field else None
        if self.field is None:
            self.fields["kind"].choices = queries.kind_choices()  # type: ignore[attr-defined]
            return
        del self.fields["kind"]
        if self.field.kind != Kind.NUMBER:
            for name in ("unit", "lowest", "highest"):
                del self.fields[name]
        if self.field.kind != Kind.CHOICE:
            del self.fields["choices"]
            return
        self.fields["choices"].label = _("New choices")
        self.fields["choices"].help_text = _("One on each line.")
        for choice in self.field.choices:
            self.fields[f"choice_{choice.key}"] = forms.CharField(
                label=choice.label, max_length=LABEL_LENGTH, initial=choice.label
            )
            self.fields[f"offered_{choice.key}"] = forms.BooleanField(
                label=_("Offered"), required=False, initial=not choice.is_retired
            )
        self.order_fields([name for name in self.fields if name != "choices"] + ["choices"])

    @staticmethod
    def initial_of(row: CustomField) -> dict[str, Any]:
        """What the form shows of a field."""
        field = row.as_field()
        plain = {
            name: None if (value := getattr(field, name)) is None else custom.plain(value)
            for name in ("lowest", "highest")
        }
        return {"label": field.label, "help": field.help, "unit": field.unit, **plain}

    def values(self) -> dict[str, Any]:
        """The clean fields for the services."""
        data = dict(self.cleaned_data)
        lines = [line.strip() for line in data.pop("choices", "").splitlines() if line.strip()]
        names = ("label", "kind", "help", "unit", "lowest", "highest")
        values: dict[str, Any] = {name: data[name] for name in names if name in data}
        values["choices"] = lines
        if self.field is not None and self.field.kind == Kind.CHOICE:
            keys = [choice.key for choice in self.field.choices]
            values["renamed"] = {key: data[f"choice_{key}"] for key in keys}
            values["retired"] = [key for key in keys if not data[f"offered_{key}"]]
        return values

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The bound fields but those of the choices there are."""
        return [bound for bound in self if not bound.name.startswith(("choice_", "offered_"))]

    @property
    def choice_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Name and "offered" of each choice there is."""
        if self.field is None:
            return []
        return [
            (self[f"choice_{c.key}"], self[f"offered_{c.key}"]) for c in self.field.choices if "choices" in self.fields
        ]


class TagForm(forms.Form):
    """The new name of a tag."""

    name = forms.CharField(
        label=_("Name"),
        max_length=TAG_LENGTH,
        help_text=_("With the name of another tag, the two become one."),
    )
