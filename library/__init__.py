"""Versioned content: what the office measures, asks, routes and decides by."""
