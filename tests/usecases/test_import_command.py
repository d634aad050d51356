"""`manage.py import_use_cases`: the same import from the command line, on an empty database too."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from foundation.audit.models import Entry
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from library.models import Document
from usecases.models import UseCase
from usecases.models_import import ImportBatch

pytestmark = pytest.mark.django_db
PROFILE = "us-federal-2023"
HEADER = "Use_Case_ID,Department_Code,Agency,Office,Title,Summary,Development_Stage,Techniques,Source_Code,Department\n"
ROW = "DOX-0001-2023,DOX,Bureau of Bridges,,Crack finder,Finds cracks,Initiation,Vision,,Department of Roads\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small file with the columns of the 2023 profile; its third row has no title."""
    path = tmp_path / "small.csv"
    path.write_text(
        HEADER + ROW + ROW.replace("0001", "0002") + ROW.replace("0001", "0003").replace("Crack finder", "")
    )
    return path


def run(*args: Any) -> str:
    out = StringIO()
    call_command("import_use_cases", *map(str, args), stdout=out)
    return out.getvalue()


def test_an_empty_database_gets_library_root_units_and_cases(file: Path) -> None:
    text = run(file, "--profile", PROFILE)

    assert "3 rows, 2 created, 0 updated, 0 unchanged, 1 refused" in text
    assert "row 4 refused: The row has no name." in text
    root = Unit.objects.get(parent=None)
    assert (root.name, root.is_inventory) == ("US federal agencies", True)
    case = UseCase.objects.get(external_id="DOX-0001-2023")
    assert (case.unit.name, case.unit.parent.name, case.unit.is_inventory) == (
        "Bureau of Bridges", "Department of Roads", True,
    )  # fmt: skip
    assert (case.created_by, case.model_description) == (None, "Vision")
    assert "command line" in {line.actor for line in _trail()}


def _trail() -> Any:
    from foundation.audit import queries

    return queries.lines(Entry.objects.filter(action="usecases.import.applied"))


def test_json_prints_only_the_counts(file: Path) -> None:
    text = run(file, "--profile", PROFILE, "--json")

    assert json.loads(text) == {"rows": 3, "created": 2, "updated": 0, "unchanged": 0, "refused": 1}


def test_a_dry_run_says_the_same_and_changes_nothing(file: Path) -> None:
    text = run(file, "--profile", PROFILE, "--dry-run", "--json")

    assert json.loads(text) == {"rows": 3, "created": 2, "updated": 0, "unchanged": 0, "refused": 1}
    for model in (UseCase, Unit, Document, ImportBatch, Entry):
        assert not model.objects.exists()


def test_a_second_run_changes_nothing_and_a_dry_run_knows_it(file: Path) -> None:
    run(file, "--profile", PROFILE)

    looked = json.loads(run(file, "--profile", PROFILE, "--json", "--dry-run"))
    again = json.loads(run(file, "--profile", PROFILE, "--json"))

    assert looked == again == {"rows": 3, "created": 0, "updated": 0, "unchanged": 2, "refused": 1}
    assert Unit.objects.filter(parent=None).count() == 1


def test_somebody_imports_below_a_unit_of_theirs(file: Path, ada: User, support: Unit) -> None:
    run(file, "--profile", PROFILE, "--under", "Support", "--as", "ada")

    case = UseCase.objects.first()
    assert case is not None
    assert case.created_by == ada
    assert case.unit.path.startswith(support.path)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--profile", "nothing"], "no import profile nothing. Known profiles: us-federal-2023, us-federal-2024"),
        (["--profile", "us-federal-2024"], "does not have the columns"),
        (["--profile", PROFILE, "--under", "Nowhere"], "no unit Nowhere"),
        (["--profile", PROFILE, "--as", "nobody"], "username nobody"),
        (["--profile", PROFILE, "--as", "ada"], "Say with --under"),
        (["--profile", PROFILE, "--as", "ada", "--under", "Other Corp"], "may not import use cases here"),
        (["--profile", PROFILE, "--as", "ben", "--under", "Support"], "may not import use cases here"),
        (["--profile", PROFILE, "--under", "Twin"], "2 units are called Twin"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(file: Path, cast: Any, options: list[str], sentence: str) -> None:
    for parent in (cast.sales, cast.support):
        people.create_unit("Twin", by=COMMAND_LINE, parent=parent)

    with pytest.raises(CommandError, match=sentence) as refusal:
        run(file, *options)

    assert "\n" not in str(refusal.value)
    assert not UseCase.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "no file"),
        (b"", "empty"),
        (b"Name\n", "no rows"),
        (b"PK\x03\x04", "damaged"),
        (b"\xd0\xcf\x11\xe0", "old XLS"),
    ],
    ids=["missing", "empty", "header only", "cut archive", "old xls"],
)
@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["import", "dry run"])
def test_a_bad_file_is_one_clear_line(tmp_path: Path, content: bytes | None, sentence: str, dry: list[str]) -> None:
    path = tmp_path / "file.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        run(path, "--profile", PROFILE, *dry)


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)

    with pytest.raises(CommandError, match="200 MB; at most 50 MB"):
        run(path, "--profile", PROFILE)


def test_both_federal_files_are_imported_and_again_unchanged(shared_dir: Path) -> None:
    for year, created, repeats in ((2024, 2130, 3), (2023, 710, 0)):
        path = shared_dir / "data" / f"us-federal-ai-use-cases-{year}.csv"
        rows = created + repeats

        first = json.loads(run(path, "--profile", f"us-federal-{year}", "--json"))
        second = json.loads(run(path, "--profile", f"us-federal-{year}", "--json"))

        assert first == {"rows": rows, "created": created, "updated": 0, "unchanged": repeats, "refused": 0}
        assert second == {"rows": rows, "created": 0, "updated": 0, "unchanged": rows, "refused": 0}
    assert Unit.objects.filter(parent=None).count() == 1
    assert UseCase.objects.filter(source="us-federal-2023", extra__has_key="Imported stage").count() == 323
