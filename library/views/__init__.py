"""Pages of the library: reading it, writing drafts, and carrying documents between installations."""
