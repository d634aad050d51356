"""Everything that changes the library; one verb each, the same for page, API and command."""

from library.rules import kind_of
from library.services.documents import (
    CONTENT,
    NOTE_LENGTH,
    BadFile,
    ChangedVersion,
    Loaded,
    load_shipped,
    publish,
    publish_text,
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
from library.services.exchange import Imported, import_documents

__all__ = [
    "CONTENT",
    "NOTE_LENGTH",
    "BadFile",
    "ChangedVersion",
    "Imported",
    "Loaded",
    "Overtaken",
    "as_text",
    "discard_draft",
    "import_documents",
    "kind_of",
    "load_shipped",
    "publish",
    "publish_draft",
    "publish_text",
    "publish_version",
    "read_content",
    "rebase_draft",
    "save_draft",
    "start_draft",
    "start_draft_from_text",
]
