"""Money as two columns behind one attribute."""

from typing import Any

from django.db import models

from foundation.kernel.money import Money


class MoneyField:
    """`budget = MoneyField(null=True)` adds `budget_minor` and `budget_currency`; `row.budget` is Money or None.

    Filter, order and sum on the `_minor` column, within one currency.
    """

    def __init__(self, *, null: bool = False) -> None:
        self.null = null

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        self.name = name
        minor = models.BigIntegerField(null=self.null, blank=self.null)
        currency = models.CharField(max_length=3, blank=self.null, default="")
        cls.add_to_class(f"{name}_minor", minor)
        cls.add_to_class(f"{name}_currency", currency)
        setattr(cls, name, property(self._get, self._set))

    def _get(self, row: Any) -> Money | None:
        minor = getattr(row, f"{self.name}_minor")
        return None if minor is None else Money(minor, getattr(row, f"{self.name}_currency"))

    def _set(self, row: Any, value: Money | None) -> None:
        setattr(row, f"{self.name}_minor", None if value is None else value.minor)
        setattr(row, f"{self.name}_currency", "" if value is None else value.currency)
