"""Pages of plans, programs and risks."""
