"""Reading delimited text: encoding, delimiter, quotes, line breaks inside cells."""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from charset_normalizer import from_bytes

from foundation.kernel.text import gettext_noop as _
from usecases.importing.tables import HEADER_SEARCH, MAX_CELL_LENGTH, MAX_ROWS, Note, Unreadable

ENCODINGS = ("utf-8-sig", "utf-16", "cp1252", "latin-1", "cp1250", "cp1251", "cp1253", "cp1254", "shift_jis", "gb18030")
DELIMITERS = (",", ";", "\t", "|")
_AS_LETTERS = _("Row %(row)s opens a quotation mark that is never closed; quotation marks were read as letters.")
_END = "\x1dend of file\x1d"
# Encodings of other scripts; text in them is taken for Windows-1252 when only its bytes are looked at.
_OTHER_SCRIPTS = {
    "cp1251", "koi8_r", "koi8_u", "mac_cyrillic", "iso8859_5", "cp866", "cp1253", "iso8859_7", "cp1255", "iso8859_8",
    "cp1256", "iso8859_6", "shift_jis", "cp932", "euc_jp", "gb18030", "gb2312", "gbk", "big5", "cp950", "euc_kr",
    "cp949",
}  # fmt: skip


def records(
    content: bytes, *, encoding: str = "", delimiter: str = "", preferred: Sequence[str] = ()
) -> tuple[list[tuple[int, list[str]]], str, str, list[Note]]:
    """Return (numbered records, encoding, delimiter, notes) of a delimited text.

    `encoding` and `delimiter` are found when they are not given; `preferred` encodings are tried first. Records are
    numbered as a spreadsheet numbers them. Where a quotation mark is never closed but every line has as many cells as
    the first, the marks are letters. Raises Unreadable for what is no text, a quotation mark that is never
    closed, a cell over the limit, or too many rows.
    """
    text, encoding, notes = decode(content, encoding=encoding, preferred=preferred)
    delimiter = delimiter or find_delimiter(text)
    try:
        return list(_parsed(text, delimiter)), encoding, delimiter, notes
    except Unreadable as refusal:
        found = _without_quotes(text, delimiter)
        if found is None:
            raise
        return found, encoding, delimiter, [*notes, Note(_AS_LETTERS, {"row": refusal.params.get("row", 0)})]


def _without_quotes(text: str, delimiter: str) -> list[tuple[int, list[str]]] | None:
    """Return the records with quotation marks read as letters, when each then has as many cells as the first."""
    if '"' not in text:
        return None
    try:
        found = list(_parsed(text, delimiter, quoted=False))
    except Unreadable:
        return None
    widths = {len(cells) for _number, cells in found if any(cell.strip() for cell in cells)}
    return found if len(widths) == 1 and widths != {1} else None


def decode(content: bytes, *, encoding: str = "", preferred: Sequence[str] = ()) -> tuple[str, str, list[Note]]:
    """Return (text, encoding, notes). A mark at the start decides, then UTF-8, then `preferred`, then a guess.

    The guess is Windows-1252, which spreadsheets of the West write, unless the bytes clearly are another script.
    Raises Unreadable when a given encoding does not fit, or the content is no text.
    """
    if encoding:
        try:
            return content.decode(encoding), encoding, []
        except (UnicodeError, LookupError):
            raise Unreadable(_("The file is not in the encoding %(encoding)s."), encoding=encoding) from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _by_mark(content, "utf-16"), "utf-16", []
    if _looks_like_utf16(content):
        half = "utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be"
        return _by_mark(content, half), half, []
    if _is_binary(content):
        raise Unreadable(_("This file is not a table. Save it as CSV or XLSX and choose it again."))
    for known in ("utf-8-sig", *preferred):
        try:
            text = content.decode(known)
        except (UnicodeError, LookupError):
            continue
        return text, "utf-8" if known == "utf-8-sig" and not content.startswith(b"\xef\xbb\xbf") else known, []
    guess = _guess(content)
    note = Note(
        _("The encoding was taken to be %(encoding)s; choose another if letters look wrong."), {"encoding": guess}
    )
    return content.decode(guess, errors="replace"), guess, [note]


def find_delimiter(text: str) -> str:
    """Return the delimiter that splits the first records most evenly into the most columns; a comma when none does."""
    best, best_score = ",", 0.0
    for candidate in DELIMITERS:
        widths: list[int] = []
        try:
            for _number, cells in _parsed(text[:200_000], candidate, whole=False):
                if cells:
                    widths.append(len(cells))
                if len(widths) >= HEADER_SEARCH:
                    break
        except Unreadable:
            continue
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        score = (width - 1) * times / len(widths)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _parsed(text: str, delimiter: str, *, whole: bool = True, quoted: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Yield numbered records. A last line of our own shows whether a quotation mark was left open."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    source = io.StringIO(text + ("\n" + _END if whole else ""), newline="")
    reader = csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    number, starts_at = 0, 1
    try:
        for cells in reader:
            number += 1
            if whole and cells and _END in cells[-1]:
                if cells != [_END]:
                    raise Unreadable(
                        _(
                            "Row %(row)s (line %(line)s) opens a quotation mark that is never closed, "
                            "so the rows after it cannot be told apart."
                        ),
                        row=number,
                        line=starts_at,
                    )
                return
            if number > MAX_ROWS + HEADER_SEARCH:
                raise Unreadable(
                    _("The file has more than %(limit)s rows. Split it into several files."), limit=MAX_ROWS
                )
            yield number, cells
            starts_at = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            _(
                "Row %(row)s (line %(line)s) has a cell of more than %(limit)s characters. "
                "A quotation mark is probably missing there."
            ),
            row=number + 1,
            line=starts_at,
            limit=MAX_CELL_LENGTH,
        ) from None


def _by_mark(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).lstrip("\ufeff")
    except UnicodeError:
        raise Unreadable(_("The file is damaged: it says it is UTF-16 but is not.")) from None


def _looks_like_utf16(content: bytes) -> bool:
    sample = content[:4000]
    half = len(sample) // 2
    return half >= 8 and max(sample[::2].count(0), sample[1::2].count(0)) > half * 0.6


def _is_binary(content: bytes) -> bool:
    """Say whether control characters are too many for a text: beyond a handful, one byte in fifty, or NUL in five."""
    sample = content[:20_000]
    controls = sum(sample.count(byte) for byte in (*range(1, 9), *range(14, 27), *range(28, 32)))
    return controls > max(8, len(sample) // 50) or sample.count(0) > max(8, len(sample) // 5)


def _guess(content: bytes) -> str:
    telling = b"\n".join(line for line in content[:400_000].splitlines() if not line.isascii())[:40_000]
    found = from_bytes(telling).best()
    if found is not None and found.encoding in _OTHER_SCRIPTS and _is_other_script(str(found)):
        try:
            content.decode(found.encoding)
        except UnicodeError:
            pass
        else:
            return found.encoding
    try:
        content.decode("cp1252")
    except UnicodeError:
        return "latin-1"
    return "cp1252"


def _is_other_script(text: str) -> bool:
    """Say whether most letters outside ASCII stand beside one another, as whole words of another script do."""
    foreign = [index for index, letter in enumerate(text) if ord(letter) > 0x24F and letter.isalpha()]
    if len(foreign) < 4:
        return False
    together = sum(1 for a, b in itertools.pairwise(foreign) if b - a == 1)
    return together * 2 > len(foreign)
