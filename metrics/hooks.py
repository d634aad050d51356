"""Where apps above hang in: what must happen when values of a KPI are recorded or corrected."""

from collections.abc import Callable, Mapping

from foundation.kernel.periods import Month

Measured = Callable[[Mapping[int, frozenset[Month]]], None]

_listeners: list[Measured] = []


def on_measured(listener: Measured) -> None:
    """Call `listener({KPI id: months with new or corrected values})` in the transaction that records them."""
    if listener not in _listeners:
        _listeners.append(listener)


def measured(months: Mapping[int, frozenset[Month]]) -> None:
    """Tell the listeners; what one raises undoes the recording."""
    for listener in _listeners:
        listener(months)


def registered() -> list[str]:
    """Everything registered, for the test that lists the hooks."""
    return [f"{item.__module__}.{item.__qualname__}" for item in _listeners]
