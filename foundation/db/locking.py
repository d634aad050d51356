"""Holding one row while it is changed."""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def lock(row: Row) -> Row:
    """Return a fresh copy of `row`, locked until the transaction ends.

    PostgreSQL locks the row; SQLite's transactions are IMMEDIATE, so the whole database already waits.
    Must run inside a transaction.
    """
    return type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
