"""The short names of use cases that people use: "UC-0042"."""

REFERENCE_PREFIX = "UC-"


def reference_of(pk: int) -> str:
    """Return the reference people use for the case with the key `pk`: "UC-0042"."""
    return f"{REFERENCE_PREFIX}{pk:04d}"


def key_of(reference: str) -> int | None:
    """Return the key that a reference names, in any letter case and with or without zeros; None when it is none."""
    text = reference.strip().upper()
    digits = text.removeprefix(REFERENCE_PREFIX)
    if not text.startswith(REFERENCE_PREFIX) or not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        return None
    return int(digits)
