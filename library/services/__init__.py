"""Everything that changes the library; one verb each, the same for page, API and command."""

from library.rules import kind_of
from library.services.documents import (
    CONTENT,
    BadFile,
    ChangedVersion,
    Loaded,
    load_shipped,
    publish,
    publish_version,
    read_content,
)
from library.services.drafts import (
    Overtaken,
    as_text,
    discard_draft,
    publish_draft,
    rebase_draft,
    save_draft,
    start_draft,
    start_draft_from_text,
)

__all__ = [
    "CONTENT",
    "BadFile",
    "ChangedVersion",
    "Loaded",
    "Overtaken",
    "as_text",
    "discard_draft",
    "kind_of",
    "load_shipped",
    "publish",
    "publish_draft",
    "publish_version",
    "read_content",
    "rebase_draft",
    "save_draft",
    "start_draft",
    "start_draft_from_text",
]
