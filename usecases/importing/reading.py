"""From the bytes of a file to a table of texts."""

from collections.abc import Sequence

from django.conf import settings

from foundation.kernel.text import gettext_noop as _
from usecases.importing import csv_files, xlsx_files
from usecases.importing.tables import Table, Unreadable, build

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def check_size(size: int) -> None:
    """Raise Unreadable when a file of `size` bytes is larger than may be imported; ask before reading the file."""
    limit = settings.MAX_IMPORT_BYTES
    if size > limit:
        raise Unreadable(
            _("The file has %(size)s MB; at most %(limit)s MB can be imported. Split it into several files."),
            size=-(-size // 1024 // 1024),
            limit=limit // 1024 // 1024,
        )
    if size == 0:
        raise Unreadable(_("The file is empty: it has no header and no rows."))


def read(
    content: bytes,
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    header_row: int | None = None,
    preferred: Sequence[str] = (),
) -> Table:
    """Return the table in `content`, a CSV or XLSX file told by its bytes and not by its name.

    What is not given is found: encoding, delimiter, sheet, the row with the headers. Raises Unreadable with a sentence
    that says what is wrong and what to do.
    """
    check_size(len(content))
    if content.startswith(_OLD_OFFICE):
        raise Unreadable(
            _(
                "This is a workbook in the old XLS format, or one with a password. "
                "Save it as XLSX or CSV without a password."
            )
        )
    if content.startswith(b"%PDF"):
        raise Unreadable(_("This is a PDF. Choose the table itself, as CSV or XLSX."))
    if xlsx_files.is_workbook(content):
        found = xlsx_files.read_sheet(content, sheet=sheet)
        return build(
            found.records,
            header_row=header_row,
            notes=found.notes,
            spans=found.spans,
            sheet=found.name,
            sheets=found.names,
        )
    records, encoding, delimiter, notes = csv_files.records(
        content, encoding=encoding, delimiter=delimiter, preferred=preferred
    )
    return build(records, header_row=header_row, notes=notes, encoding=encoding, delimiter=delimiter)
