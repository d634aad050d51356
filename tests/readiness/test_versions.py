"""What another version of an instrument means for assessments: told before it is published."""

from types import SimpleNamespace

import pytest

from library import effects, rules, usage
from library import queries as library
from readiness.rules.carrying import carried
from tests.factories.readiness import filled, submitted

pytestmark = pytest.mark.usefixtures("library")


def test_answers_carry_over_by_factor_and_scale() -> None:
    before = library.latest("instrument", "enterprise-readiness")
    body = before.data
    first = body["dimensions"][0]["factors"]
    lost = first.pop(0)
    first.append(lost | {"key": "brand_new", "label": "Brand new"})
    first[0]["guidance"] = "Asked in other words."

    same_scale = carried(before.parsed, rules.parse(body))
    body["scale"] |= {"highest": 20}
    other_scale = carried(before.parsed, rules.parse(body))

    assert (len(same_scale.kept), same_scale.rescaled, same_scale.lost) == (19, (), (lost["key"],))
    assert same_scale.added == ("brand_new",)
    assert same_scale.reworded == (first[0]["key"],)
    assert (other_scale.kept, len(other_scale.rescaled)) == ((), 19)


def test_a_preview_names_what_is_lost_what_is_open_and_what_stands(cast: SimpleNamespace) -> None:
    document = library.latest("instrument", "enterprise-readiness")
    body = document.data
    gone = body["dimensions"][0]["factors"].pop(0)
    submitted(cast.sales, by=cast.ada)
    assessment = filled(cast.support, by=cast.ada)

    factors, opened, results = effects.effects(cast.ada, document, rules.parse(body))

    assert factors.sentence == "19 of 20 answers carry over as they are."
    assert (gone["label"], "No longer asked: the answer is lost") in [(a.text, b.text) for a, b in factors.rows]
    assert opened.sentence == "1 assessment is open and keeps its version until it is moved."
    assert opened.rows[0][0].url == assessment.get_absolute_url()
    assert results.sentence.startswith("1 unit's latest result stays")
    assert len(effects.effects(cast.olga, document, rules.parse(body))) == 1, "nothing of others is told"


def test_assessments_are_counted_by_version_and_state(cast: SimpleNamespace) -> None:
    submitted(cast.sales, by=cast.ada)
    filled(cast.support, by=cast.ada)
    document = library.latest("instrument", "enterprise-readiness")

    found = {use.label: (use.count, use.is_open) for use in usage.uses(cast.ada, [document])}

    assert found == {"Open assessments": (1, True), "Submitted assessments": (1, False)}
    assert usage.uses(cast.olga, [document]) == []
