"""How wide words are in Inter, so that they can be fitted before anything is drawn."""

import unicodedata

# Advance widths of the characters 32 to 126 in hundredths of an em, regular and semibold, measured from Inter 4.
# fmt: off
_REGULAR = (
    28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36, 63, 41, 61, 62, 65, 59, 62, 57, 62, 62, 29, 30, 66,
    66, 66, 51, 97, 69, 65, 73, 72, 60, 59, 75, 74, 27, 57, 67, 57, 90, 75, 76, 64, 76, 64, 64, 65, 74, 69, 99, 68, 68,
    63, 36, 36, 36, 47, 46, 32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88, 59, 60, 61, 61, 38, 53, 33, 59, 56,
    82, 55, 56, 55, 43, 33, 43, 66,
)
_SEMIBOLD = (
    24, 33, 54, 65, 65, 101, 67, 33, 38, 38, 55, 68, 33, 47, 33, 38, 67, 43, 63, 64, 67, 62, 64, 58, 65, 64, 33, 34, 68,
    68, 68, 55, 101, 74, 66, 74, 72, 61, 59, 75, 75, 28, 58, 71, 57, 93, 76, 77, 65, 77, 65, 65, 66, 73, 74, 103, 73,
    72, 66, 38, 38, 38, 48, 47, 36, 58, 63, 59, 63, 59, 39, 63, 62, 27, 27, 57, 27, 91, 62, 61, 63, 63, 40, 55, 36, 62,
    59, 84, 57, 60, 57, 46, 37, 46, 68,
)
# fmt: on
ELLIPSIS = "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide `text` is at font size `size`, in the same unit."""
    table = _SEMIBOLD if bold else _REGULAR
    return sum(_advance(character, table) for character in text) * size / 100


def fit(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return `text`, cut with an ellipsis where it is wider than `room`; nothing when not even that fits."""
    text = " ".join(text.split())
    if width(text, size, bold=bold) <= room:
        return text
    table = _SEMIBOLD if bold else _REGULAR
    left = room * 100 / size - _advance(ELLIPSIS, table)
    if left < 0:
        return ""
    end = 0
    for character in text:
        left -= _advance(character, table)
        if left < 0:
            break
        end += 1
    while end and end < len(text) and unicodedata.combining(text[end]):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def wrap(text: str, room: float, size: float, *, lines: int, bold: bool = False) -> list[str]:
    """Return `text` broken at spaces into at most `lines` lines no wider than `room`; the last one is cut to fit."""
    words = text.split()
    result: list[str] = []
    while words and len(result) < lines - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size, bold=bold) <= room:
            line = f"{line} {words.pop(0)}"
        result.append(fit(line, room, size, bold=bold))
    if words:
        result.append(fit(" ".join(words), room, size, bold=bold))
    return result


def _advance(character: str, table: tuple[int, ...]) -> int:
    code = ord(character)
    if 32 <= code < 127:
        return table[code - 32]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Cc"):
        return 0
    return 100 if unicodedata.east_asian_width(character) in "WF" or character == ELLIPSIS else 62
