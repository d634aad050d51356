"""A row becomes a draft case; what cannot be understood is kept and noted, never dropped."""

from collections.abc import Mapping as MappingType
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.kernel.errors import Invalid
from library.rules import read as read_document
from usecases.importing import mapping as mappings
from usecases.importing import planning, reading, suggesting
from usecases.importing.identity import identify
from usecases.importing.mapping import Mapping
from usecases.importing.rows import Draft, drafts
from usecases.importing.tables import Table

SAMPLES = Path(__file__).parent.parent / "samples"
PROFILES = Path(__file__).parents[2] / "library" / "content" / "import_profiles"
STAGES = {"live": "production", "trial": "pilot"}


def table(text: str) -> Table:
    return reading.read(text.encode())


def mapped(read: Table, targets: MappingType[int, str], **given: Any) -> Mapping:
    return mappings.by_hand(
        "test",
        targets,
        read.headers,
        stages=given.get("stages", STAGES),
        impacts=given.get("impacts", {"both": "both"}),
    )


def drafted(text: str, targets: MappingType[int, str], **given: Any) -> list[Draft]:
    read = table(text)
    return drafts(read, mapped(read, targets, **given))


def sentences(draft: Draft) -> list[str]:
    return [str(problem) for problem in draft.problems]


def test_values_are_mapped_and_their_originals_kept() -> None:
    (draft,) = drafted("Title,Phase,Effect\nA,Live,BOTH\n", {0: "name", 1: "stage", 2: "impact"})

    assert draft.values["stage"] == "production"
    assert draft.values["impact"] == "both"
    assert draft.extra == {"Phase": "Live", "Effect": "BOTH"}


@pytest.mark.parametrize(("written", "noted"), [("", "No stage is stated"), ("On the moon", "not known")])
def test_a_blank_or_unknown_stage_becomes_unknown_with_its_text_kept(written: str, noted: str) -> None:
    (draft,) = drafted(f"Title,Phase\nA,{written}\n", {0: "name", 1: "stage"})

    assert draft.values["stage"] == "unknown"
    assert noted in sentences(draft)[0]
    assert not draft.is_refused
    assert draft.extra.get("Phase", "") == written


@pytest.mark.parametrize("written", ["20255-01-01", "TBD", "FY24", "31/31/2024", "1776-07-04"])
def test_a_date_that_is_none_is_kept_as_text_and_noted(written: str) -> None:
    (draft,) = drafted(f"Title,Start\nA,{written}\n", {0: "name", 1: "initiated_on"})

    assert draft.extra == {"Start": written}
    assert "no date between 1990 and 2100" in sentences(draft)[0]
    assert not draft.is_refused


def test_a_name_of_ten_thousand_characters_is_refused_and_shown_short() -> None:
    (draft,) = drafted(f"Title\n{'x' * 10_000}\n", {0: "name"})

    assert draft.is_refused
    assert "10000 characters; at most 500" in sentences(draft)[0]
    assert len(draft.problems[0].value) == 120


def test_a_row_without_a_name_is_refused() -> None:
    (draft,) = drafted("Title,Phase\n,Live\n", {0: "name", 1: "stage"})

    assert draft.is_refused
    assert "no name" in sentences(draft)[0]


def test_repeated_headers_are_told_apart_and_all_kept() -> None:
    (draft,) = drafted("Title,Why,Why,,Why\nA,one,two,three,four\n", {0: "name"})

    assert draft.extra == {"Why": "one", "Why (2)": "two", "Column 4": "three", "Why (3)": "four"}


def test_text_that_means_nothing_stated_is_not_lost() -> None:
    (draft,) = drafted("Title,Problem,Team\nA,N/A,None\n", {0: "name", 1: "problem", 2: "unit_1"})

    assert draft.values["summary"] == ""
    assert draft.units == ()
    assert draft.extra == {"Problem": "N/A", "Team": "None"}


def test_a_text_too_long_for_a_case_is_kept_whole_as_an_extra() -> None:
    (draft,) = drafted(f"Title,Problem\nA,{'y' * 12_000}\n", {0: "name", 1: "problem"})

    assert len(draft.values["summary"]) == 10_000
    assert draft.extra["Problem"] == "y" * 12_000
    assert not draft.is_refused


def test_a_formula_stays_text() -> None:
    (draft,) = drafted('Title,Note\n=1+1,"=HYPERLINK(""x"")"\n', {0: "name"})

    assert draft.values["name"] == "=1+1"
    assert draft.extra["Note"] == '=HYPERLINK("x")'


def test_a_unit_that_repeats_the_one_above_is_left_out() -> None:
    first, second = drafted(
        "Title,Agency,Short,Bureau\nA,Department of Roads,DOR,dor\nB,Department of Roads,DOR,Bridges\n",
        {0: "name", 1: "unit_1", 2: "code_1", 3: "unit_2"},
    )

    assert [unit.name for unit in first.units] == ["Department of Roads"]
    assert [unit.name for unit in second.units] == ["Department of Roads", "Bridges"]


def test_rows_of_one_name_are_counted_and_repeats_are_named() -> None:
    read = table("Title,Unit,Note\nChat,X,one\nchat ,X,two\nChat,X,one\nChat,Y,one\n")
    rows = identify(drafts(read, mapped(read, {0: "name", 1: "unit_1"})), below="u")

    assert rows[0].identity.removesuffix(":1") == rows[1].identity.removesuffix(":2")
    assert rows[2].same_as == 2
    assert len({row.identity for row in rows if row.identity}) == 3


