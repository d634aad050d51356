"""Reading the portfolio; always only what the actor may see."""
