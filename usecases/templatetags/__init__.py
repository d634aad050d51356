"""Tags that templates of use cases and of the portfolio share."""
