"""What the page of a taxonomy shows."""

from typing import Any

from library.kinds.taxonomy import Taxonomy


def context(taxonomy: Taxonomy) -> dict[str, Any]:
    return {"types": sum(1 for _type in taxonomy.types)}
