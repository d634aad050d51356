"""The arithmetic of the chain: plain Python, so that a third party can repeat it."""

import hashlib

GENESIS = "0" * 64


def chained(previous: str, sequence: int, digest: str) -> str:
    """Return the chain value of an entry: SHA-256 over "previous:sequence:digest", in hexadecimal.

    `previous` is the chain value of entry `sequence - 1` (64 zeros for the first); `digest` is the entry's own.
    """
    return hashlib.sha256(f"{previous}:{sequence}:{digest}".encode()).hexdigest()


def commitment(salt: str, person: str) -> str:
    """Return the salted commitment to a person: SHA-256 over "salt:person". Without the salt it names nobody."""
    return hashlib.sha256(f"{salt}:{person}".encode()).hexdigest()
