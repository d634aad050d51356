"""How heavy a risk is: likelihood times impact, each from 1 to 5."""

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone

LEAST, MOST = 1, 5
LIKELIHOODS = {1: _("Rare"), 2: _("Unlikely"), 3: _("Possible"), 4: _("Likely"), 5: _("Almost certain")}
IMPACTS = {1: _("Negligible"), 2: _("Minor"), 3: _("Moderate"), 4: _("Major"), 5: _("Severe")}
BANDS = (
    (15, _("Extreme"), Tone.BAD),
    (10, _("High"), Tone.WARN),
    (5, _("Moderate"), Tone.INFO),
    (1, _("Low"), Tone.GOOD),
)
"""From which product on a band counts. The cuts are this product's own; the documents name none."""


def check_scale(value: int, *, field: str) -> int:
    """Return the value. Raises Invalid at `field` unless it lies from 1 to 5."""
    if not LEAST <= value <= MOST:
        raise Invalid(_("Choose a value from 1 to 5."), field=field)
    return value


def weight(likelihood: int | None, impact: int | None) -> int | None:
    """Return likelihood × impact, 1 to 25; None while one of them is not rated."""
    return None if likelihood is None or impact is None else likelihood * impact


def band(value: int) -> tuple[str, Tone]:
    """Return word and tone of a weight from 1 to 25."""
    return next((word, tone) for cut, word, tone in BANDS if value >= cut)
