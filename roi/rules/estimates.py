"""An amount that is not known yet: at least, most likely, at most, and how it is spread between them (domain facts D4).

PERT is the beta distribution with the weight 4 on the most likely value. Its variance here is that of the beta
distribution, (mean - low)(high - mean) / 7; the textbook's ((high - low) / 6)^2 is `classic_variance`.
"""

from decimal import Decimal
from enum import StrEnum

import msgspec

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _


class Shape(StrEnum):
    """How values are spread between the two ends."""

    PERT = "pert"
    TRIANGULAR = "triangular"
    FIXED = "fixed"


SHAPES: dict[Shape, str] = {
    Shape.PERT: _("PERT: mostly near the likely value"),
    Shape.TRIANGULAR: _("Triangular: the ends count more"),
    Shape.FIXED: _("Fixed: known for certain"),
}


class Estimate(msgspec.Struct, frozen=True):
    """Three points; all the same for an amount that is known."""

    low: Decimal
    likely: Decimal
    high: Decimal
    shape: Shape = Shape.PERT

    @property
    def spread(self) -> Decimal:
        """From the one end to the other."""
        return self.high - self.low

    @property
    def mean(self) -> Decimal:
        """The average of what can come."""
        if self.shape == Shape.TRIANGULAR:
            return (self.low + self.likely + self.high) / 3
        return (self.low + 4 * self.likely + self.high) / 6 if self.shape == Shape.PERT else self.likely

    @property
    def variance(self) -> Decimal:
        """The squared deviation expected: of the triangular or of the beta distribution."""
        low, likely, high = self.low, self.likely, self.high
        if self.shape == Shape.TRIANGULAR:
            squares = low**2 + likely**2 + high**2
            return (squares - low * likely - low * high - likely * high) / 18
        return (self.mean - low) * (high - self.mean) / 7 if self.shape == Shape.PERT else Decimal(0)

    @property
    def classic_variance(self) -> Decimal:
        """The variance that textbooks of network planning use."""
        return (self.spread / 6) ** 2

    @property
    def exponents(self) -> tuple[Decimal, Decimal]:
        """Alpha and beta of the PERT distribution; raises ZeroDivisionError (decimal) without a spread."""
        return 1 + 4 * (self.likely - self.low) / self.spread, 1 + 4 * (self.high - self.likely) / self.spread

    def quantile(self, share: Decimal) -> Decimal:
        """Return the value below which a share (0 to 1) of a triangular estimate lies."""
        low, likely, high = self.low, self.likely, self.high
        if not self.spread:
            return likely
        turn = (likely - low) / self.spread
        if share <= turn:
            return low + (share * self.spread * (likely - low)).sqrt()
        return high - ((1 - share) * self.spread * (high - likely)).sqrt()


def check(estimate: Estimate, *, field: str) -> Estimate:
    """Return an estimate whose points are in order; raises Invalid at `field`."""
    if not all(point.is_finite() for point in (estimate.low, estimate.likely, estimate.high)):
        raise Invalid(_("Enter a number."), field=field)
    if not estimate.low <= estimate.likely <= estimate.high:
        raise Invalid(_("An estimate rises: at least, most likely, at most."), field=field)
    if estimate.shape == Shape.FIXED and estimate.spread:
        raise Invalid(
            _("A fixed amount has no range. Choose PERT or triangular, or leave the two ends empty."), field=field
        )
    return estimate
