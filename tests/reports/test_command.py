"""`manage.py render_report` writes what the browser gives, or says in one line why it cannot."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from foundation.ui import pdf
from tests.reports.conftest import words_of


@pytest.mark.skipif(bool(pdf.missing_libraries()), reason="Pango is not installed on this machine")
def test_it_writes_a_pdf(program: SimpleNamespace, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "executive.pdf"

    call_command("render_report", "executive", output=file, username="eve", unit="Support")

    assert "pages written" in capsys.readouterr().out
    said = words_of(file.read_bytes())
    assert "$6M" in said
    assert "Support, with all below" in said


def test_it_writes_the_print_view_and_the_numbers(program: SimpleNamespace, tmp_path: Path) -> None:
    call_command("render_report", "executive", output=tmp_path / "report.html")
    call_command("render_report", "executive", output=tmp_path / "report.xlsx")

    assert "$6M" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Value" in load_workbook(tmp_path / "report.xlsx").sheetnames


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("weekly", {}, "no report 'weekly'"),
        ("executive", {"output": Path("report.docx")}, "ends in .pdf"),
        ("executive", {"username": "ghost"}, "no active person"),
        ("executive", {"unit": "Nowhere"}, "no unit named 'Nowhere'"),
        ("executive", {"username": "olga", "unit": "Support"}, "no unit named 'Support'"),
        ("executive", {"username": "mia"}, "make reports"),
        ("executive", {"output": Path("/nowhere/at/all.html")}, "cannot be written"),
    ],
)
def test_it_says_in_one_line_what_is_wrong(
    program: SimpleNamespace, tmp_path: Path, name: str, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(CommandError, match=told) as refused:
        call_command("render_report", name, **{"output": tmp_path / "x.html", **options})

    assert "\n" not in str(refused.value)


def test_without_pango_it_says_what_to_install(program: SimpleNamespace, tmp_path: Path, no_pango: None) -> None:
    with pytest.raises(CommandError, match="apt-get install"):
        call_command("render_report", "executive", output=tmp_path / "x.pdf")
