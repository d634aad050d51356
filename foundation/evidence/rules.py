"""What a file may be called and what it may be, judged by its bytes and never by what the sender says."""

import re
import unicodedata

from foundation.kernel.archives import Unpackable, names_in

LONGEST_NAME = 150
MOST_UNPACKED = 1024 * 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain",
    "md": "text/plain",
    "csv": "text/csv",
}
"""The types that are accepted, by the ending of the name. Nothing among them runs in a browser."""
ACCEPT = ",".join(f".{ending}" for ending in TYPES)
_STARTS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
}
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def clean_name(name: str) -> str:
    """Return the last part of a path without invisible characters, at most 150 characters; "" when nothing is left."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    seen = "".join(" " if char.isspace() else char for char in last if char.isspace() or not _is_hidden(char))
    kept = " ".join(seen.split()).strip(" .")
    if len(kept) <= LONGEST_NAME:
        return kept
    stem, dot, ending = kept.rpartition(".")
    tail = f"{dot}{ending}" if dot and len(ending) <= 10 else ""
    return (stem if tail else kept)[: LONGEST_NAME - len(tail)].rstrip(" .") + tail


def ending_of(name: str) -> str:
    """Return the ending of a name in small letters, "" without one."""
    _stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot else ""


def content_type_of(name: str, content: bytes) -> str | None:
    """Return the media type when the bytes are what the ending says, else None."""
    ending = ending_of(name)
    wanted = TYPES.get(ending)
    if wanted is None:
        return None
    if wanted in _STARTS:
        return wanted if content.startswith(_STARTS[wanted]) else None
    if ending == "pdf":
        return wanted if b"%PDF-" in content[:1024] else None
    if ending == "webp":
        return wanted if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None
    if wanted.startswith("text/"):
        return wanted if _is_text(content) else None
    return wanted if _document_kind(content) == ending else None


def _is_hidden(char: str) -> bool:
    """Control and format characters: the latter turn the reading direction and make "exe.pdf" of "fdp.exe"."""
    return unicodedata.category(char).startswith("C")


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "cp1252"):
        try:
            return _NOT_TEXT.search(content.decode(encoding)) is None
        except UnicodeDecodeError:
            continue
    return False


def _document_kind(content: bytes) -> str | None:
    """The ending of an office document without macros; None for any other archive."""
    try:
        names = names_in(content, most=MOST_UNPACKED)
    except Unpackable:
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    for part, ending in _PARTS.items():
        if part in names:
            return ending
    if "mimetype" in names and "content.xml" in names and not any(name.startswith("Basic/") for name in names):
        return next((end for end in ("odt", "ods", "odp") if TYPES[end].encode() in content[:200]), None)
    return None
