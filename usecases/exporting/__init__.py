"""Taking use cases out: one case, or the register with everything that is linked to it."""
