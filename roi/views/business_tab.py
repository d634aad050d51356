"""The tab "Business case" of a use case's page."""

from collections.abc import Mapping
from typing import Any

from foundation.people.http import Request
from roi import business_figures as figures
from roi import business_queries
from roi.rules import worth
from usecases.models import UseCase

KEY = "business-case"


def context(request: Request, case: UseCase) -> Mapping[str, Any]:
    """What the tab shows: the figures of the current version, and how the promise is kept."""
    found = business_queries.versions(case)
    version = found.current
    if version is None:
        return {"version": None}
    content = version.says
    base = worth.worth(content)
    return {
        "version": version,
        "title": figures.title(version, base),
        "figures": figures.headline(content, base),
        "promise": found.promise,
        "kept": business_queries.kept(found.promise) if found.promise else None,
    }
