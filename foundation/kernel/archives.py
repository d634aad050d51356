"""Looking into zip archives, which office documents are, without being surprised by what they unpack to."""

import io
import struct
import zipfile

_END, _END_LENGTH, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_MOST_DIRECTORY_BYTES = 1024 * 1024
"""Some 10,000 entries: an office document has a few hundred."""


class Unpackable(ValueError):
    """The content is no zip archive, is damaged, or unpacks to more than is reasonable (`too_large`)."""

    def __init__(self, *, too_large: bool = False) -> None:
        self.too_large = too_large
        super().__init__("too large" if too_large else "damaged")


def names_in(content: bytes, *, most: int) -> frozenset[str]:
    """Return the names of the parts of a zip archive that unpacks to at most `most` bytes.

    Sizes are those that the archive declares: `zipfile` never unpacks more of a part than that. Raises Unpackable.
    """
    at = content.rfind(_END, max(0, len(content) - _END_LENGTH - _LONGEST_COMMENT))
    if at < 0 or len(content) < at + _END_LENGTH:
        raise Unpackable
    (directory,) = struct.unpack_from("<I", content, at + 12)
    if directory > _MOST_DIRECTORY_BYTES:
        raise Unpackable(too_large=True)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise Unpackable from None
    if sum(part.file_size for part in parts) > most:
        raise Unpackable(too_large=True)
    return frozenset(part.filename for part in parts)
