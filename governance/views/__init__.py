"""Pages of reviews, conditions and boards."""
