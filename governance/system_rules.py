"""What the card of an AI system holds, and which of it may be made public."""

from foundation.kernel.text import gettext_noop as _

FIELDS: dict[str, str] = {
    "unit": _("Unit"),
    "problem": _("Problem it solves"),
    "purpose": _("Purpose"),
    "intended_use": _("Intended use"),
    "limits": _("Known limits"),
    "data": _("Data"),
    "personal_data": _("Personal data"),
    "model": _("Model"),
    "vendor": _("Vendor"),
    "human_oversight": _("Human oversight"),
    "impact": _("Impact on people"),
    "measures": _("How it is measured"),
    "tier": _("Risk tier"),
    "stage": _("Stage"),
    "approval": _("Approval"),
    "contact": _("Contact"),
}
"""Every field that can be made public, in the order of the card. No person is among them."""
