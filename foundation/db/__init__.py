"""Columns and base models that every app shares."""
