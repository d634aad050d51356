"""Checking the text of a document: every problem at once, each with its line and a reason."""

import time

import pytest

from foundation.people.actors import COMMAND_LINE
from library import queries, rules, services
from library.kinds import KINDS
from library.starting import blank

pytestmark = pytest.mark.django_db

GATE = """kind: gate
slug: small
version: 1
title: Small
summary: One question.
source: own
license: CC0-1.0
criteria:
  - key: ready
    level: must
    ask: Ready?
    guidance: Look at it.
"""


def found(text: str | bytes, **named: str) -> list[tuple[int | None, str]]:
    return [(finding.line, finding.sentence) for finding in queries.check_text(text, **named).findings]


def test_a_good_text_has_no_findings_and_gives_the_document() -> None:
    checked = queries.check_text(GATE)

    assert checked.findings == ()
    assert checked.document is not None
    assert checked.document.title == "Small"


def test_faults_of_the_schema_are_all_found_at_once_each_on_its_line() -> None:
    text = (
        GATE.replace("title: Small", "title: 5")
        .replace("level: must", "level: maybe")
        .replace("    guidance: Look at it.\n", "    color: red\n")
    )

    lines = dict(found(text))

    assert lines[4] == "text was expected here, not a whole number."
    assert lines[10] == "“maybe” is none of the choices here: must, should, nice."
    assert lines[12] == "There is no field “color” here."
    assert lines[9] == "The field “guidance” is missing."


def test_a_key_that_stands_twice_is_shown_where_it_stands_again() -> None:
    text = GATE + GATE[GATE.index("  - key") :]

    assert found(text) == [(13, "The key “ready” stands here 2 times; keys must differ.")]


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("weight: 0.4", "weight: 0.39"), "criteria:", "The weights add up to 0.99; they must add up to 1."),
        (("highest: 10\ninputs", "highest: -1\ninputs"), "highest:", "The highest score must lie above the lowest."),
    ],
)
@pytest.mark.usefixtures("library")
def test_a_model_that_does_not_hold_is_refused_on_its_line(change: tuple[str, str], line: str, said: str) -> None:
    text = rules.to_yaml(queries.latest("scoring_model", "weighted-value").parsed)
    assert change[0] in text
    text = text.replace(*change, 1)

    number = next(place for place, row in enumerate(text.splitlines(), 1) if row.startswith(line))

    assert (number, said) in found(text)


@pytest.mark.usefixtures("library")
def test_a_scale_turned_around_is_refused() -> None:
    text = rules.to_yaml(queries.latest("instrument", "enterprise-readiness").parsed)
    text = text.replace("  lowest: 0\n  highest: 10", "  lowest: 10\n  highest: 0", 1)

    assert [sentence for _line, sentence in found(text)] == ["The highest score must lie above the lowest."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: recipe\n", "A document names its kind, one of"),
        ("- a\n", "A document is made of named fields"),
        ("", "The text is empty."),
        ("a: &a [x]\nb: *a\n", "Line 1 uses an anchor or alias"),
        ("a: &a [*a]\n", "Line 1 uses an anchor or alias"),
        ("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n", "Line 1 uses an anchor or alias"),
        ("kind: gate\nkind: gate\n", "Line 2: the field “kind” stands twice."),
        ("title: " + "x" * 5_000_000, "The text is longer than 1000000 characters."),
        (b"\xff\xfe\x00", "The text is not in UTF-8."),
        ('kind: gate\nslug: "a\x00b"\n', ""),
        ('kind: gate\nslug: "a\\0b"\n', "A key is lower-case letters"),
    ],
)
def test_hostile_text_is_answered_with_a_sentence(text: str | bytes, said: str) -> None:
    began = time.monotonic()

    checked = queries.check_text(text)

    assert checked.document is None
    assert any(said in finding.sentence for finding in checked.findings)
    assert time.monotonic() - began < 5


def test_thousands_of_problems_are_counted_and_the_first_are_listed() -> None:
    text = GATE + "".join(f"  - {{key: k{n}, level: maybe, ask: A?, guidance: G}}\n" for n in range(1000))

    checked = queries.check_text(text)

    assert (checked.count, len(checked.findings), checked.more) == (1000, 200, 800)


@pytest.mark.usefixtures("library")
def test_what_the_library_does_not_hold_is_shown_on_the_line_that_names_it() -> None:
    text = rules.to_yaml(queries.latest("stage_plan", "staged-rollout").parsed).replace("gate: go-no-go", "gate: lost")
    number = next(place for place, row in enumerate(text.splitlines(), 1) if "gate: lost" in row)

    assert found(text) == [(number, "It names the document gate/lost, which the library does not hold.")]


@pytest.mark.usefixtures("library")
def test_an_entry_that_another_document_names_cannot_be_dropped() -> None:
    naming, reference = next(
        (other, reference)
        for header in services.read_content()
        for other in queries.naming(rules.kind_of(header), header.slug)
        for reference in other.parsed.references()
        if reference.key and (reference.kind, reference.slug) == (rules.kind_of(header), header.slug)
    )
    named = queries.latest(reference.kind, reference.slug).parsed
    text = rules.to_yaml(named).replace(f"key: {reference.key}\n", "key: renamed_for_this_test\n")

    said = [sentence for _line, sentence in found(text, kind=reference.kind, slug=reference.slug)]

    assert f"“{naming.title}” names its entry “{reference.key}”, which is gone here. Change that one first." in said


@pytest.mark.usefixtures("library")
def test_a_draft_cannot_become_another_document() -> None:
    lines = found(GATE, kind="gate", slug="go-no-go")

    assert lines == [(2, "This draft is of “go-no-go”. Start another draft for another.")]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_blank_form_of_each_kind_can_be_read_and_lacks_only_what_must_be_written(kind: object) -> None:
    text = blank(kind, "something-new")  # type: ignore[arg-type]

    checked = queries.check_text(text)

    assert checked.document is None
    assert all("There is no field" not in finding.sentence for finding in checked.findings)
    assert all("cannot be read" not in finding.sentence for finding in checked.findings)


@pytest.mark.usefixtures("library")
def test_every_shipped_document_passes_the_check_in_its_yaml_form() -> None:
    for header in services.read_content():
        checked = queries.check_text(rules.to_yaml(header), kind=rules.kind_of(header), slug=header.slug)
        assert checked.findings == (), header.slug
    assert services.load_shipped(by=COMMAND_LINE).created == []
