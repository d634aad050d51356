"""Files of each kind, made by hand."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
PAGE = b"<!doctype html><script>alert(1)</script>"


def archive(*names: str, content: bytes = b"<x/>") -> bytes:
    """A zip archive with these parts."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, content)
    return stored.getvalue()
