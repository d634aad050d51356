"""What of an address makes a view of a list."""

from urllib.parse import parse_qsl, urlencode, urlsplit

NAME_LENGTH = 80
QUERY_LENGTH = 2000
PATH_LENGTH = 200
PASSING = {"page", "export", "filters"}
"""Parameters that say where a reader is, and not what is shown."""


def split(address: str) -> tuple[str, str] | None:
    """Return (path, query) of an address within the product, without what only says where a reader is.

    None for an address elsewhere, or one that is no address.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return None
    if "\\" in parts.path or not parts.path.isprintable():
        return None
    try:
        said = parse_qsl(parts.query, max_num_fields=200)
    except ValueError:
        return None
    kept = [(name, value) for name, value in said if name not in PASSING and "\x00" not in value]
    return parts.path, urlencode(kept)


def same(one: str, other: str) -> bool:
    """Say whether two queries show the same, whatever the order of their parameters."""
    return sorted(parse_qsl(one)) == sorted(parse_qsl(other))


def at_and_above(path: str) -> list[str]:
    """Return the path of a unit and those of the units above it: "/1/5/" gives "/1/" and "/1/5/"."""
    parts = [part for part in path.split("/") if part]
    return [f"/{'/'.join(parts[: n + 1])}/" for n in range(len(parts))]