def test_the_same_file_below_another_unit_has_other_identities() -> None:
    read = table("Title\nChat\n")
    here, there = (identify(drafts(read, mapped(read, {0: "name"})), below=unit)[0].identity for unit in ("u", "v"))

    assert here != there


def test_a_second_row_with_the_same_identifier_and_other_content_is_refused() -> None:
    read = table("Id,Title\n7,One\n7,Two\n")
    rows = identify(drafts(read, mapped(read, {0: "external_id", 1: "name"})), below="u")

    assert not rows[0].is_refused
    assert "Row 2 has the same identifier" in str(rows[1].problems[0])


def test_created_updated_unchanged_and_refused_add_up_to_the_rows() -> None:
    read = table("Id,Title\n1,One\n2,Two\n3,Three\n,\n4,\n1,One\n")
    rows = identify(drafts(read, mapped(read, {0: "external_id", 1: "name"})), below="u")
    known = {rows[0].identity: rows[0].draft.digest, rows[1].identity: "another"}

    counts = planning.counts(item.outcome for item in planning.plan(rows, known))

    assert counts == {"rows": 5, "created": 1, "updated": 1, "unchanged": 2, "refused": 1}


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12))
def test_every_row_has_exactly_one_outcome_and_reading_it_again_changes_nothing(rows: list[list[str]]) -> None:
    import csv
    import io

    stored = io.StringIO()
    csv.writer(stored).writerows([["Title", "Unit", "Phase"], *rows])
    try:
        read = reading.read(stored.getvalue().encode(), encoding="utf-8", delimiter=",", header_row=1)
    except Invalid:
        return
    first = identify(drafts(read, mapped(read, {0: "name", 1: "unit_1", 2: "stage"})), below="u")
    known = {row.identity: row.draft.digest for row in first if row.identity}

    planned = planning.plan(first, {})
    again = planning.plan(identify(drafts(read, mapped(read, {0: "name", 1: "unit_1", 2: "stage"})), below="u"), known)

    assert planning.counts(item.outcome for item in planned)["rows"] == len(read.rows)
    assert {item.outcome for item in again} <= {"unchanged", "refused"}


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ({0: "stage"}, "holds the name"),
        ({0: "name", 1: "name"}, "Only one column"),
        ({0: "name", 1: "unit_2"}, "needs a column"),
        ({0: "name", 1: "nonsense"}, "from the list"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(targets: dict[int, str], sentence: str) -> None:
    read = table("Title,Phase\nA,Live\n")

    with pytest.raises(Invalid, match=sentence):
        mapped(read, targets)


def test_a_mapping_kept_for_one_file_fits_another_with_its_columns_in_another_order() -> None:
    read = table("Title,Why,Why\nA,one,two\n")
    kept = mappings.to_document(mapped(read, {0: "name", 2: "problem"}), read.headers)
    other = table("Why,More,Why,Title\none,x,two,A\n")

    found = mappings.from_document(kept, other.headers)

    assert mappings.missing_columns(kept, other.headers) == []
    assert drafts(other, found)[0].values["summary"] == "two"


def test_columns_of_another_layout_are_suggested_by_name_and_value() -> None:
    read = reading.read((SAMPLES / "company-cases.csv").read_bytes())

    found = suggesting.suggest(read)

    named = {read.title(position): target for position, target in found.columns.items()}
    assert named == {
        "Project ID": "external_id",
        "Initiative": "name",
        "Division": "unit_1",
        "Team": "unit_2",
        "Phase": "stage",
        "Started": "initiated_on",
    }
    assert found.stages == {"live": "production", "trial": "pilot", "build": "alpha"}


@pytest.mark.parametrize(("year", "rows", "repeats"), [(2024, 2133, [435, 446, 477]), (2023, 710, [])])
def test_the_federal_files_map_without_a_refusal(year: int, rows: int, repeats: list[int], shared_dir: Path) -> None:
    profile: Any = read_document((PROFILES / f"us-federal-{year}" / "1.yaml").read_bytes())
    read = reading.read((shared_dir / "data" / f"us-federal-ai-use-cases-{year}.csv").read_bytes())
    mapping = mappings.from_profile(profile, read.headers)

    found = identify(drafts(read, mapping), below="u")

    assert suggesting.fit(profile, read.headers) == 1
    assert len(found) == rows
    assert not [row for row in found if row.is_refused]
    assert [row.draft.number for row in found if row.same_as] == repeats
    assert len({row.identity for row in found if row.identity}) == rows - len(repeats)


def test_no_filled_cell_of_the_federal_file_is_lost(shared_dir: Path) -> None:
    profile: Any = read_document((PROFILES / "us-federal-2024" / "1.yaml").read_bytes())
    read = reading.read((shared_dir / "data" / "us-federal-ai-use-cases-2024.csv").read_bytes())
    mapping = mappings.from_profile(profile, read.headers)

    for row, draft in zip(read.rows, drafts(read, mapping), strict=True):
        kept = [*draft.values.values(), *draft.extra.values(), *(unit.name for unit in draft.units)]
        whole = " ".join(" ".join(text.split()) for text in kept)
        assert [cell for cell in row.cells if " ".join(cell.split()) not in whole] == []
