"""The tabs above every page of the portfolio."""

from typing import Any

from django import template
from django.urls import reverse

from usecases import hooks

register = template.Library()


@register.inclusion_tag("usecases/_portfolio_tabs.html")
def portfolio_tabs(active: str) -> dict[str, Any]:
    """Draw the tabs: the ranking and the pages that apps above registered; `active` is the key of the page shown."""
    pages = [
        {"label": page.label, "url": reverse(page.url_name), "active": page.key == active}
        for page in hooks.portfolio_pages()
    ]
    return {"pages": pages, "on_ranking": active == "ranking", "ranking_url": reverse("usecases:portfolio")}


@register.simple_tag
def portfolio_page(key: str) -> str:
    """Return the address of a page that an app above registered, blank when there is none by this key."""
    return next((reverse(page.url_name) for page in hooks.portfolio_pages() if page.key == key), "")
