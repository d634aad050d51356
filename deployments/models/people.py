"""The columns that name a person."""

from typing import Any

from django.conf import settings
from django.db import models


def who(**options: Any) -> "models.ForeignKey[Any, Any]":
    """A column for a person; empty where the product itself acted."""
    options.setdefault("null", True)
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, related_name="+", **options
    )
