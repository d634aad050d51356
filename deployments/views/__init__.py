"""Pages of rollouts and gates."""
