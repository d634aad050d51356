"""Reading documents: what is refused, and that the refusal says where and why."""

from decimal import Decimal
from typing import Any

import pytest

from foundation.kernel.errors import Invalid
from library import rules, yaml_source
from library.kinds import KINDS
from library.kinds.base import Band, band_for
from library.kinds.scoring_model import Linear, Piecewise, Point


def gate(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "gate", "slug": "small", "version": 1, "title": "Small gate", "summary": "One question.",
        "source": "own", "license": "CC0-1.0",
        "criteria": [{"key": "ready", "level": "must", "ask": "Ready?", "guidance": "Look at it."}],
        **changes,
    }  # fmt: skip


def model(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "scoring_model", "slug": "small", "version": 1, "title": "Small", "summary": "Two criteria.",
        "source": "own", "license": "CC0-1.0", "lowest": 0, "highest": 10,
        "inputs": [
            {"key": "a", "label": "A", "help": "A.", "measure": "rating", "unit": "points", "lowest": 0, "highest": 10},
            {"key": "b", "label": "B", "help": "B.", "measure": "months", "unit": "months", "lowest": 0, "highest": 24},
        ],
        "criteria": [
            {"key": "one", "label": "One", "help": "1.", "weight": "0.5", "factors": [
                {"key": "f", "label": "F", "input": "a", "formula": "as it is", "curve": {"curve": "linear"}}]},
            {"key": "two", "label": "Two", "help": "2.", "weight": "0.5", "factors": [
                {"key": "g", "label": "G", "input": "b", "formula": "falls", "curve": {
                    "curve": "piecewise", "points": [{"x": 0, "y": 10}, {"x": 6, "y": 4}, {"x": 24, "y": 0}]}}]},
        ],
        "axes": {"across": "one", "up": "two"},
        "bands": [{"key": "all", "label": "All", "at_least": 0}],
        **changes,
    }  # fmt: skip


def refusal(data: Any) -> list[str]:
    with pytest.raises(rules.BadDocument) as caught:
        rules.parse(data)
    return [str(problem) for problem in caught.value.problems]


def test_a_small_document_of_each_shape_is_accepted() -> None:
    assert rules.parse(gate()).title == "Small gate"
    assert rules.parse(model()).version == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "kind: A document names its kind"),
        ([], "kind: A document names its kind"),
        ({"kind": "recipe"}, "kind: A document names its kind"),
        ({"kind": ["gate"]}, "kind: A document names its kind"),
        (gate(color="red"), "color: There is no field “color” here."),
        ({key: value for key, value in gate().items() if key != "title"}, "The field “title” is missing."),
        (gate(title=5), "title: text was expected here, not a whole number."),
        (gate(title=""), "title: "),
        (gate(criteria={}), "criteria: a list was expected here, not named fields."),
        (gate(criteria=[{"key": "a", "level": "maybe", "ask": "?", "guidance": "."}]), "criteria[0].level: "),
        (gate(version=True), "version: a whole number was expected here, not true or false."),
        (gate(version=0), "version: "),
        (gate(slug="Not A Slug"), "slug: "),
        (gate(slug="line-break\n"), "slug: "),
        (gate(slug="x" * 65), "slug: "),
        (gate(title="NUL \x00 here"), "title: The text holds a control character."),
        (gate(title="half a pair \ud800"), "title: The text holds a control character."),
        (gate(title="x" * 301), "title: "),
    ],
)
def test_what_the_schema_refuses_is_said_in_words_with_its_place(data: Any, said: str) -> None:
    problems = refusal(data)

    assert len(problems) == 1
    assert problems[0].startswith(said)


def test_all_faults_against_the_rules_of_a_kind_are_named_at_once() -> None:
    criteria = [
        {"key": "same", "level": "should", "ask": "?", "guidance": ".", "more_than": 5},
        {"key": "same", "level": "nice", "ask": "?", "guidance": ".", "binding": "ledger_roi"},
    ]

    problems = refusal(gate(criteria=criteria))

    assert len(problems) == 4
    assert any("“same” stands here 2 times" in problem for problem in problems)
    assert any("must be a “must”" in problem for problem in problems)
    assert [problem.split(":")[0] for problem in problems[2:]] == ["criteria[0].more_than", "criteria[1].more_than"]


def two_weights(first: str, second: str) -> dict[str, Any]:
    data = model()
    data["criteria"][0]["weight"], data["criteria"][1]["weight"] = first, second
    return data


@pytest.mark.parametrize(("first", "second"), [("0.5", "0.4"), ("0.5", "0.50001"), ("0", "0"), ("1.2", "-0.2")])
def test_weights_that_do_not_add_up_are_refused(first: str, second: str) -> None:
    problems = refusal(two_weights(first, second))

    assert any("weight" in problem for problem in problems)


def test_a_zero_weight_is_allowed() -> None:
    assert rules.parse(two_weights("1", "0"))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "sNaN", "1e999999", "1e999999999", "1e-40", "1e20"])
def test_numbers_that_nothing_can_calculate_with_are_refused(number: str) -> None:
    problems = refusal(two_weights(number, "0.5"))

    assert any(problem.startswith("criteria[0].weight") for problem in problems)


