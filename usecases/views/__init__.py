"""Pages of use cases and of the portfolio."""
