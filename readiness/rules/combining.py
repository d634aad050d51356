"""From what several people say about a factor to one value: the mean of those who know, unless it was settled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean

from library.kinds.instrument import Instrument


@dataclass(frozen=True, slots=True)
class Said:
    """What one person says about one factor; neither a score nor "not known" is no answer yet."""

    score: Decimal | None = None
    not_known: bool = False

    @property
    def is_answer(self) -> bool:
        return self.not_known or self.score is not None


@dataclass(frozen=True, slots=True)
class Combined:
    """The value of one factor. `score` is None when nobody knows, or nobody answered; `settled` by the facilitator."""

    score: Decimal | None
    not_known: bool
    settled: bool = False

    @property
    def is_answer(self) -> bool:
        return self.not_known or self.score is not None


def combine(said: Iterable[Said], settled: Said | None = None) -> Combined:
    """Return the value of a factor from what the raters say; a settlement stands above all of them.

    The mean counts only those who know. "Not known" comes out only where every answer given says so.
    """
    if settled is not None:
        return Combined(settled.score, settled.not_known, settled=True)
    answers = [one for one in said if one.is_answer]
    scores = [one.score for one in answers if one.score is not None]
    if scores:
        return Combined(mean(scores), False)
    return Combined(None, bool(answers))


def combine_all(
    instrument: Instrument, sheets: Iterable[Mapping[str, Said]], settlements: Mapping[str, Said]
) -> dict[str, Combined]:
    """Return the value of each factor of the instrument that is answered or settled, in the instrument's order."""
    given = list(sheets)
    found = {}
    for factor in instrument.factors:
        value = combine((sheet[factor.key] for sheet in given if factor.key in sheet), settlements.get(factor.key))
        if value.is_answer:
            found[factor.key] = value
    return found
