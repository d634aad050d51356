"""Work that the worker does for the portfolio."""
