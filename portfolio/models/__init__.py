"""What the portfolio keeps: rounds of weighing, results on how sure the order is, scenarios."""
