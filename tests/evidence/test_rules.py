"""What a file may be called and what it may be."""

import io
import struct
import zipfile

import pytest

from foundation.evidence.rules import LONGEST_NAME, clean_name, content_type_of
from foundation.kernel.archives import Unpackable, names_in
from tests.evidence.samples import PAGE, PDF, PNG, archive


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("notes.pdf", "notes.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ann\\plan.docx", "plan.docx"),
        ("a\x00b\r\n.pdf", "ab .pdf"),
        ("in\u202efdp.exe", "infdp.exe"),
        ("  two   words .pdf ", "two words .pdf"),
        ("..", ""),
        ("///", ""),
        ("\x00", ""),
    ],
)
def test_a_name_loses_its_path_and_what_cannot_be_seen(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("n" * 400 + ".pdf")

    assert len(name) == LONGEST_NAME
    assert name.endswith(".pdf")


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.PNG", PNG, "image/png"),
        ("a.txt", "Größe".encode("cp1252"), "text/plain"),
        ("a.csv", b"\xef\xbb\xbfa;b\n", "text/csv"),
        ("a.txt", "wide".encode("utf-16"), "text/plain"),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml"), "wordprocessingml.document"),
        ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml.sheet"),
        ("a.html", PAGE, None),
        ("a.svg", b"<svg/>", None),
        ("a.exe", b"MZ", None),
        ("a", PDF, None),
        ("a.pdf", PAGE, None),
        ("a.png", PDF, None),
        ("a.txt", PDF + b"\x00\x01", None),
        ("a.docx", archive("xl/workbook.xml"), None),
        ("a.docx", archive("word/document.xml", "word/vbaProject.bin"), None),
        ("a.xlsx", b"PK\x03\x04 cut short", None),
    ],
)
def test_the_type_is_judged_by_the_bytes_and_the_ending_together(name: str, content: bytes, found: str | None) -> None:
    told = content_type_of(name, content)

    assert told is None if found is None else told is not None and told.endswith(found)


def test_an_open_document_is_known_by_its_first_part() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("content.xml", "<x/>")

    assert content_type_of("a.odt", stored.getvalue()) == "application/vnd.oasis.opendocument.text"
    assert content_type_of("a.ods", stored.getvalue()) is None


def test_an_archive_that_unpacks_to_too_much_is_not_opened() -> None:
    with pytest.raises(Unpackable) as refused:
        names_in(archive("big", content=b"0" * 2_000_000), most=1_000_000)

    assert refused.value.too_large


def test_an_archive_whose_directory_is_huge_is_not_opened() -> None:
    content = bytearray(archive("one"))
    struct.pack_into("<I", content, content.rfind(b"PK\x05\x06") + 12, 2**31)

    with pytest.raises(Unpackable) as refused:
        names_in(bytes(content), most=1_000_000)

    assert refused.value.too_large


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06", archive("one")[:-5], b"not an archive" * 10])
def test_a_damaged_archive_is_told_from_one_that_is_too_large(content: bytes) -> None:
    with pytest.raises(Unpackable) as refused:
        names_in(content, most=1_000_000)

    assert not refused.value.too_large
