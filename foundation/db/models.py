"""The base of every row that the API shows."""

import uuid

import uuid6
from django.db import models


def new_uid() -> uuid.UUID:
    """Return a UUIDv7: unique, and ordered by time of creation (RFC 9562)."""
    return uuid.UUID(int=uuid6.uuid7().int)


class Record(models.Model):
    """A row with a bigint key for joins and a `uid` for the world outside."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)

    class Meta:
        abstract = True
