"""What a spec refuses: lengths that do not fit, unknown tones, links that leave the site. All raise ValueError."""

from collections.abc import Sequence
from typing import Protocol

from foundation.charts import palette


class Valued(Protocol):
    """A series with its values."""

    @property
    def values(self) -> Sequence[object]: ...


def check_series(count: int, series: Sequence[Valued]) -> None:
    """Refuse series without a value for each of `count` names."""
    if any(len(one.values) != count for one in series):
        raise ValueError("every series needs a value per category")


def check_lengths(count: int, *optional: Sequence[object]) -> None:
    """Refuse what is given for some marks only; nothing at all is fine."""
    if any(items and len(items) != count for items in optional):
        raise ValueError("what is given per mark must be given for every mark")


def check_tones(*tones: str) -> None:
    """Refuse tones that the palette lacks."""
    if unknown := [tone for tone in tones if tone not in palette.MARKS]:
        raise ValueError(f"unknown tones: {unknown}")


def check_links(*hrefs: str) -> None:
    """Refuse links that leave the site."""
    for href in hrefs:
        if href and (href[0] not in "/?#" or href[:2] in ("//", "/\\")):
            raise ValueError("a link from a chart stays on this site")
