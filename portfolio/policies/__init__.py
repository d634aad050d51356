"""Who may do what in the portfolio, and when."""
