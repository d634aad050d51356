"""Readiness in the browser."""