def test_a_model_that_does_not_hang_together_is_refused_piece_by_piece() -> None:
    data = model(axes={"across": "one", "up": "three"}, bands=[{"key": "high", "label": "High", "at_least": 7}])
    data["criteria"][0]["factors"][0]["input"] = "c"

    problems = refusal(data)

    assert any("criteria[0].factors[0].input: There is no input “c”" in problem for problem in problems)
    assert any("inputs: No criterion uses the input “a”" in problem for problem in problems)
    assert any("axes.up: There is no criterion “three”" in problem for problem in problems)
    assert any("bands: No band takes a score below 7" in problem for problem in problems)


@pytest.mark.parametrize(
    "curve",
    [
        {"curve": "linear", "points": 2},
        {"curve": "linear", "start": -1},
        {"curve": "linear", "per": 0},
        {"curve": "linear", "at_least": 5, "at_most": 5},
        {"curve": "piecewise", "points": []},
        {"curve": "piecewise", "points": [{"x": 0, "y": 0}]},
        {"curve": "piecewise", "points": [{"x": 5, "y": 0}, {"x": 5, "y": 10}]},
        {"curve": "piecewise", "points": [{"x": 0, "y": 0}, {"x": 5, "y": 11}]},
        {"curve": "cubic"},
    ],
)
def test_a_curve_that_leaves_the_scale_or_is_none_is_refused(curve: dict[str, Any]) -> None:
    data = model()
    data["criteria"][0]["factors"][0]["curve"] = curve

    assert any(problem.startswith("criteria[0].factors[0].curve") for problem in refusal(data))


def test_curves_are_exact_and_say_when_a_limit_held() -> None:
    line = Linear(start=Decimal(10), points=Decimal(-1), at_least=Decimal(0))
    bent = Piecewise(points=tuple(Point(x=Decimal(x), y=Decimal(y)) for x, y in ((0, 10), (6, 4), (24, 0))))

    assert line.at(Decimal("2.5")) == (Decimal("7.5"), False)
    assert line.at(Decimal(12)) == (0, True)
    assert [bent.at(Decimal(x))[0] for x in (-1, 0, 3, 6, 15, 24, 99)] == [10, 10, 7, 4, 2, 0, 0]


def test_the_highest_band_reached_counts_whatever_the_order() -> None:
    bands = [Band(key=key, label=key, at_least=Decimal(n)) for key, n in (("low", 0), ("high", 7), ("mid", 5))]

    found = [band_for(score, bands) for score in (Decimal(-1), Decimal(0), Decimal("4.999"), Decimal(5), Decimal(9))]

    assert [band.key if band else None for band in found] == [None, "low", "low", "mid", "high"]
    assert band_for(None, bands) is None


def test_the_same_content_has_one_text_whatever_its_form() -> None:
    written = rules.to_yaml(rules.parse(gate()))

    assert rules.encode(rules.read(written)) == rules.encode(rules.parse(dict(reversed(gate().items()))))
    assert rules.same_content(rules.parse(gate()), rules.parse(gate(version=2)))
    assert not rules.same_content(rules.parse(gate()), rules.parse(gate(title="Other")))


HOSTILE = {
    "nothing": "",
    "only a comment": "# nothing",
    "an alias bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nkind: gate",
    "a tag": "kind: !!python/object/apply:os.system [ls]",
    "two documents": "kind: gate\n---\nkind: gate",
    "a field twice": "kind: gate\nkind: board",
    "a list as field name": "? [a, b]\n: c",
    "a huge number": "version: " + "9" * 5000,
    "a huge decimal": "version: 0." + "9" * 5000,
    "deep lists": "[" * 60 + "]" * 60,
    "very deep lists": "[" * 20_000,
    "deep mappings": "\n".join("  " * n + f"k{n}:" for n in range(60)),
    "a tab for indentation": "a:\n\t- b",
    "an open quote": 'title: "never closed',
    "a control character": "title: a\x07b",
    "too long": "title: " + "x" * 1_100_000,
    "too many entries": "a: [" + "1," * 60_000 + "]",
    "not UTF-8": b"title: \xff\xfe",
    "only a number": "5",
    "only a list": "- a",
    "a bad escape": 'title: "\\ud83d"',
    "merge keys": "base: &b {a: 1}\nuse: {<<: *b}",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_refused_with_a_sentence(source: str | bytes) -> None:
    with pytest.raises(Invalid) as caught:
        rules.read(source)

    assert caught.value.field == "body"
    assert 10 < len(str(caught.value)) < 500


def test_a_refusal_of_the_text_names_the_line() -> None:
    with pytest.raises(yaml_source.Unreadable, match=r"Line 3: the field “title” stands twice"):
        rules.read("kind: gate\ntitle: a\ntitle: b")


def test_no_stays_text_and_numbers_stay_exact() -> None:
    value = yaml_source.read("a: no\nb: 0.10\nc: 7\nd: true\ne: ~\nf: '7'\ng: 2024-01-01\nh: 010\n")

    assert value == {
        "a": "no", "b": Decimal("0.10"), "c": 7, "d": True, "e": None, "f": "7", "g": "2024-01-01", "h": "010",
    }  # fmt: skip
    assert str(value["b"]) == "0.10"
    assert yaml_source.read(yaml_source.write(value)) == value


@pytest.mark.parametrize("key", KINDS)
def test_each_kind_explains_itself_as_a_json_schema(key: str) -> None:
    schema = KINDS[key].schema()

    assert schema["$schema"].endswith("2020-12/schema")
    name = schema["$ref"].rsplit("/", 1)[1]
    assert schema["$defs"][name]["additionalProperties"] is False
    assert {"kind", "slug", "version", "title"} <= set(schema["$defs"][name]["required"])
