"""What a scoring model may say: measures, curves, ways to combine, a divisor; and what is refused, with its reason."""

from decimal import Decimal
from typing import Any

import pytest

from library import rules
from library.kinds.scoring_curves import Capped, Inverse, LevelScore, Linear, Lookup, Piecewise, Point, bends
from library.kinds.scoring_model import ScoringModel

LEVELS = [{"key": "team", "label": "One team"}, {"key": "company", "label": "The whole company"}]
REACH = {"key": "reach", "label": "Reach", "help": "Who uses it?", "measure": "choice", "levels": LEVELS}
SIZE = {"key": "size", "label": "Size", "help": "How much work?", "measure": "points", "unit": "points",
        "points": [1, 2, 3, 5]}  # fmt: skip
EASE = {"key": "ease", "label": "Ease", "help": "How easy?", "measure": "rating", "unit": "points",
        "lowest": 0, "highest": 10}  # fmt: skip
RATING = {"curve": "linear"}
LOOKUP = {"curve": "lookup", "scores": [{"level": "team", "score": 2}, {"level": "company", "score": 10}]}


def factor(key: str, of: str, curve: Any, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": key, "input": of, "formula": "as it says", "curve": curve, **more}


def criterion(key: str, weight: str, *factors: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "label": key.title(), "help": "?", "weight": weight, "factors": list(factors), **more}


def model(**changes: Any) -> dict[str, Any]:
    """A model with every measure: what it is worth (reach and ease) divided by its size."""
    return {
        "kind": "scoring_model", "slug": "small", "version": 1, "title": "Small", "summary": "Worth by size.",
        "source": "own", "license": "CC0-1.0", "lowest": 0, "highest": 20,
        "inputs": [REACH, EASE, SIZE],
        "criteria": [
            criterion("worth", "1", factor("f", "reach", LOOKUP), factor("g", "ease", RATING), combine="sum"),
            criterion("effort", "0", factor("h", "size", RATING)),
        ],
        "divide_by": "effort",
        "axes": {"across": "effort", "up": "worth"},
        "bands": [{"key": "all", "label": "All", "at_least": 0}],
        **changes,
    }  # fmt: skip


def with_input(entry: dict[str, Any], **changes: Any) -> dict[str, Any]:
    inputs = [row | changes if row is entry else row for row in (REACH, EASE, SIZE)]
    return model(inputs=[{key: value for key, value in row.items() if value != "drop"} for row in inputs])


def refusal(data: Any) -> list[str]:
    with pytest.raises(rules.BadDocument) as caught:
        rules.parse(data)
    return [str(problem) for problem in caught.value.problems]


def test_choices_points_sums_and_a_divisor_are_accepted_and_read_back() -> None:
    document = rules.parse(model())

    assert isinstance(document, ScoringModel)
    assert [entry.key for entry in document.weighed] == ["worth"]
    assert document.divisor is document.criteria[1]
    assert rules.decode("scoring_model", rules.encode(document)) == document
    assert rules.read(rules.to_yaml(document)) == document


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (with_input(REACH, levels=LEVELS[:1]), "inputs[0].levels: A choice needs at least two levels."),
        (with_input(REACH, levels=[*LEVELS, LEVELS[0]]), "inputs[0].levels: The key “team” stands here 2 times"),
        (with_input(REACH, default_level="planet"), "inputs[0].default_level: There is no level “planet”."),
        (with_input(REACH, lowest=0), "inputs[0].lowest: An input of this measure has no “lowest”."),
        (with_input(SIZE, points=[5, 3]), "inputs[2].points: At least two numbers are needed, from the least up"),
        (with_input(SIZE, default=4), "inputs[2].default: The default is none of the points."),
        (with_input(SIZE, levels=LEVELS), "inputs[2].levels: An input of this measure has no “levels”."),
        (with_input(EASE, lowest="drop"), "inputs[1]: A number needs the lowest and the highest value"),
        (with_input(EASE, unit="drop"), "inputs[1].unit: The unit of the number is missing."),
        (with_input(EASE, points=[1, 2]), "inputs[1].points: An input of this measure has no “points”."),
        (with_input(EASE, measure="feeling"), "inputs[1].measure: "),
        (model(divide_by="love"), "divide_by: There is no criterion “love”."),
        (model(highest=19), "criteria[0]: This goes from 2 to 20, outside the scale of 0 to 19."),
        (model(lowest=-5, bands=[{"key": "all", "label": "All", "at_least": -5}]), "lowest: A model that divides"),
        (with_input(SIZE, points=[0, 1]), "divide_by: “Effort” can be 0; nothing can be divided by that."),
    ],
)
def test_what_does_not_hang_together_is_said_at_its_place(data: dict[str, Any], said: str) -> None:
    problems = refusal(data)

    assert any(problem.startswith(said) for problem in problems), problems


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        ([criterion("worth", "1", factor("f", "reach", RATING), factor("g", "ease", RATING))],
         "criteria[0].factors[0].curve: The levels of a choice are read by a lookup."),
        ([criterion("worth", "1", factor("f", "reach", LOOKUP), factor("g", "ease", LOOKUP))],
         "criteria[0].factors[1].curve: A lookup reads the levels of a choice; this input has none."),
        ([criterion("worth", "1", factor("f", "reach", LOOKUP | {"scores": LOOKUP["scores"][::-1]}))],
         "criteria[0].factors[0].curve.scores: A score is needed for each level of the input, in their order: team"),
        ([criterion("worth", "1", factor("f", "reach", LOOKUP, weight="0.5"))],
         "criteria[0].factors: Only the factors of a weighted criterion have weights."),
        ([criterion("worth", "1", factor("f", "reach", LOOKUP), factor("g", "ease", RATING, weight="1"),
                    combine="weighted")], "criteria[0].factors: Every factor of a weighted criterion needs a weight."),
        ([criterion("worth", "1", factor("f", "reach", LOOKUP, weight="0.5"),
                    factor("g", "ease", RATING, weight="0.6"), combine="weighted")],
         "criteria[0].factors: The weights add up to 1.1; they must add up to 1."),
        ([criterion("worth", "0.5", factor("f", "reach", LOOKUP), factor("g", "ease", RATING)),
          criterion("effort", "0.5", factor("h", "size", RATING))],
         "divide_by: The criterion that the total is divided by has weight 0."),
        ([criterion("worth", "1", factor("f", "reach", LOOKUP), factor("g", "size", RATING)),
          criterion("effort", "0", factor("h", "size", RATING), factor("i", "ease", RATING))],
         "divide_by: The input “size” stands above and below the line; it can only be one."),
        ([criterion("worth", "-1", factor("f", "reach", LOOKUP)), criterion("e", "2", factor("h", "size", RATING))],
         "criteria[0].weight: A weight lies between 0 and 1, not at -1."),
        ([criterion("worth", "0", factor("f", "reach", LOOKUP)), criterion("effort", "0", factor("h", "size", LOOKUP))],
         "criteria: The weights add up to 0; they must add up to 1."),
    ],
)  # fmt: skip
def test_criteria_that_cannot_be_added_up_are_refused(criteria: list[dict[str, Any]], said: str) -> None:
    problems = refusal(model(criteria=criteria))

    assert any(problem.startswith(said) for problem in problems), problems


