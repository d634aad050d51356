"""Dating a playbook, moving tasks with what depends on them, capacity for a load, and how heavy a risk is."""
