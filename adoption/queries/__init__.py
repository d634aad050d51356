"""Reading adoption: training, users, lessons; always only what the actor may see."""

from adoption.queries.learning import Entry, Offered, found_in_casebooks, lessons_like
from adoption.queries.training import (
    EVERYBODY,
    Coverage,
    Satisfaction,
    coverages,
    satisfaction,
    tracks,
    trained,
    training_coverage,
    training_done,
)
from adoption.queries.usage import (
    Users,
    active_users,
    by_month,
    by_unit,
    features_of,
    latest_month,
    usage_of,
    users,
    visible_usage,
)

__all__ = [
    "EVERYBODY",
    "Coverage",
    "Entry",
    "Offered",
    "Satisfaction",
    "Users",
    "active_users",
    "by_month",
    "by_unit",
    "coverages",
    "features_of",
    "found_in_casebooks",
    "latest_month",
    "lessons_like",
    "satisfaction",
    "tracks",
    "trained",
    "training_coverage",
    "training_done",
    "usage_of",
    "users",
    "visible_usage",
]
