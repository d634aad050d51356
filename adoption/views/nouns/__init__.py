"""The records of adoption, said once: what each list, form and page shows, and which commands a record takes.

All look alike, so one set of views (`pages`) draws them.
"""

from collections.abc import Mapping

from adoption.views.nouns import change, figures, learning, training
from adoption.views.nouns.noun import Act, Noun

__all__ = ["NOUNS", "Act", "Noun"]

NOUNS: Mapping[str, Noun] = {
    "users": figures.USERS,
    "sessions": training.SESSIONS,
    "scopes": training.SCOPES,
    "surveys": figures.SURVEYS,
    "communications": change.COMMUNICATIONS,
    "champions": change.CHAMPIONS,
    "resistance": change.RESISTANCE,
    "feedback": change.FEEDBACK,
    "support": figures.SUPPORT,
    "lessons": learning.LESSONS,
    "retrospectives": learning.RETROSPECTIVES,
    "ideas": learning.IDEAS,
}
"""In the order of their tabs."""
