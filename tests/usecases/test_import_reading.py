"""A file becomes a table of texts, or a sentence that says why it cannot."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from usecases.importing import reading
from usecases.importing.tables import Unreadable

SAMPLES = Path(__file__).parent.parent / "samples"


def workbook(*rows: list[object], title: str = "Cases") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def test_a_semicolon_file_with_line_breaks_in_cells_is_read_as_it_is() -> None:
    table = reading.read((SAMPLES / "company-cases.csv").read_bytes())

    assert (table.encoding, table.delimiter, table.header_row) == ("utf-8", ";", 1)
    assert len(table.rows) == 4
    assert table.rows[1].cells[5] == "Summarize calls\nfor the next agent."
    assert [row.number for row in table.rows] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Name,Unit\nÜbung – „eins“,Café\n"),
        ("utf-8-sig", "Name,Unit\nÜbung,Café\n"),
        ("cp1252", "Name,Unit\nÜbung – “one”,Café’s\n"),
        ("utf-16", "Name,Unit\nÜbung,Café\n"),
        ("utf-16-le", "Name,Unit\nUebung,Cafe\n"),
        ("cp1251", "Имя,Отдел\nПомощник для службы поддержки клиентов,Продажи\n"),
    ],
)
def test_the_encoding_is_found(encoding: str, text: str) -> None:
    table = reading.read(text.encode(encoding))

    assert [*table.headers, *table.rows[0].cells] == text.replace("\n", ",").rstrip(",").split(",")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["Name", "Unit", "Note"], ["A, b", "B; c", "x"], ["C", "D", "y"]))
    quoted = text.replace("A, b", '"A, b"').replace("B; c", '"B; c"')

    table = reading.read(quoted.encode())

    assert table.headers == ("Name", "Unit", "Note")
    assert table.rows[0].cells == ("A, b", "B; c", "x")


def test_a_given_encoding_and_delimiter_are_obeyed() -> None:
    table = reading.read("Nazwa;Dział\nŁódź;Sprzedaż\n".encode("cp1250"), encoding="cp1250", delimiter=";")

    assert table.headers == ("Nazwa", "Dział")


def test_a_workbook_named_csv_is_recognized_by_its_content() -> None:
    table = reading.read(workbook(["Name", "Unit"], ["Invoice reading", "Finance"]))

    assert table.sheet == "Cases"
    assert table.rows[0].cells == ("Invoice reading", "Finance")


def test_cells_of_a_workbook_read_as_people_read_them() -> None:
    import datetime

    day = datetime.date(2026, 3, 15)
    table = reading.read(workbook(["Name", "Day", "Whole", "Part", "Yes"], ["=1+1", day, 3.0, 0.5, True]))

    assert table.rows[0].cells == ("=1+1", "2026-03-15", "3", "0.5", "TRUE")


def test_a_header_below_a_title_is_found_and_said() -> None:
    table = reading.read(b"Report of 2026\n\nName,Unit,Stage\nA,B,Pilot\nC,D,Idea\n")

    assert table.header_row == 3
    assert table.headers == ("Name", "Unit", "Stage")
    assert "row 3" in str(table.notes[0])


def test_another_header_row_can_be_named() -> None:
    table = reading.read(b"Name,Unit\nTitle,Department\nA,B\n", header_row=2)

    assert table.headers == ("Title", "Department")
    assert len(table.rows) == 1


def test_columns_without_a_name_are_called_by_their_number() -> None:
    table = reading.read(b"Name,,Stage\nA,B,Pilot\n")

    assert [table.title(position) for position in range(3)] == ["Name", "Column 2", "Stage"]


def test_longer_rows_lose_nothing() -> None:
    table = reading.read(b"Name,Unit\nA,B,more\nC,D\n")

    assert table.rows[0].cells == ("A", "B", "more")
    assert table.rows[1].cells == ("C", "D", "")
    assert table.title(2) == "Column 3"


def test_nul_and_other_control_characters_are_removed_and_counted() -> None:
    table = reading.read(b"Na\x00me,Unit\nA\x00\x07,B\n")

    assert table.headers == ("Name", "Unit")
    assert table.rows[0].cells == ("A", "B")
    assert str(table.notes[0]) == "Control characters, which no text needs, were removed: 3."


def test_blank_lines_are_no_rows() -> None:
    table = reading.read(b"Name,Unit\n\nA,B\n,,\n\nC,D\n\n")

    assert [row.number for row in table.rows] == [3, 6]


def damaged(name: str) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr(name, "not xml")
    return stored.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n \n\n", "empty"),
        (b"\x00" * 64, "empty|not a table"),
        (b"Name,Unit\n", "no rows below"),
        (workbook(["Name", "Unit"]), "no rows below"),
        (workbook(), "empty"),
        (b'Name,Unit\n"open,B,x\nC,D\n', "Row 2 .*never closed"),
        (b"Name,Unit\n" + b"x" * 200_000 + b",B\n", "Row 2 .*more than 131072"),
        (b"%PDF-1.7 something", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old XLS format"),
        (b"PK\x03\x04 cut off", "damaged"),
        (damaged("content.xml"), "not an XLSX workbook"),
        (damaged("xl/workbook.xml"), "damaged"),
        (random.Random(7).randbytes(6000), "not a table"),
        (",".join(f"c{n}" for n in range(400)).encode() + b"\n" + b"1," * 399 + b"1\n", "400 columns"),
    ],
    ids=[
        "empty",
        "blank lines",
        "nul bytes",
        "header only",
        "workbook header only",
        "empty workbook",
        "open quote",
        "huge cell",
        "pdf",
        "old xls",
        "cut archive",
        "other archive",
        "broken workbook",
        "binary",
        "too many columns",
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence) as refusal:
        reading.read(content)

    assert refusal.value.field == "file"


def test_a_file_over_the_limit_is_refused_by_its_size_alone() -> None:
    with pytest.raises(Unreadable, match="200 MB; at most 50 MB"):
        reading.check_size(200 * 1024 * 1024)


def test_a_workbook_that_unpacks_beyond_reason_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from usecases.importing import xlsx_files

    monkeypatch.setattr(xlsx_files, "MAX_UNPACKED_BYTES", 100)

    with pytest.raises(Unreadable, match="unpacks to more than"):
        reading.read(workbook(["Name"], ["A"]))


def test_the_federal_files_are_read_as_they_are(shared_dir: Path) -> None:
    newer = reading.read((shared_dir / "data" / "us-federal-ai-use-cases-2024.csv").read_bytes())
    older = reading.read((shared_dir / "data" / "us-federal-ai-use-cases-2023.csv").read_bytes())

    assert (len(newer.rows), len(newer.headers), newer.encoding) == (2133, 62, "cp1252")
    assert (len(older.rows), len(older.headers), older.encoding) == (710, 10, "utf-8")
