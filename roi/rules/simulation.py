"""Monte Carlo over three-point estimates (domain facts D4). The one place of value that works with floating point.

An input is drawn once and then counts for all its months: the months of a term are folded into one weight before
anything is drawn, so a draw costs as much for 36 months as for one. Inputs are drawn independently of each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roi.rules.estimates import Estimate, Shape

Floats = NDArray[np.float32]
PERCENTILES = (10, 50, 90)
BARS = 24


@dataclass(frozen=True, slots=True)
class Term:
    """A product of inputs (by their number). `weight` folds its discounted months, `months` are the cash a month."""

    inputs: tuple[int, ...]
    weight: float
    months: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """Net present value as the sum over terms of weight x product of the inputs."""

    inputs: tuple[Estimate, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How a figure comes out over all draws. `loss` is the share of draws below zero."""

    p10: float
    p50: float
    p90: float
    mean: float
    deviation: float
    loss: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The net present value, its bars (left edges, width, counts), and cumulative cash by month at P10, P50 and P90."""

    value: Spread
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    fan: tuple[tuple[float, float, float], ...]


def generator(*seed: int) -> np.random.Generator:
    """Return the source of chance of a seed: the same seed draws the same numbers."""
    return np.random.Generator(np.random.PCG64(list(seed)))


def draw(chance: np.random.Generator, inputs: Sequence[Estimate], draws: int) -> Floats:
    """Return one row of `draws` values for each input."""
    drawn = np.empty((len(inputs), draws), dtype=np.float32)
    for row, estimate in zip(drawn, inputs, strict=True):
        _draw(chance, estimate, row)
    return drawn


def _draw(chance: np.random.Generator, estimate: Estimate, row: Floats) -> None:
    low, spread = np.float32(estimate.low), np.float32(estimate.spread)
    if estimate.shape == Shape.FIXED or not estimate.spread:
        row.fill(np.float32(estimate.likely))
    elif estimate.shape == Shape.TRIANGULAR:
        chance.random(out=row, dtype=np.float32)
        turn = np.float32((estimate.likely - estimate.low) / estimate.spread)
        upper = row > turn
        rest = np.sqrt((1 - row) * (1 - turn))
        np.sqrt(row * turn, out=row)
        np.copyto(row, 1 - rest, where=upper)
        row *= spread
        row += low
    else:
        alpha, beta = (np.float32(exponent) for exponent in estimate.exponents)
        chance.standard_gamma(alpha, out=row, dtype=np.float32)
        other = chance.standard_gamma(beta, size=len(row), dtype=np.float32)
        other += row
        row /= other
        row *= spread
        row += low


def _products(model: Model, drawn: Floats) -> Floats:
    """One row a term: the product of its inputs in every draw."""
    if all(len(term.inputs) == 1 for term in model.terms):
        return drawn[[term.inputs[0] for term in model.terms]]
    rows = np.empty((len(model.terms), drawn.shape[1]), dtype=np.float32)
    for row, term in zip(rows, model.terms, strict=True):
        np.multiply.reduce(drawn[list(term.inputs)], axis=0, out=row)
    return rows


def values(model: Model, chance: np.random.Generator, draws: int) -> Floats:
    """Return the net present value of each draw."""
    weights = np.array([term.weight for term in model.terms], dtype=np.float32)
    found: Floats = weights @ _products(model, draw(chance, model.inputs, draws))
    return found


def simulate(model: Model, *, seed: int, draws: int) -> Outcome:
    """Draw a case: its present value and the fan of its cumulative cash."""
    products = _products(model, draw(generator(seed), model.inputs, draws))
    weights = np.array([term.weight for term in model.terms], dtype=np.float32)
    found: Floats = weights @ products
    flows = np.array([term.months for term in model.terms], dtype=np.float32).reshape(len(model.terms), -1)
    paths = np.cumsum(flows, axis=1).T @ products
    fan = np.percentile(paths, PERCENTILES, axis=1, overwrite_input=True).T if paths.size else np.empty((0, 3))
    counts, edges = _bars(found)
    return Outcome(
        spread_of(found),
        tuple(float(edge) for edge in edges),
        tuple(int(count) for count in counts),
        tuple((float(low), float(middle), float(high)) for low, middle, high in fan),
    )


def _bars(found: Floats) -> tuple[NDArray[Any], NDArray[Any]]:
    """How many draws fall into each of equal parts; a single one where all draws are the same but for rounding."""
    low, high = float(found.min()), float(found.max())
    alike = high - low <= 1e-5 * max(abs(low), abs(high), 1.0)
    return np.histogram(found.astype(np.float64), bins=1 if alike else BARS)


def portfolio(models: Iterable[Model], *, seed: int, draws: int) -> Iterator[tuple[Spread, Floats]]:
    """Draw many cases one after another, each independent of the others; yield its spread and its draws."""
    for number, model in enumerate(models):
        found = values(model, generator(seed, number), draws)
        yield spread_of(found), found


def spread_of(found: NDArray[Any]) -> Spread:
    """Return how draws are spread."""
    loss = float(np.count_nonzero(found < 0)) / len(found)
    mean, deviation = float(found.mean(dtype=np.float64)), float(found.std(dtype=np.float64))
    low, middle, high = np.percentile(found, PERCENTILES)
    return Spread(float(low), float(middle), float(high), mean, deviation, loss)


@dataclass(frozen=True, slots=True)
class PortfolioOutcome:
    """All cases together: their present value, and the fan of cumulative cash by month from the first month of all.

    `diversified` says how much narrower the portfolio is than its cases side by side: its deviation over the sum of
    theirs (None without any uncertainty).
    """

    value: Spread
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    fan: tuple[tuple[float, float, float], ...]
    diversified: float | None


def together(
    models: Iterable[tuple[Model, int]], *, months: int, seed: int, draws: int
) -> Iterator[PortfolioOutcome | int]:
    """Draw many cases, each independent of the others, and add them up; the same seed gives the same.

    `models` come with the month in which each begins, counted from the first of all; `months` is how many the portfolio
    spans. Yields the number of cases drawn so far after each, and the outcome at the end.
    """
    value = np.zeros(draws, dtype=np.float64)
    paths = np.zeros((months, draws), dtype=np.float32)
    deviations = 0.0
    for number, (model, start) in enumerate(models):
        products = _products(model, draw(generator(seed, number), model.inputs, draws))
        weights = np.array([term.weight for term in model.terms], dtype=np.float32)
        found: Floats = weights @ products
        value += found
        deviations += float(found.std(dtype=np.float64))
        flows = np.array([term.months for term in model.terms], dtype=np.float32).reshape(len(model.terms), -1)
        reach = flows.shape[1]
        paths[start : start + reach] += flows.T @ products
        yield number + 1
    np.cumsum(paths, axis=0, out=paths)
    fan = np.percentile(paths, PERCENTILES, axis=1, overwrite_input=True).T if months else np.empty((0, 3))
    all_draws = value.astype(np.float32)
    counts, edges = _bars(all_draws)
    yield PortfolioOutcome(
        spread_of(value),
        tuple(float(edge) for edge in edges),
        tuple(int(count) for count in counts),
        tuple((float(low), float(middle), float(high)) for low, middle, high in fan),
        float(value.std()) / deviations if deviations > 0 else None,
    )
