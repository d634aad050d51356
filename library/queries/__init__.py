"""Finding documents, checking texts, and what rests on a document."""

from library.queries.checking import MOST_FINDINGS, Checked, Finding, check_text, missing_references, named_by, naming
from library.queries.documents import (
    MissingDocument,
    bundle,
    find,
    get,
    latest,
    next_number,
    offered,
    other_latest,
    published,
    thread,
    versions,
)
from library.queries.drafts import drafts, open_draft

__all__ = [
    "MOST_FINDINGS",
    "Checked",
    "Finding",
    "MissingDocument",
    "bundle",
    "check_text",
    "drafts",
    "find",
    "get",
    "latest",
    "missing_references",
    "named_by",
    "naming",
    "next_number",
    "offered",
    "open_draft",
    "other_latest",
    "published",
    "thread",
    "versions",
]
