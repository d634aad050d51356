"""What the page of a support model shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from library.kinds.support_model import SupportModel

DIRECTIONS = {
    "higher": _("Higher is better"),
    "lower": _("Lower is better"),
    "watched": _("Neither; a change needs a reason"),
}


def context(model: SupportModel) -> dict[str, Any]:
    return {"measures": [(measure, DIRECTIONS[measure.better]) for measure in model.measures]}
