"""Work that the worker does for the portfolio."""

from portfolio.tasks import certainty, scenarios

__all__ = ["certainty", "scenarios"]
