"""The demonstration organization: invented people, use cases and figures, made by the commands that everybody uses."""
