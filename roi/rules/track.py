"""How past promises came true, by group, and what that says about a new one.

Realized over promised is pooled over the cases of a group. A small group says little, so its share is drawn towards
that of all cases, and that of all towards 1 (a promise kept as given), each as if `PRIOR` further cases had said so:
with n cases, (n x share + PRIOR x prior) / (n + PRIOR). Ours; a larger prior is more patient with new groups.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from statistics import mean, stdev

import msgspec

from roi.rules.cases import Content
from roi.rules.estimates import Estimate
from roi.workflow import Kind

PRIOR = 3
NEAR = Decimal("0.2")
"""A forecast within a fifth of what came counts as near."""
GROUPINGS = ("unit", "sponsor", "category")


@dataclass(frozen=True, slots=True)
class Past:
    """A promise whose months have begun: amounts up to now in minor units of one currency, and its groups by name."""

    case: int
    groups: Mapping[str, str]
    promised: int
    realized: int
    promised_cost: int
    actual_cost: int

    @property
    def share(self) -> Decimal | None:
        """Realized over promised benefit; None while none was promised."""
        return Decimal(self.realized) / self.promised if self.promised > 0 else None


@dataclass(frozen=True, slots=True)
class Track:
    """What a group promised and realized: `share` as it is (None without a promise), `shrunk` to be relied on."""

    name: str
    cases: int
    promised: int
    realized: int
    share: Decimal | None
    shrunk: Decimal


def _pooled(rows: Sequence[Past], *, cost: bool = False) -> tuple[int, int, int]:
    counted = [row for row in rows if (row.promised_cost if cost else row.promised) > 0]
    promised = sum(row.promised_cost if cost else row.promised for row in counted)
    return len(counted), promised, sum(row.actual_cost if cost else row.realized for row in counted)


def shrunk(share: Decimal | None, cases: int, prior: Decimal) -> Decimal:
    """Draw a share towards a prior, the less the more cases there are."""
    return prior if share is None else (share * cases + prior * PRIOR) / (cases + PRIOR)


def overall(rows: Sequence[Past], *, cost: bool = False) -> Track:
    """Return the track of all cases, drawn towards 1; of the costs with `cost`."""
    cases, promised, realized = _pooled(rows, cost=cost)
    share = Decimal(realized) / promised if promised else None
    return Track("", cases, promised, realized, share, shrunk(share, cases, Decimal(1)))


def by_group(rows: Sequence[Past], grouping: str, *, cost: bool = False) -> list[Track]:
    """Return the track of each group, the weakest first; each drawn towards that of all."""
    whole = overall(rows, cost=cost)
    names = sorted({row.groups.get(grouping, "") for row in rows} - {""})
    found = []
    for name in names:
        cases, promised, realized = _pooled([row for row in rows if row.groups.get(grouping) == name], cost=cost)
        share = Decimal(realized) / promised if promised else None
        if share is not None:
            found.append(Track(name, cases, promised, realized, share, shrunk(share, cases, whole.shrunk)))
    return sorted(found, key=lambda track: (track.shrunk, track.name))


def factor(rows: Sequence[Past], groups: Mapping[str, str], *, cost: bool = False) -> Decimal | None:
    """Return by what a new case's amounts are multiplied: its groups' shares, weighted by how many cases each has.

    None while no promise has come due. Without a group of its own the share of all cases counts.
    """
    whole = overall(rows, cost=cost)
    if not whole.cases:
        return None
    own = [
        track
        for grouping in GROUPINGS
        for track in by_group(rows, grouping, cost=cost)
        if track.name == groups.get(grouping)
    ]
    weight = sum(track.cases for track in own)
    return sum((track.shrunk * track.cases for track in own), Decimal(0)) / weight if weight else whole.shrunk


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How good past forecasts were. `bias` is the mean of realized over promised less 1: below 0 is too much promised.

    `spread` is the standard deviation of the shares (None for fewer than two), `near` how many lie within a fifth.
    """

    cases: int
    bias: Decimal | None
    spread: Decimal | None
    near: int


def accuracy(rows: Iterable[Past]) -> Accuracy:
    """Return bias and spread over cases, each counting the same."""
    shares = [share for row in rows if (share := row.share) is not None]
    return Accuracy(
        len(shares),
        mean(shares) - 1 if shares else None,
        stdev(shares) if len(shares) > 1 else None,
        sum(1 for share in shares if abs(share - 1) <= NEAR),
    )


def calibrated(content: Content, *, benefits: Decimal, costs: Decimal) -> Content:
    """Return a case with all amounts of its benefits and of its costs multiplied by what the past says."""

    def scaled(amount: Estimate, by: Decimal) -> Estimate:
        with localcontext(prec=50):
            points = (amount.low, amount.likely, amount.high)
            low, likely, high = ((value * by).quantize(Decimal("0.0001")) for value in points)
        return Estimate(low, likely, high, amount.shape)

    lines = tuple(
        msgspec.structs.replace(line, amount=scaled(line.amount, benefits if line.kind == Kind.RETURN else costs))
        for line in content.lines
    )
    return msgspec.structs.replace(content, lines=lines)
