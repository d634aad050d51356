"""Reading pages in tests."""

import html
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from foundation.people.models import User

ClientOf = Callable[[User], Client]


def text_of(response: Any) -> str:
    """The page with its entities resolved, so that sentences can be looked for as they are written."""
    return html.unescape(response.content.decode())


def url(name: str, *args: Any) -> str:
    """The address of a page of governance."""
    return reverse(f"governance:{name}", args=args)
