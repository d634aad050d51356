"""Work that the worker does for the portfolio."""

from portfolio.tasks import scenarios

__all__ = ["scenarios"]