def test_inverse_and_capped_are_lines_in_other_words() -> None:
    assert Inverse(top=Decimal(10)).at(Decimal(4)) == (6, False)
    assert Inverse(top=Decimal(10), at_least=Decimal(0)).at(Decimal(14)) == (0, True)
    assert Capped(per=Decimal(1000), at_most=Decimal(10)).at(Decimal(2500)) == (Decimal("2.5"), False)
    assert Capped(per=Decimal(1000), at_most=Decimal(10)).at(Decimal(12000)) == (10, True)
    assert Capped(per=Decimal(1000), at_most=Decimal(10)).line == Linear(per=Decimal(1000), at_most=Decimal(10))


def test_a_curve_is_level_and_held_outside_its_points_and_knows_where_it_bends() -> None:
    curve = Piecewise(points=tuple(Point(x=Decimal(x), y=Decimal(y)) for x, y in ((1, 0), (3, 8), (9, 10))))

    assert [curve.at(Decimal(x)) for x in (0, 1, 2, 9, 10)] == [
        (0, True),
        (0, False),
        (4, False),
        (10, False),
        (10, True),
    ]
    assert bends(curve) == [1, 3, 9]
    assert bends(Inverse(top=Decimal(10), at_least=Decimal(0))) == [10]


def test_a_lookup_gives_each_level_its_score() -> None:
    curve = Lookup(scores=(LevelScore(level="team", score=Decimal(2)), LevelScore(level="company", score=Decimal(10))))

    assert [curve.at(Decimal(place))[0] for place in (0, 1)] == [2, 10]
