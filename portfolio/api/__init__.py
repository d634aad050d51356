"""The portfolio in the API."""

from typing import Any

from django.urls import URLPattern

ROUTES: list[tuple[str, Any, str]] = []
URLS: list[URLPattern] = []
