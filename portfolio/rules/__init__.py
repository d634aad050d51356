"""Weighing criteria, how sure an order is, and choosing under limits: plain Python and numpy."""
